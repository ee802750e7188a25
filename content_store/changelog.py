"""Writing down every change, under gapless numbers in commit order."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from content_store.errors import Invalid
from content_store.rules.wording import storable
from content_store.tables import Change, ChangeCounter
from content_store.tables.inserting import insert_rows
from content_store.work import Work

NOTE_LIMIT = 2_000  # characters


class Entity(StrEnum):
    """What a change is about."""

    ASSET = "asset"
    TAG = "tag"
    PERSON = "person"
    FEEDBACK = "feedback"
    REQUEST = "request"
    KIT = "kit"
    REVIEW = "review"
    COMMENT = "comment"
    PERIOD = "period"
    RECOMMENDATION = "recommendation"
    IMPORT = "import"
    ENROLMENT = "enrolment"


def record(
    work: Work,
    entity: Entity,
    entity_id: int,
    kind: str,
    *,
    shown: bool = False,
    revision: int | None = None,
    note: str = "",
) -> int:
    """Append one change and return its number. ``shown`` says that it alters what readers may see.

    Raises Invalid where the note is too long. The counter's row stays locked until the transaction ends, so call this
    as late as can be.
    """
    _check_note(note)
    number = _next_number(work.session, entity, shown=shown)
    work.session.execute(
        insert(Change).values(
            number=number,
            entity=entity.value,
            entity_id=entity_id,
            kind=kind,
            shown=shown,
            revision=revision,
            actor_id=work.actor_id,
            at=work.now,
            note=storable(note),
        )
    )
    return number


@dataclass(frozen=True, slots=True)
class AssetChange:
    """One of many changes of assets that are written down together."""

    asset_id: int
    kind: str
    shown: bool
    revision: int | None = None


def record_assets(work: Work, changes: Sequence[AssetChange], note: str = "") -> None:
    """Append many changes of assets at once, under numbers in their order; as ``record`` does with one."""
    if not changes:
        return
    _check_note(note)
    last = _next_number(work.session, Entity.ASSET, shown=any(change.shown for change in changes), count=len(changes))
    rows = [
        {
            "number": number,
            "entity": Entity.ASSET.value,
            "entity_id": change.asset_id,
            "kind": change.kind,
            "shown": change.shown,
            "revision": change.revision,
            "actor_id": work.actor_id,
            "at": work.now,
            "note": storable(note),
        }
        for number, change in enumerate(changes, start=last - len(changes) + 1)
    ]
    insert_rows(work.session, Change, rows)


def _check_note(note: str) -> None:
    if len(note) > NOTE_LIMIT:
        raise Invalid.of("note", "TOO_LONG", f"it may have {NOTE_LIMIT:,} characters at most")


def _next_number(session: Session, entity: Entity, *, shown: bool, count: int = 1) -> int:
    """The number of the last of ``count`` changes."""
    following = ChangeCounter.change + count
    moved = {"change": following}
    if shown:
        moved["published"] = following
    if entity is Entity.TAG:
        moved["taxonomy"] = following
    if entity is Entity.PERSON:
        moved["people"] = following
    statement = update(ChangeCounter).values(**moved).returning(ChangeCounter.change)
    return session.execute(statement, execution_options={"synchronize_session": False}).scalar_one()
