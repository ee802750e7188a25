"""From the list to many at once and back."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import MARKETING, sign_in
from tests.browser.test_accessible import check
from tests.serving import Server

PAGES = (
    "/work/assets?q=budget&state=published",
    "/work/assets/budget-freeze/publish?replacement=committed-spend",
    "/work/assets/budget-freeze-2025/publish",
    "/work/assets/budget-freeze/history",
    "/work/bulk/new?all=1&state=published&do=retire",
    "/work/audit",
)


@pytest.fixture
def demo(own_demo: Server) -> Server:
    """A demo that may be changed."""
    return own_demo


def test_every_page_of_an_assets_life_can_be_used_by_everybody(page: Page) -> None:
    sign_in(page, "/work/assets", MARKETING)
    for address in PAGES:
        page.goto(address)
        check(page)
        page.set_viewport_size({"width": 320, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address
        page.set_viewport_size({"width": 1280, "height": 800})


def test_what_is_ticked_is_retired_after_a_preview_and_taken_back(page: Page) -> None:
    sign_in(page, "/work/assets?q=budget+freeze&state=published", MARKETING)
    first = page.locator(".works .what").first
    title = first.inner_text()
    for place in (0, 1):
        page.locator(".works input[type=checkbox]").nth(place).check()
    page.get_by_role("button", name="With what is ticked").click()
    page.get_by_role("link", name="Retire").click()
    page.get_by_label("Why").select_option("outdated")
    page.get_by_role("button", name="Show what would happen").click()
    expect(page.get_by_text("2 assets of 2 will be retired. Nothing is done yet.")).to_be_visible()
    page.get_by_role("button", name="Retire: 2 assets").click()
    expect(page.get_by_role("status").filter(has_text="2 assets are retired.")).to_be_visible()
    check(page)
    page.goto("/work/assets?state=retired")
    expect(page.get_by_role("link", name=title, exact=True)).to_be_visible()
    page.get_by_role("link", name="Recent bulk changes").click()
    check(page)
    page.get_by_role("button", name="Undo: retire, 2 assets").click()
    expect(page.get_by_text("2 assets are exactly as before")).to_be_visible()
