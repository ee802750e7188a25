"""What a demo's usage is made of, as ``_usage.yaml`` tells it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from content_store.exchange.front_matter import parse_yaml
from content_store.rules.reviewing import ReviewRule, Verdict
from content_store.rules.vocabulary import ContentType, FeedbackKind, FeedbackStatus, FlagReason, QuotaBand

DESCRIPTION = "_usage.yaml"
USUALLY_LANDS = 0.68


class _Told(BaseModel):
    """A part of the story. Days are counted back from today."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Rep(_Told):
    """Somebody who uses things and signs in nowhere; ``started`` is for those who came within the time told of."""

    email: str
    name: str
    team: str
    region: str
    quota_band: QuotaBand
    started: int | None = None
    pace: float = 1.0


class Gap(_Told):
    """A situation that is looked for and that nothing is there for."""

    persona: str
    stage: str
    words: tuple[str, ...]
    times: int


class Searches(_Told):
    """What people type: for a pain, in vain, and in situations without content."""

    found: Mapping[str, tuple[str, ...]]
    not_found: Mapping[str, int]
    gaps: tuple[Gap, ...]


class Answer(_Told):
    """What became of feedback or of a request, and who said so."""

    ago: int
    by: str
    text: str = ""
    status: FeedbackStatus | None = None
    accept: bool = False
    promised: int | None = None  # negative where that day is still to come
    fulfil: str = ""


class Said(_Told):
    """Feedback on an asset."""

    by: str
    asset: str
    kind: FeedbackKind
    ago: int
    text: str
    reason: FlagReason | None = None
    proposal: Mapping[str, Any] | None = None
    then: tuple[Answer, ...] = ()


class Missed(_Told):
    """A content request with those who voted for it."""

    by: str
    title: str
    why: str
    ago: int
    persona: str
    stage: str
    pain: str
    type: ContentType | None = None
    wanted_in: int | None = None
    votes: tuple[str, ...] = ()
    then: tuple[Answer, ...] = ()


class Learnt(_Told):
    """A step of a kit that a newcomer has done, so many days after they started."""

    step: str
    after: int
    minutes: int | None = None
    useful: bool | None = None
    answer: str = ""


class Note(_Told):
    """What a newcomer or their mentor wrote."""

    by: str
    after: int
    text: str


class Enrolled(_Told):
    """A newcomer on a kit. ``ago`` is negative where they start in the future; ``due_in`` counts from the start."""

    kit: str
    person: str
    ago: int
    mentor: str = ""
    due_in: int | None = None
    done: tuple[Learnt, ...] = ()
    notes: tuple[Note, ...] = ()


class Remark(_Told):
    """A comment on a field of a revision; with ``proposal`` an edit of its content."""

    by: str
    ago: int
    text: str
    field: tuple[str, ...] = ()
    proposal: Mapping[str, Any] | None = None


class Decided(_Told):
    """A reviewer's decision."""

    by: str
    ago: int
    verdict: Verdict
    text: str = ""


class Asked(_Told):
    """A review of a draft; ``due_in`` counts days from today."""

    by: str
    asset: str
    ago: int
    reviewers: tuple[str, ...]
    rule: ReviewRule = ReviewRule.ANY
    due_in: int | None = None
    note: str = ""
    comments: tuple[Remark, ...] = ()
    decisions: tuple[Decided, ...] = ()


class Recommended(_Told):
    """What a member of the council recommends."""

    by: str
    asset: str
    ago: int
    text: str
    persona: str = ""
    stage: str = ""


class Opened(_Told):
    """A guideline that is open to comment; ``closes_in`` counts days from today."""

    by: str
    asset: str
    ago: int
    closes_in: int
    note: str
    comments: tuple[Remark, ...] = ()


class Story(_Told):
    """All of it. Assets are named by their slugs."""

    seed: int
    days: int
    reps: tuple[Rep, ...]
    newcomers: Mapping[str, int]
    weights: Mapping[str, float]
    used_above: frozenset[str]
    used_below: frozenset[str]
    only_in: Mapping[str, frozenset[str]]
    onboarding: tuple[str, ...]
    only_to_learn: frozenset[str]
    looked_at_only: frozenset[str]
    never_opened: frozenset[str]
    retired_yet_opened: tuple[str, ...]
    landed: Mapping[str, float]
    searches: Searches
    feedback: tuple[Said, ...]
    requests: tuple[Missed, ...]
    enrolments: tuple[Enrolled, ...] = ()
    reviews: tuple[Asked, ...] = ()
    recommendations: tuple[Recommended, ...] = ()
    comment_periods: tuple[Opened, ...] = ()

    def started(self, email: str) -> int:
        """How many days ago somebody began; all days for those who were there before."""
        since = {rep.email: rep.started for rep in self.reps} | dict(self.newcomers)
        return since.get(email) or self.days

    def pace(self, email: str) -> float:
        """How busy somebody is, 1 being usual."""
        return next((rep.pace for rep in self.reps if rep.email == email), 1.0)


def read_story(folder: Path) -> Story:
    """The story of the demo in ``folder``."""
    return Story.model_validate(parse_yaml((folder / DESCRIPTION).read_text(encoding="utf-8")))


def days_before(now: datetime, days: int) -> datetime:
    """Noon, so many days ago; never later than now."""
    return min(now, (now - timedelta(days=days)).replace(hour=12, minute=0, second=0, microsecond=0))
