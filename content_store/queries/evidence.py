"""Reading what conversations proved: of an asset as a whole, and within a persona, stage or pain."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, distinct, func, select
from sqlalchemy.orm import Session

from content_store.rules.counting import EVERYWHERE
from content_store.rules.evidence import Evidence
from content_store.tables import Evidence as EvidenceRow
from content_store.tables import EvidenceRep

_ROW = cast("Table", EvidenceRow.__table__)
_OVERALL = select(
    _ROW.c.asset_id, _ROW.c.conversations, _ROW.c.reps, _ROW.c.landed, _ROW.c.fell_flat, _ROW.c.last_used_at
).where(_ROW.c.asset_id.in_(bindparam("ids", expanding=True)), _ROW.c.tag_id == EVERYWHERE)


def evidence_of(session: Session, asset_ids: Sequence[int]) -> dict[int, Evidence]:
    """What is known of each asset; those without any conversation are left out."""
    if not asset_ids:
        return {}
    rows = session.connection().execute(_OVERALL, {"ids": list(asset_ids)})
    return {row[0]: Evidence(*row[1:]) for row in rows}


def levels(session: Session, asset_ids: Collection[int] | None = None) -> dict[int, int]:
    """The levels that the search index knows, of these assets or of all that have evidence."""
    query = select(EvidenceRow.asset_id, EvidenceRow.level).where(EvidenceRow.tag_id == EVERYWHERE)
    if asset_ids is not None:
        query = query.where(EvidenceRow.asset_id.in_(asset_ids))
    return {row.asset_id: row.level for row in session.execute(query)}


def evidence_within(session: Session, asset_ids: Sequence[int], tag_ids: Collection[int]) -> dict[int, Evidence]:
    """The same counting only conversations that named any of ``tag_ids``: one tag and what was merged into it.

    The tags must be of one facet, or a conversation would count for each.
    """
    if not asset_ids or not tag_ids:
        return {}
    keys = EvidenceRow.asset_id.in_(asset_ids), EvidenceRow.tag_id.in_(tag_ids)
    people = (
        select(EvidenceRep.asset_id, func.count(distinct(EvidenceRep.person_id)).label("reps"))
        .where(EvidenceRep.asset_id.in_(asset_ids), EvidenceRep.tag_id.in_(tag_ids), EvidenceRep.conversations > 0)
        .group_by(EvidenceRep.asset_id)
    )
    reps = {row.asset_id: row.reps for row in session.execute(people)}
    parts: defaultdict[int, list[EvidenceRow]] = defaultdict(list)
    for row in session.scalars(select(EvidenceRow).where(*keys)):
        parts[row.asset_id].append(row)
    return {asset_id: _sum(rows, reps.get(asset_id, 0)) for asset_id, rows in parts.items()}


_BY_TAG = select(
    _ROW.c.asset_id,
    _ROW.c.tag_id,
    _ROW.c.conversations,
    _ROW.c.reps,
    _ROW.c.landed,
    _ROW.c.fell_flat,
    _ROW.c.last_used_at,
).where(
    _ROW.c.asset_id.in_(bindparam("ids", expanding=True)),
    _ROW.c.tag_id.in_(bindparam("tag_ids", expanding=True)),
    _ROW.c.conversations > 0,
)


def evidence_in(
    session: Session, asset_ids: Sequence[int], situation: Mapping[int, Collection[int]]
) -> dict[int, dict[int, Evidence]]:
    """For each asset what is known of it within each tag of ``situation``, in one query; what is unknown is left out.

    ``situation`` names for each tag its id and those of what was merged into it. Where several of these have
    evidence, ``reps`` is a lower bound: the same people may be in both.
    """
    tag_ids = [each for group in situation.values() for each in group]
    if not asset_ids or not tag_ids:
        return {}
    rows: defaultdict[tuple[int, int], list[Any]] = defaultdict(list)
    current = {each: tag_id for tag_id, group in situation.items() for each in group}
    for row in session.connection().execute(_BY_TAG, {"ids": list(asset_ids), "tag_ids": tag_ids}):
        rows[row.asset_id, current[row.tag_id]].append(row)
    found: defaultdict[int, dict[int, Evidence]] = defaultdict(dict)
    for (asset_id, tag_id), parts in rows.items():
        found[asset_id][tag_id] = _sum(parts, max(part.reps for part in parts))
    return found


def _sum(rows: Sequence[Any], reps: int) -> Evidence:
    used: list[datetime] = [row.last_used_at for row in rows if row.last_used_at is not None]
    return Evidence(
        conversations=sum(row.conversations for row in rows),
        reps=reps,
        landed=sum(row.landed for row in rows),
        fell_flat=sum(row.fell_flat for row in rows),
        last_used_at=max(used, default=None),
    )
