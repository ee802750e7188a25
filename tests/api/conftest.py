"""The web site, empty, and with a rep signed in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from content_store.database import Database
from tests.api.site import Site, opened


@pytest.fixture
def site(sqlite_database: Database, tmp_path: Path) -> Iterator[Site]:
    """The site over an empty database; nobody is signed in."""
    with opened(sqlite_database, tmp_path / "data") as found:
        yield found


@pytest.fixture
def either_site(database: Database, tmp_path: Path) -> Iterator[Site]:
    """The same, once on SQLite and once on PostgreSQL."""
    with opened(database, tmp_path / "data") as found:
        yield found
