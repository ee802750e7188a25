"""How long each report takes over 10,000 assets, from sums of 500,000 and of 5,000,000 events.

python -m bench.insights [EVENTS ...]

The sums are made without their events (see ``bench.sums``), which no report reads. Windows end on the last day or a
little before it, each run on another day, so that their edges fall anywhere in a month; nothing is cached between runs
but what the store itself keeps. A machine that others use is slower: the last line says how fast it was meanwhile.
"""

import random
import sys
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from bench.corpus import NOW, store
from bench.sums import fill_sums
from bench.timing import Timing, console, measure, table
from content_store.access import SYSTEM
from content_store.database import Database
from content_store.insights.reports import Insights
from content_store.insights.usage import Part
from content_store.rules.insights import InsightFilter, UsageList, UsageOrder
from content_store.rules.periods import Days
from content_store.rules.vocabulary import ContentType, Facet, QuotaBand

ASSETS = 10_000
ROUNDS = 20
ROUNDS_FILTERED = 6
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
WINDOWS = (30, 90, 365)
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


def timings(events: int) -> dict[tuple[str, int, str], Timing]:
    """Every report, for every window and filter, over the sums of ``events`` events."""
    with store(ASSETS) as (database, _):
        fill_sums(database, events)
        found: dict[tuple[str, int, str], Timing] = {}
        for days in WINDOWS:
            for filtered, given in FILTERS.items():
                runs = {
                    name: lambda report=report, days=days, given=given: asked(database, report, days, given)
                    for name, report in REPORTS.items()
                }
                for name, timing in measure(runs, ROUNDS_FILTERED if given else ROUNDS).items():
                    found[name, days, filtered] = timing
        return found


def speed() -> float:
    """Milliseconds that counting to a million takes here and now: about 40 where nobody else is at work."""
    begun = time.perf_counter()
    total = 0
    for number in range(_LOOPS):
        total += number
    return (time.perf_counter() - begun) * 1000


def main(sizes: list[int]) -> None:
    """Print every report at the largest size, its ratio to the smallest, and the worst filter of each."""
    begun = speed()
    results = {size: timings(size) for size in sizes}
    largest, smallest = results[sizes[-1]], results[sizes[0]]
    title = f"Insights over {ASSETS:,} assets and the sums of {sizes[-1]:,} events, SQLite"
    report = table(title, "report", "days", "p50 ms", "p95 ms", f"p50 to {sizes[0]:,}", "worst filter", "its p95 ms")
    for name in REPORTS:
        for days in WINDOWS:
            plain, before = largest[name, days, "all"], smallest[name, days, "all"]
            p95, worst = max((largest[name, days, filtered].p95, filtered) for filtered in FILTERS)
            figures = f"{plain.p50:.1f}", f"{plain.p95:.1f}", f"{plain.p50 / before.p50:.2f}"
            report.add_row(name, str(days), *figures, worst, f"{p95:.1f}")
    console.print(report)
    slow = [key for key, timing in largest.items() if timing.p95 > LIMIT]
    console.print(f"{len(largest) - len(slow)} of {len(largest)} reports, windows and filters within {LIMIT} ms at p95")
    console.print(f"counting to {_LOOPS:,}: {begun:.0f} ms before, {speed():.0f} ms after")


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [500_000, 5_000_000])
