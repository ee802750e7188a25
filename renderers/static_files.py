"""The files that pages ask for: styles, scripts, pictures. Read once, kept compressed as well."""

import gzip
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

_FOLDER = Path(__file__).parent / "static"
_MEDIA_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One file as it is sent."""

    media_type: str
    plain: bytes
    gzipped: bytes


@cache
def static_files() -> dict[str, StaticFile]:
    """All static files by name."""
    return {path.name: _read(path) for path in sorted(_FOLDER.iterdir()) if path.suffix in _MEDIA_TYPES}


@cache
def static_version() -> str:
    """Changes whenever any file does. One for the whole folder, so that scripts may import each other by name."""
    digest = sha256()
    for name, file in static_files().items():
        digest.update(name.encode() + b"\0" + file.plain + b"\0")
    return digest.hexdigest()[:16]


def static_address(name: str) -> str:
    """Where a static file is found; an unknown name is a KeyError, so that no page points at nothing."""
    static_files()[name]
    return f"/static/{static_version()}/{name}"


def _read(path: Path) -> StaticFile:
    content = path.read_bytes()
    return StaticFile(_MEDIA_TYPES[path.suffix], content, gzip.compress(content, 9, mtime=0))
