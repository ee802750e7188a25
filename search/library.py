"""The library as its editors list it: by words, a filter and an order, whatever the status."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from sqlalchemy.orm import Session

from content_store.queries.assets import ids_of, load
from content_store.queries.listing import Keyset, ListPage, Order, Span, count, list_assets, matching_ids
from content_store.rules.filters import Filter, Window
from search.engine import EVERYTHING
from search.finding import Search

FEW = 500  # matches that are handed to the database one by one
MOST_RANKED = 500  # results of words; nobody looks at so many
MOST_COUNTED = 1_000  # of what only the database can count


@dataclass(frozen=True, slots=True)
class Chosen:
    """What of the library is meant. Words are looked up in what readers see, of new assets in their newest revision."""

    narrowing: Filter = EVERYTHING
    text: str = ""

    @property
    def is_worded(self) -> bool:
        """Whether words decide; then the best match comes first unless an order is asked for."""
        return bool(self.text.strip())


@dataclass(frozen=True, slots=True)
class Counted:
    """How many there are; with ``is_more`` these and more."""

    total: int
    is_more: bool = False


class Library:
    """One look at what is chosen of the library: a session's snapshot, and the search beside it."""

    def __init__(self, search: Search, session: Session, window: Window, chosen: Chosen) -> None:
        self._search = search
        self._session = session
        self._window = window
        self._narrowing = chosen.narrowing
        self._text = chosen.text.strip()

    def page(self, order: Order, span: Span) -> ListPage:
        """One page in an order of columns; of what words find, of the best ``MOST_RANKED``."""
        return list_assets(self._session, self._narrowing, self._window, order, span, self._among())

    def best(self, size: int, after: Keyset | None = None) -> ListPage:
        """One page of what words find, the best first; ``after`` is the last asset of the page before."""
        ids = self._ranked[0]
        begin = ids.index(after.id) + 1 if after is not None and after.id in ids else 0
        found = load(self._session, ids[begin : begin + size], self._window)
        places = tuple(Keyset("", asset.id) for asset in found)
        return ListPage(tuple(found), places, len(ids) > begin + size, begin > 0)

    @cached_property
    def counted(self) -> Counted:
        """How many there are over all pages."""
        if self._text:
            ids, total = self._ranked
            return Counted(total, len(ids) == MOST_RANKED and total == len(ids))
        if not self._narrowing.names_use:
            return Counted(self._search.count(self._session, self._narrowing, self._window))
        found = count(self._session, self._narrowing, self._window, MOST_COUNTED + 1)
        return Counted(min(found, MOST_COUNTED), found > MOST_COUNTED)

    def ids(self, at_most: int) -> list[int]:
        """The ids of all that is meant, up to ``at_most``; of what words find, of the best ``MOST_RANKED``."""
        if self._text:
            return self._ranked[0][:at_most]
        return matching_ids(self._session, self._narrowing, self._window, at_most)

    def _among(self) -> Sequence[int] | None:
        """All that can match, where they are few."""
        if self._text:
            return self._ranked[0]
        if self.counted.total > FEW:
            return None
        return self._search.matching(self._session, self._narrowing, self._window, FEW)

    @cached_property
    def _ranked(self) -> tuple[list[int], int]:
        """The ids of what words find, the best first, and how many there are; a slug finds its asset."""
        narrowing = self._narrowing
        known = _without_use(narrowing) if narrowing.names_use else narrowing
        ids, total = self._search.ranked(self._session, self._text, known, self._window, MOST_RANKED)
        named = [each for each in ids_of(self._session, [self._text.lower()[:200]]).values() if each not in ids]
        if not named and not narrowing.names_use:
            return ids, total
        candidates = [*named, *ids]
        kept = set(matching_ids(self._session, narrowing, self._window, len(candidates), candidates))
        ids = [each for each in candidates if each in kept]
        return ids, len(ids) if narrowing.names_use else total + len(kept.intersection(named))


def _without_use(narrowing: Filter) -> Filter:
    """What the index knows of a filter. Nested parts are left to the database altogether."""
    return replace(narrowing, use=frozenset(), all_of=(), any_of=(), none_of=())
