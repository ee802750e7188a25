"""How far a newcomer is, where newcomers get stuck, and how long it takes until something lands."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from statistics import median

STALLED_AFTER = timedelta(days=7)  # without a step done
DUE_SOON = timedelta(days=3)
ENOUGH_OPINIONS = 2  # fewer say nothing about a step


class EnrolmentState(StrEnum):
    """Where an enrolment stands. Computed, never stored."""

    UPCOMING = "upcoming"
    UNDER_WAY = "under_way"
    COMPLETED = "completed"
    ENDED = "ended"


def state(start_on: date, today: date, *, is_completed: bool, is_ended: bool) -> EnrolmentState:
    """What is over first counts; what was completed and then called off is completed."""
    if is_completed:
        return EnrolmentState.COMPLETED
    if is_ended:
        return EnrolmentState.ENDED
    return EnrolmentState.UPCOMING if start_on > today else EnrolmentState.UNDER_WAY


def is_complete(required: Iterable[str], done: Iterable[str]) -> bool:
    """Whether every required step is done."""
    return set(required) <= set(done)


def next_step(keys: Sequence[str], done: Iterable[str]) -> str | None:
    """The first step that is not done."""
    behind = set(done)
    return next((key for key in keys if key not in behind), None)


@dataclass(frozen=True, slots=True)
class Standing:
    """One newcomer under way: the steps done, and the day something was last done (or the start)."""

    keys: Sequence[str]
    done: frozenset[str]
    last_on: date


def stalls(standings: Iterable[Standing], today: date) -> dict[str, int]:
    """For each step how many newcomers have stood before it for ``STALLED_AFTER`` or longer."""
    found: Counter[str] = Counter()
    for each in standings:
        key = next_step(each.keys, each.done)
        if key is not None and today - each.last_on >= STALLED_AFTER:
            found[key] += 1
    return dict(found)


def is_useless(useful: int, useless: int) -> bool:
    """Whether nobody found a step useful, of enough who said so or not."""
    return not useful and useless >= ENOUGH_OPINIONS


@dataclass(frozen=True, slots=True)
class Change:
    """What moving to another version does: the keys of steps that stay done, that are new, and that go."""

    kept: tuple[str, ...]
    added: tuple[str, ...]
    dropped: tuple[str, ...]


def moved(before: Sequence[str], after: Sequence[str], done: Iterable[str]) -> Change:
    """The change from one version's steps to another's."""
    known, new, behind = set(before), set(after), set(done)
    return Change(
        tuple(key for key in after if key in behind),
        tuple(key for key in after if key not in known),
        tuple(key for key in before if key not in new),
    )


@dataclass(frozen=True, slots=True)
class Ramp:
    """Newcomers who started in one month; ``days`` is the median of those with whom something has landed.

    It goes along with the kit and is not its effect: a correlation.
    """

    month: date
    newcomers: int
    landed: int
    days: float | None


def ramps(starts: Iterable[tuple[date, date | None]]) -> list[Ramp]:
    """By month of start, the oldest first; each pair is a start and the day of the first landed conversation."""
    cohorts: defaultdict[date, list[int | None]] = defaultdict(list)
    for start, landed in starts:
        cohorts[start.replace(day=1)].append(None if landed is None else max((landed - start).days, 0))
    found = []
    for month in sorted(cohorts):
        known = [days for days in cohorts[month] if days is not None]
        found.append(Ramp(month, len(cohorts[month]), len(known), float(median(known)) if known else None))
    return found


class ReminderKind(StrEnum):
    """What a newcomer is reminded of."""

    STARTS = "starts"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"


def reminder(start_on: date, due_on: date | None, today: date) -> ReminderKind | None:
    """What to remind a newcomer of who is not through; each is said once."""
    if today < start_on:
        return None
    if due_on is None or today < due_on - DUE_SOON:
        return ReminderKind.STARTS
    return ReminderKind.DUE_SOON if today <= due_on else ReminderKind.OVERDUE


def minutes_left(minutes: Mapping[str, int], done: Iterable[str]) -> int:
    """How long the steps that are not done take."""
    behind = set(done)
    return sum(took for key, took in minutes.items() if key not in behind)
