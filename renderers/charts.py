"""Charts as values with every place worked out: bars for comparison, lines for time. The templates draw them as SVG.

Widths are percentages and heights are multiples of the text's size: a chart grows with its page and with its letters,
and no letter is ever squeezed. What differs in colour differs in pattern too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

WIDE, NARROW = 86, 38  # characters that a line holds, label and figure, on a wide screen and on the narrowest
SHORTEST_LABEL = 14
MOST_TOLD = 12  # rows that the description reads out; the table has them all
MOST_NAMED, FEW_NAMED = 12, 4  # periods named below a line, on a wide screen and on the narrowest
_LANE = 0.9  # heights in em
_LABEL = 1.55
_GAP = 0.85
_PLOT = 9.0
_ABOVE = 1.6
_MARGIN = 7.0  # per cent on either side of a line's ends, for what is written there


class Style(StrEnum):
    """How a part of a bar or a line looks, in any order of importance."""

    SOLID = "solid"
    HATCHED = "hatched"
    DOTTED = "dotted"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Series:
    """What is measured, and how that looks."""

    name: str
    style: Style


@dataclass(frozen=True, slots=True)
class Measured:
    """One row to draw: ``lanes`` of values, one value a series; ``figure`` says it in figures at the end of the label.

    With one lane the values stand one behind the other; with a lane for each they stand one above the other.
    """

    label: str
    lanes: tuple[Mapping[Style, float], ...]
    figure: str


@dataclass(frozen=True, slots=True)
class Box:
    """A part of a bar, in per cent of the width, at ``y`` em."""

    x: float
    width: float
    y: float
    style: Style


@dataclass(frozen=True, slots=True)
class Bar:
    """A labelled row of boxes; ``y`` is the label's base line and ``tracks`` where the whole widths begin, in em.

    ``short`` is the label where there is little room.
    """

    label: str
    short: str
    figure: str
    y: float
    tracks: tuple[float, ...]
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class BarChart:
    """Bars of some ``unit``, the whole in ``height`` em."""

    title: str
    unit: str
    description: str
    series: tuple[Series, ...]
    bars: tuple[Bar, ...]
    height: float
    lane: float = _LANE


class Point(NamedTuple):
    """A place of a line, per cent to the right and em down, with its value."""

    x: float
    y: float
    value: int


@dataclass(frozen=True, slots=True)
class Line:
    """One measure over time."""

    series: Series
    points: tuple[Point, ...]

    @property
    def segments(self) -> tuple[tuple[Point, Point], ...]:
        """From each point to the next."""
        return tuple(pairwise(self.points))


@dataclass(frozen=True, slots=True)
class LineChart:
    """Lines over the same periods.

    ``names`` are those that have room: place in per cent, name, and whether it is spared on a narrow screen.
    """

    title: str
    description: str
    lines: tuple[Line, ...]
    names: tuple[tuple[float, str, bool], ...]
    base: float  # em
    height: float

    @property
    def series(self) -> tuple[Series, ...]:
        """What the lines are."""
        return tuple(line.series for line in self.lines)


@dataclass(frozen=True, slots=True)
class Slope:
    """From before to now, both from 0 at the bottom to 1 at the top: what a sparkline draws of two windows."""

    before: float
    now: float

    @classmethod
    def of(cls, before: int, now: int) -> "Slope":
        """The slope between two counts."""
        most = max(before, now, 1)
        return cls(before / most, now / most)


def bar_chart(
    title: str, unit: str, series: Sequence[Series], rows: Sequence[Measured], whole: float | None = None
) -> BarChart:
    """Bars on one scale; ``whole`` is what reaches the right edge, the longest bar where it is left out."""
    longest = max((sum(lane.values()) for row in rows for lane in row.lanes), default=0.0)
    scale = whole if whole is not None else longest
    bars, y = [], 0.0
    for row in rows:
        bar = _bar(row, y, scale)
        bars.append(bar)
        y = bar.tracks[-1] + _LANE + _GAP
    return BarChart(title, unit, _told(unit, rows), tuple(series), tuple(bars), round(max(y - _GAP, 0.0), 2))


def _bar(row: Measured, top: float, scale: float) -> Bar:
    tracks = tuple(round(top + _LABEL + place * _LANE * 1.15, 2) for place in range(len(row.lanes)))
    boxes = []
    for y, lane in zip(tracks, row.lanes, strict=True):
        x = 0.0
        for style, value in lane.items():
            width = _share(value, scale)
            if width:
                boxes.append(Box(x, width, y, style))
            x = round(x + width, 2)
    label, short = (shortened(row.label, max(SHORTEST_LABEL, room - len(row.figure))) for room in (WIDE, NARROW))
    return Bar(label, short, row.figure, round(top + 1.1, 2), tracks, tuple(boxes))


def _share(value: float, scale: float) -> float:
    return round(min(100.0, 100 * value / scale), 2) if scale and value > 0 else 0.0


def _told(unit: str, rows: Sequence[Measured]) -> str:
    """The chart in words, for whoever does not see it."""
    told = [f"{row.label}: {row.figure}" for row in rows[:MOST_TOLD]]
    rest = len(rows) - len(told)
    more = [f"and {rest} more in the table"] if rest > 0 else []
    return f"{unit}. {'; '.join([*told, *more])}." if told else unit


def line_chart(title: str, periods: Sequence[str], lines: Mapping[Series, Sequence[int]]) -> LineChart:
    """Lines over ``periods``, all from 0 to the highest value of any."""
    highest = max((value for values in lines.values() for value in values), default=0)
    places = _places(len(periods))
    drawn = tuple(
        Line(series, tuple(Point(x, _height(value, highest), value) for x, value in zip(places, values, strict=True)))
        for series, values in lines.items()
    )
    step, wider = _step(len(periods), MOST_NAMED), _step(len(periods), FEW_NAMED)
    # Counted from the end: the last period is always named.
    names = [
        (x, name, place % wider > 0)
        for place, (x, name) in enumerate(list(zip(places, periods, strict=True))[::-1])
        if place % step == 0
    ]
    base = _ABOVE + _PLOT
    told = "; ".join(
        f"{series.name}: " + ", ".join(f"{name} {value:,}" for name, value in zip(periods, values, strict=True))
        for series, values in lines.items()
    )
    return LineChart(title, f"{told}." if told else "", drawn, tuple(names[::-1]), base, base + 1.8)


def _step(count: int, most: int) -> int:
    return max(1, -(-count // most))


def _places(count: int) -> list[float]:
    if count == 1:
        return [50.0]
    return [round(_MARGIN + (100 - 2 * _MARGIN) * place / (count - 1), 2) for place in range(count)]


def _height(value: int, highest: int) -> float:
    return round(_ABOVE + _PLOT * (1 - (value / highest if highest else 0.0)), 2)


def shortened(label: str, longest: int) -> str:
    """A label of at most ``longest`` characters, cut at a word where one ends near."""
    if len(label) <= longest:
        return label
    cut = label[: longest - 1]
    at_word = cut.rpartition(" ")[0]
    return f"{at_word if len(at_word) > longest // 2 else cut}…"
