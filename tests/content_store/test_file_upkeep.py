"""Files beside the requests: read whatever happens, and gone when nobody uses them."""

import os
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from content_store import file_upkeep, files
from content_store.access import SYSTEM
from content_store.database import Database
from content_store.errors import NotFound, Unavailable
from content_store.extraction.results import Result
from content_store.file_upkeep import MOST_ATTEMPTS, extract_waiting, tidy_files
from content_store.file_views import FileView
from content_store.queries.files import file_by_id
from content_store.rules.files import FileProblem, ReadingStatus
from content_store.rules.vocabulary import ContentType
from content_store.storage import Storage, is_storable
from content_store.tables import Blob, Change
from content_store.work import Work
from tests.content_store import documents
from tests.content_store.filing import filed, read_all, storage_in
from tests.content_store.making import NOON, published

LATER = NOON + timedelta(days=8)


def seen(database: Database, file: FileView) -> FileView:
    with database.reading() as session:
        found = file_by_id(session, file.id)
    assert found is not None
    return found


def lying_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_reading_is_written_down_with_its_assets(database: Database, tmp_path: Path) -> None:
    storage = storage_in(tmp_path)
    file = filed(database, storage, published(database, ContentType.WHITE_PAPER, "A"), "a.pdf", documents.pdf("x"))
    filed(database, storage, published(database, ContentType.WHITE_PAPER, "B"), "b.pdf", documents.pdf("x"))
    read_all(database, storage)
    assert (seen(database, file).status, seen(database, file).pages) == (ReadingStatus.DONE, 1)
    with database.reading() as session:
        kinds = list(session.scalars(select(Change.kind).order_by(Change.number)))
    # Both have the same bytes: read once, told of both.
    assert kinds.count("file_read") == 2
    assert extract_waiting(database, storage) == 0


def test_two_who_read_at_once_read_each_file_once(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = storage_in(tmp_path)
    asset = published(database, ContentType.WHITE_PAPER, "A")
    for number in range(3):
        filed(database, storage, asset, "a.pdf", documents.pdf(str(number)))
    done: list[str] = []
    finish = file_upkeep._finish

    def noted(database: Database, digest: str, result: Result, *, has_thumbnail: bool) -> None:
        done.append(digest)
        finish(database, digest, result, has_thumbnail=has_thumbnail)

    monkeypatch.setattr(file_upkeep, "_finish", noted)
    threads = [threading.Thread(target=read_all, args=(database, storage)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == len(set(done)) == 3


def test_what_somebody_began_and_never_finished_is_read_again_but_not_for_ever(
    database: Database, tmp_path: Path
) -> None:
    storage = storage_in(tmp_path)
    file = filed(database, storage, published(database, ContentType.WHITE_PAPER, "A"), "a.pdf", documents.pdf("x"))
    with database.writing() as session:
        session.execute(update(Blob).values(claimed_at=NOON, attempts=1))
    read_all(database, storage)
    assert seen(database, file).status is ReadingStatus.DONE
    with database.writing() as session:
        session.execute(update(Blob).values(claimed_at=NOON, attempts=MOST_ATTEMPTS, status=ReadingStatus.PENDING))
    read_all(database, storage)
    assert seen(database, file).problem is FileProblem.BROKEN


def test_a_file_whose_bytes_are_gone_is_marked(database: Database, tmp_path: Path) -> None:
    storage = storage_in(tmp_path)
    file = filed(database, storage, published(database, ContentType.WHITE_PAPER, "A"), "a.pdf", documents.pdf("x"))
    for path in (tmp_path / "files").rglob("*"):
        if path.is_file():
            path.unlink()
    read_all(database, storage)
    assert seen(database, file).problem is FileProblem.BROKEN


def test_what_nobody_uses_goes_after_its_time_and_nothing_else(database: Database, tmp_path: Path) -> None:
    storage = storage_in(tmp_path)
    first, second = (published(database, ContentType.WHITE_PAPER, title) for title in "AB")
    shared = filed(database, storage, first, "a.pdf", documents.pdf("shared"))
    filed(database, storage, second, "a.pdf", documents.pdf("shared"))
    alone = filed(database, storage, first, "b.pdf", documents.pdf("alone"))
    read_all(database, storage)
    assert len(lying_in(tmp_path / "files")) == 4
    with database.writing() as session:
        for file in (shared, alone):
            files.remove(Work(session, SYSTEM, NOON), file.id)
    assert tidy_files(database, storage, NOON + timedelta(days=6)) == 0
    with database.writing() as session:
        files.restore(Work(session, SYSTEM, NOON + timedelta(days=6)), alone.id)
        files.remove(Work(session, SYSTEM, NOON), alone.id)
    assert tidy_files(database, storage, LATER) == 1
    assert lying_in(tmp_path / "files") == sorted([shared.digest, f"{shared.digest}.webp"])
    with database.writing() as session, pytest.raises(NotFound):
        files.restore(Work(session, SYSTEM, LATER), alone.id)


def test_bytes_that_are_on_their_way_are_left_alone(database: Database, tmp_path: Path) -> None:
    storage = storage_in(tmp_path)
    asset = published(database, ContentType.WHITE_PAPER, "A")
    file = filed(database, storage, asset, "a.pdf", documents.pdf("x"))
    with database.writing() as session:
        files.remove(Work(session, SYSTEM, NOON), file.id)
    # Uploaded once more, and not a file yet: its row says that it is coming.
    with database.writing() as session:
        session.execute(update(Blob).values(touched_at=LATER - timedelta(minutes=5)))
    assert tidy_files(database, storage, LATER) == 0
    assert file.digest in lying_in(tmp_path / "files")


def test_unfinished_pieces_go_when_they_are_old(sqlite_database: Database, tmp_path: Path) -> None:
    storage = storage_in(tmp_path)
    for name, age in (("old", 2), ("new", 0)):
        piece = storage.incoming / name / "arriving"
        piece.parent.mkdir(parents=True)
        piece.write_bytes(b"half")
        moment = (NOON - timedelta(days=age)).timestamp()
        os.utime(piece.parent, (moment, moment))
    tidy_files(sqlite_database, storage, NOON)
    assert [path.name for path in storage.incoming.iterdir()] == ["new"]


def test_a_full_disk_keeps_nothing_and_says_so(
    sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = storage_in(tmp_path)
    asset = published(sqlite_database, ContentType.WHITE_PAPER, "A")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("content_store.storage._sync", full)
    with pytest.raises(Unavailable, match="full"):
        filed(sqlite_database, storage, asset, "a.pdf", documents.pdf("x"))
    monkeypatch.undo()
    assert lying_in(tmp_path / "files") == []
    assert filed(sqlite_database, storage, asset, "a.pdf", documents.pdf("x")).id


def test_a_store_that_cannot_be_reached_says_so(sqlite_database: Database, tmp_path: Path) -> None:
    (tmp_path / "files").write_text("in the way")
    storage = Storage((tmp_path / "files").as_uri(), tmp_path / "incoming")
    with pytest.raises(Unavailable), storage.workplace():
        pass


@pytest.mark.parametrize(
    ("url", "storable"),
    [
        ("file:///srv/files", True),
        ("s3://bucket/folder", True),
        ("gs://bucket", True),
        ("file://", False),
        ("s3://", False),
        ("ftp://host/x", False),
        ("nonsense", False),
        ("", False),
    ],
)
def test_where_files_can_be_kept(url: str, storable: bool) -> None:
    assert is_storable(url) is storable
