from pathlib import Path

import pytest

from content_store.database import Database
from content_store.exchange.exporting import export_path
from content_store.exchange.filing import Filed
from content_store.exchange.importing import import_path
from content_store.exchange.report import Report
from content_store.queries.assets import ids_of
from content_store.queries.files import files_of
from tests.content_store.documents import pdf
from tests.content_store.filing import filed, storage_in
from tests.content_store.making import NOON, published

MOST = 1_000_000


def _brought(database: Database, path: Path, folder: Path) -> Report:
    return import_path(database, path, NOON, filed=Filed(storage_in(folder), MOST))


def _files(database: Database, slug: str) -> list[tuple[str, str]]:
    with database.reading() as session:
        number = ids_of(session, [slug])[slug]
        return [(file.name, file.digest) for file in files_of(session, [number]).get(number, [])]


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize("name", ["all.jsonl", "all"])
def test_files_go_out_and_come_in_again(
    sqlite_database: Database, postgresql_database: Database, tmp_path: Path, name: str
) -> None:
    storage = storage_in(tmp_path / "here")
    asset = published(sqlite_database)
    for number in range(2):
        filed(sqlite_database, storage, asset, "report.pdf", pdf(f"Page {number}."))
    export_path(sqlite_database, tmp_path / "out" / name, storage=storage)
    first = _contents(tmp_path / "out")
    for _ in range(2):  # the second time brings nothing new
        report = _brought(postgresql_database, tmp_path / "out" / name, tmp_path / "there")
        assert not report.notes
        assert sorted(digest for _, digest in _files(postgresql_database, asset.slug)) == sorted(
            digest for _, digest in _files(sqlite_database, asset.slug)
        )
    export_path(sqlite_database, tmp_path / "out" / name, storage=storage)
    assert _contents(tmp_path / "out") == first


def test_no_path_leaves_the_folder_and_no_link_is_followed(sqlite_database: Database, tmp_path: Path) -> None:
    secret = tmp_path / "secret.pdf"
    secret.write_bytes(pdf("Secret."))
    folder = tmp_path / "content"
    folder.mkdir()
    (folder / "link.pdf").symlink_to(secret)
    (folder / "inside").symlink_to(tmp_path)
    (folder / "words.pdf").write_text("no such thing")
    (folder / "good.pdf").write_bytes(pdf("Good."))
    paths = ["../secret.pdf", str(secret), "link.pdf", "inside/secret.pdf", "words.pdf", "gone.pdf", "good.pdf", "."]
    listed = "".join(f"  - {path}\n" for path in paths)
    (folder / "one.md").write_text(f"---\ntitle: One\ntype: white-paper\nfiles:\n{listed}---\nText.\n")
    report = _brought(sqlite_database, folder, tmp_path / "store")
    assert [name for name, _ in _files(sqlite_database, "one")] == ["good.pdf"]
    assert len([note for note in report.notes if "was left out" in note.text]) == len(paths) - 1
