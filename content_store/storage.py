"""Where the bytes of files lie: a folder of this machine, or a bucket; under names made of their content."""

import errno
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import NoReturn
from urllib.parse import unquote, urlsplit

import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import LocalStore, ObjectStore, from_url

from content_store.errors import NotFound, Unavailable

PIECE = 256 * 1024  # bytes read or written at once
# As many pieces of a large file are on their way to a bucket at once: more would fill the memory.
_PARTS, _PART = 2, 8 * 1024 * 1024
_SCHEMES = frozenset({"file", "s3", "s3a", "gs", "az", "azure", "abfs", "abfss"})
_FULL = ("no space left", "quota exceeded", "file too large")


def is_storable(url: str) -> bool:
    """Whether ``url`` names a place of a kind that files can be kept in."""
    parts = urlsplit(url)
    return parts.scheme in _SCHEMES and bool(parts.path.strip("/") if parts.scheme == "file" else parts.netloc)


class Storage:
    """The files' bytes, in one place. Safe to share between threads.

    ``incoming`` is a local folder for what is not whole yet: an upload under way, a file that is being read. Where
    files are kept in a folder it lies inside, so that what has arrived only changes its name.
    """

    def __init__(self, url: str, incoming: Path) -> None:
        """Raises ValueError where ``url`` cannot be understood."""
        self._folder = Path(unquote(urlsplit(url).path)) if urlsplit(url).scheme == "file" else None
        self._url = url
        self._opened: ObjectStore | None = None
        self.incoming = incoming if self._folder is None else self._folder / "incoming"

    @property
    def _store(self) -> ObjectStore:
        # Opened when first needed: most of what opens a runtime never touches a file.
        if self._opened is None:
            with _told():
                local = None if self._folder is None else LocalStore(self._folder, mkdir=True)
                self._opened = local or from_url(self._url)
        return self._opened

    def put(self, source: Path, name: str) -> None:
        """Keep the bytes of ``source``, which lies in ``incoming``, as ``name``: whole, or not at all.

        ``source`` may be gone afterwards. Raises Unavailable, also where there is no room.
        """
        with _told():
            if self._folder is None:
                obstore.put(self._store, name, source, chunk_size=_PART, max_concurrency=_PARTS)
                return
            _sync(source)
            obstore.rename(self._store, source.relative_to(self._folder).as_posix(), name)
            _sync((self._folder / name).parent)

    def names(self) -> Iterator[str]:
        """The names of all that is kept, in no order. Raises Unavailable."""
        with _told():
            for found in obstore.list(self._store):
                yield from (meta["path"] for meta in found if not meta["path"].startswith("incoming/"))

    def delete(self, name: str) -> None:
        """Let go of ``name``, where it is there."""
        with _told(), suppress(NotFoundError, FileNotFoundError):
            self._store.delete(name)

    async def read(self, name: str, start: int, end: int) -> AsyncIterator[bytes]:
        """The bytes of ``name`` from ``start`` to before ``end``, piece by piece.

        Raises NotFound and Unavailable before anything is given back.
        """
        with _told():
            found = await obstore.get_async(self._store, name, options={"range": (start, end)})
        return _pieces(found.stream(min_chunk_size=PIECE))

    @contextmanager
    def at_hand(self, name: str, folder: Path) -> Iterator[Path]:
        """A path where ``name`` can be read: its own, or a copy in ``folder``. Raises NotFound and Unavailable."""
        if self._folder is not None:
            path = self._folder / name
            if not path.exists():
                _missing()
            yield path
            return
        copy = folder / "source"
        with _told(), copy.open("wb") as target:
            for piece in obstore.get(self._store, name).stream(min_chunk_size=_PART):
                target.write(piece)
        yield copy

    @contextmanager
    def workplace(self) -> Iterator[Path]:
        """An empty folder in ``incoming``, gone afterwards; the clean-up removes it where this process is killed."""
        with _told():
            self.incoming.mkdir(parents=True, exist_ok=True)
            folder = Path(mkdtemp(dir=self.incoming))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _told() -> Iterator[None]:
    """Tell the file store's errors in the domain's terms."""
    try:
        yield
    except (NotFoundError, FileNotFoundError):
        _missing()
    except (BaseError, OSError) as error:
        raise unavailable(error) from error


def unavailable(error: Exception) -> Unavailable:
    """What an error of the file store or of a disk means to whoever asked."""
    text = str(error).lower()
    if any(sign in text for sign in _FULL) or (isinstance(error, OSError) and error.errno == errno.ENOSPC):
        return Unavailable("the disk for files is full; nothing was kept")
    return Unavailable("the store of files did not answer; nothing was changed")


def _missing() -> NoReturn:
    message = "the bytes of this file are no longer there"
    raise NotFound(message)


async def _pieces(stream: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    async for piece in stream:
        yield bytes(piece)


def _sync(path: Path) -> None:
    """Wait until the disk has it: a row that names it may follow."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
