"""What commands share: the store they work on, and one line where something expected goes wrong."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

import typer

if TYPE_CHECKING:
    from api.settings import Settings
    from content_store.database import Database

CANNOT = 2  # the exit status where a command could not do its work


def fail(message: str) -> NoReturn:
    """Say in one line on stderr what is wrong, and end."""
    print(f"kindling: {message}", file=sys.stderr)  # noqa: T201
    raise typer.Exit(CANNOT)


def settings() -> "Settings":
    """The settings of this process; a wrong one ends the command."""
    from api.settings import SettingsError, read

    try:
        return read()
    except SettingsError as error:
        fail(str(error))


@contextmanager
def expected() -> Iterator[None]:
    """Tell what the domain refuses, and what the disk does, in one line instead of a traceback."""
    from content_store.errors import Invalid, KindlingError

    try:
        yield
    except Invalid as error:
        fail("; ".join(problem.message for problem in error.problems))
    except KindlingError as error:
        fail(str(error))
    except OSError as error:
        fail(f"{error.filename}: {error.strerror}" if error.filename else str(error))


@contextmanager
def opened(chosen: "Settings | None" = None) -> Iterator["Database"]:
    """The database, with its tables up to date; anything else ends the command and says what to do."""
    from content_store.migrations import current, head

    with created(chosen or settings(), create=False) as database:
        if current(database) != head():
            fail("the database is not up to date: run “kindling migrate”")
        yield database


@contextmanager
def created(chosen: "Settings", *, create: bool = True) -> Iterator["Database"]:
    """The database in whatever state it is; a SQLite file that is not there is made only where ``create`` says so."""
    from content_store.database import Database

    file = chosen.sqlite_file
    if not create and not chosen.database_url and not file.exists():
        fail(f"there is no database in {file} yet: run “kindling migrate”")
    with expected():
        database = Database(chosen.url, demands_review=chosen.review_required)
        try:
            yield database
        finally:
            database.close()
