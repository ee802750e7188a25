"""The findings of an overview: reports in one sentence each, the most important first."""

from collections.abc import Iterator

from content_store.insights.views import (
    AdoptionReport,
    Finding,
    FreshnessReport,
    PromiseReport,
    SearchGapReport,
    UsageTotals,
)
from content_store.rules.insights import Basis
from content_store.rules.periods import Days
from content_store.rules.vocabulary import Tier


def in_words(window: Days, today_ordinal: int) -> str:
    """A window as a sentence ends: “in the last 90 days”, “from 1 March 2026 to 31 March 2026”."""
    if window.last.toordinal() == today_ordinal:
        return "today" if window.count == 1 else f"in the last {window.count} days"
    if window.count == 1:
        return f"on {_day(window, 'first')}"
    return f"from {_day(window, 'first')} to {_day(window, 'last')}"


def _day(window: Days, name: str) -> str:
    day = getattr(window, name)
    return f"{day.day} {day:%B %Y}"


def of_usage(totals: UsageTotals, when: str, fell_flat: int) -> Iterator[Finding]:
    """What was not used, and what fell flat."""
    if totals.never_used:
        counted = f"{totals.never_used:,} of {_assets(totals.published)}"
        yield _finding(
            "never_used",
            f"{counted} {_was(totals.never_used)} not used in a conversation {when}",
            (totals.never_used, totals.published),
            totals.basis,
            "usage/never_used",
        )
    if fell_flat:
        noun = "asset was" if fell_flat == 1 else "assets were"
        yield _finding(
            "copied_fell_flat",
            f"{fell_flat:,} {noun} copied and fell flat more often than landing {when}",
            (fell_flat, totals.used),
            totals.basis,
            "usage/copied_fell_flat",
        )


def of_searches(report: SearchGapReport, when: str) -> Iterator[Finding]:
    """What was not found."""
    if report.without_result:
        noun = "search" if report.searches == 1 else "searches"
        text = f"{report.without_result:,} of {report.searches:,} {noun} found nothing {when}"
        yield _finding("without_result", text, (report.without_result, report.searches), report.basis, "search_gaps")


def of_people(report: AdoptionReport, when: str) -> Iterator[Finding]:
    """Who uses nothing."""
    everybody = report.everybody
    if everybody.unused:
        noun = "rep" if everybody.people == 1 else "reps"
        text = f"{everybody.unused:,} of {everybody.people:,} {noun} used nothing in a conversation {when}"
        yield _finding("people_without_use", text, (everybody.unused, everybody.people), report.basis, "adoption")


def of_freshness(report: FreshnessReport) -> Iterator[Finding]:
    """What has not been looked at in time."""
    all_ = report.everybody
    if all_.overdue:
        verb = "is" if all_.overdue == 1 else "are"
        text = f"{all_.overdue:,} of {_assets(all_.published)} {verb} overdue for another look"
        yield _finding("overdue", text, (all_.overdue, all_.published), report.basis, "freshness")


def of_promises(report: PromiseReport, when: str) -> Iterator[Finding]:
    """Promises that were not kept."""
    decided = report.in_time + report.late
    if report.late:
        noun = "promise" if decided == 1 else "promises"
        text = (
            f"{report.late:,} of {decided:,} {noun} to those who asked for content {when} {_was(report.late)} not kept"
        )
        yield _finding("late_promises", text, (report.late, decided), report.basis, "promises")


# How much a share of each kind matters: what fails a rep in a call before what marketing keeps for itself.
_WEIGHTS = {
    "never_used": 0.8,
    "copied_fell_flat": 1.0,
    "without_result": 1.0,
    "people_without_use": 0.9,
    "overdue": 0.7,
    "late_promises": 0.6,
}


def _finding(code: str, text: str, figure: tuple[int, int], basis: Basis, report: str) -> Finding:
    amount, of = figure
    weight = _WEIGHTS[code] * min(1.0, amount / of) if of else 0.0
    tier: Tier | None = basis.tier
    return Finding(code, text, amount, of, weight, tier, basis.window, report)


def _assets(count: int) -> str:
    return f"{count:,} published {'asset' if count == 1 else 'assets'}"


def _was(count: int) -> str:
    return "was" if count == 1 else "were"
