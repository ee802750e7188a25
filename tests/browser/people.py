"""Who looks at the demo, and how they get in."""

from playwright.sync_api import Page, expect

EMAIL = "rep@example.com"
MARKETING = "marketing@example.com"
PASSWORD = "kindling-demo"


def sign_in(page: Page, address: str = "/", email: str = EMAIL) -> None:
    """Sign in as the demo's rep, or somebody else of it, on the way to ``address``."""
    page.goto(address)
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("searchbox")).to_be_visible()
    scripts_ready(page)


def visit(page: Page, address: str) -> None:
    """Go to an address by hand, and wait until the page listens."""
    page.goto(address)
    scripts_ready(page)


def scripts_ready(page: Page) -> None:
    """Wait until keys and buttons work: nobody is as fast as a test."""
    expect(page.locator("html")).to_have_attribute("data-scripted", "")
