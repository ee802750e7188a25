"""One generation of the index, opened: the engine and the words beside it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Self

from sqlalchemy.orm import Session

from content_store.queries import changes, indexing
from content_store.queries.changes import Numbers
from content_store.queries.taxonomy import tag_book
from search.documents import Document, document
from search.engine import Engine, Stamp
from search.spelling import Spelling

_CHUNK = 500  # assets loaded at once

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Index:
    """An index in ``folder``."""

    folder: Path
    engine: Engine
    spelling: Spelling

    @classmethod
    def open(cls, folder: Path, engine: type[Engine]) -> Self:
        """The index in ``folder``. Raises IndexDamaged."""
        return cls(folder, engine.open(folder), Spelling(folder))

    @classmethod
    def create(cls, folder: Path, engine: type[Engine]) -> Self:
        """A new index in ``folder``, which is empty."""
        return cls(folder, engine.create(folder), Spelling(folder))

    def fill(self, session: Session, progress: Progress) -> None:
        """Write all assets of the store. ``progress`` is told how many are done, and of how many."""
        known = changes.numbers(session)
        ids = _all_ids(session, changes.asset_count(session), progress)
        try:
            self.engine.apply((), self._documents(session, ids), stamp_at(session, known.store_id, known.change))
        finally:
            self.engine.tidy()
        self.engine.refresh()

    def apply_next(self, session: Session, limit: int) -> bool:
        """Apply the next ``limit`` changes; false when there were none."""
        stamp = self.engine.stamp or Stamp("", 0)
        changed = changes.changed_assets(session, stamp.number, limit)
        if changed.up_to == stamp.number:
            return False
        ids = changed.asset_ids
        self.engine.apply(ids, self._documents(session, ids), stamp_at(session, stamp.store_id, changed.up_to))
        self.engine.refresh()
        return True

    def behind(self, known: Numbers) -> int:
        """How many changes it lacks."""
        stamp = self.engine.stamp
        return known.change if stamp is None else max(known.change - stamp.number, 0)

    def shows(self, known: Numbers) -> bool:
        """Whether it shows the store exactly as of ``known``."""
        stamp = self.engine.stamp
        return stamp is not None and (stamp.store_id, stamp.number) == (known.store_id, known.change)

    def continues(self, session: Session) -> bool:
        """Whether it shows this very store as it is or once was, so that applying changes brings it up."""
        stamp, known = self.engine.stamp, changes.numbers(session)
        if stamp is None or stamp.store_id != known.store_id or stamp.number > known.change:
            return False
        # A store restored from a backup counts on from an older number: then another change bears this one.
        return stamp == stamp_at(session, stamp.store_id, stamp.number)

    def close(self) -> None:
        """Let go of its files."""
        self.engine.close()

    def _documents(self, session: Session, ids: Iterable[int]) -> Iterator[Document]:
        tags = tag_book(session).by_id
        waiting = iter(ids)
        while chunk := list(islice(waiting, _CHUNK)):
            made = [document(source, tags) for source in indexing.sources(session, chunk)]
            # Before the index can find them: a word too many is harmless, one too few is not suggested.
            self.spelling.learn(frozenset().union(*(each.words | each.internal_words for each in made)))
            yield from made


def stamp_at(session: Session, store_id: str, number: int) -> Stamp:
    """The stamp of this store's change ``number``."""
    at = changes.made_at(session, number)
    return Stamp(store_id, number, at.isoformat() if at is not None else "")


def _all_ids(session: Session, total: int, progress: Progress) -> Iterator[int]:
    done, last = 0, 0
    while chunk := changes.asset_ids(session, last, _CHUNK):
        yield from chunk
        last = chunk[-1]
        done += len(chunk)
        progress(done, total)
