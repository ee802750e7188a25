"""What kind of file some bytes are, told by nothing but the bytes."""

import struct
import zipfile
from pathlib import Path

from content_store.rules.files import OFFICE_PARTS, ZIP_SIGNATURE, FileKind, kind_by_signature

_TYPES = "[Content_Types].xml"
_MOST_TYPES = 1_000_000  # bytes of that part
# Where an archive lists its parts: the library reads all of that at once.
_MOST_DIRECTORY = 8_000_000
_END, _END_LENGTH, _LONGEST_COMMENT = b"PK\x05\x06", 22, 65_535


def kind_of(path: Path) -> FileKind | None:
    """The kind of the file; None where it is none that is taken."""
    with path.open("rb") as file:
        head = file.read(16)
    return _office_kind(path) if head.startswith(ZIP_SIGNATURE) else kind_by_signature(head)


def _office_kind(path: Path) -> FileKind | None:
    """What an archive says that it begins with; one that says two things is neither."""
    if not 0 < _directory_size(path) <= _MOST_DIRECTORY:
        return None
    try:
        with zipfile.ZipFile(path) as archive:
            types = archive.read(_TYPES) if archive.getinfo(_TYPES).file_size <= _MOST_TYPES else b""
    except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError, OSError, ValueError):
        return None
    found = {kind for name, kind in OFFICE_PARTS.items() if f'"{name}"'.encode() in types}
    return found.pop() if len(found) == 1 else None


def _directory_size(path: Path) -> int:
    """How many bytes the archive's list of parts has, as its end tells; 0 where there is no end."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - _END_LENGTH - _LONGEST_COMMENT))
        tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_LENGTH:
        return 0
    directory: int = struct.unpack_from("<I", tail, at + 12)[0]
    return directory
