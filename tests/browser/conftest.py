"""A real browser, and the demo for it to look at.

Playwright's own event loop runs in the thread of the tests, where another test's would clash with it. Hence the
scope: it starts with the first test of this folder and ends with the last. One worker runs them all.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

from tests.serving import Server, serving

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Fewer processes and less of its own to load: an eighth less processor time for a page.
    "--disable-extensions",
    "--disable-default-apps",
    "--disable-component-extensions-with-background-pages",
    "--in-process-gpu",
]
NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="package")
def chromium() -> str:
    """The path of the browser. Without one the test is skipped; in CI it fails."""
    found = os.environ.get("KINDLING_TEST_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        missing = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        missing("no browser: install chromium, or name one in KINDLING_TEST_CHROMIUM")
    return found


@pytest.fixture(scope="package")
def browser(chromium: str) -> Iterator[Browser]:
    """The browser, started once for all tests of this folder."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


# For the whole run: between two tests of this folder a worker may be given others, and would begin the demo anew.
@pytest.fixture(scope="session")
def loaded_demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demo, with its sample content, running for all tests of this folder."""
    with serving(tmp_path_factory.mktemp("demo"), "demo", measured=False) as server:
        yield server


@pytest.fixture(scope="session")
def own_demo(loaded_demo: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A copy of the demo for tests that change it: loading another one takes longer than any test."""
    folder = tmp_path_factory.mktemp("own-demo")
    name = "kindling.sqlite"
    with closing(sqlite3.connect(loaded_demo.data / name)) as loaded, closing(sqlite3.connect(folder / name)) as copy:
        loaded.backup(copy)
    with serving(folder, "demo", measured=False) as server:
        yield server


@pytest.fixture
def demo(loaded_demo: Server) -> Server:
    """The demo that tests look at: read, but do not change it."""
    return loaded_demo


@pytest.fixture
def context(browser: Browser, demo: Server) -> Iterator[BrowserContext]:
    """A fresh profile: no cookies, nothing stored. Addresses may be given as paths of the demo."""
    context = browser.new_context(base_url=demo.url, permissions=["clipboard-read", "clipboard-write"])
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page. The test fails if a script fails on it, or if it asks any other host for anything."""
    problems: list[str] = []

    def note_error(message: ConsoleMessage) -> None:
        if message.type == "error":
            problems.append(message.text)

    def note_stranger(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme.startswith("http") and address.hostname != "127.0.0.1":
            problems.append(f"asks another host: {request.url}")

    context.on("request", note_stranger)
    page = context.new_page()
    page.on("console", note_error)
    page.on("pageerror", lambda error: problems.append(str(error)))
    yield page
    assert not problems
