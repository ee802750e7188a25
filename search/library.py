"""The library as its editors list it: by words, a filter and an order, whatever the status."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from content_store.queries.assets import ids_of, load
from content_store.queries.listing import Keyset, ListPage, Order, Span, count, list_assets, matching_ids
from content_store.rules.filters import Filter, Window
from search.engine import EVERYTHING
from search.finding import Search

FEW = 500  # matches that are handed to the database one by one
MOST_RANKED = 1_000  # results of words; nobody looks at so many
MOST_COUNTED = 10_000  # of what only the database can count


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
    """One look at the library: a session's snapshot, and the search beside it."""

    def __init__(self, search: Search, session: Session, window: Window) -> None:
        self._search = search
        self._session = session
        self._window = window

    def page(self, chosen: Chosen, order: Order, span: Span) -> ListPage:
        """One page in an order of columns."""
        if chosen.is_worded:
            among: Sequence[int] | None = self.ranked(chosen)[0]
        else:
            among = self._search.matching(self._session, chosen.narrowing, self._window, FEW)
        return list_assets(self._session, chosen.narrowing, self._window, order, span, among)

    def best(self, chosen: Chosen, size: int, after: Keyset | None = None) -> ListPage:
        """One page of what words find, the best first; ``after`` is the last asset of the page before."""
        ids = self.ranked(chosen)[0]
        begin = ids.index(after.id) + 1 if after is not None and after.id in ids else 0
        found = load(self._session, ids[begin : begin + size], self._window)
        places = tuple(Keyset("", asset.id) for asset in found)
        return ListPage(tuple(found), places, len(ids) > begin + size, begin > 0)

    def count(self, chosen: Chosen) -> Counted:
        """How many there are over all pages."""
        if chosen.is_worded:
            ids, is_more = self.ranked(chosen)
            return Counted(len(ids), is_more)
        if not chosen.narrowing.names_use:
            return Counted(self._search.count(self._session, chosen.narrowing, self._window))
        found = count(self._session, chosen.narrowing, self._window, MOST_COUNTED + 1)
        return Counted(min(found, MOST_COUNTED), found > MOST_COUNTED)

    def ids(self, chosen: Chosen, at_most: int) -> list[int]:
        """The ids of all that is meant, up to ``at_most``."""
        if chosen.is_worded:
            return self.ranked(chosen)[0][:at_most]
        return matching_ids(self._session, chosen.narrowing, self._window, at_most)

    def ranked(self, chosen: Chosen) -> tuple[list[int], bool]:
        """The ids of what words find, the best first, and whether there are more; a slug finds its asset."""
        narrowing = chosen.narrowing
        known = narrowing if not narrowing.names_use else _without_use(narrowing)
        ids, is_more = self._search.ranked(self._session, chosen.text, known, self._window, MOST_RANKED)
        named = ids_of(self._session, [chosen.text.strip().lower()[:200]]).values()
        ids = list(dict.fromkeys((*named, *ids)))
        if named or narrowing.names_use:
            kept = set(matching_ids(self._session, narrowing, self._window, len(ids), ids))
            ids = [each for each in ids if each in kept]
        return ids, is_more


def _without_use(narrowing: Filter) -> Filter:
    """What the index knows of a filter. Nested parts are left to the database altogether."""
    return replace(narrowing, use=frozenset(), all_of=(), any_of=(), none_of=())
