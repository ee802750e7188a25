"""The API over an empty database of each kind."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from content_store.database import Database
from tests.schema.asking import Api, served


@pytest.fixture
def api(database: Database, tmp_path: Path) -> Iterator[Api]:
    """The API, in production mode."""
    with served(database, tmp_path / "data") as found:
        yield found


@pytest.fixture
def sqlite_api(sqlite_database: Database, tmp_path: Path) -> Iterator[Api]:
    """The API over SQLite only, for what does not depend on the database."""
    with served(sqlite_database, tmp_path / "data") as found:
        yield found
