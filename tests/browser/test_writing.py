import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.people import MARKETING, scripts_ready, sign_in
from tests.browser.test_accessible import check
from tests.serving import Server

ADMIN = "admin@example.com"
NEW = "/work/assets/new/talking-point"


@pytest.fixture
def page(browser: Browser, own_demo: Server) -> Iterator[Page]:
    """Somebody from marketing, who is about to write."""
    context = browser.new_context(base_url=own_demo.url, viewport={"width": 1440, "height": 950})
    context.set_default_timeout(10_000)
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    sign_in(page, NEW, MARKETING)
    yield page
    context.close()
    assert not problems


def kept(page: Page) -> None:
    """Wait until what was typed is on the server."""
    expect(page.locator("#saving")).to_contain_text("Draft kept")


def test_a_talking_point_is_written_kept_checked_and_saved(page: Page) -> None:  # noqa: PLR0915 - one flow
    page.get_by_label("Title").fill("Freezes in the spring")
    page.get_by_label("Headline").fill("A freeze in spring costs the summer")
    page.get_by_label("Opener").fill("I saw you on our website, so I call.")
    page.get_by_label("Value statement").fill("Half as many stops.")
    expect(page.locator("#preview")).to_contain_text("A freeze in spring costs the summer")
    expect(page.locator('[data-findings="content.opener"]')).to_contain_text("they were watched")
    expect(page.locator('[data-findings="links.proof"]')).to_contain_text("nothing proves it yet")
    page.get_by_role("button", name="Add an objection").click()
    buyer = page.get_by_label("Buyer says")
    expect(buyer).to_be_focused()
    buyer.fill("Not this year.")
    personas = page.get_by_label("Personas")
    personas.press_sequentially("cfo")
    expect(page.get_by_role("option", name="CFO")).to_be_visible()
    personas.press("Enter")
    expect(page.locator('[data-picker="tags.persona"] .picked li')).to_have_count(1)
    page.get_by_label("Industries").press_sequentially("Robotics")
    page.get_by_role("option", name="Create “Robotics”").click()
    expect(page.locator('[data-picker="tags.industry"] .picked')).to_contain_text("Robotics")
    page.get_by_label("Proof", exact=True).press_sequentially("brackwell")
    page.get_by_role("option", name="case study").first.click()
    expect(page.locator('[data-findings="links.proof"]')).to_be_empty()
    kept(page)
    check(page)
    page.reload()
    scripts_ready(page)
    expect(page.locator(".kept")).to_contain_text("You have unsaved changes")
    expect(page.get_by_label("Buyer says")).to_have_value("Not this year.")
    page.get_by_label("Opener", exact=True).fill("People in your role tell us the same. Is that the case for you?")
    expect(page.locator('[data-findings="content.opener"]')).to_be_empty()
    page.get_by_role("button", name="Save as draft").click()
    expect(page).to_have_url(re.compile("/work/assets/freezes-in-the-spring"))
    expect(page.get_by_role("status").first).to_contain_text("Saved as revision 1")
    expect(page.locator(".picked").filter(has_text="Robotics")).to_be_visible()


def test_two_who_write_choose_and_a_link_shows_the_draft(  # noqa: PLR0915 - one flow
    page: Page, browser: Browser, own_demo: Server
) -> None:
    page.get_by_label("Title").fill("Two who write")
    page.get_by_role("button", name="Save as draft").click()
    expect(page).to_have_url(re.compile("two-who-write"))
    address = page.url.partition("?")[0]
    other = browser.new_context(base_url=own_demo.url, java_script_enabled=False)
    without_scripts = other.new_page()
    without_scripts.goto(address)
    without_scripts.get_by_label("E-mail address").fill(ADMIN)
    without_scripts.get_by_label("Password").fill("kindling-demo")
    without_scripts.get_by_role("button", name="Sign in").click()
    without_scripts.get_by_label("Headline").fill("Theirs")
    without_scripts.get_by_role("button", name="Add a discovery question").click()
    without_scripts.get_by_label("Text of discovery question 1").fill("What hurts?")
    without_scripts.get_by_role("button", name="Save revision").click()
    page.get_by_label("Headline").fill("Mine")
    page.get_by_role("button", name="Save revision").click()
    expect(page.locator(".clashes")).to_contain_text("saved revision 2 while you were writing")
    check(page)
    page.get_by_label("Take theirs").check()
    page.get_by_label("Summary").fill("Both of us wrote this.")
    page.get_by_role("button", name="Save revision").click()
    expect(page.get_by_role("status").first).to_contain_text("Saved as revision 3")
    expect(page.get_by_label("Headline")).to_have_value("Theirs")
    expect(page.get_by_label("Text of discovery question 1")).to_have_value("What hurts?")
    page.get_by_role("link", name="Preview links").click()
    check(page)
    page.get_by_role("button", name="Make a preview link").click()
    link = page.locator(".preview-links a").get_attribute("href")
    assert link
    other.clear_cookies()
    without_scripts.goto(link)
    expect(without_scripts.get_by_role("heading", level=1)).to_have_text("Theirs")
    page.goto(link)
    check(page)
    other.close()


def test_what_is_typed_offline_is_kept_once_there_is_a_connection(page: Page) -> None:
    page.get_by_label("Title").fill("Before")
    kept(page)
    page.context.set_offline(True)
    page.get_by_label("Title").fill("Written in a tunnel")
    expect(page.locator("#saving")).to_contain_text("Offline")
    page.context.set_offline(False)
    kept(page)
    page.reload()
    expect(page.get_by_label("Title")).to_have_value("Written in a tunnel")
