"""What the store hands out of feedback and requests: frozen rows, never ORM objects."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, NamedTuple, TypeVar

from content_store.rules.feedback import is_late
from content_store.rules.vocabulary import ContentType, FeedbackKind, FeedbackStatus, FlagReason
from content_store.views import PersonView, TagView

T = TypeVar("T")


class Place(NamedTuple):
    """A place in a list: the number ordered by, and the id there."""

    value: int
    id: int


@dataclass(frozen=True, slots=True)
class Placed(Generic[T]):
    """One page of a list; ``places`` holds the place of each item, for cursors."""

    items: tuple[T, ...] = ()
    places: tuple[Place, ...] = ()
    has_next: bool = False


@dataclass(frozen=True, slots=True)
class FeedbackView:
    """A flag, comment or suggestion. ``proposal`` is what a suggestion would change of ``revision``."""

    id: int
    asset_id: int
    revision: int
    kind: FeedbackKind
    flag_reason: FlagReason | None
    text: str
    proposal: Mapping[str, Any] | None
    status: FeedbackStatus
    answer: str
    draft_revision: int | None
    created_at: datetime
    updated_at: datetime
    person: PersonView | None
    answered_by: PersonView | None


@dataclass(frozen=True, slots=True)
class RequestView:
    """Something that is missing. ``asset_id`` is what fulfilled it."""

    id: int
    title: str
    why: str
    persona: TagView | None
    stage: TagView | None
    pain: TagView | None
    type: ContentType | None
    wanted_by: date | None
    person: PersonView | None
    status: FeedbackStatus
    answer: str
    answered_by: PersonView | None
    promised_for: date | None
    asset_id: int | None
    votes: int
    viewer_voted: bool
    created_at: datetime
    updated_at: datetime
    resolved_at: datetime | None

    def is_late(self, today: date) -> bool:
        """Whether its promise has passed and it is still open."""
        return is_late(self.promised_for, self.status, today)


@dataclass(frozen=True, slots=True)
class NoticeView:
    """What somebody is told; about one piece of feedback, request, review, comment period, enrolment or kit."""

    id: int
    feedback_id: int | None
    request_id: int | None
    review_id: int | None
    period_id: int | None
    status: FeedbackStatus
    text: str
    at: datetime
    seen_at: datetime | None
    enrolment_id: int | None = None
    kit_id: int | None = None


@dataclass(frozen=True, slots=True)
class Happening:
    """One step in the history of feedback or of a request."""

    status: FeedbackStatus
    at: datetime
    person: PersonView | None
    text: str
