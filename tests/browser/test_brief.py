"""The brief before a call: on a phone, by keyboard, and what is counted of it."""

from playwright.sync_api import Page, expect

from tests.browser.people import sign_in, visit
from tests.browser.test_using import Told, demo, told

__all__ = ["demo", "told"]

BRIEF = "/brief?persona=cfo&stage=consideration&pain=unplanned-spend"


def test_a_brief_is_read_on_a_phone_and_used_by_keyboard(page: Page, told: Told) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, "/?persona=cfo&stage=consideration&pain=unplanned-spend")
    page.keyboard.press("b")
    page.wait_for_url("**/brief*")
    expect(page.get_by_role("heading", level=1)).to_have_text("CFO at consideration on unplanned spend")
    # The buyer's words stand alone until they are said.
    reply = page.locator("[data-reply]").first
    expect(reply.locator(".line")).to_be_hidden()
    reply.locator("summary").click()
    expect(reply.locator(".line")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(page.locator("[data-reply] .line").last).to_be_visible()
    visit(page, BRIEF)
    page.keyboard.press("c")
    told.wait_for("copy")
    assert told.row("copy")["slug"] == "budget-freeze"
    page.keyboard.press("6")
    told.wait_for("copy", "copy")
    # What is copied of the proof is counted for the proof.
    assert told.row("copy")["slug"] == "brackwell-castings-unplanned-spend"
    page.keyboard.press("u")
    told.wait_for("copy", "copy", "used")
    used = told.row("used")
    assert (used["slug"], used["persona"], used["purpose"]) == ("budget-freeze", "cfo", "live_call")
