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
