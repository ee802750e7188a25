"""An asset's life as a file tells it: status, times, retirement, and the steps taken so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from content_store.errors import Invalid, Problem
from content_store.exchange.front_matter import typed
from content_store.exchange.moments import read_moment
from content_store.exchange.names import normal, word
from content_store.rules.freshness import due_at
from content_store.rules.lifecycle import Step, listed_at
from content_store.rules.vocabulary import RetireReason, Status

MOMENTS = (
    "published_at",
    "first_published_at",
    "publish_at",
    "unpublish_at",
    "verified_at",
    "retired_at",
    "created_at",
    "updated_at",
)
W = TypeVar("W", Status, RetireReason)

_ORDER = tuple(Status)
_DRAFT_WORDS = frozenset({"true", "yes", "1", "on"})
_STATUS_WORDS = {"review": Status.IN_REVIEW, "live": Status.PUBLISHED, "public": Status.PUBLISHED}
_STEP_OF = {
    Status.IN_REVIEW: Step.SUBMIT,
    Status.PUBLISHED: Step.PUBLISH,
    Status.RETIRED: Step.RETIRE,
    Status.ARCHIVED: Step.ARCHIVE,
}


@dataclass(frozen=True, slots=True)
class HistoryStep:
    """One step of publication as it was written down."""

    step: Step
    at: datetime
    revision: int
    actor: str
    note: str


@dataclass(frozen=True, slots=True)
class Life:
    """What a file says of an asset's life; a moment that it does not tell is None. ``replacement`` is a slug."""

    status: Status = Status.PUBLISHED
    published_at: datetime | None = None
    first_published_at: datetime | None = None
    publish_at: datetime | None = None
    unpublish_at: datetime | None = None
    verified_at: datetime | None = None
    retired_at: datetime | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    retire_reason: RetireReason | None = None
    retire_note: str = ""
    replacement: str | None = None
    history: tuple[HistoryStep, ...] | None = None
    revision: int = 1

    def is_ahead_of(self, status: Status) -> bool:
        """Whether an asset in ``status`` has steps to take until it is where the file says."""
        return _ORDER.index(self.status) > _ORDER.index(status)

    def as_draft(self) -> "Life":
        """The same, not yet published."""
        return replace(self, status=Status.DRAFT, published_at=None, first_published_at=None, publish_at=None)

    def columns(self, now: datetime, interval_days: int) -> dict[str, Any]:
        """The columns of ``asset`` that the life decides, for one that begins it at ``now``."""
        published_at, publish_at = self._publication(now)
        verified_at = self.verified_at or self._last_touched(published_at, now)
        return {
            "status": self.status,
            "published_at": published_at,
            "first_published_at": self.first_published_at or publish_at or published_at,
            "publish_at": publish_at,
            "unpublish_at": self.unpublish_at,
            "listed_at": listed_at(self.status, published_at, publish_at),
            "verified_at": verified_at,
            "due_at": due_at(verified_at, interval_days),
            "retired_at": self._retired_at(now),
            "retire_reason": self._reason(),
            "retire_note": self.retire_note,
        }

    def steps(self, now: datetime) -> tuple[HistoryStep, ...]:
        """The history as the file has it, or the least that must have happened."""
        if self.history is not None:
            return self.history
        published_at = self._publication(now)[0]
        taken = [(Step.PUBLISH, published_at)] if published_at and self.status is not Status.IN_REVIEW else []
        if self.status is Status.IN_REVIEW:
            taken.append((Step.SUBMIT, self.updated_at or now))
        if self.status in {Status.RETIRED, Status.ARCHIVED} and (self.retired_at or self.status is Status.RETIRED):
            taken.append((Step.RETIRE, self._retired_at(now) or now))
        if self.status is Status.ARCHIVED:
            taken.append((Step.ARCHIVE, self.updated_at or now))
        return tuple(HistoryStep(step, at, self.revision, "", "imported") for step, at in taken)

    def next_step(self, now: datetime) -> HistoryStep | None:
        """The step that brought an asset that was here before to where the file says; None for a draft."""
        step = _STEP_OF.get(self.status)
        at = {Step.PUBLISH: self._publication(now)[0], Step.RETIRE: self._retired_at(now)}.get(step) if step else None
        return HistoryStep(step, at or now, self.revision, "", "imported") if step else None

    def _publication(self, now: datetime) -> tuple[datetime | None, datetime | None]:
        """When it was published and from when it shows. A date that lies ahead means the latter."""
        published_at, publish_at = self.published_at, self.publish_at
        if self.status is Status.PUBLISHED:
            if published_at is not None and published_at > now:
                published_at, publish_at = now, publish_at or published_at
            published_at = published_at or min(now, publish_at or now)
        return published_at, publish_at

    def _last_touched(self, published_at: datetime | None, now: datetime) -> datetime:
        known = [moment for moment in (published_at, self.updated_at) if moment is not None and moment <= now]
        return max(known, default=now)

    def _retired_at(self, now: datetime) -> datetime | None:
        return self.retired_at or (now if self.status is Status.RETIRED else None)

    def _reason(self) -> RetireReason | None:
        if self.retire_reason is not None or self.status is not Status.RETIRED:
            return self.retire_reason
        return RetireReason.REPLACED if self.replacement else RetireReason.OUTDATED


