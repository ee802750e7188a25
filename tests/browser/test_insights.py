"""Insights in a real browser: from a finding to what is done about it, with scripts and without, wide and narrow."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.people import MARKETING, PASSWORD, sign_in
from tests.browser.test_accessible import INSIGHTS
from tests.serving import Server


@pytest.fixture
def plain(browser: Browser, demo: Server) -> Iterator[BrowserContext]:
    """A browser without scripts, and marketing signed in."""
    context = browser.new_context(base_url=demo.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/sign-in?next=/insights")
    page.get_by_label("E-mail address").fill(MARKETING)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Insights", exact=True)).to_be_visible()
    yield context
    context.close()


def test_a_finding_leads_to_its_rows_and_these_to_an_asset(page: Page) -> None:
    sign_in(page, "/insights", MARKETING)
    page.get_by_role("link", name="published assets were not used in a conversation").click()
    expect(page.get_by_role("navigation", name="Lists").locator("[aria-current]")).to_contain_text("Never used")
    expect(page.get_by_role("img").first).to_be_visible()
    row = page.get_by_role("table").locator("tbody tr").first
    title = row.get_by_role("link").inner_text()
    row.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(title[:20])
    page.go_back()
    page.get_by_role("link", name="Opened").click()
    expect(page.locator("[aria-sort]")).to_contain_text("Opened")


def test_filters_work_without_scripts(plain: BrowserContext) -> None:
    page = plain.new_page()
    page.goto("/insights/usage")
    page.get_by_text("Days and filters").click()
    page.get_by_label("Persona", exact=True).select_option("cfo")
    page.get_by_label("Quota band").select_option("above")
    page.get_by_role("button", name="Show").click()
    chips = page.get_by_label("Narrowed to")
    expect(chips).to_contain_text("Persona: CFO")
    assert "persona=cfo" in page.url
    assert "band=above" in page.url
    chips.get_by_role("link", name="Persona").click()
    expect(page.get_by_label("Narrowed to")).not_to_contain_text("Persona")
    page.get_by_role("link", name="30 days").click()
    assert "window=30" in page.url
    assert "band=above" in page.url


def test_a_word_becomes_a_synonym_and_no_longer(plain: BrowserContext) -> None:
    page = plain.new_page()
    page.goto("/insights/searches")
    row = page.get_by_role("row").filter(has_text="sustainability")
    row.get_by_label("or it means").fill("unplanned spend (pain)")
    row.get_by_role("button", name="Add").click()
    expect(page.locator("form.done")).to_contain_text("Whoever types “sustainability” now finds")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("row").filter(has_text="sustainability").get_by_role("button")).to_be_visible()


def test_a_gap_becomes_a_request_with_its_situation_filled_in(page: Page) -> None:
    sign_in(page, "/insights/coverage", MARKETING)
    page.get_by_role("link", name="None: ask for Head of procurement, Expansion").click()
    expect(page.get_by_label("Persona", exact=True)).to_have_value("head-of-procurement")
    expect(page.get_by_label("Stage", exact=True)).to_have_value("expansion")


def test_a_table_is_downloaded_under_a_name_that_says_what_it_is(page: Page) -> None:
    sign_in(page, "/insights/usage", MARKETING)
    with page.expect_download() as begun:
        page.get_by_role("link", name="CSV").click()
    assert begun.value.suggested_filename.startswith("kindling-usage-all-")
    assert begun.value.suggested_filename.endswith(".csv")


def test_reps_find_no_way_to_insights_and_are_told_whose_they_are(context: BrowserContext) -> None:
    page = context.new_page()
    sign_in(page, "/requests")
    expect(page.get_by_role("link", name="Insights")).to_have_count(0)
    page.goto("/insights")
    expect(page.get_by_text("Insights are for marketing")).to_be_visible()


@pytest.mark.parametrize(("width", "letters"), [(320, 100), (640, 200)])
def test_no_page_is_wider_than_a_small_screen_or_with_large_letters(page: Page, width: int, letters: int) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    sign_in(page, "/insights", MARKETING)
    for address in INSIGHTS:
        page.goto(address)
        page.evaluate("size => document.documentElement.style.setProperty('font-size', `${size}%`)", letters)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        for chart in page.locator("svg.chart").all():
            box = chart.bounding_box()
            assert box is not None
            assert box["x"] + box["width"] <= width
