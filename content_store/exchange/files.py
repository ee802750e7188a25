"""Finding the files of an import and reading Markdown out of them."""

import codecs
import errno
import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from content_store.exchange.front_matter import split
from content_store.exchange.names import canonical
from content_store.exchange.raw import Place, Raw, Skipped, Unreadable

MARKDOWN = frozenset({".md", ".mdx", ".markdown"})
ROWS = frozenset({".csv", ".jsonl"})
TAXONOMY_FILE = "_taxonomy.yaml"
KITS_FILE = "_kits.yaml"

LARGEST_FILE = 20_000_000  # bytes of one Markdown file; no body may be so long

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_FOLDERS_PASSED_OVER = frozenset({"node_modules", "__pycache__"})
_DATED = re.compile(r"(\d{4}-\d{2}-\d{2})-(.+)")
_INDEX_NAMES = frozenset({"index", "_index", "readme"})
_OLD_ENCODING_NOTE = "it is not in UTF-8; read as Windows-1252"


@dataclass(frozen=True, slots=True)
class Source:
    """One file of an import: where it is, its path as told to people, and its size in bytes.

    ``problem`` says why a file or folder cannot be looked into; empty where it can.
    """

    file: Path
    shown: str
    size: int
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Sources:
    """All files of an import, in a fixed order. ``root`` is the folder; its name begins every ``Place.source``."""

    root: Path
    files: tuple[Source, ...]

    @classmethod
    def at(cls, path: Path) -> "Sources":
        """The files below ``path``, or the one that it is. Raises OSError when there is no such path."""
        path = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links, and names would change
        if path.is_dir():
            return cls(path, tuple(_walk(path, "", {os.path.realpath(path)})))
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            # A pipe or a device might never come to an end.
            raise OSError(errno.EINVAL, "it is no file and no folder", str(path))
        return cls(path.parent, (Source(path, legible(path.name), status.st_size),))

    @property
    def name(self) -> str:
        """The folder's name."""
        return legible(self.root.name)

    @property
    def taxonomy(self) -> Path | None:
        """The file that describes the taxonomy, where there is one."""
        file = self.root / TAXONOMY_FILE
        return file if file.is_file() else None

    @property
    def kits(self) -> Path | None:
        """The file that describes kits, where there is one."""
        file = self.root / KITS_FILE
        return file if file.is_file() else None

    @property
    def size(self) -> int:
        """All their bytes together."""
        return sum(source.size for source in self.files)

    def place(self, source: Source, line: int | None = None) -> Place:
        """The place of a file, or of a line in it."""
        return Place(source.shown, f"{self.name}/{source.shown}"[-1000:], line)

    def line_of(self, place: Place, path: Sequence[str]) -> Place:
        """The place with the line on which a field of a Markdown file stands, where it can be found."""
        if place.line is not None or not path:
            return place
        wanted = canonical(path[1] if path[0] == "content" and len(path) > 1 else path[0])
        try:
            lines = decoded((self.root / place.path).read_bytes())[0].split("\n", 500)
        except OSError:
            return place
        names = (canonical(line.partition(":")[0]) if line[:1].strip() else "" for line in lines)
        line = next((number for number, name in enumerate(names, start=1) if name == wanted), None)
        return replace(place, line=line)

    def holds(self, source: str) -> bool:
        """Whether the file of a ``Place.source`` is still here."""
        folder, _, path = source.partition("/")
        return folder == self.name and bool(path) and (self.root / path.partition("#")[0]).exists()


def _walk(folder: Path, prefix: str, above: set[str]) -> Iterator[Source]:
    """The files below ``folder``. ``above`` holds the real folders on the way here, so that a loop of links ends."""
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        if not entry.name.startswith("."):
            shown = f"{prefix}{legible(entry.name)}"
            try:
                yield from _at(entry, shown, above)
            except OSError as error:
                yield Source(Path(entry.path), shown, 0, error.strerror or str(error))


def _at(entry: os.DirEntry[str], shown: str, above: set[str]) -> Iterator[Source]:
    """The file that ``entry`` is, or the files below it. Raises OSError."""
    if entry.is_dir():
        real = os.path.realpath(entry.path)
        if real not in above and entry.name not in _FOLDERS_PASSED_OVER:
            yield from _walk(Path(entry.path), f"{shown}/", above | {real})
    elif _is_content(entry.name) and entry.is_file():
        yield Source(Path(entry.path), shown, entry.stat().st_size)


def legible(name: str) -> str:
    """The name of a file as text: one from an old archive may hold bytes that are none."""
    return name if name.isascii() else os.fsencode(name).decode(errors="replace")


def _is_content(name: str) -> bool:
    stem, suffix = os.path.splitext(name)  # noqa: PTH122 - a Path for each of many names takes time
    # Hugo's sections have their text in _index.md; everything else with an underscore is for programs.
    return suffix.lower() in MARKDOWN | ROWS and (not name.startswith("_") or stem == "_index")


def read_markdown(sources: Sources, source: Source) -> Raw | Skipped:
    """The asset in a Markdown file, or why there is none."""
    place = sources.place(source)
    if source.size > LARGEST_FILE:
        return Skipped(place, f"it has more than {LARGEST_FILE // 1_000_000} MB")
    try:
        text, note = decoded(source.file.read_bytes())
        if not text.strip():
            return Skipped(place, "it is empty")
        fields, body = split(text)
    except Unreadable as error:
        return Skipped(sources.place(source, error.line), str(error))
    except OSError as error:
        return Skipped(place, f"it cannot be read: {error.strerror}")
    folders = tuple(reversed(source.shown.split("/")[:-1]))
    stem = os.path.splitext(source.shown.rpartition("/")[2])[0]  # noqa: PTH122 - as above
    dated = _DATED.fullmatch(stem)
    if stem.lower() in _INDEX_NAMES:
        stem = folders[0] if folders else sources.name
    return Raw(
        place,
        fields,
        body,
        fallback=dated[2] if dated else stem,
        folders=(*folders, sources.name),
        date=dated[1] if dated else "",
        notes=(note,) if note else (),
    )


def decoded(data: bytes) -> tuple[str, str]:
    """The text in ``data``, with line feeds only, and a note where its encoding had to be guessed."""
    text, note = _decoded(data)
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text, note


def _decoded(data: bytes) -> tuple[str, str]:
    encoding = marked_encoding(data)
    if encoding == "utf-16":
        return data.decode(encoding, "replace"), ""
    try:
        return data.decode(encoding or "utf-8"), ""
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace"), _OLD_ENCODING_NOTE


def marked_encoding(data: bytes) -> str | None:
    """The encoding that the first bytes name, or None."""
    return next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)


def encoding_of(file: Path) -> tuple[str, str]:
    """The encoding of a file too large to hold, and a note where it had to be guessed. Raises OSError."""
    with file.open("rb") as stream:
        encoding = marked_encoding(stream.read(4))
        if encoding:
            return encoding, ""
        stream.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while chunk := stream.read(1 << 20):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252", _OLD_ENCODING_NOTE
    return "utf-8", ""
