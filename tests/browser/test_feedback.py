import re

from playwright.sync_api import Page, Route, expect

from tests.browser.people import sign_in


def test_one_tap_tells_marketing_and_the_reader_stays_where_they_are(page: Page) -> None:
    sent: list[str] = []

    # The demo is for all tests: what is sent is looked at, and not kept.
    def note(route: Route) -> None:
        sent.append(route.request.post_data or "")
        route.fulfill(status=303, headers={"Location": "/feedback/1"})

    sign_in(page, "/?q=budget+freeze")
    page.route(re.compile("/feedback$"), note)
    page.get_by_text("Something wrong?").click()
    page.get_by_role("button", name="Outdated").click()
    expect(page.locator("#reading .thanks")).to_contain_text("Marketing has been told")
    expect(page.get_by_role("status")).to_have_text("Marketing has been told.")
    expect(page.locator("#reading")).to_contain_text("See what becomes of it")
    expect(page).to_have_url(re.compile(r"\?q=budget\+freeze$"))
    assert sent == ["asset=budget-freeze&reason=outdated"]


def test_what_could_not_be_sent_can_be_sent_again(page: Page) -> None:
    sign_in(page, "/a/budget-freeze")
    page.route(re.compile("/feedback$"), lambda route: route.fulfill(status=204))
    page.get_by_text("Something wrong?").click()
    page.get_by_label("Or in your words").fill("The second figure is last year's.")
    page.get_by_role("button", name="Send to marketing").click()
    expect(page.get_by_role("status")).to_have_text("Not sent. Try again.")
    expect(page.get_by_label("Or in your words")).to_have_value("The second figure is last year's.")


def test_what_may_answer_a_request_is_shown_while_it_is_typed(page: Page) -> None:
    sign_in(page, "/?q=zzqy")
    page.get_by_role("link", name="Ask marketing for this").click()
    title = page.get_by_label("In one line")
    expect(title).to_have_value("zzqy")
    title.press("ControlOrMeta+a")
    title.press_sequentially("something on the budget freeze")
    expect(page.locator("#similar")).to_contain_text("This may answer it already")
    expect(page.locator("#similar").get_by_role("link").first).to_contain_text("budget freeze")
    expect(title).to_be_focused()


def test_requests_are_narrowed_by_choosing(page: Page) -> None:
    sign_in(page, "/requests")
    page.get_by_label("Show").select_option("Declined")
    expect(page).to_have_url(re.compile("state=declined"))
    expect(page.get_by_label("Show")).to_have_value("declined")
