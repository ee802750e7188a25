"""A review from asking to publishing, and a guideline from its opening to what changed, each as its people do it."""

import re
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.people import EMAIL, MARKETING, sign_in
from tests.serving import Server

DRAFT = "/work/assets/vossbruck-logistics-draft"


def somebody(browser: Browser, server: Server, email: str) -> tuple[BrowserContext, Page]:
    context = browser.new_context(base_url=server.url)
    context.set_default_timeout(10_000)
    page = context.new_page()
    sign_in(page, "/", email)
    return context, page


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_a_review_and_a_guideline(browser: Browser, own_demo: Server) -> None:
    marketing_context, marketing = somebody(browser, own_demo, MARKETING)
    member_context, member = somebody(browser, own_demo, EMAIL)
    review(marketing, member)
    guideline(marketing, member)
    marketing_context.close()
    member_context.close()


def review(marketing: Page, member: Page) -> None:  # noqa: PLR0915 - one story
    marketing.goto(f"{DRAFT}/review")
    marketing.get_by_label("Ruth Calloway").check()
    marketing.get_by_label("What to tell them").fill("Before the fair, please.")
    press(marketing, "Ask for a review")
    expect(marketing.locator(".standing")).to_contain_text("Waits for approval")

    member.goto("/work/reviews")
    member.get_by_role("link", name="Vossbruck").click()
    expect(member.locator(".as-read")).to_contain_text("Cut-off times differed by customer")
    expect(member.locator(".tabs a")).to_have_text(["Review"])
    member.get_by_label("On", exact=True).select_option("Customer")
    member.get_by_label("Your comment").fill("They asked not to be named yet.")
    press(member, "Comment")
    expect(member.locator(".comment")).to_contain_text("They asked not to be named yet.")
    member.get_by_label("Of", exact=True).select_option("Title")
    press(member, "Write how it should read")
    member.locator("#edit-words").fill("Cut-off times in two heads")
    press(member, "Suggest it")
    expect(member.locator(".comment ins")).to_have_text("Cut-off times in two heads")
    press(member, "Ask for changes")
    expect(member.get_by_role("alert")).to_contain_text("say what should change")
    member.get_by_label("What to say about it").fill("Without the customer's name, please.")
    press(member, "Ask for changes")
    expect(member.locator(".reviewers")).to_contain_text("asks for changes")

    marketing.goto(f"{DRAFT}/review")
    expect(marketing.locator(".standing")).to_contain_text("Without the customer's name, please.")
    press(marketing, "Take it into the draft")
    expect(marketing.locator("h1").first).to_have_text("Cut-off times in two heads")
    marketing.get_by_text("Ask again, or somebody else").click()
    press(marketing, "Ask again")
    expect(marketing.locator(".standing")).to_contain_text("has not decided yet")

    member.goto(f"{DRAFT}/review")
    press(member, "Approve")
    expect(member.locator(".standing")).to_contain_text("Approved")
    result = marketing.request.post(
        "/graphql",
        data={"query": f'mutation {{ publishAsset(input: {{id: "{asset_id(marketing)}"}}) {{ __typename }} }}'},
        headers={"Origin": re.sub(r"(https?://[^/]+).*", r"\1", marketing.url)},
    )
    assert "PublishAssetPayload" in result.text()
    marketing.goto(f"{DRAFT}/review")
    expect(marketing.locator(".standing")).to_contain_text("Published")
    member.goto("/a/vossbruck-logistics-draft")
    expect(member.locator("article h1")).to_have_text("Cut-off times in two heads")


def asset_id(page: Page) -> str:
    asked = '{ asset(slug: "vossbruck-logistics-draft", perspective: DRAFT) { id } }'
    found: str = page.request.get("/graphql", params={"query": asked}).json()["data"]["asset"]["id"]
    return found


def guideline(marketing: Page, member: Page) -> None:
    marketing.goto("/guidelines")
    marketing.get_by_label("Which").select_option("What we call a qualified lead")
    marketing.get_by_label("To the end of").fill(str(datetime.now(UTC).date() + timedelta(days=7)))
    marketing.get_by_label("What the reps are told").fill("Is the third condition still right?")
    press(marketing, "Open it")
    expect(marketing.locator("h1").first).to_have_text("What we call a qualified lead")

    member.goto("/notices")
    member.get_by_role("link", name="What we call a qualified lead").click()
    expect(member.locator(".meta").first).to_contain_text("days left")
    member.get_by_label("What you think of it").fill("Nobody has a date nine months ahead.")
    press(member, "Comment")
    expect(member.locator(".comment")).to_contain_text("Nobody has a date nine months ahead.")

    marketing.reload()
    marketing.locator(".comment summary").click()
    marketing.locator(".comment textarea").fill("Twelve months from January on.")
    press(marketing, "Taken up")
    expect(marketing.locator(".comment")).to_contain_text("Taken up")
    press(marketing, "Close it now")
    marketing.get_by_label("Everybody who commented is told").fill("A date within twelve months counts now.")
    press(marketing, "Say what changed")

    member.goto("/guidelines")
    expect(member.get_by_role("main")).to_contain_text("A date within twelve months counts now.")
    member.goto("/notices")
    expect(member.get_by_role("main")).to_contain_text("What changed because of your comments")
