"""Reading feedback: who may see which, and what it says."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, false, func, or_, select, true, tuple_
from sqlalchemy.orm import Session

from content_store.access import window
from content_store.feedback_views import FeedbackView, Happening, Place, Placed
from content_store.queries.people import people_book
from content_store.queries.places import placed
from content_store.queries.visibility import moments, reachable, scope
from content_store.rules.permissions import Action, may
from content_store.rules.snapshots import Snapshot
from content_store.rules.vocabulary import Audience, FeedbackKind, FeedbackStatus
from content_store.tables import Asset, Change, Feedback, Revision
from content_store.views import Viewer

OPEN = tuple(status for status in FeedbackStatus if status.is_open)


class FeedbackOrder(StrEnum):
    """What a list of feedback is ordered by; the newest first within that."""

    NEWEST = "newest"
    OPEN_FIRST = "open_first"


@dataclass(frozen=True, slots=True)
class FeedbackFilter:
    """What a list of feedback is narrowed to; what is empty narrows nothing."""

    statuses: frozenset[FeedbackStatus] = frozenset()
    kinds: frozenset[FeedbackKind] = frozenset()
    asset_id: int | None = None
    mine: bool = False


_ORDERS: dict[FeedbackOrder, ColumnElement[int]] = {
    FeedbackOrder.NEWEST: Feedback.id.expression,
    FeedbackOrder.OPEN_FIRST: case(
        (Feedback.status == FeedbackStatus.ACCEPTED, 1), (Feedback.status.in_(OPEN), 2), else_=0
    ),
}
_COLUMNS = (
    Feedback.id,
    Feedback.asset_id,
    Feedback.revision,
    Feedback.kind,
    Feedback.flag_reason,
    Feedback.text,
    Feedback.proposal,
    Feedback.status,
    Feedback.answer,
    Feedback.draft_revision,
    Feedback.created_at,
    Feedback.updated_at,
)


def list_feedback(
    session: Session,
    viewer: Viewer,
    now: datetime,
    narrowing: FeedbackFilter,
    order: FeedbackOrder,
    size: int,
    after: Place | None = None,
) -> Placed[FeedbackView]:
    """One page of the feedback that ``viewer`` may see."""
    query = _seen(viewer, now).where(*_conditions(narrowing, viewer))
    value = _ORDERS[order]
    return placed(
        session, query, value, Feedback.id.expression, size, after, lambda rows: _views(session, rows), moments(now)
    )


def count_feedback(session: Session, viewer: Viewer, now: datetime, narrowing: FeedbackFilter) -> int:
    """How much of it there is, over all pages."""
    seen = _seen(viewer, now).where(*_conditions(narrowing, viewer)).subquery()
    return session.scalar(select(func.count()).select_from(seen), moments(now)) or 0


def load_feedback(session: Session, ids: Iterable[int], viewer: Viewer, now: datetime) -> list[FeedbackView]:
    """The feedback of these ids that ``viewer`` may see, in their order; the other is left out."""
    wanted = list(ids)
    if not wanted:
        return []
    rows = session.execute(_seen(viewer, now).where(Feedback.id.in_(wanted)), moments(now)).all()
    found = {view.id: view for view in _views(session, rows)}
    return [found[each] for each in wanted if each in found]


def locked_feedback(session: Session, feedback_id: int) -> Feedback | None:
    """The row, held until the transaction ends and as it is now; None where there is none."""
    query = select(Feedback).where(Feedback.id == feedback_id).with_for_update()
    return session.scalar(query, execution_options={"populate_existing": True})


def feedback_of_key(session: Session, person_id: int, key: str) -> Feedback | None:
    """What this person gave under this key."""
    return session.scalar(select(Feedback).where(Feedback.person_id == person_id, Feedback.idempotency_key == key))


def taken_in(session: Session, asset_id: int, revision: int) -> list[Feedback]:
    """The accepted suggestions that went into ``revision`` of an asset or one before, held as ``locked_feedback``."""
    return list(
        session.scalars(
            select(Feedback)
            .where(
                Feedback.asset_id == asset_id,
                Feedback.status == FeedbackStatus.ACCEPTED,
                Feedback.draft_revision <= revision,
            )
            .order_by(Feedback.id)
            .with_for_update()
        )
    )


def accepted_comments(session: Session, asset_ids: Sequence[int], most: int) -> list[FeedbackView]:
    """The newest comments on these assets that were agreed to; whoever may see the assets may be told them."""
    if not asset_ids:
        return []
    query = (
        select(*_COLUMNS, Feedback.person_id, Feedback.answered_by_id)
        .where(
            Feedback.asset_id.in_(asset_ids),
            Feedback.kind == FeedbackKind.COMMENT,
            Feedback.status.in_((FeedbackStatus.ACCEPTED, FeedbackStatus.RESOLVED)),
        )
        .order_by(Feedback.id.desc())
        .limit(most)
    )
    return _views(session, session.execute(query).all())


def taking_in(session: Session, asset_id: int, revision: int) -> int:
    """How many people's suggestions went into ``revision`` of an asset or one before, and wait to be answered."""
    of_asset = Feedback.asset_id == asset_id, Feedback.draft_revision <= revision
    waiting = Feedback.status == FeedbackStatus.ACCEPTED
    return session.scalar(select(func.count(Feedback.person_id.distinct())).where(*of_asset, waiting)) or 0


