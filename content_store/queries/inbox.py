"""Reading what waits: one statement for each kind, of the same columns, so that all are counted and paged alike.

Each has its own moment ``since``, by which it is ordered, the oldest first: when it became due, was said, was asked,
was last touched.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, and_, exists, func, literal, not_, or_, select, true, tuple_
from sqlalchemy.orm import Session

from content_store.access import require
from content_store.memory import Memory
from content_store.queries.changes import numbers
from content_store.queries.feedback import OPEN
from content_store.queries.insights import showing
from content_store.queries.listing import Keyset
from content_store.queries.people import people_book
from content_store.rules.files import ReadingStatus
from content_store.rules.freshness import due_bounds
from content_store.rules.inbox import (
    LYING,
    PROMISE_NOTICE,
    Colleague,
    InboxKind,
    InboxScope,
    Whose,
    whose,
)
from content_store.rules.permissions import Action
from content_store.rules.vocabulary import FeedbackKind, FeedbackStatus, Freshness, Status
from content_store.tables import (
    Asset,
    AssetFile,
    Blob,
    ContentRequest,
    Feedback,
    Kit,
    Person,
    Review,
    ReviewDecision,
    Reviewer,
)
from content_store.upkeep_views import InboxItem
from content_store.views import Viewer

_LIVING = (Status.DRAFT, Status.IN_REVIEW, Status.PUBLISHED)
_UNANSWERED = (FeedbackStatus.OPEN, FeedbackStatus.REOPENED)
# How long a count may be behind the clock; every change is counted at once.
_REMEMBERED_SECONDS = 300

Statement = Select[*tuple[Any, ...]]
_NO_DAY = literal(None, Date)


@dataclass(frozen=True, slots=True)
class InboxPage:
    """Some of what waits of one kind; ``end`` is the place of the last where more follows."""

    items: tuple[InboxItem, ...]
    end: Keyset | None


@dataclass(frozen=True, slots=True)
class Inbox:
    """What waits for a viewer at a moment, in one scope. Raises Forbidden for those who do not edit."""

    session: Session
    viewer: Viewer
    now: datetime
    scope: InboxScope = InboxScope.ME

    def __post_init__(self) -> None:
        """Refuse those to whom nothing of this is addressed."""
        require(self.viewer, Action.EDIT)

    def counts(self) -> dict[InboxKind, int]:
        """How much waits of each kind."""
        subqueries = [self._statement(kind).subquery() for kind in InboxKind]
        columns = [select(func.count()).select_from(each).scalar_subquery() for each in subqueries]
        return dict(zip(InboxKind, self.session.execute(select(*columns)).one(), strict=True))

    def total(self) -> int:
        """How much waits in all: from memory while nothing has changed, and for minutes at most."""
        memory: Memory = self.session.info["memory"]
        change = numbers(self.session).change
        moment = int(self.now.timestamp()) // _REMEMBERED_SECONDS
        name = f"inbox {self.scope.value} {self.viewer.person.id}"
        return memory.recall(name, (change << 40) + moment, lambda: sum(self.counts().values()))

    def page(self, kind: InboxKind, size: int, after: Keyset | None = None) -> InboxPage:
        """The next ``size`` of one kind, the longest waiting first."""
        found = self._statement(kind).subquery()
        statement = select(found).order_by(found.c.since, found.c.id).limit(size + 1)
        if after is not None:
            since = literal(after.value, found.c.since.type)
            statement = statement.where(tuple_(found.c.since, found.c.id) > tuple_(since, literal(after.id)))
        rows = self.session.execute(statement).all()
        people = people_book(self.session).by_id
        items = tuple(
            InboxItem(
                kind=kind,
                id=row.id,
                slug=row.slug,
                title=row.title,
                text=row.text,
                since=row.since,
                person=people.get(row.person_id),
                state=str(row.state or ""),
                promised_for=row.promised_for,
            )
            for row in rows[:size]
        )
        return InboxPage(items, Keyset(items[-1].since, items[-1].id) if len(rows) > size else None)

    def _statement(self, kind: InboxKind) -> Statement:
        people = (
            Colleague(each.id, each.team, each.disabled_at is None) for each in people_book(self.session).by_id.values()
        )
        return _STATEMENTS[kind](whose(self.scope, self.viewer.person.id, people), self.now)


def in_care(those: Whose) -> ColumnElement[bool]:
    """Assets that one of ``those`` owns or is steward of, and those that nobody who is here owns."""
    if those.mine is None:
        return true()
    theirs = sorted(those.mine)
    return or_(
        Asset.owner_id.in_(theirs),
        Asset.steward_id.in_(theirs),
        Asset.owner_id.is_(None),
        Asset.owner_id.in_(sorted(those.gone)),
    )


def _columns(
    id_: Any, since: Any, person_id: Any, text: Any, state: Any, day: Any = _NO_DAY
) -> Sequence[ColumnElement[Any]]:
    return (
        id_.label("id"),
        Asset.slug.label("slug"),
        Asset.title.label("title"),
        text.label("text"),
        since.label("since"),
        person_id.label("person_id"),
        state.label("state"),
        day.label("promised_for"),
    )


def _to_verify(those: Whose, now: datetime) -> Statement:
    soon = due_bounds(Freshness.DUE, now)[1]
    columns = _columns(Asset.id, Asset.due_at, Asset.owner_id, literal(""), Asset.type)
    return select(*columns).where(*showing(now), Asset.due_at < soon, in_care(those))


def _feedback(kind: FeedbackKind) -> Callable[[Whose, datetime], Statement]:
    def statement(those: Whose, _now: datetime) -> Statement:
        columns = _columns(Feedback.id, Feedback.created_at, Feedback.person_id, Feedback.text, Feedback.flag_reason)
        # A suggestion that a draft has taken in waits as that draft.
        waits = Feedback.status.in_(OPEN), Feedback.draft_revision.is_(None)
        of_kind = select(*columns).join(Asset, Asset.id == Feedback.asset_id).where(Feedback.kind == kind, *waits)
        return of_kind.where(in_care(those))

    return statement


def _requests(those: Whose, now: datetime) -> Statement:
    """Requests without an answer are everybody's; a promise is theirs who gave it."""
    promised = and_(
        ContentRequest.status == FeedbackStatus.ACCEPTED,
        ContentRequest.promised_for <= (now + PROMISE_NOTICE).date(),
        _promised_by(those),
    )
    return select(
        ContentRequest.id.label("id"),
        literal("").label("slug"),
        ContentRequest.title.label("title"),
        ContentRequest.why.label("text"),
        ContentRequest.created_at.label("since"),
        ContentRequest.person_id.label("person_id"),
        ContentRequest.status.label("state"),
        ContentRequest.promised_for.label("promised_for"),
    ).where(or_(ContentRequest.status.in_(_UNANSWERED), promised))