@dataclass(frozen=True, slots=True)
class Told:
    """What a file tells: fields, its own names for them, the date in its name, whether drafts lie around it."""

    known: Mapping[str, Any]
    called: Mapping[str, str]
    date: str = ""
    among_drafts: bool = False

    def own_name(self, name: str) -> str:
        """What the file calls the field ``name``."""
        if name == "published_at" and name not in self.known:
            return "the date in its name"
        return self.called.get(name, name)


def read_life(told: Told, notes: list[str]) -> Life:
    """The life that a file tells. Raises Invalid; what had to be guessed goes to ``notes``."""
    known = told.known
    moments, problems = _moments(told, notes)
    status = _status(told, problems)
    reason = _one_of(RetireReason, "retire_reason", told, problems)
    history = _history(known.get("history"), problems)
    if _is_backwards(moments):
        problems.append(
            Problem((told.own_name("unpublish_at"),), "BEFORE_ITS_BEGINNING", "it would end before it begins")
        )
    if problems:
        raise Invalid(problems)
    return Life(
        status=status,
        retire_reason=reason,
        retire_note=str(known.get("retire_note") or ""),
        replacement=str(known["replacement"]).strip() if known.get("replacement") else None,
        history=history,
        revision=read_number(known.get("revision")),
        **moments,
    )


def _without_flags(known: Mapping[str, Any]) -> dict[str, Any]:
    """Jekyll's ``published: false`` is no date."""
    return {name: value for name, value in known.items() if name in MOMENTS and word(value) not in {"true", "false"}}


def _moments(told: Told, notes: list[str]) -> tuple[dict[str, datetime], list[Problem]]:
    found: dict[str, datetime] = {}
    problems = []
    for name, value in {"published_at": told.date, **_without_flags(told.known)}.items():
        if value is None or value == "":
            continue
        try:
            read = read_moment(str(value))
        except ValueError as error:
            problems.append(Problem((told.own_name(name),), "WRONG_FORM", str(error)))
            continue
        found[name] = read.moment
        if read.ambiguous:
            day = f"{read.moment.day} {read.moment:%B %Y}"
            notes.append(f"{told.own_name(name)}: “{value}” was read with the day first, as {day}")
    return found, problems


def _status(told: Told, problems: list[Problem]) -> Status:
    known = told.known
    if known.get("status"):
        status = _STATUS_WORDS.get(word(known["status"])) or _one_of(Status, "status", told, problems)
        return status or Status.DRAFT
    unpublished = word(known.get("published_at", "")) == "false"
    if told.among_drafts or unpublished or word(known.get("draft", "")) in _DRAFT_WORDS:
        return Status.DRAFT
    return Status.PUBLISHED


def _one_of(words: type[W], name: str, told: Told, problems: list[Problem]) -> W | None:
    given = told.known.get(name)
    if not given:
        return None
    try:
        return words(word(given))
    except ValueError:
        choice = ", ".join(words)
        problems.append(Problem((told.own_name(name),), "UNKNOWN_VALUE", f"“{str(given)[:60]}” is none of {choice}"))
        return None


def _history(given: Any, problems: list[Problem]) -> tuple[HistoryStep, ...] | None:
    if not isinstance(given, Sequence) or isinstance(given, str):
        return None
    try:
        return tuple(_history_step(typed(entry)) for entry in given)
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        problems.append(Problem(("history",), "WRONG_FORM", f"its steps have step, at, revision, actor, note: {error}"))
        return None


def _history_step(entry: Mapping[str, Any]) -> HistoryStep:
    fields = {normal(name): value for name, value in entry.items()}
    return HistoryStep(
        step=Step(word(fields["step"])),
        at=read_moment(str(fields["at"])).moment,
        revision=read_number(fields.get("revision")),
        actor=str(fields.get("actor") or "")[:320],
        note=str(fields.get("note") or ""),
    )


def read_number(value: Any) -> int:
    """The number of a revision; 1 where none is given that could be one."""
    text = str(value)
    return int(text) if text.isdecimal() and 0 < int(text) < 1_000_000 else 1


def _is_backwards(moments: Mapping[str, datetime]) -> bool:
    """The database repeats this as a constraint of the table."""
    begins, ends = moments.get("publish_at") or moments.get("published_at"), moments.get("unpublish_at")
    return begins is not None and ends is not None and ends <= begins
