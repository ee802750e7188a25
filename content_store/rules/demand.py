"""What one search adds to which sum. The only place that says so: the log of searches and every recount ask here."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice, product
from typing import Any, NamedTuple

from content_store.rules.counting import EVERYBODY, DemandKey
from content_store.rules.periods import Grain
from content_store.rules.vocabulary import Facet

CONTEXT = (Facet.PERSONA, Facet.STAGE, Facet.PAIN)
LONGEST_WORDS = 200  # characters of what was typed that are counted under
MOST_SITUATIONS = 20  # combinations of what one search named; more of them name nothing in particular


class SearchKey(NamedTuple):
    """The key of a row of ``SearchSum``."""

    grain: Grain
    cohort_id: int
    period: int
    words: str


Situation = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Searched:
    """All about a search that decides where it is counted.

    ``cohort_id`` is None for a search that nobody made: programs are not counted. ``situations`` are the ids of
    persona, stage and pain, 0 where none was named.
    """

    at: datetime
    words: str
    situations: tuple[Situation, ...]
    cohort_id: int | None
    found_nothing: bool
    opened: bool


def searched(search: Searched, grains: Iterable[Grain] = Grain) -> Iterator[tuple[SearchKey | DemandKey, str]]:
    """The key and column of every sum to which one search adds one."""
    if search.cohort_id is None:
        return
    for grain in grains:
        period = grain.period(search.at)
        for cohort_id in (EVERYBODY, search.cohort_id) if search.words else ():
            key = SearchKey(grain, cohort_id, period, search.words[:LONGEST_WORDS])
            yield key, "searches"
            if search.found_nothing:
                yield key, "without_result"
            if search.opened:
                yield key, "opened"
        for situation in search.situations:
            wanted = DemandKey(grain, period, *situation, search.cohort_id)
            yield wanted, "searches"
            if search.found_nothing:
                yield wanted, "without_result"


def named(filters: Mapping[str, Any], facet: Facet) -> Sequence[str]:
    """The slugs of ``facet`` that the filters of a logged search name, or else its context."""
    found: Sequence[str] = filters.get(facet.plural) or ()
    context: Mapping[str, str] = filters.get("context") or {}
    return found or [slug for name, slug in context.items() if name == facet.value]


def situations(named_ids: Sequence[Sequence[int]]) -> tuple[Situation, ...]:
    """Each combination of the personas, stages and pains named, the first ``MOST_SITUATIONS`` of them."""
    personas, stages, pains = (sorted(set(ids)) or [0] for ids in named_ids)
    return tuple(islice(product(personas, stages, pains), MOST_SITUATIONS))
