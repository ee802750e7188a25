"""One tap in a real browser: with scripts, with keys, offline, and with forms alone."""

import json
import re
import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.people import sign_in
from tests.serving import Server

ASSET = "/a/late-deliveries-first-call?persona=operations-director&stage=consideration"


@pytest.fixture
def demo(own_demo: Server) -> Server:
    """Every page of this file is one of a demo that may be changed: here people use what they read."""
    return own_demo


@pytest.fixture
def told(page: Page, demo: Server) -> "Told":
    """What the page records from now on, as the database has it."""
    return Told(page, demo)


class Told:
    """Events that people of the demo caused while a test runs."""

    def __init__(self, page: Page, demo: Server) -> None:
        self._page = page
        self._file = demo.data / "kindling.sqlite"
        self._after = self._newest()

    def _newest(self) -> int:
        with closing(sqlite3.connect(self._file)) as connection:
            return int(connection.execute("SELECT coalesce(max(id), 0) FROM usage_event").fetchone()[0])

    def kinds(self) -> list[str]:
        """What they were, but for being seen."""
        with closing(sqlite3.connect(self._file)) as connection:
            query = "SELECT kind FROM usage_event WHERE id > ? AND kind NOT IN ('view', 'impression') ORDER BY id"
            return [row[0] for row in connection.execute(query, (self._after,))]

    def row(self, kind: str) -> dict[str, object]:
        """The last event of a kind, with the slugs of its situation."""
        with closing(sqlite3.connect(self._file)) as connection:
            connection.row_factory = sqlite3.Row
            query = (
                "SELECT event.*, asset.slug, persona.slug AS persona, stage.slug AS stage FROM usage_event AS event "
                "JOIN asset ON asset.id = asset_id LEFT JOIN tag AS persona ON persona.id = persona_id "
                "LEFT JOIN tag AS stage ON stage.id = stage_id WHERE kind = ? ORDER BY event.id DESC LIMIT 1"
            )
            return dict(connection.execute(query, (kind,)).fetchone())

    def wait_for(self, *kinds: str) -> None:
        """Wait until exactly these were recorded."""
        for _ in range(100):
            if self.kinds() == list(kinds):
                return
            self._page.wait_for_timeout(100)
        assert self.kinds() == list(kinds)


def test_used_landed_and_undone_with_keys(page: Page, told: Told) -> None:
    sign_in(page, ASSET)
    page.keyboard.press("u")
    judge = page.locator("[data-judge]")
    expect(judge).to_contain_text("Used: live call")
    told.wait_for("used")
    used = told.row("used")
    assert (used["persona"], used["stage"], used["purpose"]) == ("operations-director", "consideration", "live_call")
    assert (used["channel"], used["actor_kind"]) == ("web", "human")
    page.keyboard.press("l")
    expect(judge.get_by_role("button", name="Landed")).to_have_attribute("aria-pressed", "true")
    told.wait_for("used", "landed")
    page.keyboard.press("z")
    expect(judge.get_by_role("button", name="Landed")).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("z")
    expect(page.get_by_role("button", name="Used it")).to_be_focused()
    told.wait_for("used", "landed", "retracted", "retracted")


def test_undo_is_offered_for_ten_seconds(page: Page, told: Told) -> None:
    page.clock.install()
    sign_in(page, ASSET)
    page.get_by_role("button", name="Used it").click()
    undo = page.get_by_role("button", name="Undo")
    expect(undo).to_have_text(re.compile(r"Undo (10|9)"))
    page.clock.run_for(7_000)
    expect(undo).to_have_text(re.compile(r"Undo [23]"))
    page.clock.run_for(4_000)
    expect(undo).to_be_hidden()
    page.get_by_role("button", name="Fell flat").click()
    expect(undo).to_be_visible()
    page.clock.run_for(11_000)
    page.get_by_role("button", name="Used again").click()
    expect(page.get_by_role("button", name="Used it")).to_be_visible()
    told.wait_for("used", "fell_flat")


