"""Writing down every change, under gapless numbers in commit order."""

from enum import StrEnum

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from content_store.rules.wording import storable
from content_store.tables import Change, ChangeCounter
from content_store.work import Work


class Entity(StrEnum):
    """What a change is about."""

    ASSET = "asset"
    TAG = "tag"
    PERSON = "person"


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

    The counter's row stays locked until the transaction ends, so call this as late as can be.
    """
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


def _next_number(session: Session, entity: Entity, *, shown: bool) -> int:
    following = ChangeCounter.change + 1
    moved = {"change": following}
    if shown:
        moved["published"] = following
    if entity is Entity.TAG:
        moved["taxonomy"] = following
    if entity is Entity.PERSON:
        moved["people"] = following
    statement = update(ChangeCounter).values(**moved).returning(ChangeCounter.change)
    return session.execute(statement, execution_options={"synchronize_session": False}).scalar_one()
