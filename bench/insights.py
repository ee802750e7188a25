"""How long each report takes over 10,000 assets, from sums of 500,000 and of 5,000,000 events.

python -m bench.insights [--days 90 365] [EVENTS ...]

The sums are made without their events (see ``bench.sums``), which no report reads. Windows end on the last day or a
little before it, each run on another day, so that their edges fall anywhere in a month; nothing is kept between runs
but what the store itself keeps: sums of periods that are over. “First” is the look that finds nothing of these, as
right after a start. Figures are the processor's work, which others on the machine disturb less, and the
time that passed beside it; the last line says how fast the machine was meanwhile.
"""

import random
import time
from argparse import ArgumentParser
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from bench.corpus import NOW, store
from bench.sums import fill_sums
from bench.timing import Timing, console, measure, table
from content_store.access import SYSTEM
from content_store.database import Database
from content_store.insights.reports import Insights
from content_store.insights.usage import Part
from content_store.memory import Memory
from content_store.rules.insights import InsightFilter, UsageList, UsageOrder
from content_store.rules.periods import Days
from content_store.rules.vocabulary import ContentType, Facet, QuotaBand

ASSETS = 10_000
ROUNDS = 20
ROUNDS_FILTERED = 5
ROUNDS_FIRST = 3
LIMIT = 100  # milliseconds
_LOOPS = 1_000_000

REPORTS: dict[str, Callable[[Insights], object]] = {
    "overview": Insights.overview,
    "totals": Insights.totals,
    "usage, by conversations": lambda insights: insights.usage(Part()),
    "usage, by views": lambda insights: insights.usage(Part(order=UsageOrder.VIEWS)),
    "usage, by reps": lambda insights: insights.usage(Part(order=UsageOrder.REPS)),
    "usage, by trend": lambda insights: insights.usage(Part(order=UsageOrder.TREND)),
    "never used": lambda insights: insights.usage(Part(UsageList.NEVER_USED)),
    "viewed, never used": lambda insights: insights.usage(Part(UsageList.VIEWED_NEVER_USED)),
    "copied, fell flat": lambda insights: insights.usage(Part(UsageList.COPIED_FELL_FLAT)),
    "retired, asked for": lambda insights: insights.usage(Part(UsageList.RETIRED_ASKED_FOR)),
    "coverage": lambda insights: insights.coverage(),
    "search gaps": lambda insights: insights.search_gaps(),
    "adoption": Insights.adoption,
    "differences": Insights.differences,
    "freshness": Insights.freshness,
    "promises": Insights.promises,
    "marketing return": Insights.marketing_return,
}
WINDOWS = (90, 365)
PASSED = "all, time that passed"  # the others are the work of the processor
FIRST = "all, first look"
FILTERS: dict[str, Mapping[str, Any]] = {
    "all": {},
    "persona": {"tags": ((Facet.PERSONA, ("persona-1",)),)},
    "stage and pain": {"tags": ((Facet.STAGE, ("stage-1",)), (Facet.PAIN, ("pain-2",)))},
    "type": {"types": (ContentType.TALKING_POINT,)},
    "owner": {"owners": ("p3@example.com",)},
    "team": {"teams": ("hunters",)},
    "region": {"regions": ("north",)},
    "quota band": {"quota_bands": (QuotaBand.ABOVE,)},
}


def asked(database: Database, report: Callable[[Insights], object], days: int, given: Mapping[str, Any]) -> object:
    """One report, as the API reads it, over a window that ends on one of the last days."""
    ends = NOW - timedelta(days=random.choice((0, 0, 0, *range(1, 31))))
    with database.reading() as session:
        return report(Insights(session, SYSTEM, InsightFilter(Days.until(ends, days), **given), NOW))


def timings(events: int, windows: Sequence[int]) -> dict[tuple[str, int, str], Timing]:
    """Every report, for every window and filter, over the sums of ``events`` events."""
    with store(ASSETS) as (database, _):
        fill_sums(database, events)
        found: dict[tuple[str, int, str], Timing] = {}
        for days in windows:
            for filtered, given in FILTERS.items():
                runs = {
                    name: lambda report=report, days=days, given=given: asked(database, report, days, given)
                    for name, report in REPORTS.items()
                }
                rounds = ROUNDS_FILTERED if given else ROUNDS
                for name, timing in measure(runs, rounds, time.thread_time).items():
                    found[name, days, filtered] = timing
                if not given:
                    found |= {(name, days, PASSED): timing for name, timing in measure(runs, rounds).items()}
                    first = {name: lambda run=run: afresh(database, run) for name, run in runs.items()}
                    for name, timing in measure(first, ROUNDS_FIRST, time.thread_time).items():
                        found[name, days, FIRST] = timing
        return found


def afresh(database: Database, run: Callable[[], object]) -> object:
    """A run that finds nothing in memory."""
    database.memory = Memory()
    return run()


def speed() -> float:
    """Milliseconds of work that counting to a million takes here and now: 28 where nobody else is at work."""
    begun = time.thread_time()
    total = 0
    for number in range(_LOOPS):
        total += number
    return (time.thread_time() - begun) * 1000


def main(sizes: Sequence[int], windows: Sequence[int]) -> None:
    """Print every report at the largest size, its ratio to the smallest, and the worst filter of each."""
    begun = speed()
    results = {size: timings(size, windows) for size in sizes}
    largest, smallest = results[sizes[-1]], results[sizes[0]]
    title = f"Insights over {ASSETS:,} assets and the sums of {sizes[-1]:,} events, SQLite; ms"
    columns = "p50", "p95", "p95 passed", "first", f"p50 to {sizes[0]:,}", "worst filter", "its p95"
    report = table(title, "report", "days", *columns)
    for name in REPORTS:
        for days in windows:
            plain, before = largest[name, days, "all"], smallest[name, days, "all"]
            p95, worst = max((largest[name, days, filtered].p95, filtered) for filtered in FILTERS)
            figures = plain.p50, plain.p95, largest[name, days, PASSED].p95, largest[name, days, FIRST].p50
            growth = f"{plain.p50 / before.p50:.2f}"
            report.add_row(name, str(days), *(f"{each:.1f}" for each in figures), growth, worst, f"{p95:.1f}")
    console.print(report)
    for filters in (["all"], [*FILTERS]):
        keys = [key for key in largest if key[2] in filters]
        within = sum(largest[key].p95 <= LIMIT for key in keys)
        console.print(f"{', '.join(filters)}: {within} of {len(keys)} reports and windows within {LIMIT} ms at p95")
    console.print(f"counting to {_LOOPS:,}: {begun:.0f} ms of work before, {speed():.0f} after")


if __name__ == "__main__":
    parser = ArgumentParser()
    parser.add_argument("events", nargs="*", type=int, default=[500_000, 5_000_000])
    parser.add_argument("--days", nargs="+", type=int, default=WINDOWS)
    given = parser.parse_args()
    main(given.events, given.days)
