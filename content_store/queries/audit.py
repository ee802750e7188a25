"""Reading the change log as an audit trail: who changed what, when; page by page, the newest first."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.orm import Session

from content_store.access import require
from content_store.queries.people import people_book
from content_store.queries.taxonomy import tag_book
from content_store.rules.permissions import Action, may
from content_store.rules.wording import storable
from content_store.tables import Asset, Change, ContentRequest
from content_store.views import PersonView, Viewer

ASSET, TAG, PERSON, REQUEST = "asset", "tag", "person", "request"
SYSTEM_ID = 0  # the command line, where an actor is named


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What a trail is narrowed to; what is empty narrows nothing. ``actor_id`` may be ``SYSTEM_ID``."""

    actor_id: int | None = None
    entity: str = ""
    entity_id: int | None = None
    kind: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One change. ``person`` is None for the command line; ``about`` names what was changed, ``slug`` an asset."""

    number: int
    at: datetime
    entity: str
    entity_id: int
    kind: str
    person: PersonView | None
    about: str
    slug: str
    revision: int | None
    note: str


@dataclass(frozen=True, slots=True)
class Trail:
    """One page of changes."""

    items: tuple[ChangeView, ...] = ()
    has_next: bool = False


def trail(session: Session, viewer: Viewer, narrowing: AuditFilter, size: int, before: int | None = None) -> Trail:
    """The ``size`` changes below number ``before`` that ``viewer`` may see; those of people are for who manages them.

    Raises Forbidden.
    """
    require(viewer, Action.READ_DRAFTS)
    columns = (Change.number, Change.at, Change.entity, Change.entity_id, Change.kind, Change.actor_id)
    query = select(*columns, Change.revision, Change.note).where(*_conditions(viewer, narrowing))
    if before is not None:
        query = query.where(Change.number < before)
    rows: Any = session.execute(query.order_by(Change.number.desc()).limit(size + 1)).all()
    return Trail(_views(session, rows[:size]), len(rows) > size)


def _conditions(viewer: Viewer, narrowing: AuditFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if not may(viewer.role, viewer.scopes, Action.MANAGE_PEOPLE):
        found.append(Change.entity != PERSON)
    if narrowing.actor_id is not None:
        is_system = narrowing.actor_id == SYSTEM_ID
        found.append(Change.actor_id.is_(None) if is_system else Change.actor_id == narrowing.actor_id)
    for column, value in (
        (Change.entity, narrowing.entity),
        (Change.entity_id, narrowing.entity_id),
        (Change.kind, storable(narrowing.kind)),
    ):
        if value:
            found.append(column == value)
    if narrowing.since is not None:
        found.append(Change.at >= narrowing.since)
    if narrowing.until is not None:
        found.append(Change.at < narrowing.until)
    return found


def _views(session: Session, rows: Sequence[Row[Any]]) -> tuple[ChangeView, ...]:
    people = people_book(session).by_id
    ids: defaultdict[str, set[int]] = defaultdict(set)
    for row in rows:
        ids[row.entity].add(row.entity_id)
    names = {entity: _NAMED[entity](session, found) for entity, found in ids.items() if entity in _NAMED}
    return tuple(
        ChangeView(
            row.number,
            row.at,
            row.entity,
            row.entity_id,
            row.kind,
            people.get(row.actor_id),
            *names.get(row.entity, {}).get(row.entity_id, ("", "")),
            row.revision,
            row.note,
        )
        for row in rows
    )


Names = dict[int, tuple[str, str]]


def _assets(session: Session, ids: Iterable[int]) -> Names:
    rows = session.execute(select(Asset.id, Asset.title, Asset.slug).where(Asset.id.in_(ids)))
    return {row.id: (row.title, row.slug) for row in rows}


def _requests(session: Session, ids: Iterable[int]) -> Names:
    rows = session.execute(select(ContentRequest.id, ContentRequest.title).where(ContentRequest.id.in_(ids)))
    return {row.id: (row.title, "") for row in rows}


def _tags(session: Session, ids: Iterable[int]) -> Names:
    known = tag_book(session).by_id
    return {each: (f"{known[each].facet.value} “{known[each].name}”", "") for each in ids if each in known}


def _persons(session: Session, ids: Iterable[int]) -> Names:
    known = people_book(session).by_id
    return {each: (known[each].name, "") for each in ids if each in known}


_NAMED: dict[str, Callable[[Session, Iterable[int]], Names]] = {
    ASSET: _assets,
    REQUEST: _requests,
    TAG: _tags,
    PERSON: _persons,
}
