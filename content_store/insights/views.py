"""What reports hand out: all that a page, an export or the API says, and nothing left to look up."""

from dataclasses import dataclass
from datetime import date, datetime

from content_store.queries.insights_usage import Subject
from content_store.rules.insights import Adopted, Basis, Coverage, Figures, UsageList, UsageOrder
from content_store.rules.periods import Days
from content_store.rules.vocabulary import Tier
from content_store.views import PersonView, TagView


@dataclass(frozen=True, slots=True)
class UsageRow:
    """One asset. ``trend`` compares its conversations with ``conversations_before``, in as many days right before."""

    asset: Subject
    owner: PersonView | None
    figures: Figures
    reps: int
    last_used_at: datetime | None
    conversations_before: int
    trend: float | None
    lists: tuple[UsageList, ...]


@dataclass(frozen=True, slots=True)
class UsageReport:
    """Assets by what was done with them; ``total_count`` counts all of the list, of which ``rows`` is one page."""

    basis: Basis
    list: UsageList
    order: UsageOrder
    total_count: int
    rows: tuple[UsageRow, ...]


@dataclass(frozen=True, slots=True)
class UsageTotals:
    """Published assets, those of them that were used, and the conversations with them."""

    basis: Basis
    published: int
    used: int
    conversations: int
    conversations_before: int
    landed: int
    fell_flat: int

    @property
    def never_used(self) -> int:
        """Published assets without a conversation."""
        return self.published - self.used

    @property
    def share_used(self) -> float:
        """0 to 1; 0 where nothing is published."""
        return self.used / self.published if self.published else 0.0


@dataclass(frozen=True, slots=True)
class CoverageCell:
    """Supply and demand in one situation: two tags of different facets."""

    row: TagView
    column: TagView
    figures: Coverage


@dataclass(frozen=True, slots=True)
class CoverageReport:
    """Every pair of tags, gaps first. ``rows`` and ``columns`` are the tags in the taxonomy's order.

    ``unplaced`` is the demand that named no tag of one of the two facets.
    """

    basis: Basis
    rows: tuple[TagView, ...]
    columns: tuple[TagView, ...]
    cells: tuple[CoverageCell, ...]
    unplaced: Coverage


@dataclass(frozen=True, slots=True)
class SearchGap:
    """Words that found nothing, or led to nothing being opened.

    ``tag`` is what they mean already; ``suggested`` the tag they could become a synonym of. ``words`` are the most
    frequent of ``variants``.
    """

    words: str
    variants: tuple[str, ...]
    searches: int
    without_result: int
    opened: int
    tag: TagView | None
    suggested: TagView | None

    @property
    def not_opened(self) -> int:
        """Searches after which nothing was opened, those without a result included."""
        return max(0, self.searches - self.opened)


@dataclass(frozen=True, slots=True)
class SearchGapReport:
    """Gaps, the worst first; ``total_count`` counts all of them."""

    basis: Basis
    total_count: int
    searches: int
    without_result: int
    opened: int
    rows: tuple[SearchGap, ...]


@dataclass(frozen=True, slots=True)
class AdoptionRow:
    """One team, region or quota band: ``name`` is empty for people of whom it is not known.

    ``label`` is how it is spoken of. ``people`` are the active reps who belong to it now, ``active`` people who used
    something while they did.
    """

    name: str
    label: str
    people: int
    active: int
    unused: int
    conversations: int
    landed: int
    fell_flat: int
    landed_rate: float

    @property
    def per_active(self) -> float:
        """Conversations for each active person."""
        return self.conversations / self.active if self.active else 0.0


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person; shown only where the installation says so."""

    person: PersonView
    conversations: int
    landed: int
    fell_flat: int
    landed_rate: float


@dataclass(frozen=True, slots=True)
class Difference:
    """An asset that people above quota use, and people below it do not."""

    asset: Subject
    above: Adopted
    below: Adopted


@dataclass(frozen=True, slots=True)
class AdoptionReport:
    """Who uses anything at all. ``persons`` is None where names are not shown."""

    basis: Basis
    everybody: AdoptionRow
    teams: tuple[AdoptionRow, ...]
    regions: tuple[AdoptionRow, ...]
    quota_bands: tuple[AdoptionRow, ...]
    persons: tuple[PersonRow, ...] | None


@dataclass(frozen=True, slots=True)
class DifferenceReport:
    """Differences, the greatest first; ``looked_at`` counts the assets that were compared."""

    basis: Basis
    looked_at: int
    rows: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class FreshnessRow:
    """How fresh the published assets of one owner are; ``owner`` is None for those of nobody."""

    owner: PersonView | None
    fresh: int
    due: int
    overdue: int

    @property
    def published(self) -> int:
        """All of them."""
        return self.fresh + self.due + self.overdue

    @property
    def share_in_time(self) -> float:
        """The share that is not overdue, 0 to 1; 0 where there are none."""
        return (self.fresh + self.due) / self.published if self.published else 0.0


@dataclass(frozen=True, slots=True)
class FreshnessReport:
    """Owners, those with the most overdue first."""

    basis: Basis
    everybody: FreshnessRow
    rows: tuple[FreshnessRow, ...]


@dataclass(frozen=True, slots=True)
class PromiseReport:
    """Content requests asked in the window. ``in_time`` and ``late`` count those with a promised day that is decided.

    The medians are in days; None where there are none to count.
    """

    basis: Basis
    asked: int
    answered: int
    fulfilled: int
    declined: int
    promised: int
    in_time: int
    late: int
    median_days_to_answer: float | None
    median_days_to_fulfil: float | None


@dataclass(frozen=True, slots=True)
class QuarterRow:
    """Assets published for the first time in a quarter, and what became of them."""

    first_day: date
    made: int
    used_soon: int
    used: int

    @property
    def name(self) -> str:
        """As in “2026 Q3”."""
        return f"{self.first_day.year} Q{(self.first_day.month + 2) // 3}"


@dataclass(frozen=True, slots=True)
class ReturnReport:
    """Quarters, the oldest first."""

    basis: Basis
    rows: tuple[QuarterRow, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence that somebody should act on. ``report`` names where the rows behind it are.

    ``amount`` of ``of`` is the figure; ``weight``, 0 to 1, how much it matters.
    """

    code: str
    text: str
    amount: int
    of: int
    weight: float
    tier: Tier | None
    window: Days
    report: str
