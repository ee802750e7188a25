import re

from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.people import sign_in, visit
from tests.serving import Server


def copied(page: Page) -> str:
    """What is on the clipboard."""
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


def test_signing_in_leads_to_where_one_was_going_and_out_again(page: Page) -> None:
    sign_in(page, "/?q=budget&type=talking-point")
    expect(page).to_have_url(re.compile(r"/\?q=budget&type=talking-point$"))
    expect(page.get_by_role("searchbox")).to_have_value("budget")
    page.locator(".person summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_results_follow_the_typing_and_back_leads_back(page: Page) -> None:
    sign_in(page)
    hits = page.locator("[data-hit]")
    before = hits.first.inner_text()
    page.keyboard.press("/")
    page.keyboard.type("budget freez", delay=30)
    expect(page.locator("#main mark").first).to_be_visible()
    expect(page.locator("#reading h1")).to_contain_text("budget freeze")
    expect(page).to_have_url(re.compile(r"q=budget\+freez"))
    expect(page).to_have_title("budget freez · Kindling")
    expect(page.locator("#told")).to_contain_text("results")
    page.go_back()
    expect(hits.first).to_have_text(before, use_inner_text=True)
    expect(page.get_by_role("searchbox")).to_have_value("")
    page.go_forward()
    expect(page.get_by_role("searchbox")).to_have_value("budget freez")


def test_typing_after_opening_keeps_what_was_opened_in_the_history(page: Page) -> None:
    sign_in(page, "/?q=audit")
    page.locator("[data-hit]").nth(1).click()
    expect(page).to_have_url(re.compile("show="))
    opened = page.url
    page.get_by_role("searchbox").fill("budget")
    expect(page).to_have_url(re.compile("q=budget"))
    page.go_back()
    expect(page).to_have_url(opened)
    expect(page.get_by_role("searchbox")).to_have_value("audit")


def test_words_typed_while_a_result_is_being_opened_stay(page: Page) -> None:
    sign_in(page, "/?q=audit")
    page.evaluate("""() => {
        document.querySelectorAll("[data-hit]")[1].click();
        const field = document.getElementById("q");
        field.value += " x";
        field.dispatchEvent(new Event("input", { bubbles: true }));
    }""")
    expect(page).to_have_url(re.compile(r"q=audit\+x"))
    expect(page.get_by_role("searchbox")).to_have_value("audit x")


def test_context_and_filters_narrow_and_have_an_address(page: Page) -> None:
    sign_in(page, "/?q=budget")
    page.locator(".chip", has_text="Persona").locator("summary").click()
    page.locator(".chip .sheet").get_by_role("link", name=re.compile("^CFO")).click()
    expect(page).to_have_url(re.compile("persona=cfo"))
    total = page.locator(".summary strong")
    expect(page.locator(".chip.chosen")).to_have_count(1)
    narrowed = int(total.inner_text())
    page.locator(".rail").get_by_role("link", name=re.compile("^Logistics")).click()
    expect(page.locator(".narrowed")).to_contain_text("Logistics")
    expect(total).not_to_have_text(str(narrowed))
    page.reload()
    expect(page.locator(".narrowed")).to_contain_text("Logistics")
    page.goto("/")
    expect(page).to_have_url(re.compile(r"/\?persona=cfo"))


def test_the_keyboard_is_enough(page: Page) -> None:
    sign_in(page, "/?q=freeze&type=talking-point")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("show="))
    page.keyboard.press("c")
    expect(page.locator("#told")).to_have_text("Copied")
    opener = copied(page)
    assert opener.startswith("People in your role")
    page.keyboard.press("2")
    expect(page.locator("#reading [data-line]").nth(1)).to_have_attribute("data-copied", "yes")
    assert copied(page).endswith("?")
    assert copied(page) != opener
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_hidden()


def test_a_key_copies_from_what_was_opened_even_while_it_is_on_its_way(page: Page) -> None:
    sign_in(page, "/?q=freeze&type=talking-point")
    before = page.locator("#reading [data-opener]").get_attribute("data-copy")

    def late(route: Route) -> None:
        page.wait_for_timeout(300)
        route.continue_()

    page.route("**/find?**", late)
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.keyboard.press("c")
    expect(page.locator("#told")).to_have_text("Copied")
    assert copied(page) == page.locator("#reading [data-opener]").get_attribute("data-copy") != before


def test_one_press_copies_a_line_or_all_that_a_buyer_may_have(page: Page) -> None:
    sign_in(page, "/?type=talking-point&q=late+orders&persona=operations-director")
    visit(page, "/a/late-deliveries-first-call")
    page.locator("[data-copy]").first.click()
    expect(page.locator("[data-copied=yes]").first).to_be_visible()
    assert copied(page)
    everything = page.get_by_role("button", name="Copy all for the buyer")
    if everything.count():
        everything.click()
        hidden = [line.inner_text() for line in page.locator(".line:has(.lock) p, .dont li").all()]
        assert not [text for text in hidden if text.split("\n")[0] in copied(page)]


def test_without_scripts_there_are_forms_and_links(browser: Browser, demo: Server) -> None:
    context = browser.new_context(base_url=demo.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    page.fill("#email", "rep@example.com")
    page.fill("#password", "kindling-demo")
    page.click("button[type=submit]")
    page.fill("#q", "budget")
    page.click(".search button")
    assert "q=budget" in page.url
    assert page.locator("mark").count()
    assert not page.locator("[data-copy]").first.is_visible()
    page.locator(".rail a", has_text="Case studies").click()
    assert "type=case-study" in page.url
    page.locator("[data-hit]").first.click()
    assert "show=" in page.url
    assert page.locator("#reading .case_study h1").is_visible()
    context.close()


def test_on_a_phone_nothing_runs_over_the_edge_and_filters_come_as_a_sheet(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    sign_in(page)
    for address in ("/?q=budget", "/?q=zzqy", "/a/budget-freeze", "/a/brackwell-castings-unplanned-spend"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, address
    visit(page, "/?q=budget")
    expect(page.locator(".rail")).to_be_hidden()
    page.locator("label.button").click()
    expect(page.locator(".rail")).to_be_visible()
    page.locator(".rail").get_by_role("link", name=re.compile("^Talking points")).click()
    expect(page).to_have_url(re.compile("type=talking-point"))
    page.locator(".rail .close").click()
    page.locator("[data-hit]").first.click()
    expect(page.locator(".thumb")).to_be_in_viewport()
    expect(page.locator(".list")).to_be_hidden()
    page.get_by_role("link", name="All results").click()
    expect(page.locator(".list")).to_be_visible()


def test_a_retired_asset_leads_to_its_successor(page: Page) -> None:
    sign_in(page, "/a/budget-freeze-2025")
    expect(page.get_by_role("note")).to_contain_text("was retired")
    expect(page.locator("article")).to_have_attribute("data-slug", "budget-freeze")
