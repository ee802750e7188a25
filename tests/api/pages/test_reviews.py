"""Reviews, the council and guidelines as pages: who sees them, and what a form does."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from content_store import people, reviewing
from content_store.access import SYSTEM
from content_store.database import Database
from content_store.reviewing import ReviewInput
from content_store.rules.vocabulary import ContentType, Facet, Role
from content_store.views import AssetView
from content_store.work import Work
from tests.api.site import Site, opened
from tests.content_store.making import NOON, draft, person, published, tag

TODAY = datetime.now(UTC)


def seat(site: Site, email: str = "rep@example.com") -> None:
    with site.database.writing() as session:
        people.set_council(Work(session, SYSTEM, NOON), email, member=True)


def asked(site: Site, asset: AssetView, email: str = "rep@example.com") -> None:
    with site.database.writing() as session:
        reviewing.request(Work(session, SYSTEM, TODAY), asset.id, ReviewInput((email,)))


def test_a_council_member_reads_the_draft_and_decides(site: Site) -> None:
    site.sign_in()
    asset = draft(site.database, body="As it will be read.")
    address = f"/work/assets/{asset.slug}/review"
    assert (site.get(address).status_code, site.get("/work/reviews").status_code) == (404, 403)
    seat(site)
    assert site.get(address).status_code == 404
    asked(site, asset)
    assert asset.title in site.page("/work/reviews")
    assert "As it will be read." in site.page(address)
    assert "The review of “Budget freeze”" in site.page("/notices")
    refused = site.post(address, do="changes", revision="1")
    assert (refused.status_code, "say what should change" in refused.text) == (400, True)
    assert site.post(address, do="comment", field="content.opener", text="Too long.").status_code == 303
    assert "Too long." in site.page(address)
    assert site.post(address, do="suggest", field="opener", edit="Shorter.", text="Better.").status_code == 303
    assert "<ins>Shorter.</ins>" in site.page(address)
    assert "Shorter" not in site.page(f"{address}?edit=opener").split("<textarea")[1]
    assert site.post(address, do="approve", revision="1").status_code == 303
    assert "approved" in site.page(address)
    assert site.get(f"/a/{asset.slug}").status_code == 404


def test_marketing_asks_takes_an_edit_and_takes_the_review_back(site: Site) -> None:
    site.sign_in(Role.MARKETING)
    person(site.database, Role.REP)
    seat(site)
    asset = draft(site.database)
    address = f"/work/assets/{asset.slug}/review"
    assert "Not reviewed yet" in site.page(address)
    nobody = site.post(address, do="ask", revision="1")
    assert (nobody.status_code, "choose who should look at it" in nobody.text) == (400, True)
    assert "somebody saved" in site.post(address, do="ask", revision="7", **{"reviewer-1": "rep@example.com"}).text
    given = {"reviewer-1": "rep@example.com", "rule": "all", "due_on": str(TODAY.date() + timedelta(days=3))}
    assert site.post(address, do="ask", revision="1", **given).status_code == 303
    assert "Waits for approval" in site.page(address)
    assert asset.title in site.page("/work/reviews?show=others")
    assert site.post(address, do="withdraw").status_code == 303
    assert "Withdrawn" in site.page(address)
    assert asset.title in site.page("/work/reviews?show=done")


def test_the_council_and_what_it_recommends(site: Site) -> None:
    tag(site.database, Facet.REGION, "Nordics")
    asset = published(site.database, at=TODAY - timedelta(days=1))
    site.sign_in()
    assert "Recommend it" not in site.page(f"/a/{asset.slug}")
    seat(site)
    assert "Nobody speaks for Nordics." in site.page("/council")
    assert "few" in site.page("/council")
    assert "Recommend it" in site.page(f"/a/{asset.slug}")
    assert site.post("/council", do="recommend", asset=asset.slug, text="It opens every call.").status_code == 303
    for address in ("/council", f"/a/{asset.slug}"):
        assert "It opens every call." in site.page(address)
    assert site.post("/council", do="recommend", asset=asset.slug, text="Twice.").status_code == 400
    assert site.post("/council", do="join", email="rep@example.com").status_code == 403
    number = site.page("/council").split('name="id" value="')[1].split('"')[0]
    assert site.post("/council", do="withdraw", id=number).status_code == 303
    assert "It opens every call." not in site.page("/council")


@pytest.mark.parametrize("role", [Role.ADMIN, Role.MARKETING])
def test_what_was_not_approved_is_published_by_an_admin_with_a_reason(
    sqlite_database: Database, tmp_path: Path, role: Role
) -> None:
    with opened(sqlite_database, tmp_path / "data", review_required=True) as site:
        site.sign_in(role)
        asset = draft(site.database)
        address = f"/work/assets/{asset.slug}/publish"
        shown = site.page(address)
        assert "Revision 1 was not reviewed; ask for a review first." in shown
        assert ('name="override"' in shown, 'value="publish"' in shown) == ((role is Role.ADMIN,) * 2)
        assert "was not reviewed" in site.post(address, do="publish", revision="1").text
        made = site.post(address, do="publish", revision="1", override="The fair is tomorrow.")
        assert made.status_code == (303 if role is Role.ADMIN else 403)
        if role is Role.ADMIN:
            assert "The fair is tomorrow." in site.page("/work/audit")


@pytest.mark.parametrize("role", [Role.REP, Role.MARKETING])
def test_a_guideline_is_open_for_comment_and_then_not(sqlite_database: Database, tmp_path: Path, role: Role) -> None:
    with opened(sqlite_database, tmp_path / "data") as site:
        site.sign_in(role)
        guideline = draft(site.database, ContentType.GUIDELINE, "Lead scoring", body="As it would read.")
        until = str(TODAY.date() + timedelta(days=5))
        made = site.post("/guidelines", do="open", id=str(guideline.id), closes_at=until, note="Tell us.")
        if role is Role.REP:
            assert made.status_code == 403
            assert "Nothing is open for comment now." in site.page("/guidelines")
            return
        address = made.headers["location"]
        assert "6 days left" in site.page("/guidelines") or "5 days left" in site.page("/guidelines")
        again = site.post("/guidelines", do="open", id=str(guideline.id), closes_at=until)
        assert (again.status_code, "open for comment already" in again.text) == (400, True)
        assert "As it would read." in site.page(address)
        assert site.post(address, do="comment", field="content.criteria", text="20 is too few.").status_code == 303
        number = site.page(address).split('name="comment" value="')[1].split('"')[0]
        assert site.post(address, do="taken", comment=number).status_code == 400
        assert site.post(address, do="taken", comment=number, text="30 it is.").status_code == 303
        assert site.post(address, do="summarise", text="Too early.").status_code == 400
        assert site.post(address, do="close").status_code == 303
        assert site.post(address, do="comment", text="Late.").status_code == 400
        assert site.post(address, do="summarise", text="Budgets count 30 now.").status_code == 303
        assert "Budgets count 30 now." in site.page("/guidelines")
        assert "Taken up" in site.page(address)
        assert site.post("/work/assets/lead-scoring/publish", do="publish", revision="1").status_code == 303
        assert "Lead scoring" in site.page("/guidelines").split("<h2>In force</h2>")[1].split("<h2>")[0]
        own = site.page("/a/lead-scoring")
        assert all(words in own for words in ("Budgets count 30 now.", "“20 is too few.”", "30 it is.", address))


def test_numbers_and_days_that_nothing_can_have_are_refused(site: Site) -> None:
    site.sign_in(Role.MARKETING)
    guideline, until = draft(site.database, ContentType.GUIDELINE), str(TODAY.date() + timedelta(days=5))
    far = site.post("/guidelines", id=str(guideline.id), closes_at="9999-12-31")
    assert (far.status_code, "a year at most" in far.text) == (400, True)
    period = site.post("/guidelines", id=str(guideline.id), closes_at=until).headers["location"]
    for huge in ("9" * 30, "9" * 5_000):
        assert site.post("/council", do="withdraw", id=huge).status_code == 404
        assert site.post("/guidelines", id=huge, closes_at=until).status_code == 404
        assert site.post(period, do="reply", comment=huge, text="To whom?").status_code == 404
        publish = f"/work/assets/{guideline.slug}/publish"
        assert site.post(publish, do="undo", bulk=huge).status_code in {400, 404}
        assert site.post(publish, do="archive", revision=huge).status_code in {303, 400, 409}
    assert "no day “9999-12-31”" in site.page("/work/audit?until=9999-12-31")
