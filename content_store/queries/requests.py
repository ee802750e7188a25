"""Reading content requests: what is missing, who else misses it, and what was promised."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Integer, Row, Select, case, cast, exists, extract, false, func, select, true
from sqlalchemy.orm import Session

from content_store.access import window
from content_store.feedback_views import Place, Placed, RequestView
from content_store.queries.feedback import OPEN
from content_store.queries.people import people_book
from content_store.queries.places import placed
from content_store.queries.taxonomy import TagBook, tag_book
from content_store.rules.likeness import ALIKE, likeness, stems
from content_store.rules.vocabulary import Audience, Facet, FeedbackStatus
from content_store.tables import ContentRequest, RequestVote
from content_store.views import TagView, Viewer

TAG_FACETS = (Facet.PERSONA, Facet.STAGE, Facet.PAIN)
_COMPARED = 2_000  # the newest requests, among which likeness is looked for


class RequestOrder(StrEnum):
    """What a list of requests is ordered by; the newest first within that."""

    VOTES = "votes"
    NEWEST = "newest"
    PROMISED = "promised"


@dataclass(frozen=True, slots=True)
class RequestFilter:
    """What a list of requests is narrowed to; what is empty narrows nothing. ``tags`` holds one per facet."""

    statuses: frozenset[FeedbackStatus] = frozenset()
    tags: tuple[TagView, ...] = ()
    mine: bool = False
    late: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody is about to ask for."""

    text: str
    tag_ids: frozenset[int] = frozenset()


_TAG_COLUMNS = {
    Facet.PERSONA: ContentRequest.persona_id,
    Facet.STAGE: ContentRequest.stage_id,
    Facet.PAIN: ContentRequest.pain_id,
}
_COLUMNS = (
    ContentRequest.id,
    ContentRequest.title,
    ContentRequest.why,
    ContentRequest.persona_id,
    ContentRequest.stage_id,
    ContentRequest.pain_id,
    ContentRequest.type,
    ContentRequest.wanted_by,
    ContentRequest.person_id,
    ContentRequest.status,
    ContentRequest.answer,
    ContentRequest.answered_by_id,
    ContentRequest.promised_for,
    ContentRequest.asset_id,
    ContentRequest.votes,
    ContentRequest.created_at,
    ContentRequest.updated_at,
    ContentRequest.resolved_at,
)


def list_requests(
    session: Session,
    viewer: Viewer,
    now: datetime,
    narrowing: RequestFilter,
    order: RequestOrder,
    size: int,
    after: Place | None = None,
) -> Placed[RequestView]:
    """One page of the requests."""
    query = _seen(viewer, now).where(*_conditions(narrowing, viewer, now.date(), tag_book(session)))
    row_id = ContentRequest.id.expression
    return placed(session, query, _ORDERS[order], row_id, size, after, lambda rows: _views(session, rows))


def count_requests(session: Session, viewer: Viewer, now: datetime, narrowing: RequestFilter) -> int:
    """How many there are, over all pages."""
    seen = _seen(viewer, now).where(*_conditions(narrowing, viewer, now.date(), tag_book(session))).subquery()
    return session.scalar(select(func.count()).select_from(seen)) or 0


def load_requests(session: Session, ids: Iterable[int], viewer: Viewer, now: datetime) -> list[RequestView]:
    """The requests of these ids, in their order; what ``viewer`` may not see is left out."""
    wanted = list(ids)
    if not wanted:
        return []
    rows = session.execute(_seen(viewer, now).where(ContentRequest.id.in_(wanted))).all()
    found = {view.id: view for view in _views(session, rows)}
    return [found[each] for each in wanted if each in found]


def similar_requests(session: Session, viewer: Viewer, now: datetime, wish: Wish, limit: int = 5) -> list[RequestView]:
    """The requests most like ``wish``, whatever became of them, the most alike first."""
    wanted = stems(wish.text)
    if not wanted:
        return []
    newest = _seen(viewer, now).order_by(ContentRequest.id.desc()).limit(_COMPARED)
    ranked = []
    for row in session.execute(newest):
        shared = len(wish.tag_ids & {row.persona_id, row.stage_id, row.pain_id})
        titled = stems(row.title)
        score = max(likeness(wanted, titled, shared), likeness(wanted, titled | stems(row.why), shared))
        if score >= ALIKE:
            ranked.append((score, row.id, row))
    ranked.sort(key=lambda each: each[:2], reverse=True)
    return _views(session, [row for _, _, row in ranked[:limit]])


