"""Files of assets: taking them in, removing them, putting them back.

A file belongs to the asset and not to one of its revisions: what is uploaded to a published asset is there for its
readers at once.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from content_store.access import window
from content_store.changelog import Entity, record
from content_store.database import Database
from content_store.errors import Conflict, Invalid, NotFound
from content_store.extraction import child
from content_store.extraction.kinds import kind_of
from content_store.extraction.results import IMAGE
from content_store.file_views import FileView, blob_name
from content_store.queries.assets import by_slug, load, locked_asset
from content_store.queries.files import count_files, file_by_id
from content_store.rules.files import (
    MOST_FILES,
    MOST_IMAGE_BYTES,
    REMOVED_FOR,
    FileKind,
    FileProblem,
    ReadingStatus,
    safe_name,
    size_in_words,
)
from content_store.rules.permissions import Action
from content_store.rules.vocabulary import Status
from content_store.storage import PIECE, Storage
from content_store.tables import AssetFile, Blob
from content_store.views import AssetView, Viewer
from content_store.work import Work

_TAKEN = "PDF, PowerPoint (.pptx), Word (.docx), PNG, JPEG, GIF and WebP are taken"


@dataclass(frozen=True, slots=True)
class Arrived:
    """An upload that has arrived whole: where it lies for now, and what it was called."""

    path: Path
    name: str
    digest: str
    bytes: int


def require_upload(work: Work, slug: str) -> AssetView:
    """The asset of this slug, where the actor may add a file to it. Raises Forbidden, NotFound and Invalid."""
    work.require(Action.EDIT)
    asset = by_slug(work.session, slug, window(work.actor, work.now, drafts=True))
    if asset is None:
        message = "there is no such asset"
        raise NotFound(message)
    if count_files(work.session, asset.id) >= MOST_FILES:
        raise Invalid.of("file", "TOO_MANY", f"an asset has at most {MOST_FILES} files; remove one first")
    return asset


def recognise(arrived: Arrived, folder: Path) -> tuple[FileKind, Arrived]:
    """What the upload is; an image without what its camera added, written anew into ``folder``. Raises Invalid."""
    if not arrived.bytes:
        raise Invalid.of("file", "EMPTY", "the file is empty")
    kind = kind_of(arrived.path)
    if kind is None:
        raise Invalid.of(
            "file", "UNKNOWN_TYPE", f"this is no file of a kind that is taken, whatever its name: {_TAKEN}"
        )
    return kind, _clean(arrived, kind, folder) if kind.is_image else arrived


def keep(
    database: Database,
    storage: Storage,
    by: Viewer,
    now: datetime,
    asset_id: int,
    arrived: Arrived,
    kind: FileKind,
) -> FileView:
    """Store the bytes, then the row: whoever sees the row finds the bytes, whatever happens in between.

    Raises Forbidden, NotFound and Unavailable; nothing of the file is seen then.
    """
    try:
        _expect(database, now, arrived, kind)
    except Conflict:
        # Somebody else began with the same bytes at this moment, and now their row is there.
        _expect(database, now, arrived, kind)
    storage.put(arrived.path, blob_name(arrived.digest))
    with database.writing() as session:
        return attach(Work(session, by, now), asset_id, arrived, kind)


def attach(work: Work, asset_id: int, arrived: Arrived, kind: FileKind) -> FileView:
    """Make what is stored a file of the asset. The same bytes are one file: uploaded again, it is there again."""
    work.require(Action.EDIT)
    asset = locked_asset(work.session, asset_id)
    if asset is None:
        message = "there is no such asset"
        raise NotFound(message)
    known = work.session.scalar(
        select(AssetFile).where(AssetFile.asset_id == asset_id, AssetFile.digest == arrived.digest)
    )
    name = safe_name(arrived.name, kind)
    if known is not None and known.removed_at is None:
        return _view(work.session, known.id)
    if known is None:
        known = AssetFile(asset_id=asset_id, digest=arrived.digest, created_at=work.now)
        work.session.add(known)
    known.name, known.uploaded_by_id, known.removed_at = name, work.actor_id, None
    work.session.flush()
    shown = asset.status is Status.PUBLISHED
    record(work, Entity.ASSET, asset_id, "file_added", shown=shown, revision=asset.revision, note=name)
    return _view(work.session, known.id)


def remove(work: Work, file_id: int) -> FileView:
    """Take a file away; for ``REMOVED_FOR`` it can be put back. Raises Forbidden and NotFound."""
    return _set_removed(work, file_id, removed=True)


def restore(work: Work, file_id: int) -> FileView:
    """Put a removed file back. Raises Forbidden, and NotFound where its time is over."""
    return _set_removed(work, file_id, removed=False)


def _set_removed(work: Work, file_id: int, *, removed: bool) -> FileView:
    work.require(Action.EDIT)
    found = file_by_id(work.session, file_id)
    asset = locked_asset(work.session, found.asset_id) if found else None
    if found is None or asset is None or _is_gone(found, work):
        message = "there is no such file"
        raise NotFound(message)
    if (found.removed_at is not None) == removed:
        return found
    change = update(AssetFile).where(AssetFile.id == file_id).values(removed_at=work.now if removed else None)
    work.session.execute(change)
    kind = "file_removed" if removed else "file_restored"
    shown = asset.status is Status.PUBLISHED
    record(work, Entity.ASSET, asset.id, kind, shown=shown, revision=asset.revision, note=found.name)
    return _view(work.session, file_id)


def _is_gone(file: FileView, work: Work) -> bool:
    is_over = file.removed_at is not None and file.removed_at < work.now - REMOVED_FOR
    return is_over or not load(work.session, [file.asset_id], window(work.actor, work.now, drafts=True))


def _expect(database: Database, now: datetime, arrived: Arrived, kind: FileKind) -> None:
    """Write down that these bytes are coming, so that the clean-up stays away from them."""
    touched = update(Blob).where(Blob.digest == arrived.digest).values(touched_at=now).returning(Blob.digest)
    with database.writing() as session:
        if session.scalar(touched) is None:
            session.add(
                Blob(
                    digest=arrived.digest,
                    kind=kind,
                    bytes=arrived.bytes,
                    touched_at=now,
                    status=ReadingStatus.PENDING,
                    attempts=0,
                    has_thumbnail=False,
                )
            )


def _clean(arrived: Arrived, kind: FileKind, folder: Path) -> Arrived:
    if arrived.bytes > MOST_IMAGE_BYTES:
        raise Invalid.of("file", "TOO_LARGE", f"an image may have {size_in_words(MOST_IMAGE_BYTES)} at most")
    problem = child.run("clean", kind, arrived.path, folder).problem
    if problem is FileProblem.TOO_LARGE:
        raise Invalid.of("file", "TOO_MANY_PIXELS", "the image unpacks to more pixels than are read here")
    if problem is not None:
        raise Invalid.of("file", "BROKEN", "the image cannot be read; save it anew and try again")
    path = folder / IMAGE
    digest = sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return Arrived(path, arrived.name, digest.hexdigest(), path.stat().st_size)


def _view(session: Session, file_id: int) -> FileView:
    session.flush()
    found = file_by_id(session, file_id)
    if found is None:
        message = "there is no such file"
        raise NotFound(message)
    return found
