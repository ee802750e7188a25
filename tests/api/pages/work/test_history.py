"""An asset's history as an editor reads it, and an old revision brought back."""

import re
from html import unescape

from content_store import authoring
from content_store.access import SYSTEM
from content_store.rules.vocabulary import ContentType, Facet, LinkKind, Role
from content_store.views import AssetView
from content_store.work import Work
from tests.api.site import Site
from tests.content_store.making import NOON, published, tag

HISTORY = "/work/assets/budget-freeze/history"


def words(html: str) -> str:
    main = html[html.index("<main") : html.index("</main>")]
    return " ".join(unescape(re.sub(r"<[^>]+>", "", main)).split())


def edited(site: Site) -> AssetView:
    """A published asset with a newer draft."""
    tag(site.database, Facet.PERSONA, "Finance chief")
    proof = published(site.database, ContentType.PROOF_STATEMENT, "A third less")
    asset = published(site.database, body="What stays and what <b>goes</b>.")
    given = {
        "body": "What stays and what <i>comes</i>.",
        "content": {"do_say": ["Cash on order"]},
        "tags": {Facet.PERSONA: ["finance-chief"]},
        "links": {LinkKind.PROOF: [proof.slug]},
    }
    with site.database.writing() as session:
        return authoring.update(Work(session, SYSTEM, NOON), asset.id, given, 1, "Says what comes")


def test_each_revision_says_who_when_why_and_what(either_site: Site) -> None:
    either_site.sign_in(Role.MARKETING)
    edited(either_site)
    shown = words(either_site.page(HISTORY))
    assert "Revision 2 newest Kindling" in shown
    assert "changed body, tags, links, do say Says what comes" in shown
    assert "Revision 1 readers see this one" in shown
    assert "Published" in shown[shown.index("Revision 1 readers") :]


def test_two_revisions_are_compared_field_by_field_and_escaped(site: Site) -> None:
    site.sign_in(Role.MARKETING)
    edited(site)
    page = site.page(f"{HISTORY}/compare?old=1&new=2")
    shown = words(page)
    assert "BodyWhat stays and what <[removed: b][added: i]>[removed: goes][added: comes]</" in shown
    assert "<b>goes" not in page
    assert "Persona[added: Finance chief]" in shown
    assert "Proof[added: A third less]" in shown
    assert "Do say[added: Cash on order]" in shown
    assert "The two are the same" in words(site.page(f"{HISTORY}/compare?old=2&new=2"))
    for wrong in ("old=1&new=9", "old=x", "old=0&new=1", f"old=1&new={10**30}"):
        assert site.get(f"{HISTORY}/compare?{wrong}").status_code == 404


def test_an_old_revision_comes_back_as_a_draft_and_that_is_undone(either_site: Site) -> None:
    site = either_site
    site.sign_in(Role.MARKETING)
    edited(site)
    led = site.post(HISTORY, revision="1", expected="2")
    assert led.status_code == 303
    told = site.page(led.headers["location"])
    assert "Revision 1 is the newest draft again, as revision 3" in words(told)
    again = site.post(HISTORY, revision="1", expected="2")
    assert again.status_code == 400
    assert "somebody saved revision 3 meanwhile" in words(again.text)
    undo = site.post(HISTORY, **dict(re.findall(r'name="(\w+)" value="(\d+)"', told[told.index('class="done"') :])[:2]))
    assert undo.status_code == 303
    assert "The two are the same" in words(site.page(f"{HISTORY}/compare?old=2&new=4"))
    nothing = site.post(HISTORY, revision="2", expected="4")
    assert "nothing was changed" in words(site.page(nothing.headers["location"]))


def test_a_long_history_has_pages(site: Site) -> None:
    site.sign_in(Role.MARKETING)
    asset = published(site.database)
    with site.database.writing() as session:
        for number in range(1, 40):
            authoring.update(Work(session, SYSTEM, NOON), asset.id, {"summary": f"Take {number}"}, number)
    first = site.page(HISTORY)
    assert first.count("<strong>Revision ") == 30
    later = re.search(r'href="([^"]+)">Older', first)
    assert later
    assert site.page(later[1]).count("<strong>Revision ") == 10


def test_readers_see_no_history(site: Site) -> None:
    edited(site)
    site.sign_in(Role.REP)
    assert site.get(HISTORY).status_code == 403
    assert site.get(f"{HISTORY}/compare?old=1&new=2").status_code == 403
    assert site.post(HISTORY, revision="1", expected="2").status_code == 403