def locked_request(session: Session, request_id: int) -> ContentRequest | None:
    """The row, held until the transaction ends and as it is now; None where there is none."""
    query = select(ContentRequest).where(ContentRequest.id == request_id).with_for_update()
    return session.scalar(query, execution_options={"populate_existing": True})


def request_of_key(session: Session, person_id: int, key: str) -> ContentRequest | None:
    """What this person asked for under this key."""
    mine = ContentRequest.person_id == person_id, ContentRequest.idempotency_key == key
    return session.scalar(select(ContentRequest).where(*mine))


def voters(session: Session, request_id: int) -> set[int]:
    """The ids of everybody who misses the same."""
    return set(session.scalars(select(RequestVote.person_id).where(RequestVote.request_id == request_id)))


def _seen(viewer: Viewer, now: datetime) -> Select[*tuple[Any, ...]]:
    """Requests are between ourselves: everybody who works here sees all of them."""
    seen = true() if Audience.INTERNAL in window(viewer, now).audiences else false()
    voted = exists().where(RequestVote.request_id == ContentRequest.id, RequestVote.person_id == viewer.person.id)
    return select(*_COLUMNS, voted.label("viewer_voted")).where(seen)


def _promise_nearness() -> ColumnElement[int]:
    """Minus the promised day as a number like 20260601: the nearest is the greatest, and no promise the least."""
    day = ContentRequest.promised_for
    year, month, of_month = (cast(extract(part, day), Integer) for part in ("year", "month", "day"))
    return case((day.is_(None), -(10**8)), else_=-(year * 10_000 + month * 100 + of_month))


_ORDERS: dict[RequestOrder, ColumnElement[int]] = {
    RequestOrder.VOTES: ContentRequest.votes.expression,
    RequestOrder.NEWEST: ContentRequest.id.expression,
    RequestOrder.PROMISED: _promise_nearness(),
}


def _merged(book: TagBook, tag: TagView) -> list[int]:
    return [tag.id, *(each.id for each in book.by_id.values() if each.merged_into_id == tag.id)]


def _conditions(narrowing: RequestFilter, viewer: Viewer, today: date, book: TagBook) -> list[ColumnElement[bool]]:
    parts: list[ColumnElement[bool]] = []
    if narrowing.statuses:
        parts.append(ContentRequest.status.in_(sorted(narrowing.statuses)))
    parts.extend(_TAG_COLUMNS[tag.facet].in_(_merged(book, tag)) for tag in narrowing.tags)
    if narrowing.mine:
        parts.append(ContentRequest.person_id == viewer.person.id)
    if narrowing.late:
        # As ``rules.feedback.is_late`` says.
        parts += [ContentRequest.status.in_(OPEN), ContentRequest.promised_for < today]
    return parts


def _views(session: Session, rows: Sequence[Row[Any]]) -> list[RequestView]:
    people, book = people_book(session).by_id, tag_book(session)

    def tag(tag_id: int | None) -> TagView | None:
        # Merged since, it goes by the name of its successor.
        return None if tag_id is None else book.current(book.by_id[tag_id])

    return [
        RequestView(
            id=row.id,
            title=row.title,
            why=row.why,
            persona=tag(row.persona_id),
            stage=tag(row.stage_id),
            pain=tag(row.pain_id),
            type=row.type,
            wanted_by=row.wanted_by,
            person=people.get(row.person_id),
            status=row.status,
            answer=row.answer,
            answered_by=people.get(row.answered_by_id),
            promised_for=row.promised_for,
            asset_id=row.asset_id,
            votes=row.votes,
            viewer_voted=row.viewer_voted,
            created_at=row.created_at,
            updated_at=row.updated_at,
            resolved_at=row.resolved_at,
        )
        for row in rows
    ]
