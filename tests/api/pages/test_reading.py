import pytest

from content_store import publishing
from content_store.access import SYSTEM
from content_store.rules.vocabulary import ContentType, Facet, LinkKind, RetireReason, Role
from content_store.work import Work
from tests.api.site import Site
from tests.content_store.making import NOON, draft, published, tag
from tests.renderers.test_pages import checked, words


def retire(site: Site, asset_id: int, replacement_id: int | None = None) -> None:
    reason = RetireReason.REPLACED if replacement_id else RetireReason.OUTDATED
    with site.database.writing() as session:
        publishing.retire(Work(session, SYSTEM, NOON), asset_id, reason, replacement_id)


def test_every_asset_has_a_permanent_address(site: Site) -> None:
    site.sign_in()
    for type_ in ContentType:
        asset = published(site.database, type_, f"The {type_.value}")
        assert f"The {type_.value}" in checked(site.page(f"/a/{asset.slug}"))


def test_proof_and_related_are_shown_unless_they_are_drafts(either_site: Site) -> None:
    site = either_site
    proof = published(site.database, ContentType.PROOF_STATEMENT, "Proven", content={"metric": "31 % fewer"})
    hidden = draft(site.database, ContentType.CASE_STUDY, "Hidden case")
    related = published(site.database, title="Related point")
    links = {LinkKind.PROOF: [proof.slug, hidden.slug], LinkKind.RELATED: [related.slug]}
    published(site.database, title="The point", links=links)
    site.sign_in()
    html = site.page("/a/the-point")
    assert '<strong class="number">31\u00a0%</strong>' in html
    assert "Related point" in html
    assert "Hidden" not in html


def test_the_opener_is_spoken_in_the_calls_context(site: Site) -> None:
    tag(site.database, Facet.PERSONA, "CFO")
    published(site.database, content={"opener": "People in the {persona} role ask."})
    site.sign_in()
    assert "People in your role ask." in words(site.page("/a/budget-freeze"))
    assert "People in the CFO role ask." in words(site.page("/a/budget-freeze?persona=cfo"))
    # Remembered, and forgotten again.
    assert "People in the CFO role ask." in words(site.page("/a/budget-freeze"))
    site.page("/?persona=")
    assert "People in your role ask." in words(site.page("/a/budget-freeze"))


def test_the_steps_of_a_play_lead_to_their_assets_where_one_may_see_them(site: Site) -> None:
    published(site.database, title="Shown point")
    draft(site.database, title="Hidden point")
    steps = [{"kind": "say", "text": "First.", "asset": slug} for slug in ("shown-point", "hidden-point")]
    published(site.database, ContentType.PLAY, "The play", content={"steps": steps})
    site.sign_in()
    html = site.page("/a/the-play")
    assert 'href="/a/shown-point"' in html
    assert "hidden-point" not in html


def test_what_was_retired_shows_its_successor_even_over_two_steps(site: Site) -> None:
    old, newer, newest = (published(site.database, title=title) for title in ("Old", "Newer", "Newest"))
    retire(site, old.id, newer.id)
    retire(site, newer.id, newest.id)
    site.sign_in()
    html = site.page("/a/old")
    assert "“Old” was retired on 1 June 2026 (replaced)." in words(html)
    assert 'data-slug="newest"' in html
    assert "“Old” was retired" in words(site.page("/?show=old"))


def test_what_was_retired_without_successor_is_gone(site: Site) -> None:
    retire(site, published(site.database, title="Old", summary="Secret summary.").id)
    site.sign_in()
    answer = site.get("/a/old")
    assert answer.status_code == 410
    assert "Nothing has taken its place" in answer.text
    assert "Secret" not in answer.text


@pytest.mark.parametrize("role", [Role.REP, Role.MARKETING])
def test_what_may_not_be_seen_is_told_like_what_is_not_there(site: Site, role: Role) -> None:
    draft(site.database, title="Hidden draft")
    site.sign_in(role)
    for slug in ("nothing", "hidden-draft", "..%2F..%2Fetc", "%00", "x" * 300, "ü"):
        answer = site.get(f"/a/{slug}")
        assert answer.status_code == 404, slug
        assert "Hidden" not in answer.text


def test_an_address_that_no_database_holds_leads_nowhere(either_site: Site) -> None:
    either_site.sign_in()
    assert either_site.get("/a/a%00b").status_code == 404
    assert either_site.get("/?q=a&show=a%00b").status_code == 200
    assert either_site.get("/?persona=a%00b").status_code == 200
