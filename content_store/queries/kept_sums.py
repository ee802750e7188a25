"""Sums of single periods, kept in memory once a period is over: a window is added up from them without being read anew.

What is over hardly changes: what came late is noted in ``LateSum``, by period, and makes the memory of that one period
old. Periods that run are read each time.
"""

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    String,
    TextClause,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    text,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from content_store.memory import Shelf
from content_store.queries.insights import Narrowed, filled, rows_of, whose
from content_store.rules.periods import Grain
from content_store.rules.vocabulary import ActorKind
from content_store.rules.windows import MOST_PIECES, Piece, Pieces
from content_store.tables import NOTICED, LateSum, RepSum, UsageSum

# A writer may be at work on a day that has just ended, and its clock may differ from ours.
_SETTLED = timedelta(days=2)
_BYTES = 8  # of one number


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """Which amounts are read of which rows, onboarding apart; ``key`` is one or two columns that they are summed by."""

    name: str
    table: type[UsageSum] | type[RepSum]
    key: tuple[InstrumentedAttribute[int], ...]
    amounts: tuple[ColumnElement[int], ...]
    conditions: tuple[ColumnElement[bool] | TextClause, ...] = ()


_CONVERSATIONS = ("conversations", "landed", "fell_flat")
_COPIES = UsageSum.copies + UsageSum.downloads + UsageSum.exports + UsageSum.shares
# Conditions are written out, so that the indexes on just these rows are known to do.
USED = Figure(
    "used",
    UsageSum,
    (UsageSum.asset_id,),
    tuple(UsageSum.__table__.c[name] for name in _CONVERSATIONS),
    (UsageSum.conversations > literal_column("0"),),
)
NOTICED_BY = Figure(
    "noticed", UsageSum, (UsageSum.asset_id,), (UsageSum.views.expression, _COPIES), (text(f"({NOTICED})"),)
)
SHOWN = Figure("shown", UsageSum, (UsageSum.asset_id,), (UsageSum.impressions.expression,), (UsageSum.impressions > 0,))
USERS = Figure("users", RepSum, (RepSum.asset_id, RepSum.person_id), (), (RepSum.conversations > 0,))
PEOPLE = Figure(
    "people", RepSum, (RepSum.person_id, RepSum.cohort_id), tuple(RepSum.__table__.c[name] for name in _CONVERSATIONS)
)
_FIRST = 2**32  # what the first column of a key of two counts


def two(key: int) -> tuple[int, int]:
    """The columns of a key of two."""
    return divmod(key, _FIRST)


@dataclass(frozen=True, slots=True)
class Amounts:
    """What one period holds: the keys, and of each figure as many numbers."""

    keys: "array[int]"
    columns: "tuple[array[int], ...]"

    @property
    def size(self) -> int:
        """Bytes."""
        return _BYTES * len(self.keys) * (1 + len(self.columns))


def added_up(
    session: Session, narrowed: Narrowed, figure: Figure, columns: Sequence[int] = ()
) -> tuple[dict[int, int], ...]:
    """The amounts of ``figure``, all or those of some places, over the window by key; some may have come to nothing.

    Of all assets: whoever asks leaves out those that are not meant, and mostly looks at others anyway.
    """
    places = columns or range(len(figure.amounts))
    parts = [
        (piece.sign, part) for piece, found in _window(session, narrowed, figure, narrowed.pieces()) for part in found
    ]
    return tuple(_sum((sign, part.keys, part.columns[place]) for sign, part in parts) for place in places)


def different(session: Session, narrowed: Narrowed, figure: Figure) -> set[int]:
    """The keys that are in the window at all."""
    found: set[int] = set()
    for _, parts in _window(session, narrowed, figure, narrowed.pieces(taking_away=False)):
        found.update(*(part.keys for part in parts))
    return found


def by_period(
    session: Session, narrowed: Narrowed, figure: Figure, grain: Grain, periods: range
) -> Mapping[int, Amounts]:
    """What each of these periods holds."""
    within = Piece(grain, periods.start, periods.stop - 1)
    return _Reader(session, narrowed, figure, grain, _late(session, (within,))).each(periods)


def _sum(parts: Iterable[tuple[int, Iterable[int], Iterable[int]]]) -> defaultdict[int, int]:
    total: defaultdict[int, int] = defaultdict(int)
    for sign, keys, amounts in parts:
        if sign > 0:
            for key, amount in zip(keys, amounts, strict=True):
                total[key] += amount
        else:
            for key, amount in zip(keys, amounts, strict=True):
                total[key] -= amount
    return total