def snapshots(session: Session, keys: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Snapshot]:
    """What the revisions hold, by asset id and number."""
    wanted = list(dict.fromkeys(keys))
    if not wanted:
        return {}
    query = select(Revision.asset_id, Revision.number, Revision.snapshot)
    rows = session.execute(query.where(tuple_(Revision.asset_id, Revision.number).in_(wanted)))
    return {(row.asset_id, row.number): row.snapshot for row in rows}


def history(session: Session, entity: str, ids: Sequence[int]) -> dict[int, list[Happening]]:
    """What happened to each piece of feedback, or each request, oldest first. ``entity`` is as in the change log."""
    if not ids:
        return {}
    people = people_book(session).by_id
    found: dict[int, list[Happening]] = {each: [] for each in ids}
    query = select(Change.entity_id, Change.kind, Change.at, Change.actor_id, Change.note)
    rows = session.execute(query.where(Change.entity == entity, Change.entity_id.in_(ids)).order_by(Change.number))
    for row in rows:
        happening = Happening(FeedbackStatus(row.kind), row.at, people.get(row.actor_id), row.note)
        found[row.entity_id].append(happening)
    return found


def _seen(viewer: Viewer, now: datetime) -> Select[*tuple[Any, ...]]:
    return select(*_COLUMNS, Feedback.person_id, Feedback.answered_by_id).where(_visible(viewer, now))


def _visible(viewer: Viewer, now: datetime) -> ColumnElement[bool]:
    """Editors see all; others their own, and stewards that of the assets they look after; customers none."""
    seen = window(viewer, now)
    if may(viewer.role, viewer.scopes, Action.READ_FEEDBACK):
        return true()
    if Audience.INTERNAL not in seen.audiences:
        return false()
    looked_after = select(Asset.id).where(Asset.steward_id == viewer.person.id, reachable(scope(seen)))
    return or_(Feedback.person_id == viewer.person.id, Feedback.asset_id.in_(looked_after))


def _conditions(narrowing: FeedbackFilter, viewer: Viewer) -> list[ColumnElement[bool]]:
    parts: list[ColumnElement[bool]] = []
    if narrowing.statuses:
        parts.append(Feedback.status.in_(sorted(narrowing.statuses)))
    if narrowing.kinds:
        parts.append(Feedback.kind.in_(sorted(narrowing.kinds)))
    if narrowing.asset_id is not None:
        parts.append(Feedback.asset_id == narrowing.asset_id)
    if narrowing.mine:
        parts.append(Feedback.person_id == viewer.person.id)
    return parts


def _views(session: Session, rows: Sequence[Row[Any]]) -> list[FeedbackView]:
    people = people_book(session).by_id
    width = len(_COLUMNS)
    return [
        FeedbackView(  # type: ignore[call-arg]  # as many columns as there are fields before the people
            *row[:width], people.get(row.person_id), people.get(row.answered_by_id)
        )
        for row in rows
    ]
