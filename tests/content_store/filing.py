"""Plain functions that give assets files."""

from hashlib import sha256
from pathlib import Path

from content_store import files
from content_store.access import SYSTEM
from content_store.database import Database
from content_store.file_upkeep import extract_waiting
from content_store.file_views import FileView
from content_store.files import Arrived
from content_store.storage import Storage
from content_store.views import AssetView
from tests.content_store.making import NOON


def storage_in(folder: Path) -> Storage:
    """A file store in a folder."""
    return Storage((folder / "files").as_uri(), folder / "incoming")


def filed(database: Database, storage: Storage, asset: AssetView, name: str, content: bytes) -> FileView:
    """Give the asset a file; its text is not read yet."""
    with storage.workplace() as folder:
        path = folder / "arriving"
        path.write_bytes(content)
        arrived = Arrived(path, name, sha256(content).hexdigest(), len(content))
        kind, cleaned = files.recognise(arrived, folder)
        return files.keep(database, storage, SYSTEM, NOON, asset.id, cleaned, kind)


def read_all(database: Database, storage: Storage) -> None:
    """Read the text of all files that wait."""
    while extract_waiting(database, storage):
        pass
