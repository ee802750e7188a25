"""Searching a real store."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from content_store import authoring, publishing, taxonomy
from content_store.access import SYSTEM
from content_store.database import Database
from content_store.publishing import Times
from content_store.rules.filters import Filter, Window
from content_store.rules.vocabulary import Audience, ContentType, Facet, RetireReason, Status
from content_store.work import Work
from search.finding import Search
from search.ranking import ReasonCode
from tests.content_store.making import NOON, after, draft, published, tag
from tests.search.making import DATABASES, ENGINES, NOW, EngineName, find, searching, titles

LATER = Window(after(60))


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> EngineName:
    name: EngineName = request.param
    return name


@pytest.fixture
def database(engine: EngineName, request: pytest.FixtureRequest) -> Database:
    """Each engine over another kind of database: what neither knows of the other need not be tried both ways."""
    found: Database = request.getfixturevalue(DATABASES[engine])
    return found


@pytest.fixture
def search(database: Database, tmp_path: Path, engine: EngineName) -> Iterator[Search]:
    with searching(database, tmp_path / "search", engine) as made:
        yield made


def test_a_search_sees_the_publish_right_before_it(database: Database, search: Search) -> None:
    assert titles(find(database, search, "budget ")) == []

    published(database, title="Budget freeze")

    assert titles(find(database, search, "budget ")) == ["Budget freeze"]


def test_an_edit_leaves_one_and_a_retired_asset_leaves_at_once(database: Database, search: Search) -> None:
    asset = published(database, title="Budget freeze")
    find(database, search, "budget ")
    with database.writing() as session:
        authoring.update(Work(session, SYSTEM, after(1)), asset.id, {"title": "Cash freeze"}, expected_revision=1)
    with database.writing() as session:
        publishing.publish(Work(session, SYSTEM, after(2)), asset.id)

    assert titles(find(database, search, "freeze ", LATER)) == ["Cash freeze"]
    assert titles(find(database, search, "Cash ", LATER)) == ["Cash freeze"]

    with database.writing() as session:
        publishing.retire(Work(session, SYSTEM, after(3)), asset.id, RetireReason.OUTDATED)

    assert titles(find(database, search, "freeze ", LATER)) == []


def test_scheduled_and_expired_are_decided_by_the_moment(database: Database, search: Search) -> None:
    asset = draft(database, title="Budget freeze")
    with database.writing() as session:
        times = Times(after(60), after(120))
        publishing.publish(Work(session, SYSTEM, NOON), asset.id, times)

    moments = (59, 60, 119, 120)
    shown = {seconds: find(database, search, "budget ", Window(after(seconds))).total == 1 for seconds in moments}

    assert shown == {59: False, 60: True, 119: True, 120: False}


def test_a_renamed_tag_is_found_by_its_new_name(database: Database, search: Search) -> None:
    persona = tag(database, Facet.PERSONA, "CFO", synonyms=["finance chief"])
    published(database, title="Plain", tags={Facet.PERSONA: ["cfo"]})
    assert titles(find(database, search, "finance chief ")) == ["Plain"]

    with database.writing() as session:
        taxonomy.change(Work(session, SYSTEM, after(1)), persona.id, {"synonyms": ["money boss"]})

    assert titles(find(database, search, "finance chief ")) == []
    found = find(database, search, "money boss ")
    assert (ReasonCode.SYNONYM, "“money”, “boss” is another word for CFO") in [
        (reason.code, reason.text) for reason in found.hits[0].reasons
    ]


def test_a_type_is_found_by_its_name(database: Database, search: Search) -> None:
    published(database, ContentType.WHITE_PAPER, "Cost of delay")
    published(database, ContentType.CASE_STUDY, "Brackwell saves a day")
    published(database, ContentType.PLAY, "A case for studies", body="Cost of delay")

    for words in ("whitepaper ", "White Papers ", "white paper"):
        found = find(database, search, words)
        assert titles(found) == ["Cost of delay"]
        assert (ReasonCode.MATCHES_TYPE, "is a white paper") in found.hits[0].reasons
    assert titles(find(database, search, "white paper delay ")) == ["Cost of delay", "A case for studies"]
    # Texts that say the words are found as well, and in quotes nothing else is.
    assert set(titles(find(database, search, "case studies "))) == {"Brackwell saves a day", "A case for studies"}
    assert titles(find(database, search, '"white papers"')) == []
    assert titles(find(database, search, "paper ")) == []


def test_drafts_are_found_by_those_who_may_see_them(database: Database, search: Search) -> None:
    draft(database, title="Unicorn plans")

    assert titles(find(database, search, "unicorn ")) == []
    assert titles(find(database, search, "unicorn ", Window(NOON, drafts=True))) == ["Unicorn plans"]


def test_a_hidden_word_is_never_suggested(database: Database, search: Search) -> None:
    draft(database, title="Unicorn plans")

    assert find(database, search, "unicron ").did_you_mean is None
    assert find(database, search, "unicron ", Window(NOON, drafts=True)).did_you_mean == "unicorn"


def test_a_typing_error_is_corrected_and_searched(database: Database, search: Search) -> None:
    published(database, title="Budget freeze", content={"headline": "Nothing moves"})

    found = find(database, search, "The budgte freeze ")

    assert (found.did_you_mean, found.corrected) == ("The budget freeze", True)
    assert titles(found) == ["Budget freeze"]
    assert found.hits[0].highlights[0].html == "<mark>Budget</mark> <mark>freeze</mark>"
    assert ReasonCode.TYPO in {reason.code for reason in found.hits[0].reasons}


def test_of_a_long_text_only_what_tells_more_is_shown(database: Database, search: Search) -> None:
    published(database, title="Budget freeze", summary="Nothing.", body="The budget again.")

    def shown(text: str) -> list[str]:
        return [highlight.field for highlight in find(database, search, text).hits[0].highlights]

    assert shown("budget ") == ["title"]
    assert shown("budget elsewhere ") == ["title"]
    assert shown("again budget ") == ["title", "body"]


def test_words_are_taken_as_typed_where_that_is_asked_for(database: Database, search: Search) -> None:
    published(database, title="Budget freeze")

    found = find(database, search, "budgte freeze ", correct=False)

    assert (found.did_you_mean, found.corrected) == (None, False)
    assert titles(found) == ["Budget freeze"]
    assert find(database, search, "budgte ", correct=False).total == 0


def test_what_a_short_word_may_mean_is_offered_and_not_read(database: Database, search: Search) -> None:
    published(database, title="The firm with less stock")

    alone, beside = find(database, search, "farm "), find(database, search, "farm stock ")

    assert (alone.total, alone.did_you_mean, alone.corrected) == (0, "firm", False)
    assert (titles(beside), beside.did_you_mean) == (["The firm with less stock"], "firm stock")
    assert ReasonCode.TYPO not in {reason.code for reason in beside.hits[0].reasons}


def test_a_known_word_is_not_corrected_because_a_filter_hides_it(database: Database, search: Search) -> None:
    published(database, title="Budget freeze")
    published(database, title="Budged out", type_=ContentType.WHITE_PAPER)

    found = find(database, search, "budget ", filter=Filter(types=frozenset({ContentType.WHITE_PAPER})))

    assert (found.total, found.did_you_mean) == (0, None)


def test_all_words_first_then_any_to_fill_a_page(database: Database, search: Search) -> None:
    for number in range(3):
        published(database, title=f"Budget approval {number}")
    for number in range(22):
        published(database, title=f"Budget {number}")
    published(database, title="Approval alone")

    filled = find(database, search, "budget approval ")
    pages = [find(database, search, "budget approval ", offset=offset, limit=7) for offset in range(0, 28, 7)]

    assert (filled.total, len(filled.hits), filled.has_next) == (26, 20, True)
    assert all(title.startswith("Budget approval") for title in titles(filled)[:3])
    assert len({title for page in pages for title in titles(page)}) == 26
    assert [page.has_next for page in pages] == [True, True, True, False]
    assert [hit.position for page in pages for hit in page.hits] == list(range(26))
    assert find(database, search, "budget 3 ").total == 23 + 2


def test_a_full_page_of_all_words_is_not_filled(database: Database, search: Search) -> None:
    for number in range(20):
        published(database, title=f"Budget approval {number}")
    published(database, title="Budget alone")

    assert find(database, search, "budget approval ", limit=5).total == 20


def test_facets_count_what_another_choice_would_give(database: Database, search: Search) -> None:
    cfo, coo = tag(database, Facet.PERSONA, "CFO"), tag(database, Facet.PERSONA, "COO")
    early, late = tag(database, Facet.STAGE, "Early"), tag(database, Facet.STAGE, "Late")
    for persona, stage in ((cfo, early), (cfo, late), (coo, early)):
        published(database, title="Budget", tags={Facet.PERSONA: [persona.slug], Facet.STAGE: [stage.slug]})
    chosen = Filter(tag_groups=(frozenset({cfo.id}),))

    found = find(database, search, "budget ", filter=chosen, with_facets=True)

    assert found.total == 2
    assert found.facets is not None
    counted = {(facet.facet, each.tag.name): each.count for facet in found.facets.tags for each in facet.values}
    assert counted == {
        (Facet.PERSONA, "CFO"): 2,
        (Facet.PERSONA, "COO"): 1,
        (Facet.STAGE, "Early"): 1,
        (Facet.STAGE, "Late"): 1,
    }


def test_remembered_counts_end_with_the_next_change_and_the_next_boundary(database: Database, search: Search) -> None:
    published(database, ContentType.PLAY)
    asset = draft(database, ContentType.PLAY)
    with database.writing() as session:
        publishing.publish(Work(session, SYSTEM, NOON), asset.id, Times(after(60)))
    plays = Filter(types=frozenset({ContentType.PLAY}))

    def counted(seconds: float) -> tuple[int, int, int]:
        with database.reading() as session:
            window = Window(after(seconds))
            matching = search.matching(session, plays, window, 10)
            facets = search.facets(session, plays, window)
            return search.count(session, plays, window), len(matching or ()), facets.types[0].count

    assert [counted(seconds) for seconds in (1, 59, 60, 1)] == [(1, 1, 1), (1, 1, 1), (2, 2, 2), (1, 1, 1)]
    published(database, ContentType.PLAY)
    assert counted(61) == (3, 3, 3)


def test_matching_gives_up_when_there_are_many(database: Database, search: Search) -> None:
    for _ in range(4):
        published(database, ContentType.PLAY)
    plays = Filter(types=frozenset({ContentType.PLAY}))
    with database.reading() as session:
        assert search.matching(session, plays, NOW, 3) is None
        assert len(search.matching(session, plays, NOW, 4) or ()) == 4
        assert search.matching(session, Filter(), NOW, 10) is None
        assert search.matching(session, Filter(languages=frozenset({"fi"})), NOW, 3) == []


def test_context_raises_and_is_told(database: Database, search: Search) -> None:
    cfo = tag(database, Facet.PERSONA, "CFO")
    published(database, title="Budget")
    published(database, title="Budget", summary="About Budget.", tags={Facet.PERSONA: ["cfo"]})

    found = find(database, search, "budget ", context=frozenset({cfo.id}))

    assert [tag.name for tag in found.hits[0].asset.tags] == ["CFO"]
    assert "works for CFO" in [reason.text for reason in found.hits[0].reasons]


def test_an_outsider_reads_and_finds_no_internal_line(database: Database, search: Search) -> None:
    content = {"do_not_say": ["the secret rebate"], "opener": "An open rebate"}
    published(database, title="Plain", audience=Audience.CUSTOMER_FACING, content=content)
    outside = Window(NOON, frozenset({Audience.CUSTOMER_FACING}))

    assert titles(find(database, search, "secret ")) == ["Plain"]
    assert titles(find(database, search, "secret ", outside)) == []
    assert [each.html for each in find(database, search, "rebate ", outside).hits[0].highlights] == [
        "An open <mark>rebate</mark>"
    ]


def test_suggestions(database: Database, search: Search) -> None:
    tag(database, Facet.PERSONA, "CFO", synonyms=["Finance chief"])
    published(database, title="Financing a plant", content={"headline": "Money first"})
    draft(database, title="Final draft")
    with database.reading() as session:
        given = search.suggest(session, "fin", NOW)

        assert [(each.text, each.by) for each in given] == [("CFO", "Finance chief"), ("Financing a plant", "")]
        assert search.suggest(session, "", NOW) == []
        assert search.suggest(session, "???", NOW) == []


def test_text_that_says_nothing_finds_nothing_and_no_text_finds_all(database: Database, search: Search) -> None:
    published(database, title="Older", at=NOON)
    published(database, title="Newer", at=after(1))

    assert find(database, search, "?!", LATER).total == 0
    assert titles(find(database, search, "", LATER)) == ["Newer", "Older"]
    assert titles(find(database, search, "  ", LATER)) == ["Newer", "Older"]


NASTY = ("x" * 10_000, "(" * 10_000, "\x00\ud800", "' OR 1=1 --", "🚀" * 300, "a* b~ c^2 d:e", '"' * 99)


@pytest.mark.parametrize("text", NASTY)
def test_any_text_is_answered_quickly(database: Database, search: Search, text: str) -> None:
    published(database)
    find(database, search)

    assert find(database, search, text).total >= 0


def test_archived_assets_are_found_where_asked_for(database: Database, search: Search) -> None:
    asset = published(database, title="Budget freeze")
    with database.writing() as session:
        publishing.retire(Work(session, SYSTEM, after(1)), asset.id, RetireReason.OUTDATED)
    with database.writing() as session:
        publishing.archive(Work(session, SYSTEM, after(2)), asset.id)
    drafts = Window(after(3), drafts=True)

    assert titles(find(database, search, "budget ", drafts)) == []
    archived = Filter(statuses=frozenset({Status.ARCHIVED}))
    assert titles(find(database, search, "budget ", drafts, filter=archived)) == ["Budget freeze"]


def test_checking(database: Database, search: Search) -> None:
    published(database)
    with database.reading() as session:
        assert "reindex" in search.check(session).problem

    done: list[tuple[int, int]] = []
    search.reindex(lambda count, total: done.append((count, total)))

    with database.reading() as session:
        report = search.check(session)
    assert report.is_ok
    assert (report.documents, report.assets) == (1, 1)
    assert report.index_number == report.store_number
    assert done == [(1, 1)]


def test_a_page_is_filled_when_the_index_names_what_may_not_be_seen(
    database: Database, search: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = [published(database, title=f"Budget {number}") for number in range(3)]
    for number in range(3, 6):
        published(database, title=f"Budget {number}")
    find(database, search, "budget ")
    # An index that cannot be brought up: the store is asked who may see what all the same.
    monkeypatch.setattr("search.catch_up.CatchUp._wait_for", lambda *_: None)
    for asset in gone:
        with database.writing() as session:
            publishing.retire(Work(session, SYSTEM, after(1)), asset.id, RetireReason.OUTDATED)

    found = find(database, search, "budget ", Window(NOON + timedelta(days=1)), limit=3)

    assert sorted(titles(found)) == ["Budget 3", "Budget 4", "Budget 5"]
    assert found.behind == 3


@pytest.mark.parametrize("offset", [-1, 2, 1_000_000_000, 2**62])
def test_a_page_behind_the_last_is_empty_however_far(database: Database, search: Search, offset: int) -> None:
    published(database, title="Budget freeze")
    find(database, search, "budget ")

    result = find(database, search, "budget ", offset=offset)

    assert titles(result) == (["Budget freeze"] if offset < 0 else [])
    assert (result.total, result.has_next) == (1, False)
