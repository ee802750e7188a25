from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from content_store import publishing
from content_store.access import SYSTEM
from content_store.database import Database
from content_store.rules.vocabulary import Facet, RetireReason, Role
from content_store.work import Work
from tests.api.site import Site, opened
from tests.content_store.making import published, tag

ATOM = "{http://www.w3.org/2005/Atom}"


def some_news(site: Site) -> None:
    now = datetime.now(UTC)
    new = published(site.database, title="New <line>", at=now - timedelta(days=2), tags={})
    old = published(site.database, title="Old line", at=now - timedelta(days=40))
    with site.database.writing() as session:
        publishing.retire(Work(session, SYSTEM, now - timedelta(days=1)), old.id, RetireReason.REPLACED, new.id)


def feed_address(site: Site) -> str:
    page = site.page("/digest")
    return "/feeds/" + page.split("/feeds/", 1)[1].split('"', 1)[0]


def unsubscribe_address(site: Site) -> str:
    from content_store.queries.digests import settings_of, subscribers

    with site.database.reading() as session:
        (settings,) = settings_of(session, subscribers(session)).values()
    return f"/digest/unsubscribe/{settings.unsubscribe_key}"


def test_the_page_tells_what_is_new_and_how_to_be_told(either_site: Site) -> None:
    site = either_site
    tag(site.database, Facet.PERSONA, "CFO")
    some_news(site)
    site.sign_in()
    page = site.page("/digest")
    assert "New &lt;line&gt;" in page
    assert page.index("Do not say this any more") < page.index("Say instead:") < page.index("<h2>New</h2>")
    assert site.post("/digest", **{"frequency": "weekly", "persona.cfo": "on", "do": "save"}).status_code == 303
    page = site.page("/digest?saved=1")
    assert 'value="weekly" checked' in page
    assert 'name="persona.cfo" value="on" checked' in page
    assert "Saved." in page
    refused = site.post("/digest", frequency="hourly", do="save")
    assert refused.status_code == 400
    assert "choose how often" in refused.text


def test_the_mail_can_be_looked_at_and_nothing_in_it_is_obeyed(site: Site) -> None:
    some_news(site)
    site.sign_in()
    shown = site.get("/digest/mail")
    assert "sandbox" in shown.headers["content-security-policy"]
    assert "script" not in shown.headers["content-security-policy"]
    assert "New &lt;line&gt;" in shown.text


def test_looking_is_no_change(sqlite_database: Database, tmp_path: Path) -> None:
    with opened(sqlite_database, tmp_path / "data", changes_per_minute=1) as site:
        site.sign_in()
        for _ in range(5):
            assert "How to be told" in site.page("/digest")


def test_nothing_new_is_said_so(site: Site) -> None:
    site.sign_in()
    assert "Nothing new in this time" in site.page("/digest")


def test_feeds_need_their_address_and_no_sign_in(site: Site) -> None:
    some_news(site)
    site.sign_in()
    address = feed_address(site)
    site.client.cookies.clear()
    answer = site.get(address)
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    root = ET.fromstring(answer.content)  # noqa: S314 - our own
    assert [each.findtext(f"{ATOM}title") for each in root.iter(f"{ATOM}entry")] == ["Retired: Old line", "New <line>"]
    assert len({each.findtext(f"{ATOM}id") for each in root.iter(f"{ATOM}entry")}) == 2
    assert site.get(address, **{"If-None-Match": answer.headers["etag"]}).status_code == 304
    told = site.get(address.replace(".atom", ".json")).json()
    assert [each["title"] for each in told["items"]] == ["Retired: Old line", "New <line>"]
    assert site.get(f"{address}?persona=nobody").status_code == 400
    assert site.get(f"{address}?team=Nobodies").status_code == 400
    for wrong in ("/feeds/x/digest.atom", address.replace(".atom", ".exe"), "/feeds/%00/digest.json"):
        assert site.get(wrong).status_code == 404


def test_new_addresses_end_the_old_ones(site: Site) -> None:
    site.sign_in()
    old = feed_address(site)
    site.post("/digest", do="renew")
    assert site.get(old).status_code == 404
    assert site.get(feed_address(site)).status_code == 200


def test_who_is_disabled_reads_no_feed(site: Site) -> None:
    from content_store import people

    site.sign_in()
    address = feed_address(site)
    with site.database.writing() as session:
        people.disable(Work(session, SYSTEM, datetime.now(UTC)), "rep@example.com")
    assert site.get(address).status_code == 404


@pytest.mark.parametrize("form", [{"List-Unsubscribe": "One-Click"}, {"do": "stop"}])
def test_mails_end_by_one_click_and_not_by_a_look(site: Site, form: dict[str, str]) -> None:
    site.sign_in(Role.REP)
    site.page("/digest")
    address = unsubscribe_address(site)
    assert "Stop the digests?" in site.page(address)
    assert 'value="fortnightly" checked' in site.page("/digest")
    # A mail program sends no origin, and is signed in nowhere.
    assert site.client.post(address, data=form).status_code == 200
    assert 'value="never" checked' in site.page("/digest")
    assert "No more digests" in site.page(address)
    assert site.client.post(address, data={"do": "again"}).status_code == 200
    assert 'value="fortnightly" checked' in site.page("/digest")
    assert site.client.post("/digest/unsubscribe/nobody", data=form).status_code == 404
