"""Files in a real browser: uploaded with a bar, shown with their picture, removed and put back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.people import PASSWORD, scripts_ready
from tests.content_store import documents
from tests.serving import Server

ADDRESS = "/a/what-a-late-order-costs"


@pytest.fixture
def page(browser: Browser, own_demo: Server) -> Iterator[Page]:
    """Somebody of marketing before an asset."""
    context = browser.new_context(base_url=own_demo.url)
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.goto(ADDRESS)
    page.get_by_label("E-mail address").fill("marketing@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    scripts_ready(page)
    yield page
    context.close()


def given(folder: Path, **files: bytes) -> list[str]:
    """Files on the disk, by their names with ``_`` for the dot."""
    paths = []
    for name, content in files.items():
        path = folder / name.replace("_", ".")
        path.write_bytes(content)
        paths.append(str(path))
    return paths


def check(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_files_are_uploaded_shown_removed_and_put_back(page: Page, tmp_path: Path) -> None:
    page.goto(ADDRESS)
    scripts_ready(page)
    files = given(
        tmp_path,
        report_pdf=documents.pdf("What late orders cost"),
        deck_pptx=documents.deck(("Where the cash went", "Stock")),
    )
    page.get_by_label("Add a file").set_input_files(files)
    page.get_by_role("button", name="Upload").click()
    expect(page.locator(".file-name")).to_have_text(["report.pdf", "deck.pptx"])
    for _ in range(40):
        page.reload()
        if page.locator(".file img").count() == 2 and page.locator(".titles").count():
            break
        page.wait_for_timeout(500)
    check(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download report.pdf").click()
    assert download.value.suggested_filename == "report.pdf"
    page.get_by_role("button", name="Remove report.pdf").click()
    expect(page.locator(".file-name")).to_have_text(["deck.pptx"])
    check(page)
    page.get_by_role("button", name="Put back report.pdf").click()
    expect(page.locator(".file-name")).to_have_text(["report.pdf", "deck.pptx"])
    page.set_viewport_size({"width": 320, "height": 700})
    check(page)
    assert page.evaluate("document.documentElement.scrollWidth <= 320")


def test_what_is_not_taken_is_told_beside_the_field(page: Page, tmp_path: Path) -> None:
    page.goto(ADDRESS)
    scripts_ready(page)
    page.get_by_label("Add a file").set_input_files(given(tmp_path, page_pdf=b"<script>alert(1)</script>"))
    page.get_by_role("button", name="Upload").click()
    expect(page.locator(".upload .problem")).to_contain_text("page.pdf: this is no file of a kind that is taken")
    check(page)