def test_purpose_account_and_deal_go_along_and_the_purpose_stays(page: Page, told: Told) -> None:
    sign_in(page, ASSET)
    page.locator(".how-used summary").click()
    page.get_by_label("Follow up").check()
    page.get_by_label("Account").fill("Harbour Mills")
    page.get_by_label("Deal").fill("D-17")
    page.get_by_role("button", name="Used it").click()
    told.wait_for("used")
    used = told.row("used")
    assert (used["purpose"], used["account"], used["deal"]) == ("follow_up", "Harbour Mills", "D-17")
    page.reload()
    expect(page.locator("[data-purpose]")).to_have_text("Follow up")
    page.goto("/recent")
    first = page.locator(".uses-list li").first
    expect(first).to_contain_text("Follow up with operations directors at consideration")
    first.get_by_role("button", name="Landed").click()
    expect(first.get_by_role("button", name="Landed")).to_have_attribute("aria-pressed", "true")
    told.wait_for("used", "landed")


def test_a_copy_is_recorded_of_what_was_copied(page: Page, told: Told) -> None:
    sign_in(page, ASSET)
    page.keyboard.press("c")
    told.wait_for("copy")
    assert told.row("copy")["slug"] == "late-deliveries-first-call"
    page.locator(".card [data-copy]").first.click()
    told.wait_for("copy", "copy")
    assert told.row("copy")["slug"] == page.locator(".card:has([data-copy])").first.get_attribute("data-slug")
    page.get_by_role("button", name="Copy the link").click()
    told.wait_for("copy", "copy")


def test_what_is_marked_offline_is_sent_once_there_is_a_connection(context: BrowserContext, told: Told) -> None:
    # A page of its own: the browser itself calls a request that cannot be sent an error.
    page = context.new_page()
    sign_in(page, ASSET)
    context.set_offline(offline=True)
    page.keyboard.press("u")
    page.keyboard.press("l")
    expect(page.locator("[data-judge] [value=landed]")).to_have_attribute("aria-pressed", "true")
    waiting = page.evaluate("Object.entries(localStorage).find(([name]) => name.startsWith('kindling.usage.'))[1]")
    assert [each["event"]["kind"] for each in json.loads(waiting)] == ["USED", "LANDED"]
    assert told.kinds() == []
    context.set_offline(offline=False)
    told.wait_for("used", "landed")
    page.wait_for_function("Object.values(localStorage).every((value) => value === '[]')")


def test_what_is_marked_stays_marked_while_the_page_around_it_changes(page: Page, told: Told) -> None:
    sign_in(page, "/?q=late+deliveries")
    page.locator("[data-hit]").first.click()
    expect(page).to_have_url(re.compile("show="))
    page.keyboard.press("u")
    expect(page.locator("[data-judge]")).to_be_visible()
    page.locator("[data-hit]").nth(1).click()
    expect(page.get_by_role("button", name="Used it")).to_be_visible()
    page.go_back()
    expect(page.locator("[data-judge]")).to_be_visible()
    told.wait_for("used")


def test_with_forms_alone(browser: Browser, demo: Server, page: Page, told: Told) -> None:
    context = browser.new_context(base_url=demo.url, java_script_enabled=False)
    plain = context.new_page()
    plain.goto(ASSET)
    plain.fill("#email", "rep@example.com")
    plain.fill("#password", "kindling-demo")
    plain.click("button[type=submit]")
    plain.get_by_role("button", name="Used it").click()
    expect(plain.locator("[data-judge]")).to_contain_text("Used: live call")
    plain.get_by_role("button", name="Landed").click()
    expect(plain.get_by_role("button", name="Landed")).to_have_attribute("aria-pressed", "true")
    plain.get_by_role("button", name="Undo").click()
    plain.get_by_role("button", name="Undo").click()
    expect(plain.get_by_role("button", name="Used it")).to_be_visible()
    told.wait_for("used", "landed", "retracted", "retracted")
    context.close()


def test_on_a_phone_it_is_under_the_thumb(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    sign_in(page, ASSET)
    button = page.get_by_role("button", name="Used it")
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    assert box["y"] + box["height"] > 740 * 0.85
    button.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    expect(page.get_by_role("button", name="Landed")).to_be_in_viewport()
    page.get_by_role("button", name="Undo").click()
