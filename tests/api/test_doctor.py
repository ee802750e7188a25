from pathlib import Path

import pytest

from api.doctor import Finding, State, examine
from api.settings import Settings
from content_store.database import Database
from content_store.file_views import blob_name
from content_store.storage import Storage
from tests.content_store.documents import pdf
from tests.content_store.filing import filed
from tests.content_store.making import published


def settings_finding(folder: Path) -> Finding:
    return next(found for found in examine(Settings(data_dir=folder)) if found.what == "settings")


def test_a_misspelt_setting_is_pointed_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINDLING_THREADS", "3")
    assert settings_finding(tmp_path).state is State.OK
    monkeypatch.setenv("KINDLING_PROT", "8080")
    found = settings_finding(tmp_path)
    assert found.state is State.WARNING
    assert found.text.startswith("KINDLING_PROT: no such setting")


def test_files_without_bytes_and_bytes_without_files_are_pointed_out(sqlite_database: Database, tmp_path: Path) -> None:
    url = sqlite_database.url.render_as_string(hide_password=False)

    def finding() -> Finding:
        found = examine(Settings(data_dir=tmp_path, database_url=url))
        return next(each for each in found if each.what == "files")

    assert finding().state is State.OK
    storage = Storage(Settings(data_dir=tmp_path).files, tmp_path / "incoming")
    file = filed(sqlite_database, storage, published(sqlite_database), "report.pdf", pdf("One page."))
    assert (finding().state, finding().text) == (State.OK, "1, all with their bytes")
    stray = tmp_path / "files" / "blobs" / "aa" / "stray"
    stray.parent.mkdir(parents=True, exist_ok=True)
    stray.write_bytes(b"nobody's")
    assert (finding().state, finding().text) == (State.WARNING, "1 lie there that no row knows")
    storage.delete(blob_name(file.digest))
    assert finding().state is State.PROBLEM
    assert "1 of 1 have lost their bytes" in finding().text
