"""Upkeep in a real browser: going through the queue by keyboard."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import MARKETING, scripts_ready, sign_in
from tests.serving import Server


@pytest.fixture
def demo(own_demo: Server) -> Server:
    """These tests change what they find."""
    return own_demo


def test_the_queue_is_gone_through_by_keyboard(page: Page) -> None:
    sign_in(page, "/work/verify?for=all", MARKETING)
    shown = page.locator("article h1")
    first = shown.inner_text()
    page.keyboard.press("s")
    expect(shown).not_to_have_text(first)
    second = shown.inner_text()
    scripts_ready(page)
    page.keyboard.press("v")
    expect(page.get_by_text("is verified; due again on")).to_be_visible()
    expect(shown).not_to_have_text(second)
    scripts_ready(page)
    page.keyboard.press("z")
    expect(shown).to_have_text(second)


def test_a_merge_shows_what_moves_before_it_does(page: Page) -> None:
    sign_in(page, "/taxonomy/region", MARKETING)
    for name in ("Far north", "High north"):
        page.goto("/taxonomy/region")
        page.get_by_label("New region").fill(name)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.get_by_role("link", name="Make it part of another").click()
    page.get_by_label("Becomes part of").select_option("Far north")
    page.get_by_role("button", name="Show what moves").click()
    expect(page.get_by_text("Words that lead to it")).to_be_visible()
    page.get_by_role("button", name="Merge into “Far north”").click()
    expect(page.get_by_role("status").first).to_contain_text("“High north” is part of this now")
    expect(page.get_by_label("Synonyms")).to_have_value("High north")
