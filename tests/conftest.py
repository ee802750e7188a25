"""What every test may ask for: a real database of each kind."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST
from hypothesis import settings

from content_store import people
from content_store.database import Database
from tests import databases
from tests.run_folder import RunFolder
from tests.statements import create_sharing_engine

RUN = pytest.StashKey[RunFolder]()
BROWSER = "tests/browser/"
# Begun first, so that no worker is left alone with one of them at the end.
LONG = (BROWSER, "tests/search/test_catch_up.py", "tests/api/test_files.py")
IN_CI = os.environ.get("CI") == "true"

# A busy machine is no failure, and CI tries the same examples every time.
settings.register_profile("kindling", deadline=None, derandomize=IN_CI)
settings.load_profile("kindling")


def pytest_configure(config: pytest.Config) -> None:
    """Begin the run, or join it when this is one of its workers."""
    joined: dict[str, Any] | None = getattr(config, "workerinput", None)
    run = config.stash[RUN] = RunFolder.begin() if joined is None else RunFolder(Path(joined["run_folder"]))
    # The order is ours: see LONG.
    config.option.loadscopereorder = False
    # A worker is told its own part of this.
    config.option.basetemp = config.option.basetemp or run.path / "tests"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests that take longest first."""
    items.sort(key=lambda item: next((at for at, long in enumerate(LONG) if item.nodeid.startswith(long)), len(LONG)))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker where the run keeps what all share."""
    node.workerinput["run_folder"] = str(node.config.stash[RUN].path)


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the run, once all workers are done."""
    if not hasattr(config, "workerinput") and RUN in config.stash:
        databases.drop_templates(config.stash[RUN])
        config.stash[RUN].end()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """One worker runs all tests of a file; and one all of the browser's, which share the browser and the demo."""
    if config.getvalue("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    scheduler = LoadFileScheduling(config, log)
    file_of = scheduler._split_scope
    scheduler._split_scope = lambda test: BROWSER if test.startswith(BROWSER) else file_of(test)
    return scheduler


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say it loudly when half of the database tests could not run."""
    reason = databases.no_postgresql()
    if reason:
        terminalreporter.section("PostgreSQL NOT TESTED", red=True)
        terminalreporter.line(reason)


@pytest.fixture
def sqlite_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A migrated SQLite database: empty, or as the test's mark ``begins_with`` fills it."""
    with databases.sqlite(request.config.stash[RUN], tmp_path, _content(request)) as database:
        yield database


@pytest.fixture
def postgresql_database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A migrated PostgreSQL database: empty, or as the test's mark ``begins_with`` fills it."""
    reason = databases.no_postgresql()
    if reason:
        (pytest.fail if IN_CI else pytest.skip)(reason)
    with databases.postgresql(request.config.stash[RUN], _content(request)) as database:
        yield database


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """Such a database: the test runs once on SQLite and once on PostgreSQL."""
    found: Database = request.getfixturevalue(f"{request.param}_database")
    return found


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> None:
    """Hashing a password is slow on purpose, and the tests hash some hundred."""
    people._hasher = PasswordHasher.from_parameters(CHEAPEST)


@pytest.fixture(scope="session", autouse=True)
def statements_compiled_once() -> Iterator[None]:
    """Every test has a database of its own, and its engine would compile each statement anew."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("content_store.database.create_engine", create_sharing_engine)
        yield


def _content(request: pytest.FixtureRequest) -> databases.Content | None:
    mark = request.node.get_closest_marker("begins_with")
    return databases.content(**mark.kwargs) if mark else None
