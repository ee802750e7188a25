"""Windows are made of whole periods: every day counts once, and few periods are read."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from content_store.rules.periods import Days, Grain
from content_store.rules.windows import MOST_PIECES, pieces

DAYS = st.dates(date(2019, 12, 1), date(2024, 4, 1))
LENGTHS = st.integers(1, 900)


@given(DAYS, LENGTHS, DAYS, st.booleans())
def test_the_pieces_hold_every_day_up_to_today_once(first: date, length: int, today: date, taking_away: bool) -> None:
    window = Days(first, first + timedelta(days=length - 1))
    found: Counter[int] = Counter()
    for piece in pieces(window, today, taking_away=taking_away):
        for period in range(piece.first, piece.last + 1):
            days = range(piece.grain.start(period).toordinal(), piece.grain.end(period).toordinal() + 1)
            found.update(dict.fromkeys(days, piece.sign))
            assert taking_away or piece.sign == 1
    past = {day: count for day, count in found.items() if count and day <= today.toordinal()}
    last = min(window.last, today)
    assert past == dict.fromkeys(range(first.toordinal(), last.toordinal() + 1), 1)


@given(DAYS, LENGTHS, DAYS)
def test_few_periods_are_read(first: date, length: int, today: date) -> None:
    found = pieces(Days(first, first + timedelta(days=length - 1)), today)
    lengths = Counter[Grain]()
    for piece in found:
        lengths[piece.grain] += piece.length
    assert len(found) <= MOST_PIECES
    assert lengths[Grain.DAY] <= 2 * 17
    assert lengths[Grain.MONTH] <= 4


@given(DAYS, LENGTHS)
def test_without_taking_away_no_whole_quarter_is_read_by_months_or_days(first: date, length: int) -> None:
    window = Days(first, first + timedelta(days=length - 1))
    found = pieces(window, date(2030, 1, 1), taking_away=False)
    assert sum(piece.length for piece in found if piece.grain is Grain.DAY) <= 60
    assert sum(piece.length for piece in found if piece.grain is Grain.MONTH) <= 4


def test_a_window_that_ends_today_reads_what_runs_whole() -> None:
    today = date(2026, 11, 12)
    assert {piece.grain for piece in pieces(Days(date(2026, 9, 1), today), today)} == {Grain.MONTH, Grain.QUARTER}
    assert {piece.grain for piece in pieces(Days(date(2026, 7, 1), today), today)} == {Grain.QUARTER}
