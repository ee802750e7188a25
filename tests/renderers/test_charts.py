from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renderers.charts import (
    FEW_NAMED,
    MOST_NAMED,
    MOST_TOLD,
    NARROW,
    SHORTEST_LABEL,
    WIDE,
    Measured,
    Series,
    Slope,
    Style,
    bar_chart,
    line_chart,
    shortened,
)
from renderers.environment import environment
from tests.renderers.test_pages import NASTY, checked

MADE, USED = Series("made", Style.OPEN), Series("used", Style.SOLID)
VALUES = st.lists(st.integers(0, 10**6), min_size=1, max_size=40)
LANES = st.lists(st.fixed_dictionaries({style: st.floats(0, 1e6) for style in Style}), min_size=1, max_size=2)
ROWS = st.lists(
    st.builds(Measured, st.text(max_size=120), LANES.map(tuple), st.text("0123456789", max_size=9)), max_size=15
)


def drawn(kind: str, chart: object) -> str:
    source = f"{{% include '_chart_{kind}.html' %}}"
    return checked(environment().from_string(source).render(name="one", chart=chart))


@given(ROWS)
def test_no_bar_leaves_the_picture_and_none_lies_on_another(rows: list[Measured]) -> None:
    chart = bar_chart("Title", "Things", [MADE, USED], rows)
    assert len(chart.bars) == len(rows)
    top = -1.0
    for bar in chart.bars:
        assert top < bar.y < bar.tracks[0]
        top = bar.tracks[-1]
        assert top + chart.lane <= chart.height + 0.011
        for y in bar.tracks:
            lane = [box for box in bar.boxes if box.y == y]
            for before, after in pairwise(lane):
                assert after.x == pytest.approx(before.x + before.width, abs=0.011)
            assert sum(box.width for box in lane) <= 100.1


@given(ROWS)
def test_the_longest_bar_reaches_the_edge(rows: list[Measured]) -> None:
    chart = bar_chart("Title", "Things", [USED], rows)
    if any(value >= 1 for row in rows for lane in row.lanes for value in lane.values()):
        longest = max(sum(box.width for box in bar.boxes if box.y == y) for bar in chart.bars for y in bar.tracks)
        assert longest == pytest.approx(100, abs=0.1)


def test_bars_of_shares_are_measured_against_the_whole() -> None:
    chart = bar_chart("Title", "Reps", [USED], [Measured("North", ({Style.SOLID: 0.25},), "1 of 4")], 1.0)
    assert [box.width for box in chart.bars[0].boxes] == [25.0]


@given(st.text(max_size=200), st.integers(2, 100))
def test_a_label_fits_and_says_when_it_was_cut(label: str, longest: int) -> None:
    short = shortened(label, longest)
    assert len(short) <= longest
    assert short == label or short.endswith("…")


def test_a_label_is_cut_at_a_word_and_gives_way_to_its_figure() -> None:
    title = "Unplanned spend fell by more than half in the first year, and what that took of everybody involved"
    bar = bar_chart("Title", "Things", [USED], [Measured(title, ({Style.SOLID: 1},), "1,234 of 5,678")]).bars[0]
    assert bar.short == "Unplanned spend fell…"
    assert len(bar.short) + len(bar.figure) <= NARROW
    assert len(bar.label) + len(bar.figure) <= WIDE
    wordy = bar_chart("Title", "Things", [USED], [Measured(title, ({Style.SOLID: 1},), "x" * 90)]).bars[0]
    assert len(wordy.short) <= SHORTEST_LABEL


def test_a_chart_is_told_in_words_and_a_long_one_in_some() -> None:
    rows = [Measured(f"Row {number}", ({Style.SOLID: number},), str(number)) for number in range(MOST_TOLD + 3)]
    chart = bar_chart("Title", "Things", [USED], rows)
    assert chart.description.startswith("Things. Row 0: 0; Row 1: 1;")
    assert chart.description.endswith("and 3 more in the table.")
    assert bar_chart("Title", "Things", [USED], []).description == "Things"


@given(VALUES)
def test_lines_stay_between_the_base_and_the_top(values: list[int]) -> None:
    names = [f"P{number}" for number in range(len(values))]
    chart = line_chart("Title", names, {MADE: values, USED: values[::-1]})
    for line in chart.lines:
        assert all(0 < point.y <= chart.base and 0 < point.x < 100 for point in line.points)
        assert [point.x for point in line.points] == sorted(point.x for point in line.points)
        assert len(line.segments) == len(values) - 1
    told = [name for _, name, _ in chart.names]
    assert told[-1] == names[-1]
    assert len(told) <= MOST_NAMED
    assert sum(not is_spare for *_, is_spare in chart.names) <= FEW_NAMED


def test_a_slope_goes_up_where_more_was_used() -> None:
    assert Slope.of(5, 10) == Slope(0.5, 1.0)
    assert Slope.of(0, 0) == Slope(0.0, 0.0)


@pytest.mark.parametrize(
    "lanes", [({Style.SOLID: 2.0, Style.HATCHED: 1.0},), ({Style.SOLID: 2.0}, {Style.DOTTED: 1.0})]
)
def test_bars_are_drawn_with_a_name_a_description_and_patterns(lanes: Sequence[dict[Style, float]]) -> None:
    series = [Series(NASTY, style) for lane in lanes for style in lane]
    page = drawn("bars", bar_chart(NASTY, NASTY, series, [Measured(NASTY * 4, tuple(lanes), NASTY)]))
    assert "<script" not in page
    assert 'role="img" aria-labelledby="one-title one-told"' in page
    assert 'id="one-title"' in page
    assert 'id="one-told"' in page
    assert 'fill="url(#one-' in page


def test_lines_are_drawn_with_marks_of_different_shape() -> None:
    lines = {MADE: [1, 2], USED: [1, 1], Series(NASTY, Style.HATCHED): [0, 1]}
    page = drawn("lines", line_chart(NASTY, [NASTY, "2026 Q2"], lines))
    assert "<script" not in page
    assert 'class="dot open"' in page
    assert 'class="dot solid"' in page
    assert '<rect class="dot hatched"' in page
