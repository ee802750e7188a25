"""No page breaks a rule that a machine can check (axe-core: WCAG 2.2 A and AA, and its own best practices)."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.people import MARKETING, sign_in, visit

# Only violations are described: describing everything takes twice as long.
EVERYTHING = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
# All that differs in the dark.
COLOURS = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
}
PAGES = (
    "/",
    "/?q=budget+freeze&persona=cfo&stage=decision",
    "/?q=zzqy",
    "/a/budget-freeze",
    "/a/brackwell-castings-unplanned-spend",
    "/a/budget-freeze-2025",
    "/a/what-a-late-order-costs",
    "/brief?persona=cfo&stage=consideration&pain=unplanned-spend&account=Harbour",
    "/brief?persona=cfo&pain=supplier-risk&industry=chemicals",
    "/feedback",
    "/feedback/suggest/budget-freeze",
    "/requests",
    "/requests/new?words=budget+freeze&persona=cfo",
    "/notices",
    "/digest?days=90",
    "/work/reviews",
    "/work/assets/doing-nothing-has-a-price/review",
    "/work/assets/doing-nothing-has-a-price/review?edit=next_step",
    "/council",
    "/guidelines",
    "/guidelines/1",
)


INSIGHTS = (
    "/insights",
    "/insights/usage?persona=cfo&from=2026-01-01&to=2026-12-31&team=Nowhere",
    "/insights/coverage",
    "/insights/searches",
    "/insights/people",
    "/insights/freshness",
    "/insights/promises",
    "/insights/return",
)


UPKEEP = (
    "/work",
    "/work/succession",
    "/taxonomy",
    "/taxonomy/persona",
    "/taxonomy/persona/cfo",
    "/taxonomy/pain/unplanned-spend",
    "/taxonomy/persona/cfo/merge?into=operations-director",
    "/taxonomy/import",
    "/work/assets/budget-freeze/files",
    "/work/inbox?for=all",
    "/work/inbox?for=all&kind=verify",
    "/work/verify?for=all",
)


WRITING = (
    "/work/assets/new",
    "/work/assets/new/talking-point",
    "/work/assets/new/play",
    "/work/assets/budget-freeze",
    "/work/assets/budget-freeze/previews",
)


KITS = (
    "/kits",
    "/kits/first-two-weeks",
    "/kits/first-two-weeks?step=freeze",
    "/kits/first-two-weeks?step=above",
    "/kits/mine",
)
KITS_TO_RUN = (
    "/kits/manage/first-two-weeks",
    "/kits/manage/key-accounts-first-month",
    "/kits/manage/new?personas=cfo&stages=decision&minutes=20&propose=1",
    "/kits/manage/first-two-weeks/newcomers",
    "/kits/manage/first-two-weeks/overview",
    "/kits/enrolments/1",
)


def check(page: Page) -> None:
    # Nothing is caught on its way from one colour to the other.
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    found = [Axe().run(page, options=EVERYTHING)]
    page.emulate_media(color_scheme="dark")
    found.append(Axe().run(page, options=COLOURS))
    for each in found:
        assert each.violations_count == 0, f"{page.url}\n{each.generate_report()}"


def test_every_page_can_be_read_and_used_by_everybody(page: Page) -> None:
    page.goto("/sign-in")
    check(page)
    sign_in(page)
    for address in PAGES:
        page.goto(address)
        check(page)


def test_every_report_can_be_read_and_used_by_everybody(page: Page) -> None:
    sign_in(page, "/insights", MARKETING)
    for address in INSIGHTS:
        page.goto(address)
        page.locator("details.behind, details.narrowing").evaluate_all("all => all.forEach(each => each.open = true)")
        check(page)


def test_every_page_of_upkeep_can_be_read_and_used_by_everybody(page: Page) -> None:
    sign_in(page, "/work/inbox", MARKETING)
    for address in UPKEEP:
        page.goto(address)
        check(page)


def test_every_page_to_write_on_can_be_read_and_used_by_everybody(page: Page) -> None:
    sign_in(page, "/work/assets", MARKETING)
    for address in WRITING:
        page.goto(address)
        check(page)


def test_every_page_of_kits_can_be_read_and_used_by_everybody(page: Page, context: BrowserContext) -> None:
    sign_in(page, "/kits", "newcomer@example.com")
    for address in KITS:
        page.goto(address)
        check(page)
    context.clear_cookies()
    sign_in(page, "/kits/manage", MARKETING)
    for address in KITS_TO_RUN:
        page.goto(address)
        page.locator("details.rule, details.more").evaluate_all("all => all.forEach(each => each.open = true)")
        check(page)


def test_what_opens_over_a_page_can_be_read_and_used_by_everybody(page: Page) -> None:
    sign_in(page, "/?q=budget")
    page.locator(".chip", has_text="Persona").locator("summary").click()
    check(page)
    page.keyboard.press("Escape")
    page.get_by_text("Something wrong?").click()
    check(page)
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_visible()
    check(page)
    page.set_viewport_size({"width": 360, "height": 740})
    visit(page, "/?q=budget")
    check(page)
    page.locator("label.button").click()
    expect(page.locator(".rail")).to_be_visible()
    check(page)


def test_what_tells_of_an_error_can_be_read_by_everybody(context: BrowserContext) -> None:
    page = context.new_page()
    sign_in(page)
    page.goto("/a/nothing")
    check(page)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("<img src=''>", "image-alt"),
        ("<p style='color: light-dark(black, #333); background: light-dark(white, black)'>Words</p>", "color-contrast"),
    ],
)
def test_the_check_finds_what_is_wrong_and_what_is_wrong_in_the_dark(page: Page, wrong: str, told: str) -> None:
    page.set_content(f"<html lang=en style='color-scheme: light dark'><title>Wrong</title><main><h1>Title</h1>{wrong}")
    with pytest.raises(AssertionError, match=told):
        check(page)
