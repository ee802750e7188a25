"""What a search engine has to do. Two do it: ``tantivy_engine`` and ``whoosh_engine``; both must find the same sets."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from pathlib import Path
from typing import NamedTuple, Protocol, Self

from content_store.rules.filters import Filter, Window
from content_store.rules.vocabulary import Audience, ContentType
from search.documents import Document, Field
from search.query import Phrase

EVERYTHING = Filter()
_ALL_FIELDS = tuple(Field)
_SHARED_FIELDS = tuple(field for field in Field if field is not Field.INTERNAL)


class IndexDamaged(Exception):
    """The index on disk cannot be read; it has to be built anew."""


class IndexFull(Exception):
    """There was no room to write on the disk; what was there before can still be read."""


# What errors of libraries say of a disk that is full, or of a file that may not grow.
_NO_ROOM = ("no space left", "file too large", "quota exceeded", "disk is full", "disk i/o error")


def failure(error: BaseException) -> IndexDamaged | IndexFull:
    """What an engine's own error means: that the disk is full, or else that the index is damaged."""
    text = str(error)
    return IndexFull(text) if any(sign in text.lower() for sign in _NO_ROOM) else IndexDamaged(text)


@dataclass(frozen=True, slots=True)
class Stamp:
    """Which state of which store an index shows; written in the same commit as the documents.

    ``last_change`` tells that change from another of the same number, after an older store was restored.
    """

    store_id: str
    number: int
    last_change: str = ""


class Mode(Enum):
    """Which of a query's words must be there."""

    ALL = auto()
    ANY = auto()


@dataclass(frozen=True, slots=True)
class Wanted:
    """One word of a query: any of ``terms`` does, or, with ``prefix``, any word that begins with it."""

    terms: tuple[str, ...]
    prefix: str | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """What an engine looks for. Without words and phrases all that the filter lets through is found.

    ``context`` are tag ids that raise the score, ``without`` the ids of assets left out. With ``headings_only`` nothing
    but title and headline is read. Where nothing is ranked, ``proven_first`` puts what conversations prove before what
    is newest.
    """

    window: Window
    filter: Filter = EVERYTHING
    words: tuple[Wanted, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    excluded: tuple[Phrase, ...] = ()
    mode: Mode = Mode.ALL
    context: frozenset[int] = frozenset()
    without: frozenset[int] = frozenset()
    headings_only: bool = False
    proven_first: bool = False

    @property
    def is_ranked(self) -> bool:
        """Whether the order is by score; otherwise the newest come first."""
        return bool(self.words or self.phrases)

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields that the viewer's words may match."""
        if self.headings_only:
            return (Field.HEADING,)
        return _ALL_FIELDS if self.sees_internal else _SHARED_FIELDS

    @property
    def completed_from(self) -> tuple[str, ...]:
        """The sets of words in which a half-typed word is looked for besides the heading's."""
        if self.headings_only:
            return ()
        return ("words", "internal_words") if self.sees_internal else ("words",)

    @property
    def sees_internal(self) -> bool:
        """Whether the viewer may read lines marked internal."""
        return Audience.INTERNAL in self.window.audiences

    @property
    def now(self) -> datetime:
        """The moment at which times are compared."""
        return self.window.now


class Stretch(NamedTuple):
    """A part of a result: the position of its first hit, and how many there are at most."""

    offset: int
    limit: int


@dataclass(frozen=True, slots=True)
class Found:
    """One stretch of a result: asset ids in order with their scores, and how many there are in all."""

    ids: tuple[int, ...]
    scores: tuple[float, ...]
    total: int


class Spread(NamedTuple):
    """How many assets of a result carry each tag, by its id, and how many are of each type; zeros are left out."""

    by_tag: Mapping[int, int]
    by_type: Mapping[ContentType, int]


class Engine(Protocol):
    """One index in one folder. Any number of threads may search; one at a time may ``apply``.

    Every method may raise IndexDamaged, and those that write IndexFull.
    """

    @classmethod
    def create(cls, folder: Path) -> Self:
        """A new, empty index in ``folder``, which is empty."""

    @classmethod
    def open(cls, folder: Path) -> Self:
        """The index in ``folder``."""

    @property
    def stamp(self) -> Stamp | None:
        """The state shown, as of the last ``refresh``; None when nothing was committed yet."""

    def refresh(self) -> Stamp | None:
        """See what this or another process committed."""

    def apply(self, replaced: Collection[int], documents: Iterable[Document], stamp: Stamp) -> None:
        """Remove the documents of the ``replaced`` assets, add ``documents``, and commit both with ``stamp``.

        Documents may be a stream; it is read once and not kept in memory.
        """

    def tidy(self) -> None:
        """Finish what one or more ``apply`` left for later; it takes long at times.

        Must follow, after a failure too, before another process may ``apply``.
        """

    def search(self, query: Query, offset: int, limit: int) -> Found:
        """The hits from ``offset`` on, by falling score, or newest first where nothing is ranked."""

    def count(self, query: Query) -> int:
        """How many assets match."""

    def most(self, term: str, fields: Iterable[Field] = _ALL_FIELDS) -> int:
        """A bound, at next to no cost: not more assets have ``term`` in ``fields``, whoever may see them."""

    def spread(self, query: Query) -> Spread:
        """How the matching assets are spread over tags and types."""

    def next_boundary(self, now: datetime) -> int | None:
        """The first time after ``now`` at which something is listed or leaves, in microseconds since 1970."""

    def document_count(self) -> int:
        """How many assets are indexed."""

    def close(self) -> None:
        """Let go of files and memory."""
