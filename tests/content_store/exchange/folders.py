"""Writing folders to import, and looking at what became of them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from content_store.access import SYSTEM, window
from content_store.database import Database
from content_store.exchange.importing import ImportOptions, import_path
from content_store.exchange.report import Report
from content_store.queries.assets import by_slug
from content_store.queries.changes import numbers
from content_store.views import AssetView

NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """A folder with these files in it."""
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def imported(database: Database, path: Path, now: datetime = NOW, **options: Any) -> Report:
    """What came of an import."""
    return import_path(database, path, now, ImportOptions(**options))


def asset(database: Database, slug: str) -> AssetView:
    """The asset as its editors see it."""
    with database.reading() as session:
        found = by_slug(session, slug, window(SYSTEM, NOW, drafts=True))
    assert found is not None, f"there is no {slug}"
    return found


def change_number(database: Database) -> int:
    """Where the store stands."""
    with database.reading() as session:
        return numbers(session).change


def told(report: Report) -> list[str]:
    """What was skipped and noted, with its place."""
    return [f"{message.place}: {message.text}" for message in [*report.skipped, *report.notes]]
