"""What is done for files beside the requests: their text is read, and what nobody uses any more goes.

A blob's row is the list of what is to be done. So nothing is lost when a process ends, and any number may work on it.
"""

import logging
import shutil
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, or_, select, update

from content_store.access import SYSTEM
from content_store.changelog import AssetChange, record_assets
from content_store.database import Database
from content_store.errors import NotFound
from content_store.extraction import child
from content_store.extraction.results import THUMBNAIL, Result
from content_store.file_views import blob_name, thumbnail_name
from content_store.queries.files import assets_with, unused_blobs, waiting
from content_store.rules.files import REMOVED_FOR, UNFINISHED_FOR, FileKind, FileProblem, ReadingStatus
from content_store.rules.vocabulary import Status
from content_store.storage import Storage
from content_store.tables import Asset, AssetFile, Blob, FilePassage
from content_store.tables.inserting import insert_rows
from content_store.work import Work

MOST_ATTEMPTS = 3
CLAIM_LASTS = timedelta(minutes=5)  # five times as long as reading one file may take

_log = logging.getLogger(__name__)


def extract_waiting(database: Database, storage: Storage, limit: int = 10) -> int:
    """Read up to ``limit`` of the files that wait, one after the other; returns how many there were.

    Takes as long as that takes; call it from a thread that has nothing else to do. Raises Unavailable.
    """
    with database.reading() as session:
        found = waiting(session, datetime.now(UTC) - CLAIM_LASTS, limit)
    for digest, kind, attempts in found:
        if _claim(database, digest):
            _extract(database, storage, digest, kind, attempts)
    return len(found)


def tidy_files(database: Database, storage: Storage, now: datetime) -> int:
    """Let go of what was removed long ago, and of bytes that no file is any more; returns how many of those.

    Uploads that were never finished go too.
    """
    with database.writing() as session:
        session.execute(delete(AssetFile).where(AssetFile.removed_at < now - REMOVED_FOR))
    with database.reading() as session:
        unused = unused_blobs(session, now - UNFINISHED_FOR)
    gone = [digest for digest in unused if _let_go(database, storage, digest, now)]
    _clear_incoming(storage.incoming, now - UNFINISHED_FOR)
    return len(gone)


def _claim(database: Database, digest: str) -> bool:
    """Whether it is ours to read; another process may have begun."""
    now = datetime.now(UTC)
    claim = (
        update(Blob)
        .where(
            Blob.digest == digest,
            Blob.status == ReadingStatus.PENDING,
            or_(Blob.claimed_at.is_(None), Blob.claimed_at < now - CLAIM_LASTS),
        )
        .values(claimed_at=now, attempts=Blob.attempts + 1)
        .returning(Blob.digest)
    )
    with database.writing() as session:
        return session.scalar(claim) is not None


def _extract(database: Database, storage: Storage, digest: str, kind: FileKind, attempts: int) -> None:
    if attempts >= MOST_ATTEMPTS:
        # Whoever began with it never came to an end, not even to say why.
        _finish(database, digest, Result(problem=FileProblem.BROKEN), has_thumbnail=False)
        return
    with storage.workplace() as folder:
        try:
            with storage.at_hand(blob_name(digest), folder) as source:
                result = child.run("read", kind, source.resolve(), folder)
        except NotFound:
            result = Result(problem=FileProblem.BROKEN)
        picture = folder / THUMBNAIL
        has_thumbnail = picture.exists()
        if has_thumbnail:
            storage.put(picture, thumbnail_name(digest))
    _finish(database, digest, result, has_thumbnail=has_thumbnail)


def _finish(database: Database, digest: str, result: Result, *, has_thumbnail: bool) -> None:
    """Write down what was found, and that the assets with this file say something else now."""
    rows = [
        {"digest": digest, "number": each.number, "title": each.title, "text": each.text} for each in result.passages
    ]
    with database.writing() as session:
        work = Work(session, SYSTEM, datetime.now(UTC))
        session.execute(delete(FilePassage).where(FilePassage.digest == digest))
        done = (
            update(Blob)
            .where(Blob.digest == digest)
            .values(
                status=ReadingStatus.FAILED if result.problem else ReadingStatus.DONE,
                problem=result.problem,
                pages=result.pages,
                has_thumbnail=has_thumbnail,
                claimed_at=None,
            )
        )
        if session.scalar(done.returning(Blob.digest)) is None:
            return
        insert_rows(session, FilePassage, rows)
        having = select(Asset.id, Asset.status, Asset.revision).where(Asset.id.in_(assets_with(session, digest)))
        record_assets(
            work,
            [
                AssetChange(row.id, "file_read", row.status is Status.PUBLISHED, row.revision)
                for row in session.execute(having)
            ],
        )


def _let_go(database: Database, storage: Storage, digest: str, now: datetime) -> bool:
    """Delete bytes while their row is held, unless somebody has uploaded them again since."""
    is_used = select(AssetFile.id).where(AssetFile.digest == digest).exists()
    unused = delete(Blob).where(Blob.digest == digest, Blob.touched_at < now - UNFINISHED_FOR, ~is_used)
    with database.writing() as session:
        if session.scalar(unused.returning(Blob.digest)) is None:
            return False
        storage.delete(blob_name(digest))
        storage.delete(thumbnail_name(digest))
    return True


def _clear_incoming(folder: Path, before: datetime) -> None:
    for path in folder.iterdir() if folder.is_dir() else ():
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < before.timestamp():
                _log.info("an upload that was never finished is removed: %s", path.name)
                shutil.rmtree(path) if path.is_dir() else path.unlink()