def _promised_by(those: Whose) -> ColumnElement[bool]:
    if those.mine is None:
        return true()
    by = ContentRequest.answered_by_id
    return or_(by.in_(sorted(those.mine | those.gone)), by.is_(None))


def _drafts(those: Whose, now: datetime) -> Statement:
    """What nobody has touched for a while: drafts, and newer revisions of what is published."""
    waits = or_(
        Asset.status == Status.DRAFT,
        and_(Asset.status == Status.PUBLISHED, Asset.latest_revision > Asset.revision),
    )
    columns = _columns(Asset.id, Asset.edited_at, Asset.owner_id, literal(""), Asset.status)
    return select(*columns).where(waits, Asset.edited_at < now - LYING, in_care(those))


def _files(those: Whose, _now: datetime) -> Statement:
    columns = _columns(AssetFile.id, AssetFile.created_at, AssetFile.uploaded_by_id, AssetFile.name, Blob.problem)
    failed = Blob.status == ReadingStatus.FAILED, AssetFile.removed_at.is_(None), Asset.status.in_(_LIVING)
    joined = select(*columns).join(Blob, Blob.digest == AssetFile.digest).join(Asset, Asset.id == AssetFile.asset_id)
    return joined.where(*failed, in_care(those))


def _departed(_those: Whose, _now: datetime) -> Statement:
    """Colleagues who left and whose work nobody has taken over."""
    owned = select(Asset.id).where(Asset.owner_id == Person.id, Asset.status.in_(_LIVING)).exists()
    looked_after = select(Asset.id).where(Asset.steward_id == Person.id, Asset.status.in_(_LIVING)).exists()
    kits = select(Kit.id).where(Kit.owner_id == Person.id).exists()
    reviews = select(Review.id).join(Reviewer, Reviewer.review_id == Review.id)
    asked = reviews.where(Reviewer.person_id == Person.id, Review.closed_at.is_(None)).exists()
    promised = ContentRequest.status == FeedbackStatus.ACCEPTED
    owed = select(ContentRequest.id).where(ContentRequest.answered_by_id == Person.id, promised).exists()
    return select(
        Person.id.label("id"),
        literal("").label("slug"),
        Person.name.label("title"),
        Person.email.label("text"),
        Person.disabled_at.label("since"),
        Person.id.label("person_id"),
        literal("").label("state"),
        _NO_DAY.label("promised_for"),
    ).where(Person.disabled_at.is_not(None), or_(owned, looked_after, owed, kits, asked))


def _reviews(those: Whose, _now: datetime) -> Statement:
    """Open reviews in which one of ``those`` has not decided about the newest revision."""
    decided = exists().where(
        ReviewDecision.review_id == Review.id,
        ReviewDecision.person_id == Reviewer.person_id,
        ReviewDecision.revision == Asset.latest_revision,
    )
    whose = true() if those.mine is None else Reviewer.person_id.in_(sorted(those.mine))
    asked = exists().where(Reviewer.review_id == Review.id, whose, not_(decided))
    columns = _columns(Review.id, Review.asked_at, Review.asked_by_id, Review.note, literal(""), Review.due_on)
    return select(*columns).join(Asset, Asset.id == Review.asset_id).where(Review.closed_at.is_(None), asked)


_STATEMENTS: Mapping[InboxKind, Callable[[Whose, datetime], Statement]] = {
    InboxKind.REVIEW: _reviews,
    InboxKind.FLAG: _feedback(FeedbackKind.FLAG),
    InboxKind.VERIFY: _to_verify,
    InboxKind.REQUEST: _requests,
    InboxKind.SUGGESTION: _feedback(FeedbackKind.SUGGESTION),
    InboxKind.COMMENT: _feedback(FeedbackKind.COMMENT),
    InboxKind.DRAFT: _drafts,
    InboxKind.FILE: _files,
    InboxKind.DEPARTED: _departed,
}
