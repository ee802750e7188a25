"""What stands in a file or a row, before anything of it is understood."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands. ``source`` tells one asset of an import from all others, today and next year."""

    path: str
    source: str
    line: int | None = None

    def __str__(self) -> str:
        return self.path if self.line is None else f"{self.path} line {self.line}"


@dataclass(frozen=True, slots=True)
class Raw:
    """One asset as it was found. ``body`` is the text below the front matter; rows have none.

    ``fallback`` is the title, and what the slug is made from, where nothing better is said. ``folders`` are
    the names of the folders above, the nearest first. ``date`` is the one in the file's name.
    """

    place: Place
    fields: Mapping[str, Any]
    body: str = ""
    fallback: str = ""
    folders: tuple[str, ...] = ()
    date: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RawTag:
    """A line of JSONL that describes a tag."""

    place: Place
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RawKit:
    """A kit, as a line of JSONL or an entry of a file describes it."""

    place: Place
    fields: Mapping[str, Any]


class Unreadable(Exception):
    """A file or row that cannot be taken; the message says why, and on which ``line`` of the file."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or row that was left out, and why."""

    place: Place
    reason: str


Found = Raw | RawTag | RawKit | Skipped
