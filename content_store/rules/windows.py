"""How a window of days is made of the periods that sums are kept by, so that the fewest rows are read."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from content_store.rules.periods import Days, Grain

MOST_PIECES = 5  # a quarter's or month's days and months at either end, and the quarters between
# What reading a period costs, in days: the rows of a longer one stand for more, and are a few times as many.
_COSTS = {Grain.DAY: 1, Grain.MONTH: 4, Grain.QUARTER: 7}
_COARSE_FIRST = (Grain.QUARTER, Grain.MONTH, Grain.DAY)
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Piece:
    """Whole periods of one grain, both ends included, that are added (``sign`` 1) or taken away (-1)."""

    grain: Grain
    first: int
    last: int
    sign: int = 1

    @property
    def length(self) -> int:
        """How many periods."""
        return self.last - self.first + 1


Pieces = tuple[Piece, ...]


@lru_cache(maxsize=512)
def pieces(window: Days, today: date, *, taking_away: bool = True) -> Pieces:
    """What a window is made of, cheapest: a month less its first days may be fewer rows than its other days.

    Nothing has happened after ``today``, so a month or quarter that runs may be read whole. Different persons cannot
    be counted by taking away: they need ``taking_away=False``.
    """
    if window.first > today:
        return ()
    ends = {window.last}
    if window.last >= today:
        ends |= {grain.end(grain.of(today)) for grain in (Grain.MONTH, Grain.QUARTER)}
    return _cheapest(_way(window.first, end + _ONE_DAY, _COARSE_FIRST, taking_away) for end in sorted(ends))


def _cheapest(ways: Iterable[Pieces]) -> Pieces:
    return min(ways, key=lambda way: sum(piece.length * _COSTS[piece.grain] for piece in way))


def _way(first: date, past: date, grains: tuple[Grain, ...], taking_away: bool) -> Pieces:
    """The cheapest way from the beginning of one day to that of another, in steps of these grains, coarse first."""
    if past < first:
        return tuple(replace(piece, sign=-piece.sign) for piece in _way(past, first, grains, taking_away))
    coarse, *finer = grains
    if not finer:
        return _step(coarse, first, past)
    rest = tuple(finer)
    ways = [_way(first, past, rest, taking_away)]
    for begin in _edges(coarse, first, taking_away, 1):
        for end in _edges(coarse, past, taking_away, 0):
            if begin < end:
                before, after = _way(first, begin, rest, taking_away), _way(end, past, rest, taking_away)
                ways.append((*before, *_step(coarse, begin, end), *after))
    return _cheapest(ways)


def _step(grain: Grain, first: date, past: date) -> Pieces:
    return (Piece(grain, grain.of(first), grain.of(past) - 1),) if first < past else ()


def _edges(grain: Grain, day: date, taking_away: bool, inward: int) -> list[date]:
    """Where periods begin around ``day``: at the day itself, else before and after it, or only inside the window."""
    number = grain.of(day)
    if grain.start(number) == day:
        return [day]
    return [grain.start(number), grain.start(number + 1)] if taking_away else [grain.start(number + inward)]
