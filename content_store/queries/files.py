"""Reading files: whose they are, and what stands in them. Bytes are read from ``content_store.storage``."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from content_store.file_views import FileView, PassageView
from content_store.queries.assets import load
from content_store.rules.files import FileKind, ReadingStatus
from content_store.rules.filters import Window
from content_store.tables import AssetFile, Blob, FilePassage

MOST_INDEXED = 2_000_000

_SHOWN: tuple[InstrumentedAttribute[Any], ...] = (
    AssetFile.id,
    AssetFile.asset_id,
    AssetFile.name,
    AssetFile.digest,
    Blob.kind,
    Blob.bytes,
    Blob.status,
    Blob.problem,
    Blob.pages,
    Blob.has_thumbnail,
    AssetFile.created_at,
    AssetFile.removed_at,
)
# In the order of PassageView's fields. Read in pieces: the text of many files is long.
_PASSAGES = (
    select(
        AssetFile.id,
        AssetFile.asset_id,
        AssetFile.name,
        Blob.kind,
        FilePassage.number,
        FilePassage.title,
        FilePassage.text,
    )
    .join(Blob, Blob.digest == AssetFile.digest)
    .join(FilePassage, FilePassage.digest == AssetFile.digest)
    .where(AssetFile.asset_id.in_(bindparam("ids", expanding=True)), AssetFile.removed_at.is_(None))
    .order_by(AssetFile.asset_id, AssetFile.id, FilePassage.number)
    .execution_options(yield_per=200)
)


def files_of(session: Session, asset_ids: Iterable[int]) -> Mapping[int, list[FileView]]:
    """The files of each of these assets, which the caller may see, in the order of their upload."""
    found: defaultdict[int, list[FileView]] = defaultdict(list)
    wanted = AssetFile.asset_id.in_(list(asset_ids)), AssetFile.removed_at.is_(None)
    for view in _views(session, *wanted):
        found[view.asset_id].append(view)
    return found


def removed_since(session: Session, asset_id: int, since: datetime) -> list[FileView]:
    """The files of the asset that were removed after ``since`` and can be put back."""
    return _views(session, AssetFile.asset_id == asset_id, AssetFile.removed_at > since)


def file_seen(session: Session, file_id: int, window: Window) -> FileView | None:
    """The file, where its asset may be seen through ``window``."""
    found = file_by_id(session, file_id)
    if found is None or found.removed_at is not None:
        return None
    return found if load(session, [found.asset_id], window) else None


def file_by_id(session: Session, file_id: int) -> FileView | None:
    """The file, removed or not, whoever may see it."""
    return next(iter(_views(session, AssetFile.id == file_id)), None)


def slide_titles(session: Session, digests: Iterable[str]) -> Mapping[str, list[str]]:
    """The titles of the slides of each of these, in order; those without one are left out."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    statement = select(FilePassage.digest, FilePassage.title).where(
        FilePassage.digest.in_(list(digests)), FilePassage.title != ""
    )
    for row in session.execute(statement.order_by(FilePassage.digest, FilePassage.number)):
        found[row.digest].append(row.title)
    return found


def passages_of(session: Session, asset_ids: Sequence[int], most: int) -> Mapping[int, list[PassageView]]:
    """What stands in the files of these assets, page by page, up to ``most`` characters in all."""
    found: defaultdict[int, list[PassageView]] = defaultdict(list)
    room = most
    for row in session.connection().execute(_PASSAGES, {"ids": list(asset_ids)}):
        found[row.asset_id].append(PassageView(*row))
        room -= len(row.text)
        if room <= 0:
            break
    return found


def texts_of(session: Session, asset_ids: Sequence[int]) -> Mapping[int, list[str]]:
    """The text in the files of these assets, up to ``MOST_INDEXED`` characters of each, for the search index."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    room: defaultdict[int, int] = defaultdict(lambda: MOST_INDEXED)
    for row in session.connection().execute(_PASSAGES, {"ids": list(asset_ids)}):
        if room[row.asset_id] > 0:
            found[row.asset_id].append(row.text)
            room[row.asset_id] -= len(row.text)
    return found


def waiting(session: Session, claimed_before: datetime, limit: int) -> list[tuple[str, FileKind, int]]:
    """Digest, kind and number of attempts of what is to be read next, the oldest first."""
    nobody_at_it = or_(Blob.claimed_at.is_(None), Blob.claimed_at < claimed_before)
    is_used = select(AssetFile.id).where(AssetFile.digest == Blob.digest).exists()
    statement = select(Blob.digest, Blob.kind, Blob.attempts).where(
        Blob.status == ReadingStatus.PENDING, nobody_at_it, is_used
    )
    return [
        (row.digest, row.kind, row.attempts)
        for row in session.execute(statement.order_by(Blob.touched_at).limit(limit))
    ]


def assets_with(session: Session, digest: str) -> list[int]:
    """The ids of the assets that have these bytes as a file."""
    statement = select(AssetFile.asset_id).where(AssetFile.digest == digest, AssetFile.removed_at.is_(None))
    return list(session.scalars(statement.order_by(AssetFile.asset_id)))


def unused_blobs(session: Session, touched_before: datetime) -> list[str]:
    """The digests of what no file is any more, and what nobody has uploaded lately."""
    is_used = select(AssetFile.id).where(AssetFile.digest == Blob.digest).exists()
    return list(session.scalars(select(Blob.digest).where(Blob.touched_at < touched_before, ~is_used)))


def blob_states(session: Session) -> dict[str, tuple[ReadingStatus, bool]]:
    """All bytes that rows stand for, by digest: how far they were read, and whether a file needs them."""
    is_used = select(AssetFile.id).where(AssetFile.digest == Blob.digest).exists()
    return {
        row.digest: (row.status, bool(row.used))
        for row in session.execute(select(Blob.digest, Blob.status, is_used.label("used")))
    }


def count_files(session: Session, asset_id: int) -> int:
    """How many files the asset has."""
    statement = select(func.count()).where(AssetFile.asset_id == asset_id, AssetFile.removed_at.is_(None))
    return session.scalar(statement) or 0


def _views(session: Session, *conditions: ColumnElement[bool]) -> list[FileView]:
    statement = select(*_SHOWN).join(Blob, Blob.digest == AssetFile.digest).where(*conditions)
    return [FileView(*row) for row in session.execute(statement.order_by(AssetFile.asset_id, AssetFile.id))]
