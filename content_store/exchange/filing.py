"""Files beside the content: written out by an export, and taken in again where a content file names them.

A content file names them under ``files``, by paths from its own folder. No path leaves the folder of the import, and
no link is followed: what is imported may come from anybody.
"""

import os
import shutil
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import file_digest
from pathlib import Path, PurePosixPath

from sqlalchemy.orm import Session

from content_store.access import SYSTEM
from content_store.database import Database
from content_store.errors import Invalid, NotFound
from content_store.exchange.entries import Entry
from content_store.exchange.files import Sources
from content_store.exchange.raw import Place
from content_store.exchange.report import Report
from content_store.file_views import FileView, blob_name
from content_store.files import Arrived, keep, recognise
from content_store.queries.exchange import present
from content_store.queries.files import files_of
from content_store.rules.files import MOST_FILES, size_in_words
from content_store.storage import Storage


def names_of(files: Sequence[FileView]) -> list[tuple[str, FileView]]:
    """The files of one asset under names that differ."""
    taken: set[str] = set()
    named = []
    for file in files:
        name = file.name if file.name.casefold() not in taken else f"{file.digest[:8]}-{file.name}"
        taken.add(name.casefold())
        named.append((name, file))
    return named


def write_files(session: Session, storage: Storage, asset_id: int, folder: Path) -> list[str]:
    """Write the files of an asset into ``folder``; returns their names. One whose bytes are lost is left out.

    Raises Unavailable and OSError.
    """
    written = []
    for name, file in names_of(files_of(session, [asset_id]).get(asset_id, [])):
        with storage.workplace() as workplace:
            try:
                with storage.at_hand(blob_name(file.digest), workplace) as found:
                    folder.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(found, folder / name)
            except NotFound:
                continue
        written.append(name)
    return written


@dataclass(slots=True)
class Filed:
    """The files that the entries of one import name, until all assets are there."""

    storage: Storage
    most_bytes: int
    waiting: list[tuple[Place, str, list[str]]] = field(default_factory=list)

    def note(self, entry: Entry) -> None:
        """Remember what an entry names."""
        if entry.files:
            self.waiting.append((entry.place, entry.slug or entry.stem, entry.files))

    def attach(self, database: Database, now: datetime, sources: Sources, report: Report) -> None:
        """Give the assets their files; what cannot be taken is told and left out. Raises Unavailable."""
        for place, slug, paths in self.waiting:
            with database.reading() as session:
                found = present(session, [slug], [place.source])
                asset_id = next((each.id for each in found if each.source == place.source), None)
                asset_id = asset_id or next((each.id for each in found if each.slug == slug), None)
                known = {file.digest for file in files_of(session, [asset_id or 0]).get(asset_id or 0, [])}
            if asset_id is None:
                continue
            for path in paths[:MOST_FILES]:
                try:
                    self._take(database, now, asset_id, _safe(sources, place, path), known)
                except (Invalid, OSError) as error:
                    reason = error.problems[0].message if isinstance(error, Invalid) else error.strerror or str(error)
                    report.note(place, f"the file “{path[:100]}” was left out: {reason}")

    def _take(self, database: Database, now: datetime, asset_id: int, file: Path, known: set[str]) -> None:
        with self.storage.workplace() as folder, _opened(file) as source:
            size = os.fstat(source).st_size
            if size > self.most_bytes:
                raise Invalid.of("files", "TOO_LARGE", f"it has more than {size_in_words(self.most_bytes)}")
            copy = folder / "arriving"
            with os.fdopen(os.dup(source), "rb") as given, copy.open("wb") as target:
                shutil.copyfileobj(given, target)
            with copy.open("rb") as given:
                digest = file_digest(given, "sha256").hexdigest()
            if digest in known:
                return
            kind, cleaned = recognise(Arrived(copy, file.name, digest, size), folder)
            if cleaned.digest not in known:
                keep(database, self.storage, SYSTEM, now, asset_id, cleaned, kind)


@contextmanager
def _opened(file: Path) -> Iterator[int]:
    """The file, which is no link, no pipe and no device at the moment it is opened. Raises Invalid and OSError."""
    handle = os.open(file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise Invalid.of("files", "WRONG_FORM", "it is no file")
        yield handle
    finally:
        os.close(handle)


def _safe(sources: Sources, place: Place, path: str) -> Path:
    """Where a named file lies. Raises Invalid for a path that leaves the import's folder or goes through a link."""
    parts = PurePosixPath(path.replace("\\", "/"))
    if parts.is_absolute() or ".." in parts.parts or ":" in path or "\x00" in path or not parts.parts:
        raise Invalid.of("files", "WRONG_FORM", "a path leads from the folder of its content file, and never out of it")
    steps = (*PurePosixPath(place.path).parent.parts, *parts.parts)
    file = sources.root
    for step in steps:
        file /= step
        if file.is_symlink():
            raise Invalid.of("files", "WRONG_FORM", "links are not followed")
    if not file.is_file():
        raise Invalid.of("files", "NOT_FOUND", "there is no such file")
    return file
