"""Reading how an asset came to be: its revisions with what each changed, and its steps through life."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from content_store.queries.people import people_book
from content_store.queries.revisions import revisions
from content_store.rules.lifecycle import Step
from content_store.rules.snapshots import changed_fields
from content_store.tables import Publication
from content_store.views import PersonView, RevisionView


@dataclass(frozen=True, slots=True)
class LifeStep:
    """Something done to an asset as of a revision: published, retired."""

    step: Step
    at: datetime
    person: PersonView | None
    note: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A revision, the fields in which it differs from the one before, and what was done with it, the newest first."""

    revision: RevisionView
    changed: tuple[str, ...]
    steps: tuple[LifeStep, ...]


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """One page of an asset's history, the newest revision first."""

    entries: tuple[Entry, ...]
    has_next: bool


def history_page(session: Session, asset_id: int, size: int, before: int | None = None) -> HistoryPage:
    """The ``size`` revisions below number ``before``, or the newest."""
    found = revisions(session, [asset_id], size + 1, before).get(asset_id, [])
    shown = found[:size]
    steps = _steps(session, asset_id, [revision.number for revision in shown])
    entries = [
        Entry(
            revision, _changed(revision, found[place + 1] if place + 1 < len(found) else None), steps[revision.number]
        )
        for place, revision in enumerate(shown)
    ]
    return HistoryPage(tuple(entries), len(found) > size)


def _changed(revision: RevisionView, before: RevisionView | None) -> tuple[str, ...]:
    if before is None:
        return ()
    return tuple(changed_fields(before.snapshot, revision.snapshot))  # type: ignore[arg-type]  # as it was stored


def _steps(session: Session, asset_id: int, numbers: Sequence[int]) -> dict[int, tuple[LifeStep, ...]]:
    people = people_book(session).by_id
    found: defaultdict[int, list[LifeStep]] = defaultdict(list)
    query = (
        select(Publication.revision, Publication.step, Publication.at, Publication.actor_id, Publication.note)
        .where(Publication.asset_id == asset_id, Publication.revision.in_(numbers))
        .order_by(Publication.at.desc(), Publication.id.desc())
    )
    for row in session.execute(query):
        found[row.revision].append(LifeStep(row.step, row.at, people.get(row.actor_id), row.note))
    return {number: tuple(found[number]) for number in numbers}
