"""Coverage and search gaps: what was wanted, and whether there was anything."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy.orm import Session

from content_store.errors import Invalid
from content_store.insights.views import CoverageCell, CoverageReport, SearchGap, SearchGapReport
from content_store.queries import insights_demand as queries
from content_store.queries.insights import Narrowed
from content_store.queries.insights_demand import AXES, Searched, Situation
from content_store.queries.taxonomy import TagBook, tag_book
from content_store.rules.insights import Basis, Coverage
from content_store.rules.likeness import stems
from content_store.rules.spelling import nearest
from content_store.rules.vocabulary import Facet, TagStatus, Tier
from content_store.views import TagView

_NOTHING = Coverage()
# Only people search and speak, so the others are never in these sums.
_LEFT_OUT = ("services", "suspected bots", "onboarding")


def coverage(session: Session, narrowed: Narrowed, axes: tuple[Facet, Facet], now: datetime) -> CoverageReport:
    """Supply against demand by two different facets of persona, stage and pain. Raises Invalid."""
    if axes[0] is axes[1] or not set(axes) <= AXES.keys():
        raise Invalid.of("columns", "WRONG_VALUE", "rows and columns are two different of persona, stage and pain")
    found = queries.coverage(session, narrowed, axes, now)
    rows, columns = (_shown(tag_book(session), narrowed, facet) for facet in axes)
    cells = [
        CoverageCell(row, column, found.get(Situation(row.id, column.id), _NOTHING))
        for row in rows
        for column in columns
    ]
    cells.sort(key=lambda cell: -cell.figures.gap)
    unplaced = _sum(counts for situation, counts in found.items() if 0 in situation)
    basis = Basis(Tier.USE, narrowed.window, _LEFT_OUT, ("searches", "open content requests"))
    return CoverageReport(basis, rows, columns, tuple(cells), unplaced)


def _shown(book: TagBook, narrowed: Narrowed, facet: Facet) -> tuple[TagView, ...]:
    chosen = narrowed.tags.get(facet)
    return tuple(tag for tag in book.of_facet(facet) if chosen is None or tag.id in chosen)


def _sum(found: Iterable[Coverage]) -> Coverage:
    every = list(found)
    return Coverage(
        conversations=sum(each.conversations for each in every),
        searches=sum(each.searches for each in every),
        without_result=sum(each.without_result for each in every),
        open_requests=sum(each.open_requests for each in every),
    )


def search_gaps(session: Session, narrowed: Narrowed, first: int | None, offset: int) -> SearchGapReport:
    """Words that found nothing or led to nothing, grouped by what they mean; one page of them."""
    words = _Words(tag_book(session))
    groups: defaultdict[str, list[Searched]] = defaultdict(list)
    found = queries.searched(session, narrowed)
    for each in found:
        if each.without_result or each.opened < each.searches:
            groups[words.group(each.words)].append(each)
    gaps = sorted((_gap(group) for group in groups.values()), key=lambda gap: (-gap.severity, gap.words))
    page = gaps[offset:] if first is None else gaps[offset : offset + first]
    searches, without, opened = (sum(getattr(each, name) for each in found) for name in Searched._fields[1:])
    rows = tuple(gap.view(words) for gap in page)
    return SearchGapReport(_basis(narrowed), len(gaps), searches, without, opened, rows)


def search_totals(session: Session, narrowed: Narrowed) -> SearchGapReport:
    """All searches together, without the gaps."""
    found = queries.search_totals(session, narrowed)
    return SearchGapReport(_basis(narrowed), 0, found.searches, found.without_result, found.opened, ())


def _basis(narrowed: Narrowed) -> Basis:
    return Basis(None, narrowed.window, _LEFT_OUT[:2])


@dataclass(frozen=True, slots=True)
class _Gap:
    """Words of one meaning, added up."""

    words: str
    variants: tuple[str, ...]
    searches: int
    without_result: int
    opened: int

    @property
    def severity(self) -> int:
        """Searches without a result count twice: nothing was opened after them either."""
        return self.without_result + max(0, self.searches - self.opened)

    def view(self, words: "_Words") -> SearchGap:
        """The gap with what it means, or could be made to mean."""
        tag = words.meaning(self.words)
        suggested = None if tag else words.suggestion(self.words)
        return SearchGap(self.words, self.variants, self.searches, self.without_result, self.opened, tag, suggested)


def _gap(group: list[Searched]) -> _Gap:
    if len(group) == 1:
        only = group[0]
        return _Gap(only.words, (only.words,), only.searches, only.without_result, only.opened)
    counts: Counter[str] = Counter({each.words: each.searches for each in group})
    variants = tuple(words for words, _ in counts.most_common())
    sums = (sum(getattr(each, name) for each in group) for name in ("searches", "without_result", "opened"))
    return _Gap(variants[0], variants, *sums)


_SPELT_ALIKE = 0.85
_MOSTLY = 0.5


class _Words:
    """What the taxonomy makes of words."""

    def __init__(self, book: TagBook) -> None:
        self._book = book

    @cached_property
    def _tags(self) -> Mapping[str, TagView]:
        """Active tags by every word for them, without case."""
        found: dict[str, TagView] = {}
        for tag in self._book.by_id.values():
            current = self._book.current(tag)
            if current is None or current.status is not TagStatus.ACTIVE:
                continue
            for word in (tag.name, tag.slug.replace("-", " "), *tag.crm_aliases, *tag.synonyms):
                found.setdefault(word.casefold(), current)
        return found

    def meaning(self, words: str) -> TagView | None:
        """The tag that ``words`` are a name or synonym of."""
        return self._tags.get(words.casefold())

    def group(self, words: str) -> str:
        """What the words have in common with others of the same meaning."""
        tag = self.meaning(words)
        return f"\0{tag.id}" if tag else words

    def suggestion(self, words: str) -> TagView | None:
        """The tag that these words are nearly a name of: spelt almost alike, or sharing most of their words.

        One click makes what is proposed a synonym for everybody, so “delivery” must not propose “Discovery”, nor
        “plant manager” every other manager.
        """
        alike = nearest(words.casefold(), self._tags, _SPELT_ALIKE)
        if alike is not None:
            return self._tags[alike]
        own = stems(words)
        shared = {word: len(own & each) / max(len(own | each), 1) for word, each in self._stems.items()}
        best = max(shared, key=lambda word: (shared[word], -len(word)), default=None)
        return self._tags[best] if best is not None and shared[best] > _MOSTLY else None

    @cached_property
    def _stems(self) -> Mapping[str, frozenset[str]]:
        return {word: stems(word) for word in self._tags}
