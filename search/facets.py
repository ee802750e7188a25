"""How a result is spread over the taxonomy's facets and the content types."""

from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any, TypeVar, cast

from content_store.queries.taxonomy import TagBook
from content_store.rules.vocabulary import ContentType, Facet
from content_store.views import TagView
from search.documents import NEVER, micros
from search.engine import Engine, Query

T = TypeVar("T")
_REMEMBERED = 512


@dataclass(frozen=True, slots=True)
class TagCount:
    """How many assets of a result carry ``tag``."""

    tag: TagView
    count: int


@dataclass(frozen=True, slots=True)
class TypeCount:
    """How many assets of a result are of ``type``."""

    type: ContentType
    count: int


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """The values of one facet in a result, the most frequent first."""

    facet: Facet
    values: tuple[TagCount, ...]


@dataclass(frozen=True, slots=True)
class Facets:
    """All counts of one result; facets and values without any asset are left out.

    What is chosen in a facet does not narrow that facet's own counts: they say what choosing another would give.
    The same holds for the types.
    """

    tags: tuple[FacetCounts, ...]
    types: tuple[TypeCount, ...]


def facets(engine: Engine, query: Query, tags: TagBook) -> Facets:
    """The counts of what ``query`` finds."""
    found = engine.spread(query)
    counts = _by_facet(found.by_tag, tags)
    for facet, without in _without_own_group(query, tags):
        counts[facet] = _by_facet(engine.spread(without).by_tag, tags).get(facet, [])
    if query.filter.types:
        found = engine.spread(replace(query, filter=replace(query.filter, types=frozenset())))
    types = sorted(found.by_type.items(), key=lambda item: (-item[1], item[0]))
    return Facets(
        tuple(_counted(facet, counts[facet], tags) for facet in Facet if counts.get(facet)),
        tuple(TypeCount(type_, count) for type_, count in types),
    )


def _without_own_group(query: Query, tags: TagBook) -> Iterator[tuple[Facet, Query]]:
    groups = query.filter.tag_groups
    for group in groups:
        tag = tags.by_id.get(min(group, default=0))
        if tag is not None:
            others = tuple(other for other in groups if other is not group)
            yield tag.facet, replace(query, filter=replace(query.filter, tag_groups=others))


def _by_facet(counts: Mapping[int, int], tags: TagBook) -> defaultdict[Facet, list[TagCount]]:
    found: defaultdict[Facet, list[TagCount]] = defaultdict(list)
    for tag_id, count in counts.items():
        tag = tags.by_id.get(tag_id)
        if tag is not None:
            found[tag.facet].append(TagCount(tag, count))
    return found


def _counted(facet: Facet, found: list[TagCount], tags: TagBook) -> FacetCounts:
    return FacetCounts(facet, tuple(sorted(found, key=lambda each: (-each.count, tags.place(each.tag)))))


class Remembered:
    """What queries without words found, until the index moves or the next asset is listed or leaves.

    Such queries open every page, and counting all assets is the dearest thing an engine does.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[object, ...], tuple[int, int, Any]] = OrderedDict()
        self._lock = Lock()

    def recall(self, engine: Engine, query: Query, name: object, make: Callable[[], T]) -> T:
        """What ``make`` gives for ``query`` under ``name``. Queries with words, or about freshness, are not kept."""
        if query.is_ranked or query.excluded or any(part.freshness for part in query.filter.walk()):
            return make()
        window = query.window
        key = (engine.stamp, name, query.filter, window.audiences, window.drafts)
        now = micros(window.now)
        with self._lock:
            kept = self._kept.get(key)
        if kept is not None and kept[0] <= now < kept[1]:
            return cast("T", kept[2])
        made = make()
        boundary = engine.next_boundary(window.now)
        with self._lock:
            self._kept[key] = (now, NEVER if boundary is None else boundary, made)
            while len(self._kept) > _REMEMBERED:
                self._kept.popitem(last=False)
        return made
