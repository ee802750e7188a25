"""What the pages of reviews are made from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from content_store.review_views import CommentView, ReviewerView, ReviewView
from content_store.rules.feedback import FieldChange
from content_store.rules.reviewing import ReviewState
from content_store.views import AssetView, PersonView
from renderers.feedback_views import Option, Problems, TextField
from renderers.views import Choice, Frame, Reading
from renderers.work_views import AssetHead

_STATES = {
    ReviewState.WAITING: "Waits for approval",
    ReviewState.CHANGES_REQUESTED: "Changes asked for",
    ReviewState.APPROVED: "Approved",
    ReviewState.STALE: "Changed since approval",
    ReviewState.STUCK: "Nobody can approve",
}


def state_in_words(review: ReviewView) -> str:
    """Where a review stands, in a few words."""
    if review.outcome is not None:
        return review.outcome.value.capitalize()
    return _STATES[review.state]


def standing_in_words(reviewer: ReviewerView) -> str:
    """Where a reviewer stands, in a few words."""
    standing = reviewer.standing
    if not standing.is_able:
        return "can no longer review; not waited for"
    if standing.is_author:
        return "wrote this revision; somebody else must approve"
    if standing.verdict is not None:
        return "approved" if standing.verdict.value == "approved" else "asks for changes"
    return "approved an older revision; must look again" if standing.had_approved else "has not decided yet"


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment, what it would change where it is an edit, and what the visitor may do about it."""

    comment: CommentView
    changes: tuple[FieldChange, ...]
    may_settle: bool
    may_take: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who can be asked."""

    person: PersonView
    chosen: bool


@dataclass(frozen=True, slots=True)
class AskForm:
    """The form that asks for a review, or changes who is asked. ``why_not`` says why nothing can be reviewed now."""

    candidates: tuple[Candidate, ...]
    needs_all: bool
    due_on: str
    note: str
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class EditForm:
    """The form that suggests how one field should read; without ``field`` it is to be chosen first."""

    options: tuple[Option, ...]
    field: TextField | None = None


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """One asset's review. ``mine`` is where the visitor stands, ``reading`` the draft as reps will read it.

    ``typed`` is what was in a form that was refused.
    """

    frame: Frame
    head: AssetHead
    reading: Reading
    review: ReviewView | None
    mine: ReviewerView | None
    may_edit: bool
    is_live: bool
    changes: tuple[FieldChange, ...]
    threads: tuple[Thread, ...]
    fields: tuple[Option, ...]
    ask: AskForm | None
    edit: EditForm | None
    now: datetime
    demanded: bool
    problems: Problems = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)

    @property
    def asset(self) -> AssetView:
        """What is reviewed."""
        return self.head.asset

    @property
    def today(self) -> date:
        """The day of the visit."""
        return self.now.date()

    @property
    def may_decide(self) -> bool:
        """Whether the visitor's decision is asked for."""
        return self.review is not None and self.review.is_open and self.mine is not None and self.mine.standing.counts


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One review of a list, with its asset where that may be seen."""

    review: ReviewView
    asset: AssetView | None


@dataclass(frozen=True, slots=True)
class ReviewList:
    """Reviews, in the group that was chosen."""

    frame: Frame
    groups: tuple[Choice, ...]
    rows: tuple[ReviewRow, ...]
    nothing: str
    now: datetime
    later: str = ""

    @property
    def today(self) -> date:
        """The day of the visit."""
        return self.now.date()
