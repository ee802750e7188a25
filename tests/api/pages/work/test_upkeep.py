import re
from datetime import timedelta

import pytest

from api.runtime import now
from content_store import people
from content_store.access import SYSTEM, window
from content_store.database import Database
from content_store.queries.assets import by_slug
from content_store.rules.vocabulary import Role
from content_store.tables import Asset
from content_store.work import Work
from tests.api.site import Site
from tests.content_store.documents import pdf
from tests.content_store.filing import filed
from tests.content_store.making import draft, published

LONG_AGO = now() - timedelta(days=100)


@pytest.fixture
def marketing(site: Site) -> Site:
    site.sign_in(Role.MARKETING)
    return site


def _due(database: Database, slug: str) -> bool:
    with database.reading() as session:
        found = by_slug(session, slug, window(SYSTEM, now(), drafts=True))
    assert found is not None
    return found.due_at <= now()


def test_the_queue_shows_one_asset_after_the_other_and_takes_a_verification_back(marketing: Site) -> None:
    first, second = (published(marketing.database, title=f"Asset {number}", at=LONG_AGO) for number in range(2))
    text = marketing.page("/work/verify")
    assert "Asset 0" in text
    assert "2 to verify" in text
    sent = marketing.post("/work/verify", do="verify", asset=first.slug, revision="1")
    assert sent.headers["location"] == f"/work/verify?verified={first.slug}"
    assert "Asset 1" in (after := marketing.page(sent.headers["location"]))
    assert "“Asset 0” is verified" in after
    assert not _due(marketing.database, first.slug)
    undone = marketing.post("/work/verify", do="undo", asset=first.slug)
    assert "Asset 0" in marketing.page(undone.headers["location"])
    assert _due(marketing.database, first.slug)
    later = re.search(r'href="([^"]+)" data-press="s"', marketing.page("/work/verify"))
    assert later is not None
    assert "Asset 1" in marketing.page(later[1].replace("&amp;", "&"))
    marketing.post("/work/verify", do="verify", asset=second.slug)
    assert "You left 1 for later" in marketing.page(later[1].replace("&amp;", "&"))


def test_nobody_vouches_by_form_for_what_was_published_meanwhile(marketing: Site) -> None:
    asset = published(marketing.database, at=LONG_AGO)
    answer = marketing.post("/work/verify", do="verify", asset=asset.slug, revision="7")
    assert answer.status_code == 400
    assert "read it again" in answer.text
    assert _due(marketing.database, asset.slug)
    assert marketing.post("/work/verify", do="verify", asset="nothing").status_code == 404


def test_one_click_verifies_on_the_assets_own_page_and_in_the_inbox(marketing: Site) -> None:
    asset = published(marketing.database, at=LONG_AGO)
    assert "Still right" in marketing.page(f"/a/{asset.slug}")
    sent = marketing.post("/work/verify", do="verify", asset=asset.slug, back="asset")
    assert sent.headers["location"] == f"/a/{asset.slug}"
    other = published(marketing.database, title="Other", at=LONG_AGO)
    assert "Still right" in marketing.page("/work/inbox")
    sent = marketing.post("/work/verify", do="verify", asset=other.slug, back="inbox", kind="verify")
    text = marketing.page(sent.headers["location"])
    assert "is verified" in text
    assert "Nothing waits for you" in text


def test_the_bar_counts_what_waits_and_each_row_leads_to_the_act(marketing: Site) -> None:
    for number in range(7):
        published(marketing.database, title=f"Asset {number}", at=LONG_AGO)
    text = marketing.page("/work/inbox")
    assert '<span class="badge">7<span class="unseen"> waiting' in text
    assert text.count('href="/work/verify?asset=') == 5
    assert marketing.page("/work/inbox?kind=verify").count('href="/work/verify?asset=') == 7
    assert marketing.get("/work/inbox?kind=verify&after=nonsense").status_code == 400


def test_the_workspace_is_not_for_reps(site: Site) -> None:
    site.sign_in()
    asset = published(site.database, at=LONG_AGO)
    for path in ("/work", "/work/inbox", "/work/verify"):
        assert site.get(path).status_code == 403
    assert site.post("/work/verify", do="verify", asset=asset.slug).status_code == 403
    assert "Still right" not in site.page(f"/a/{asset.slug}")


def test_the_work_of_a_colleague_who_left_passes_in_one_step(marketing: Site) -> None:
    database = marketing.database
    with database.writing() as session:
        left = people.add(Work(session, SYSTEM, LONG_AGO), people.PersonInput("left@example.com", "Lee Vane"))
        people.disable(Work(session, SYSTEM, LONG_AGO), left.email)
    asset = published(database, owner=None, at=now())
    with database.writing() as session:
        session.get_one(Asset, asset.id).owner_id = left.id
    assert f'href="/work/succession/{left.id}"' in marketing.page("/work/succession")
    assert "Hand over 1 asset" in marketing.page(f"/work/succession/{left.id}")
    refused = marketing.post(f"/work/succession/{left.id}", successor="")
    assert (refused.status_code, "choose who takes over" in refused.text) == (400, True)
    sent = marketing.post(f"/work/succession/{left.id}", successor="marketing@example.com")
    text = marketing.page(sent.headers["location"])
    assert "looks after 1 asset now" in text
    assert "looks after nothing any more" in text
    assert marketing.get("/work/succession/4711").status_code == 404


def test_a_drafts_files_have_a_page_of_their_own_in_the_workspace(marketing: Site) -> None:
    asset = draft(marketing.database)
    assert "No file yet" in marketing.page(f"/work/assets/{asset.slug}/files")
    file = filed(marketing.database, marketing.runtime.storage, asset, "report.pdf", pdf("One page."))
    text = marketing.page(f"/work/assets/{asset.slug}/files")
    assert "report.pdf" in text
    sent = marketing.post(f"/a/{asset.slug}/files/{file.id}", do="remove", back="work")
    assert sent.headers["location"] == f"/work/assets/{asset.slug}/files#files"
    assert "report.pdf was removed" in marketing.page(f"/work/assets/{asset.slug}/files")


def test_the_dashboard_shows_what_waits_and_what_was_published(marketing: Site) -> None:
    assert "Nothing waits for you" in marketing.page("/work")
    published(marketing.database, title="Budget freeze", at=LONG_AGO)
    text = marketing.page("/work")
    assert 'href="/work/inbox?kind=verify"' in text
    assert 'href="/a/budget-freeze"' in text
    assert "1 of 1 published asset was not used" in text
