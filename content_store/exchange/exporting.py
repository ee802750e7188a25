"""Writing everything out: one JSONL file, or a folder of Markdown by type. The same store gives the same bytes."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import orjson
from sqlalchemy.orm import Session

from content_store.content_types import DECLARATIONS
from content_store.database import Database
from content_store.exchange.documents import as_markdown, documents
from content_store.exchange.files import KITS_FILE, TAXONOMY_FILE
from content_store.exchange.filing import write_files
from content_store.exchange.front_matter import dump_yaml
from content_store.exchange.kits_file import kit_documents
from content_store.exchange.names import type_named
from content_store.exchange.taxonomy_exchange import taxonomy_text
from content_store.exchange.taxonomy_file import tag_fields
from content_store.queries.exchange import all_ids
from content_store.queries.taxonomy import tag_book
from content_store.storage import Storage

MANIFEST = "_export.txt"  # the files that an export wrote into its folder, one a line
BATCH = 200
Progress = Callable[[int, int], None]


class Refused(Exception):
    """The export was not written; the message says why and what to do."""


def export_path(
    database: Database,
    path: Path,
    *,
    force: bool = False,
    storage: Storage | None = None,
    progress: Progress = lambda _done, _total: None,
) -> int:
    """Export to a ``.jsonl`` file or else to a folder of Markdown; returns how many assets there are.

    With ``storage`` the files of assets are written beside: below ``name.files``, where the content file names them.
    The file or folder appears whole or not at all. Raises Refused where others' files are in the way, and OSError.
    """
    path = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow a link and replace what it leads to
    if path.suffix.lower() != ".jsonl":
        _check_folder(path, force=force)
    elif path.is_dir():
        message = f"{path} is a folder"
        raise Refused(message)
    path.parent.mkdir(parents=True, exist_ok=True)
    with database.reading() as session:
        if path.suffix.lower() == ".jsonl":
            return _export_jsonl(session, path, storage, progress)
        return _export_folder(session, path, storage, progress)


def _export_jsonl(session: Session, path: Path, storage: Storage | None, progress: Progress) -> int:
    ids = all_ids(session)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.unfinished")
    beside = path.with_name(f"{path.stem}.files")
    try:
        with _beside(beside) as folder, unfinished.open("wb") as file:
            for facet, fields in tag_fields(tag_book(session)):
                file.write(orjson.dumps({"kind": "tag", "facet": facet.value, **fields}) + b"\n")
            names: list[str] = []
            for done, part in _parts(ids):
                for asset_id, document in zip(part, documents(session, part), strict=True):
                    slug = document["slug"]
                    found = write_files(session, storage, asset_id, folder / slug) if storage else []
                    names += [f"{slug}/{name}" for name in found]
                    listed = {"files": [f"{beside.name}/{slug}/{name}" for name in found]} if found else {}
                    file.write(orjson.dumps(document | listed) + b"\n")
                progress(done, len(ids))
            for kit in kit_documents(session):
                file.write(orjson.dumps({"kind": "kit", **kit}) + b"\n")
            file.flush()
            os.fsync(file.fileno())
            if names:
                _check_folder(beside, force=False)
                _write(folder, MANIFEST, "".join(f"{name}\n" for name in sorted(names)))
                _put_in_place(folder, beside, names)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return len(ids)


def _export_folder(session: Session, path: Path, storage: Storage | None, progress: Progress) -> int:
    ids = all_ids(session)
    with _beside(path) as unfinished:
        written = [_write(unfinished, TAXONOMY_FILE, taxonomy_text(session))]
        kits = list(kit_documents(session))
        if kits:
            written.append(_write(unfinished, KITS_FILE, dump_yaml({"kits": kits})))
        for done, part in _parts(ids):
            for asset_id, document in zip(part, documents(session, part), strict=True):
                type_ = type_named(document["type"])
                folder = DECLARATIONS[type_].plural.replace(" ", "-") if type_ else "others"
                stem = f"{folder}/{document['slug']}"
                found = write_files(session, storage, asset_id, unfinished / f"{stem}.files") if storage else []
                if found:
                    written += [f"{stem}.files/{name}" for name in found]
                    document["files"] = [f"{document['slug']}.files/{name}" for name in found]
                written.append(_write(unfinished, f"{stem}.md", as_markdown(document)))
            progress(done, len(ids))
        _write(unfinished, MANIFEST, "".join(f"{name}\n" for name in sorted(written)))
        _put_in_place(unfinished, path, written)
    return len(ids)


def _write(folder: Path, name: str, text: str) -> str:
    file = folder / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="\n")
    return name


def _parts(ids: list[int]) -> Iterator[tuple[int, list[int]]]:
    """The ids in batches, each with how many are done after it."""
    for start in range(0, len(ids), BATCH):
        yield min(start + BATCH, len(ids)), ids[start : start + BATCH]


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """A new folder on the same disk, taken away at the end if it is still there."""
    folder = Path(tempfile.mkdtemp(prefix=f".{path.name}.", suffix=".unfinished", dir=path.parent))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _check_folder(path: Path, *, force: bool) -> None:
    if path.exists() and not path.is_dir():
        message = f"{path} is a file; name a folder, or a file that ends in .jsonl"
        raise Refused(message)
    if path.is_dir() and any(path.iterdir()) and not (path / MANIFEST).is_file() and not force:
        message = f"{path} holds other files; choose an empty folder, or --force to write beside them"
        raise Refused(message)


def _earlier(path: Path) -> set[str]:
    """The files that an earlier export wrote here."""
    manifest = path / MANIFEST
    if not manifest.is_file():
        return set()
    names = manifest.read_text(encoding="utf-8").splitlines()
    # Whatever the file says, nothing outside of the folder is touched.
    return {name for name in names if name and not name.startswith("/") and ".." not in name.split("/")} | {MANIFEST}


def _put_in_place(unfinished: Path, path: Path, written: list[str]) -> None:
    """Let the new files take the place of those of an earlier export, and of nothing else."""
    earlier = _earlier(path)
    here = {str(file.relative_to(path)) for file in path.rglob("*") if not file.is_dir()} if path.is_dir() else set()
    if here <= earlier and not path.is_symlink():
        _swap(unfinished, path)
        return
    in_the_way = sorted(here & {*written, MANIFEST} - earlier)
    if in_the_way:
        message = f"{path / in_the_way[0]} is not from an earlier export and would be overwritten; move it first"
        raise Refused(message)
    for name in [*written, MANIFEST]:
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (unfinished / name).replace(path / name)
    for name in earlier - {*written, MANIFEST}:
        (path / name).unlink(missing_ok=True)


def _swap(unfinished: Path, path: Path) -> None:
    """Put the new folder where the old one is. Only between the two renames is there none."""
    if not path.is_dir():
        unfinished.rename(path)
        return
    old = unfinished.with_name(f"{unfinished.name}.old")
    path.rename(old)
    unfinished.rename(path)
    shutil.rmtree(old)
