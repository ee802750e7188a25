"""Reading the sums: as stored, of longer periods against shorter ones, and evidence as the months have it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Table, and_, func, literal, or_, select, true, union_all
from sqlalchemy.orm import Session

from content_store.rules.counting import (
    EVERYBODY,
    EVERYWHERE,
    DemandKey,
    EvidenceKey,
    EvidenceRepKey,
    Key,
    RepKey,
    UsageKey,
)
from content_store.rules.demand import SearchKey
from content_store.rules.periods import Days, Grain
from content_store.rules.vocabulary import ActorKind
from content_store.tables import Cohort, DemandSum, Evidence, EvidenceRep, RepSum, SearchSum, Tag, UsageSum

SumKey = Key | SearchKey

TABLES: Mapping[type[SumKey], Table] = {
    UsageKey: UsageSum.__table__,  # type: ignore[dict-item]  # declared tables are tables
    RepKey: RepSum.__table__,  # type: ignore[dict-item]
    DemandKey: DemandSum.__table__,  # type: ignore[dict-item]
    SearchKey: SearchSum.__table__,  # type: ignore[dict-item]
    EvidenceKey: Evidence.__table__,  # type: ignore[dict-item]
    EvidenceRepKey: EvidenceRep.__table__,  # type: ignore[dict-item]
}
PERIODIC: tuple[type[SumKey], ...] = (UsageKey, RepKey, DemandKey, SearchKey)
# Kept beside the sums, and no sum themselves.
_NOT_SUMS = frozenset({"reps", "last_used_at", "level"})

# What is not 0, by the names of columns.
Sums = dict[SumKey, dict[str, int]]


@cache
def sum_columns(table: Table) -> tuple[str, ...]:
    """The columns of a table of sums that are added to."""
    return tuple(column.name for column in table.c if not column.primary_key and column.name not in _NOT_SUMS)


def day_sums(session: Session, days: Days) -> Sums:
    """What is stored for these days."""
    found: Sums = {}
    for kind in PERIODIC:
        found |= _stored(session, kind, days)
    return found


# What the sums of a longer period are made of.
PARTS = {Grain.MONTH: Grain.DAY, Grain.QUARTER: Grain.MONTH}


def amiss(session: Session, grain: Grain, period: int) -> Sums:
    """What would have to be added to the sums of a month or quarter, so that they say what its days or months say.

    The database compares: a month of a large company does not fit into memory twice.
    """
    found: Sums = {}
    for kind in PERIODIC:
        found |= _amiss(session, kind, grain, period)
    return found


def evidence_sums(session: Session, assets: range) -> tuple[Sums, Sums]:
    """What the months come to as evidence of the assets with these ids, and what is stored as such."""
    made: Sums = {}
    for row in session.execute(_used(assets)):
        _add(made, EvidenceKey(row.asset_id, row.tag_id), row, ("conversations", "landed", "fell_flat"))
        _add(made, EvidenceRepKey(row.asset_id, row.tag_id, row.person_id), row, ("conversations",))
    stored: Sums = {}
    for kind in (EvidenceKey, EvidenceRepKey):
        table, names = TABLES[kind], sum_columns(TABLES[kind])
        query = select(*(table.c[name] for name in (*kind._fields, *names)))
        stored |= _read(kind, names, session.execute(query.where(_within(table, assets))))
    return {key: counts for key, counts in made.items() if counts}, stored


def last_day_used(session: Session, asset_id: int, tag_id: int) -> datetime | None:
    """The beginning of the last day on which the sums know of a conversation with the asset; onboarding left out."""
    of_both = RepSum.asset_id == asset_id, RepSum.tag_id == tag_id, RepSum.grain == Grain.DAY
    query = select(func.max(RepSum.period)).where(*of_both, RepSum.conversations > 0, RepSum.onboarding.is_(False))
    day = session.scalar(query)
    return None if day is None else datetime.combine(date.fromordinal(day), time(), UTC)


def evidence_uses(session: Session, assets: range) -> dict[EvidenceKey, datetime | None]:
    """When these assets were last used, as is stored of those that were used at all; by tag too."""
    rows = session.execute(
        select(Evidence.asset_id, Evidence.tag_id, Evidence.last_used_at).where(
            Evidence.asset_id.between(assets.start, assets.stop - 1), Evidence.conversations > 0
        )
    )
    return {EvidenceKey(row.asset_id, row.tag_id): row.last_used_at for row in rows}


def _stored(session: Session, kind: type[SumKey], days: Days) -> Sums:
    table, names = TABLES[kind], sum_columns(TABLES[kind])
    within = table.c.period.between(days.first.toordinal(), days.last.toordinal())
    columns = *_key(kind, grain=Grain.DAY), *(table.c[name] for name in names)
    query = select(*columns).where(table.c.grain == Grain.DAY, within, _led(session, kind))
    return _read(kind, names, session.execute(query))


def _amiss(session: Session, kind: type[SumKey], grain: Grain, period: int) -> Sums:
    table, names, part = TABLES[kind], sum_columns(TABLES[kind]), PARTS[grain]
    by = [name for name in kind._fields if name not in {"grain", "period"}]
    first, last = part.of(grain.start(period)), part.of(grain.end(period))
    sides = union_all(
        *(
            select(*(table.c[name] for name in by), *((table.c[name] * sign).label(name) for name in names)).where(
                table.c.grain == of, table.c.period.between(*within), _led(session, kind)
            )
            for of, within, sign in ((part, (first, last), 1), (grain, (period, period), -1))
        )
    ).subquery()
    sums = [func.sum(sides.c[name]) for name in names]
    key = _key(kind, sides.c, grain=grain, period=period)
    query = select(*key, *sums).group_by(*(sides.c[name] for name in by)).having(or_(*(each != 0 for each in sums)))
    return _read(kind, names, session.execute(query))


def _key(kind: type[SumKey], columns: Any = None, **known: str | int) -> Iterable[ColumnElement[Any]]:
    """The columns of a key in its order, of the table or of what was made of it; of those that are known the value."""
    found = TABLES[kind].c if columns is None else columns
    return [literal(known[name]) if name in known else found[name] for name in kind._fields]


def _led(session: Session, kind: type[SumKey]) -> ColumnElement[bool]:
    """All values of what stands before the period in a table's key, so that the key leads to the periods."""
    table = TABLES[kind]
    if kind in {UsageKey, SearchKey}:
        cohorts = table.c.cohort_id.in_([EVERYBODY, *session.scalars(select(Cohort.id))])
        return and_(cohorts, table.c.actor_kind.in_(list(ActorKind))) if kind is UsageKey else cohorts
    if kind is RepKey:
        return table.c.tag_id.in_([EVERYWHERE, *session.scalars(select(Tag.id))])
    return true()


def _read(kind: type[SumKey], names: Sequence[str], rows: Iterable[Row[*tuple[Any, ...]]]) -> Sums:
    width = len(kind._fields)
    return {
        kind(*row[:width]): {name: int(count) for name, count in zip(names, row[width:], strict=True) if count}
        for row in rows
        if any(row[width:])
    }


def _used(assets: range) -> Select[*tuple[Any, ...]]:
    """Conversations by asset, tag and person; onboarding left out."""
    table = TABLES[RepKey]
    by = table.c.asset_id, table.c.tag_id, table.c.person_id
    counts = (func.sum(table.c[name]).label(name) for name in ("conversations", "landed", "fell_flat"))
    return (
        select(*by, *counts)
        .where(table.c.grain == Grain.MONTH, table.c.onboarding.is_(False), _within(table, assets))
        .group_by(*by)
    )


def _within(table: Table, assets: range) -> ColumnElement[bool]:
    return table.c.asset_id.between(assets.start, assets.stop - 1)


def _add(sums: Sums, key: SumKey, row: Row[*tuple[Any, ...]], names: Iterable[str]) -> None:
    counts = sums.setdefault(key, {})
    for name in names:
        if count := int(getattr(row, name)):
            counts[name] = counts.get(name, 0) + count
