"""Reading the change log."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from content_store.tables import Asset, AssetTag, Change, ChangeCounter


@dataclass(frozen=True, slots=True)
class Numbers:
    """Where the store stands; see ``ChangeCounter``."""

    change: int
    published: int
    taxonomy: int
    people: int
    store_id: str


@dataclass(frozen=True, slots=True)
class ChangedAssets:
    """Assets touched by the changes up to number ``up_to``; one that is no longer there was deleted."""

    asset_ids: tuple[int, ...]
    up_to: int


_NUMBERS = select(
    ChangeCounter.change, ChangeCounter.published, ChangeCounter.taxonomy, ChangeCounter.people, ChangeCounter.store_id
)


def numbers(session: Session) -> Numbers:
    """Where the store stands, in one look-up; a reading session sees one snapshot and looks once."""
    known: Numbers | None = session.info.get("numbers")
    if known is None:
        known = Numbers(*session.execute(_NUMBERS).one())
        if session.info.get("snapshot"):
            session.info["numbers"] = known
    return known


def changed_assets(session: Session, after: int, limit: int) -> ChangedAssets:
    """The assets touched by the next ``limit`` changes behind ``after``, each once."""
    log = session.execute(
        select(Change.number, Change.entity, Change.entity_id)
        .where(Change.number > after)
        .order_by(Change.number)
        .limit(limit)
    ).all()
    assets = {row.entity_id: None for row in log if row.entity == "asset"}
    tags = {row.entity_id for row in log if row.entity == "tag"}
    if tags:
        carrying = session.scalars(select(AssetTag.asset_id).where(AssetTag.tag_id.in_(tags)).distinct())
        assets.update(dict.fromkeys(carrying))
    return ChangedAssets(tuple(assets), log[-1].number if log else after)


def made_at(session: Session, number: int) -> datetime | None:
    """When the change of this number was made; None where there is none."""
    return session.scalar(select(Change.at).where(Change.number == number))


def asset_ids(session: Session, after_id: int, limit: int) -> list[int]:
    """The next ``limit`` ids of all assets behind ``after_id``, in order."""
    return list(session.scalars(select(Asset.id).where(Asset.id > after_id).order_by(Asset.id).limit(limit)))


def asset_count(session: Session) -> int:
    """How many assets there are, in any status."""
    return session.scalar(select(func.count()).select_from(Asset)) or 0
