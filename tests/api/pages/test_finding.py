import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from api.pages.asking import CONTEXT_COOKIE
from content_store.rules.vocabulary import ContentType, Facet, LinkKind
from content_store.tables import SearchLog, SearchOpening
from tests import databases
from tests.api.site import Site, opened
from tests.conftest import RUN
from tests.content_store.making import NOON, draft, published, tag
from tests.renderers.test_pages import checked, words


@pytest.fixture(scope="module")
def stocked_site(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Two talking points and a case study published, one draft; a rep signed in. Tests only read it."""
    folder = tmp_path_factory.mktemp("stocked")
    with databases.sqlite(pytestconfig.stash[RUN], folder) as database, opened(database, folder / "data") as site:
        for name in ("CFO", "CIO"):
            tag(database, Facet.PERSONA, name)
        tag(database, Facet.STAGE, "decision")
        tag(database, Facet.INDUSTRY, "mills")
        cfo = {Facet.PERSONA: ["cfo"], Facet.STAGE: ["decision"], Facet.INDUSTRY: ["mills"]}
        published(database, title="Budget freeze", tags=cfo)
        published(database, title="Stock too high", at=NOON - timedelta(days=1), tags={Facet.PERSONA: ["cio"]})
        published(database, ContentType.CASE_STUDY, "Harbour budget", tags={Facet.PERSONA: ["cfo"]})
        draft(database, title="Budget secret")
        site.sign_in()
        site.settle()
        yield site


@pytest.fixture
def stocked(stocked_site: Site) -> Site:
    """That site, with no context remembered."""
    stocked_site.client.cookies.delete(CONTEXT_COOKIE)
    return stocked_site


def titles(html: str) -> list[str]:
    return [words(name) for name in re.findall(r'<strong class="name">(.*?)</strong>', html)]


def test_the_start_recommends_of_all_types_and_opens_the_first(stocked: Site) -> None:
    html = checked(stocked.page("/"))
    assert titles(html) == ["Budget freeze", "Harbour budget", "Stock too high"]
    assert "Worth a try in conversations" in words(html)
    assert '<article class="reading talking_point" data-slug="budget-freeze">' in html
    assert 'href="/?type=talking-point">All talking points, newest first' in html
    assert "Case studies 1" in words(html)


def test_the_start_of_a_situation_says_what_works_in_it(stocked: Site) -> None:
    html = checked(stocked.page("/?persona=cfo&stage=decision"))
    # What fits another stage comes behind: a stage is never a wall.
    assert titles(html) == ["Budget freeze", "Harbour budget"]
    assert "Worth a try with CFOs at decision" in words(html)
    assert "for conversations with CFOs at decision" in words(html)


def test_what_is_recommended_names_its_proof(site: Site) -> None:
    proof = published(site.database, ContentType.PROOF_STATEMENT, "A third fewer")
    published(site.database, links={LinkKind.PROOF: [proof.slug]})
    site.sign_in()
    site.settle()
    assert "With its proof: A third fewer" in words(site.page("/?persona="))


def test_more_than_a_situation_is_a_list(stocked: Site) -> None:
    for address in ("/?persona=cfo&industry=mills", "/?persona=cfo&persona=cio", "/?type=any", "/?from=20"):
        assert "Worth a try" not in stocked.page(address)


def test_a_list_shows_talking_points_newest_first_and_opens_the_first(stocked: Site) -> None:
    html = checked(stocked.page("/?type=talking-point"))
    assert titles(html) == ["Budget freeze", "Stock too high"]
    assert "2 talking points, newest first" in words(html)
    assert '<article class="reading talking_point" data-slug="budget-freeze">' in html
    assert '<main id="main" tabindex="-1" class="find"' in html


def test_words_find_every_type_with_matches_marked_counted_and_explained(stocked: Site) -> None:
    html = checked(stocked.page("/?q=budget"))
    assert sorted(titles(html)) == ["Budget freeze", "Harbour budget"]
    assert "<mark>Budget</mark> freeze" in html
    assert "matches “budget” in the title" in words(html)
    assert "Case studies 1" in words(html)
    assert "Mills 1" in words(html)


def test_drafts_are_found_by_nobody_here(stocked: Site) -> None:
    assert "secret" not in stocked.page("/?q=budget")
    assert titles(stocked.page("/?q=secret")) == []


def test_context_narrows_and_stays_until_it_is_changed(stocked: Site) -> None:
    assert titles(stocked.page("/?persona=cio")) == ["Stock too high"]
    assert stocked.get("/").headers["location"] == "/?persona=cio"
    assert titles(stocked.page("/?persona=")) == ["Budget freeze", "Harbour budget", "Stock too high"]
    assert stocked.get("/").status_code == 200


def test_filters_can_be_combined_and_dropped(stocked: Site) -> None:
    html = stocked.page("/?persona=cfo&industry=mills&type=any")
    assert titles(html) == ["Budget freeze"]
    assert 'href="/?persona=cfo&amp;type=any" title="No longer only mills"' in html


def test_what_is_open_has_an_address_and_a_way_back(stocked: Site) -> None:
    html = stocked.page("/?q=budget&show=harbour-budget")
    assert 'data-slug="harbour-budget"' in html
    assert 'class="find open"' in html
    assert '<a class="back" data-find href="/?q=budget">' in html


def test_opening_what_is_not_there_says_so(stocked: Site) -> None:
    assert "There is no such asset" in stocked.page("/?show=budget-secret")


def test_a_misspelt_word_is_corrected_and_may_be_searched_for_all_the_same(stocked: Site) -> None:
    html = checked(stocked.page("/?q=budgat&type=any"))
    assert "Nothing has “budgat”. These are the results for budget . Search for what I typed" in words(html)
    assert "Budget freeze" in titles(html)
    assert 'href="/?q=budgat&amp;type=any&amp;exact=1">Search for what I typed' in html

    as_typed = checked(stocked.page("/?q=budgat&type=any&exact=1"))
    assert "Looked for the words “budgat”" in words(as_typed)
    assert "Another spelling" not in words(as_typed)
    assert "exact" not in as_typed.partition("<form")[2].partition("</form>")[0]


def test_what_a_short_word_may_mean_is_offered(stocked: Site) -> None:
    alone = checked(stocked.page("/?q=hugh"))
    assert titles(alone) == []
    assert "Another spelling high" in words(alone)

    beside_another = checked(stocked.page("/?q=hugh+budget"))
    assert "Did you mean high budget ?" in words(beside_another)
    assert sorted(titles(beside_another)) == ["Budget freeze", "Harbour budget"]


def test_nothing_found_offers_what_is_near_with_counts(stocked: Site) -> None:
    html = checked(stocked.page("/?q=budget&persona=cio&stage=decision"))
    text = words(html)
    assert "Looked for the words “budget” persona CIO stage decision" in text
    assert "1 result without persona “CIO”" in text
    assert "without stage" not in text
    assert "without any filter" not in text


def test_where_the_words_are_nowhere_the_situation_is_offered(stocked: Site) -> None:
    assert "2 results for this situation, whatever the words" in words(stocked.page("/?q=zzqy&persona=cfo"))


def test_nothing_anywhere_is_said_plainly(stocked: Site) -> None:
    assert "None of this is in any asset" in stocked.page("/?q=zzqy")


def test_two_filters_too_many_offer_none(stocked: Site) -> None:
    text = words(stocked.page("/?q=high&persona=cfo&stage=decision"))
    assert "1 result without any filter" in text


def test_a_tag_that_is_not_there_is_named(stocked: Site) -> None:
    assert "There is no persona “cto”" in stocked.page("/?persona=cto")


def test_pages_of_results(site: Site) -> None:
    for number in range(21):
        published(site.database, title=f"Point {number}", at=NOON + timedelta(minutes=number))
    site.sign_in()
    site.settle()
    first, second = site.page("/?type=talking-point"), site.page("/?type=talking-point&from=20")
    assert (len(titles(first)), titles(second)) == (20, ["Point 0"])
    assert "More results" in first
    assert "Earlier results" in second


def test_the_fragment_is_the_page_without_its_frame(stocked: Site) -> None:
    fragment = stocked.page("/find?q=budget")
    assert titles(fragment) == titles(stocked.page("/?q=budget"))
    assert "<html" not in fragment


def test_one_time_of_typing_is_one_entry_in_the_log_with_what_was_opened(stocked: Site) -> None:
    for text in ("b", "bud", "budget"):
        stocked.get(f"/find?q={text}&persona=cfo&key=0123456789abcdef")
    stocked.get("/find?q=budget&persona=cfo&show=harbour-budget&key=0123456789abcdef")
    stocked.runtime.journal.flush()
    with stocked.database.reading() as session:
        (entry,) = session.scalars(select(SearchLog).where(SearchLog.key.endswith(":0123456789abcdef")))
        (opening,) = session.scalars(select(SearchOpening).where(SearchOpening.key == entry.key))
    assert (entry.text, entry.channel, entry.result_count) == ("budget", "web", 2)
    assert entry.filters == {"personas": ["cfo"]}
    assert opening.position in {1, 2}


def test_without_scripts_the_same_search_is_one_entry_too(stocked: Site) -> None:
    for address in ("/?q=harbour", "/?q=harbour&show=harbour-budget", "/?q=freeze", "/", "/?persona="):
        stocked.get(address)
    stocked.runtime.journal.flush()
    with stocked.database.reading() as session:
        logged = list(session.scalars(select(SearchLog).where(SearchLog.text.in_(["harbour", "freeze", ""]))))
        assert sorted(entry.text for entry in logged if not entry.filters) == ["freeze", "harbour"]
        key = next(entry.key for entry in logged if entry.text == "harbour")
        assert session.scalar(select(SearchOpening.position).where(SearchOpening.key == key)) == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(st.text(max_size=300))
def test_any_words_are_safe(stocked: Site, text: str) -> None:
    answer = stocked.client.get("/", params={"q": text.encode("utf-8", "replace").decode()})
    assert answer.status_code in {200, 303}
