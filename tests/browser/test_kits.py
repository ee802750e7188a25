import re

from playwright.sync_api import Dialog, Page, Route, expect

from tests.browser.people import MARKETING, scripts_ready, sign_in, visit

NEWCOMER = "newcomer@example.com"
KIT = "/kits/first-two-weeks"


def test_a_newcomer_goes_on_by_keyboard(page: Page) -> None:
    sent: list[str] = []

    # The demo is for all tests: what is sent is looked at, and not kept.
    def note(route: Route) -> None:
        sent.append(route.request.post_data or "")
        route.fulfill(status=303, headers={"Location": f"{KIT}?step=nothing"})

    sign_in(page, "/kits", NEWCOMER)
    page.get_by_role("link", name=re.compile("Go on.*First two weeks")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("First two weeks: talking to finance")
    page.get_by_role("link", name=re.compile("Go on.*Hand-over")).click()
    expect(page.locator(".step-name[aria-current]")).to_contain_text("Hand-over")
    expect(page.get_by_role("article")).to_be_visible()
    scripts_ready(page)
    page.route(re.compile("/steps/handover$"), note)
    page.get_by_label("Minutes it took").fill("4")
    page.get_by_label("Yes").check()
    page.get_by_role("article").click()
    page.keyboard.press("d")
    expect(page).to_have_url(re.compile("step=nothing"))
    assert sent == ["minutes=4&useful=yes&do=done"]
    scripts_ready(page)
    page.keyboard.press("n")
    expect(page).to_have_url(re.compile("step=above"))
    page.get_by_role("navigation", name=re.compile("most used")).get_by_role("link").nth(1).click()
    expect(page).to_have_url(re.compile("asset="))


def test_an_editor_is_asked_before_what_was_typed_is_left(page: Page) -> None:
    sign_in(page, "/kits/manage/key-accounts-first-month", MARKETING)
    expect(page.get_by_text("Finds nothing now: newcomers skip this step.")).to_be_visible()
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    page.get_by_label("What it is for").fill("For everybody who joins.")
    visit(page, "/kits/manage/new?personas=cfo&stages=decision&minutes=45&propose=1")
    assert asked == ["beforeunload"]
    expect(page.get_by_role("heading", name="The proposal: 45 min of 45 min")).to_be_visible()
    expect(page.get_by_role("button", name="Make this a draft")).to_be_visible()
