"""What insights are asked about, and what the figures of an asset mean."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from content_store.rules.evidence import wilson_lower_bound
from content_store.rules.periods import Days
from content_store.rules.vocabulary import ActorKind, ContentType, Facet, QuotaBand, Status, Tier

EARLIEST, LATEST = date(2000, 1, 1), date(2999, 12, 31)
MOST_DAYS = 3653  # ten years

MANY_VIEWS = 10  # from so many on, an asset that nobody used was not merely overlooked
ENOUGH_VERDICTS = 3  # fewer say nothing about an asset


@dataclass(frozen=True, slots=True)
class InsightFilter:
    """What a report is about. An empty field narrows nothing.

    ``tags`` (slugs of personas, stages and pains), ``types`` and ``owners`` (e-mail addresses) choose assets as they
    are now; ``teams``, ``regions`` and ``quota_bands`` choose people as they were when it happened.
    """

    window: Days
    tags: tuple[tuple[Facet, tuple[str, ...]], ...] = ()
    types: tuple[ContentType, ...] = ()
    owners: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    quota_bands: tuple[QuotaBand, ...] = ()
    actor_kinds: tuple[ActorKind, ...] = (ActorKind.HUMAN,)

    @property
    def chooses_assets(self) -> bool:
        """Whether only some assets are meant."""
        return any(slugs for _, slugs in self.tags) or bool(self.types or self.owners)

    @property
    def chooses_people(self) -> bool:
        """Whether only some people are meant."""
        return bool(self.teams or self.regions or self.quota_bands)


def window_problem(window: Days) -> tuple[str, str, str] | None:
    """Field, code and message of what is wrong with a window; None where it will do."""
    for name, day in (("first", window.first), ("last", window.last)):
        if not EARLIEST <= day <= LATEST:
            return name, "OUT_OF_RANGE", f"a day lies between {EARLIEST} and {LATEST}"
    if window.first > window.last:
        return "first", "WRONG_ORDER", "the first day comes after the last"
    if window.count > MOST_DAYS:
        return "first", "TOO_LONG", "a window holds at most ten years"
    return None


@dataclass(frozen=True, slots=True)
class Figures:
    """What happened with one asset in a window; onboarding apart. ``copies`` counts all that is of the tier intent."""

    impressions: int = 0
    views: int = 0
    copies: int = 0
    conversations: int = 0
    landed: int = 0
    fell_flat: int = 0
    in_onboarding: int = 0  # conversations for onboarding

    @property
    def judged(self) -> int:
        """Conversations of which the outcome is known."""
        return self.landed + self.fell_flat

    @property
    def landed_rate(self) -> float:
        """The lower bound of the share that landed; see ``evidence``."""
        return wilson_lower_bound(self.landed, self.judged)


class UsageList(StrEnum):
    """A part of the assets, each a question that marketing asks."""

    ALL = "all"
    USED = "used"
    NEVER_USED = "never_used"
    ONBOARDING_ONLY = "onboarding_only"
    VIEWED_NEVER_USED = "viewed_never_used"
    COPIED_FELL_FLAT = "copied_fell_flat"
    RETIRED_ASKED_FOR = "retired_asked_for"


class UsageOrder(StrEnum):
    """What a report on usage may be ordered by."""

    CONVERSATIONS = "conversations"
    REPS = "reps"
    LANDED_RATE = "landed_rate"
    LANDED = "landed"
    FELL_FLAT = "fell_flat"
    COPIES = "copies"
    VIEWS = "views"
    IMPRESSIONS = "impressions"
    LAST_USED = "last_used"
    TREND = "trend"


def lists_of(figures: Figures, status: Status) -> frozenset[UsageList]:
    """The lists that an asset with these figures belongs to. Of a retired one ``views`` are those since it retired."""
    found = {UsageList.ALL}
    if figures.conversations:
        found.add(UsageList.USED)
    elif status is Status.PUBLISHED:
        found.add(UsageList.NEVER_USED)
        if figures.in_onboarding:
            found.add(UsageList.ONBOARDING_ONLY)
        if figures.views >= MANY_VIEWS:
            found.add(UsageList.VIEWED_NEVER_USED)
    if status is Status.RETIRED and figures.views:
        found.add(UsageList.RETIRED_ASKED_FOR)
    if figures.copies and fell_flat(figures.landed, figures.fell_flat):
        found.add(UsageList.COPIED_FELL_FLAT)
    return frozenset(found)


def fell_flat(landed: int, flat: int) -> bool:
    """Whether enough conversations were judged, and most of them fell flat."""
    return landed + flat >= ENOUGH_VERDICTS and flat > landed


def trend(now: int, before: int) -> float | None:
    """How much more (or less) than in the window before, as a share of it: 0.5 is half as much again; None from 0."""
    return (now - before) / before if before else None


@dataclass(frozen=True, slots=True)
class Coverage:
    """Supply and demand in one situation."""

    published: int = 0
    fresh: int = 0
    conversations: int = 0
    searches: int = 0
    without_result: int = 0
    open_requests: int = 0

    @property
    def demand(self) -> int:
        """Conversations and searches, a search that found nothing counted five times, an open request ten times."""
        return self.conversations + self.searches + 4 * self.without_result + 10 * self.open_requests

    @property
    def gap(self) -> float:
        """Demand for each asset there is, one that is not fresh counted half, and one more: the greater, the worse."""
        return self.demand / (1 + self.fresh + 0.5 * (self.published - self.fresh))


@dataclass(frozen=True, slots=True)
class Adopted:
    """How many people of a band used an asset, of how many who were active at all."""

    people: int
    of: int

    @property
    def share(self) -> float:
        """0 to 1."""
        return self.people / self.of if self.of else 0.0


LEAST_IN_BAND = 5  # active people; fewer would be persons, not a group
LEAST_USERS = 3
LEAST_DIFFERENCE = 0.1


def differs(above: Adopted, below: Adopted) -> bool:
    """Whether those above quota use it and those below do not, by a tenth of the people at least.

    Only where both bands hold enough people to be groups.
    """
    enough = min(above.of, below.of) >= LEAST_IN_BAND and above.people >= LEAST_USERS
    return enough and above.share - below.share >= LEAST_DIFFERENCE


def quarter_of(day: date) -> tuple[int, int]:
    """Year and number, 1 to 4, of the quarter of ``day``."""
    return day.year, (day.month + 2) // 3


def first_days_of_quarters(window: Days) -> list[date]:
    """The first day of every quarter that the window touches, the oldest first."""
    year, quarter = quarter_of(window.first)
    found = []
    while (day := date(year, quarter * 3 - 2, 1)) <= window.last:
        found.append(day)
        year, quarter = (year + 1, 1) if quarter == 4 else (year, quarter + 1)
    return found


def exclusions(asked: InsightFilter) -> tuple[str, ...]:
    """What the figures leave out, in words."""
    left_out = [kind for kind in ActorKind if kind not in asked.actor_kinds]
    names = {ActorKind.SERVICE: "services", ActorKind.SUSPECTED_BOT: "suspected bots", ActorKind.HUMAN: "people"}
    return (*(names[kind] for kind in left_out), "onboarding")


@dataclass(frozen=True, slots=True)
class Basis:
    """What a report rests on; it stands under every figure. ``tier`` is None where nothing of usage is counted.

    ``beside`` names, in words, what is counted and is no usage of assets.
    """

    tier: Tier | None
    window: Days
    exclusions: tuple[str, ...]
    beside: tuple[str, ...] = ()
