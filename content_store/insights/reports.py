"""The reports, for one viewer and one filter."""

from datetime import UTC, datetime
from functools import cached_property

from sqlalchemy.orm import Session

from content_store.access import require
from content_store.insights import demand, findings, people, upkeep
from content_store.insights.usage import Part, Usage
from content_store.insights.views import (
    AdoptionReport,
    CoverageReport,
    DifferenceReport,
    Finding,
    FreshnessReport,
    PromiseReport,
    ReturnReport,
    SearchGapReport,
    UsageReport,
    UsageTotals,
)
from content_store.queries.insights import narrow
from content_store.rules.insights import InsightFilter, UsageList
from content_store.rules.periods import Days
from content_store.rules.permissions import Action
from content_store.rules.vocabulary import Facet
from content_store.views import Viewer

DEFAULT_DAYS = 90


class Insights:
    """Every report, each read when it is asked for. Raises Forbidden, and Invalid where the filter is wrong.

    ``show_names`` is the installation's setting: without it no person is named.
    """

    def __init__(
        self, session: Session, viewer: Viewer, asked: InsightFilter, now: datetime, *, show_names: bool = False
    ) -> None:
        require(viewer, Action.READ_INSIGHTS)
        self._session = session
        self._now = now
        self._show_names = show_names
        self._narrowed = narrow(session, asked, now.astimezone(UTC).date())

    @property
    def window(self) -> Days:
        """The days that are reported on."""
        return self._narrowed.window

    @cached_property
    def _usage(self) -> Usage:
        return Usage(self._session, self._narrowed, self._now)

    def overview(self) -> tuple[Finding, ...]:
        """What somebody should act on, the most important first."""
        when = findings.in_words(self.window, self._narrowed.today.toordinal())
        flat = sum(1 for _ in self._usage.members(UsageList.COPIED_FELL_FLAT))
        found = [
            *findings.of_usage(self.totals(), when, flat),
            *findings.of_searches(demand.search_totals(self._session, self._narrowed), when),
            *findings.of_people(self.adoption(), when),
            *findings.of_freshness(self.freshness()),
            *findings.of_promises(self.promises(), when),
        ]
        return tuple(sorted(found, key=lambda finding: -finding.weight))

    def usage(self, part: Part) -> UsageReport:
        """Assets by what was done with them."""
        return self._usage.report(part)

    def totals(self) -> UsageTotals:
        """Published assets against used ones."""
        return self._usage.totals()

    def list_counts(self) -> dict[UsageList, int]:
        """How many assets each list holds."""
        return {each: sum(1 for _ in self._usage.members(each)) for each in UsageList}

    def coverage(self, rows: Facet = Facet.PERSONA, columns: Facet = Facet.STAGE) -> CoverageReport:
        """Supply against demand by situation, gaps first."""
        return demand.coverage(self._session, self._narrowed, (rows, columns), self._now)

    def search_gaps(self, first: int | None = 20, offset: int = 0) -> SearchGapReport:
        """What people typed that led to nothing, the worst first; all of it where ``first`` is None."""
        return demand.search_gaps(self._session, self._narrowed, first, offset)

    def adoption(self) -> AdoptionReport:
        """Who uses anything at all."""
        return people.adoption(self._session, self._narrowed, show_names=self._show_names)

    def differences(self) -> DifferenceReport:
        """What people above quota use and those below it do not."""
        return people.differences(self._session, self._narrowed)

    def freshness(self) -> FreshnessReport:
        """How fresh what is published is now, by owner."""
        return upkeep.freshness(self._session, self._narrowed, self._now)

    def promises(self) -> PromiseReport:
        """What became of the content requests of the window."""
        return upkeep.promises(self._session, self._narrowed)

    def marketing_return(self) -> ReturnReport:
        """Assets made against assets used, by quarter."""
        return upkeep.marketing_return(self._session, self._narrowed, self._now)