def _window(
    session: Session, narrowed: Narrowed, figure: Figure, pieces: Pieces
) -> Iterator[tuple[Piece, list[Amounts]]]:
    late = _late(session, pieces)
    for piece in pieces:
        yield piece, _Reader(session, narrowed, figure, piece.grain, late).amounts(piece.first, piece.last)


Late = Mapping[tuple[Grain, int], int]


# Statements are made once: to put one together takes longer than to read a day.
_LATE = select(LateSum.grain, LateSum.period, LateSum.changes).where(
    or_(
        *(
            and_(
                LateSum.grain == bindparam(f"grain{place}"),
                LateSum.period.between(bindparam(f"first{place}"), bindparam(f"last{place}")),
            )
            for place in range(MOST_PIECES)
        )
    )
)


def _late(session: Session, pieces: Pieces) -> Late:
    given: dict[str, Grain | int] = {}
    for place, piece in enumerate(filled(pieces)):
        given |= {f"grain{place}": piece.grain, f"first{place}": piece.first, f"last{place}": piece.last}
    return {(row[0], row[1]): row[2] for row in rows_of(session, _LATE, given)}


class _Reader:
    """Reads one figure of periods of one grain, from memory where it can."""

    def __init__(self, session: Session, narrowed: Narrowed, figure: Figure, grain: Grain, late: Late) -> None:
        self._session = session
        self._grain = grain
        self._late = late
        self._statement = _lists(figure, narrowed.actor_kinds, narrowed.cohorts)
        self._shelf: Shelf = session.info["memory"].shelf
        self._of_whom = figure.name, narrowed.actor_kinds, narrowed.cohorts, grain
        self._settled = grain.of(datetime.now(UTC).date() - _SETTLED) - 1  # the last period that surely is

    def amounts(self, first: int, last: int) -> list[Amounts]:
        """What these periods hold; those that are over together, where they are long."""
        settled = min(last, self._settled)
        if self._grain is Grain.DAY or settled <= first:
            return [*self.each(range(first, last + 1)).values()]
        number = sum(self._late.get((self._grain, period), 0) for period in range(first, settled + 1))
        found = self._shelf.find((*self._of_whom, first, settled), number)
        if found is None:
            found = _together(self.each(range(first, settled + 1)).values())
            self._shelf.put((*self._of_whom, first, settled), number, found, found.size)
        return [found, *self.each(range(settled + 1, last + 1)).values()]

    def each(self, periods: range) -> dict[int, Amounts]:
        """What each of these periods holds."""
        return {period: self._one(period) for period in periods}

    def _one(self, period: int) -> Amounts:
        number = self._late.get((self._grain, period), 0)
        found = self._shelf.find((*self._of_whom, period), number)
        if found is None:
            found = self._read(period)
            if period <= self._settled:
                self._shelf.put((*self._of_whom, period), number, found, found.size)
        return found

    def _read(self, period: int) -> Amounts:
        given = {"of_grain": self._grain, "of_period": period}
        keys, *columns = map(_numbers, rows_of(self._session, self._statement, given)[0])
        return Amounts(keys, tuple(columns))


def _together(parts: Collection[Amounts]) -> Amounts:
    keys = array("q", set().union(*(part.keys for part in parts)))
    places = range(max(len(part.columns) for part in parts))
    sums = [_sum((1, part.keys, part.columns[place]) for part in parts) for place in places]
    return Amounts(keys, tuple(array("q", map(total.__getitem__, keys)) for total in sums))


@lru_cache(maxsize=512)
def _lists(
    figure: Figure, actor_kinds: tuple[ActorKind, ...], cohorts: tuple[int, ...] | None
) -> Select[*tuple[str, ...]]:
    """What a period holds, as one row of lists: a row for each key would take twice the time."""
    table = figure.table
    key = figure.key[0] if len(figure.key) == 1 else figure.key[0].cast(BigInteger) * _FIRST + figure.key[1]
    sums = (func.sum(amount).label(f"sum_{place}") for place, amount in enumerate(figure.amounts))
    of_period = table.grain == bindparam("of_grain"), table.period == bindparam("of_period")
    rows = (
        select(key.label("key"), *sums)
        .where(*of_period, table.onboarding.is_(False), *whose(table, actor_kinds, cohorts), *figure.conditions)
        .group_by(*figure.key)
        .subquery()
    )
    return select(*(func.aggregate_strings(column.cast(String), ",") for column in rows.c))


def _numbers(listed: str | None) -> "array[int]":
    return array("q", map(int, listed.split(",")) if listed else ())
