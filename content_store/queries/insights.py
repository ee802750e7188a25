"""What reports share: what a filter means, and how sums are read for it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Executable,
    FromClause,
    Row,
    Select,
    func,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from content_store.errors import Invalid, Problem
from content_store.queries.filters import condition, resolve
from content_store.queries.people import people_book
from content_store.queries.taxonomy import tag_book
from content_store.rules.counting import EVERYBODY, EVERYWHERE
from content_store.rules.filters import Filter, Where
from content_store.rules.insights import InsightFilter, window_problem
from content_store.rules.periods import Days, Grain
from content_store.rules.spelling import nearest
from content_store.rules.vocabulary import ActorKind, Facet, Status
from content_store.rules.windows import MOST_PIECES, Piece, Pieces, pieces
from content_store.tables import Asset, Cohort, DemandSum, RepSum, SearchSum, UsageSum

Sums = type[UsageSum] | type[RepSum] | type[DemandSum] | type[SearchSum]


@dataclass(frozen=True, slots=True)
class Narrowed:
    """An ``InsightFilter`` with names looked up. ``assets`` and ``cohorts`` are None where all are meant.

    ``tags`` holds the ids chosen of a facet, with those of tags that were merged into them.
    """

    asked: InsightFilter
    window: Days
    today: date
    assets: Filter | None
    cohorts: tuple[int, ...] | None
    tags: Mapping[Facet, frozenset[int]]

    @property
    def actor_kinds(self) -> tuple[ActorKind, ...]:
        """Whose events count."""
        return self.asked.actor_kinds

    def pieces(self, *, taking_away: bool = True) -> Pieces:
        """The periods that make up the window; see ``rules.windows``."""
        return pieces(self.window, self.today, taking_away=taking_away)

    def asset_ids(self) -> Select[int]:
        """The ids of the assets that are meant."""
        chosen = select(Asset.id)
        return chosen if self.assets is None else chosen.where(condition(self.assets))


def narrow(session: Session, asked: InsightFilter, today: date) -> Narrowed:
    """Look up what a filter names. Raises Invalid with every problem; paths start at ``where``."""
    wrong = window_problem(asked.window)
    problems = [Problem(("where", wrong[0]), *wrong[1:])] if wrong is not None else []
    found = Filter()
    try:
        found = resolve(session, Where(tags=dict(asked.tags), types=asked.types, owners=asked.owners))
    except Invalid as error:
        problems += error.problems
    problems += _unknown(session, asked)
    if problems:
        raise Invalid(problems)
    chosen = [facet for facet, slugs in asked.tags if slugs]
    return Narrowed(
        asked,
        asked.window,
        today,
        found if asked.chooses_assets else None,
        _cohorts(session, asked),
        {facet: _with_merged(session, ids) for facet, ids in zip(chosen, found.tag_groups, strict=True)},
    )


def _with_merged(session: Session, tag_ids: frozenset[int]) -> frozenset[int]:
    book = tag_book(session)
    ids = {tag.id for tag in book.by_id.values() if (now := book.current(tag)) is not None and now.id in tag_ids}
    return frozenset(ids)


def _unknown(session: Session, asked: InsightFilter) -> list[Problem]:
    """Teams and regions that nobody is in or ever was."""
    people = people_book(session).by_id.values()
    ever = session.execute(select(Cohort.team, Cohort.region).distinct()).all()
    known = {
        "teams": {person.team for person in people} | {row.team for row in ever},
        "regions": {person.region for person in people} | {row.region for row in ever},
    }
    found = []
    for name, given in (("teams", asked.teams), ("regions", asked.regions)):
        for place, each in enumerate(given):
            if each not in known[name]:
                close = nearest(each, sorted(known[name]))
                hint = f"; did you mean “{close}”?" if close else ""
                message = f"nobody is in the {name[:-1]} “{each[:100]}”{hint}"
                found.append(Problem(("where", name, str(place)), f"UNKNOWN_{name[:-1].upper()}", message))
    return found


def _cohorts(session: Session, asked: InsightFilter) -> tuple[int, ...] | None:
    if not asked.chooses_people:
        return None
    chosen = select(Cohort.id).order_by(Cohort.id)
    for column, values in (
        (Cohort.team, asked.teams),
        (Cohort.region, asked.regions),
        (Cohort.quota_band, [band.value for band in asked.quota_bands]),
    ):
        if values:
            chosen = chosen.where(column.in_(values))
    return tuple(session.scalars(chosen))


def summed(
    narrowed: Narrowed,
    table: Sums,
    keys: Collection[InstrumentedAttribute[Any]],
    amounts: Mapping[str, Any],
    *conditions: Any,
    by_period: bool = False,
    grouped: Collection[InstrumentedAttribute[Any]] = (),
    different: bool = False,
) -> FromClause:
    """Rows of ``keys`` and signed ``amounts`` over the whole window; those of one key are still to be added up.

    ``by_period`` looks each period up instead of walking all: better where ``conditions`` name a few assets.
    ``grouped``, where it is the order of an index, adds up what lies together: no sorting, and fewer rows.
    ``different`` is for counting different persons, from periods of which none is taken away.
    """
    parts = []
    for piece in filled(narrowed.pieces(taking_away=not different)):
        sums = {name: func.sum(amount) if grouped else amount for name, amount in amounts.items()}
        signed = ((amount * piece.sign).label(name) for name, amount in sums.items())
        within = _within(table, piece.first, piece.last, by_period=by_period)
        part = select(*keys, *signed).where(
            table.grain == piece.grain, within, *whose(table, narrowed.actor_kinds, narrowed.cohorts), *conditions
        )
        parts.append(part.group_by(*grouped))
    return union_all(*parts).subquery()


def filled(found: Pieces) -> Pieces:
    """As many pieces for every window, so that its statement is made and planned once: the others hold nothing."""
    return found + (Piece(Grain.DAY, 1, 0),) * (MOST_PIECES - len(found))


def _within(table: Sums, first: int, last: int, *, by_period: bool) -> ColumnElement[bool]:
    return table.period.in_(range(first, last + 1)) if by_period else table.period.between(first, last)


def whose(
    table: Sums, actor_kinds: tuple[ActorKind, ...], cohorts: tuple[int, ...] | None
) -> list[ColumnElement[bool]]:
    """Rows of those who are meant; everybody where ``cohorts`` is None."""
    found: list[ColumnElement[bool]] = []
    if table is UsageSum:
        found.append(UsageSum.actor_kind.in_(actor_kinds))
    if table is RepSum:
        # Written out, so that the index on just these rows is known to do.
        found.append(RepSum.tag_id == literal_column(str(EVERYWHERE)))
    if cohorts is not None:
        found.append(table.cohort_id.in_(cohorts))
    elif table in {UsageSum, SearchSum}:
        found.append(table.cohort_id == EVERYBODY)
    return found


def of_assets(
    narrowed: Narrowed, asset_id: ColumnElement[int] | InstrumentedAttribute[int]
) -> list[ColumnElement[bool]]:
    """Rows of the assets that are meant."""
    return [] if narrowed.assets is None else [asset_id.in_(narrowed.asset_ids())]


def parts(ids: Collection[int], size: int) -> Iterator[list[int]]:
    """``ids`` in lists of at most ``size``: a statement takes only so many values."""
    every = list(ids)
    return (every[start : start + size] for start in range(0, len(every), size))


def added(column: ColumnElement[int]) -> ColumnElement[int]:
    """The sum of sums: PostgreSQL would make a decimal number of it."""
    return func.sum(column).cast(BigInteger)


def showing(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Assets that readers are shown at this moment."""
    ends = Asset.unpublish_at
    return Asset.status == Status.PUBLISHED, Asset.listed_at <= now, ends.is_(None) | (ends > now)


def rows_of(
    session: Session, statement: Executable, given: Mapping[str, Any] | None = None
) -> Sequence[Row[*tuple[Any, ...]]]:
    """The rows of a statement on tables alone: thousands of them, past what the library does for objects."""
    return session.connection().execute(statement, given).all()
