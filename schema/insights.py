"""Reports for marketing: ``insights { ... }``."""

from datetime import date, timedelta
from typing import Annotated, Any

import strawberry

from content_store.errors import Invalid
from content_store.insights.reports import DEFAULT_DAYS, Insights
from content_store.insights.usage import Part
from content_store.rules.insights import InsightFilter
from content_store.rules.periods import Days
from content_store.rules.vocabulary import ActorKind, ContentType, Facet
from schema.bounds import DEFAULT_PAGE, page_size
from schema.enums import Direction
from schema.fields import read
from schema.filters import MOST_VALUES
from schema.insight_enums import QuotaBand, UsageList, UsageOrder
from schema.insight_types import (
    InsightAdoption,
    InsightCoverage,
    InsightDifferences,
    InsightFinding,
    InsightFreshness,
    InsightListCount,
    InsightPromises,
    InsightReturn,
    InsightSearchGaps,
    InsightTotals,
    InsightUsage,
    InsightWindow,
)
from schema.operation import Info

MOST_OFFSET = 1_000_000


def _chosen(description: str) -> Any:
    return strawberry.field(default=None, description=description)


@strawberry.input(
    description="What reports are about. Personas, stages, pains, types and owners choose assets, as they are now; "
    "teams, regions and quota bands choose people, as they were when it happened."
)
class InsightWhere:
    """Becomes an ``InsightFilter``."""

    first: date | None = _chosen("The first day, in UTC; without it 90 days end with the last.")
    last: date | None = _chosen("The last day, in UTC; today where it is left out.")
    personas: list[str] | None = _chosen("Slugs of personas.")
    stages: list[str] | None = _chosen("Slugs of stages.")
    pains: list[str] | None = _chosen("Slugs of pains.")
    types: list[ContentType] | None = _chosen("Types of assets.")
    owner: list[str] | None = _chosen("E-mail addresses of owners.")
    teams: list[str] | None = _chosen("Teams, exactly as people have them.")
    regions: list[str] | None = _chosen("Regions of people, exactly as they have them.")
    quota_bands: list[QuotaBand] | None = _chosen("Quota bands.")
    actor_kinds: list[ActorKind] | None = _chosen("Whose events count; people alone where it is left out.")


def filter_of(given: InsightWhere | None, today: date) -> InsightFilter:
    """The store's form of a filter. Raises Invalid where it says too much."""
    asked = given or InsightWhere()
    last = asked.last or today
    first = asked.first or last - timedelta(days=min(DEFAULT_DAYS, last.toordinal()) - 1)
    return InsightFilter(
        Days(first, last),
        tuple((facet, _values(asked, facet.plural)) for facet in (Facet.PERSONA, Facet.STAGE, Facet.PAIN)),
        types=_values(asked, "types"),
        owners=_values(asked, "owner"),
        teams=_values(asked, "teams"),
        regions=_values(asked, "regions"),
        quota_bands=_values(asked, "quota_bands"),
        actor_kinds=_values(asked, "actor_kinds") or (ActorKind.HUMAN,),
    )


def _values(given: InsightWhere, name: str) -> tuple[Any, ...]:
    values = getattr(given, name) or ()
    if len(values) > MOST_VALUES:
        raise Invalid.of(("where", name), "TOO_MANY", f"at most {MOST_VALUES} values")
    return tuple(values)


_First = Annotated[int, strawberry.argument(description="The size of the page, 1 to 100.")]
_Offset = Annotated[int, strawberry.argument(description="How many rows to pass over.")]


def _page(first: int, offset: int) -> tuple[int, int]:
    if not 0 <= offset <= MOST_OFFSET:
        raise Invalid.of("offset", "OUT_OF_RANGE", f"offset lies between 0 and {MOST_OFFSET}")
    return page_size("first", first), offset


def _usage(
    root: Any,
    list: Annotated[UsageList, strawberry.argument(description="Which assets.")] = UsageList.ALL,  # noqa: A002
    order_by: Annotated[UsageOrder, strawberry.argument(description="Their order.")] = UsageOrder.CONVERSATIONS,
    direction: Annotated[Direction, strawberry.argument(description="Which end comes first.")] = Direction.DESC,
    first: _First = DEFAULT_PAGE,
    offset: _Offset = 0,
) -> Any:
    size, place = _page(first, offset)
    return root.usage(Part(list, order_by, direction is Direction.DESC, size, place))


def _coverage(
    root: Any,
    rows: Annotated[Facet, strawberry.argument(description="Persona, stage or pain.")] = Facet.PERSONA,
    columns: Annotated[Facet, strawberry.argument(description="Another of them.")] = Facet.STAGE,
) -> Any:
    return root.coverage(rows, columns)


def _search_gaps(root: Any, first: _First = DEFAULT_PAGE, offset: _Offset = 0) -> Any:
    return root.search_gaps(*_page(first, offset))


def _lists(root: Insights) -> list[InsightListCount]:
    return [InsightListCount(list=each, count=count) for each, count in root.list_counts().items()]


def _asked(name: str) -> Any:
    return lambda insights, _: getattr(insights, name)()


@strawberry.type(
    name="Insights",
    description="Reports on what gets used, by whom, where in the sale, and what is missing. Read from sums by day; "
    "docs/insights.md says what each figure means.",
)
class InsightReports:
    """The source is the store's ``Insights``."""

    window: InsightWindow = read("The days that are reported on.")
    overview: list[InsightFinding] = read("What somebody should act on, the most important first.", _asked("overview"))
    totals: InsightTotals = read("Published assets against used ones.", _asked("totals"))
    lists: list[InsightListCount] = strawberry.field(resolver=_lists, description="How many assets each list holds.")
    usage: InsightUsage = strawberry.field(resolver=_usage, description="Assets by what was done with them.")
    coverage: InsightCoverage = strawberry.field(
        resolver=_coverage, description="Supply against demand by situation, gaps first."
    )
    search_gaps: InsightSearchGaps = strawberry.field(
        resolver=_search_gaps, description="What people typed that led to nothing, the worst first."
    )
    adoption: InsightAdoption = read("Who uses anything, by team, region and quota band.", _asked("adoption"))
    differences: InsightDifferences = read(
        "What people above quota use and those below it do not.", _asked("differences")
    )
    freshness: InsightFreshness = read("How fresh what is published is now, by owner.", _asked("freshness"))
    promises: InsightPromises = read("What became of the content requests of the window.", _asked("promises"))
    marketing_return: InsightReturn = read("Assets made against assets used, by quarter.", _asked("marketing_return"))


def _insights(
    info: Info,
    where: Annotated[
        InsightWhere | None, strawberry.argument(description="What to report on; the last 90 days without it.")
    ] = None,
) -> Any:
    """The reports for whoever asks. Raises Forbidden."""
    operation = info.context
    asked = filter_of(where, operation.now.date())
    return Insights(operation.session, operation.viewer, asked, operation.now, show_names=operation.services.show_names)


INSIGHTS: tuple[Any, Any] = (
    InsightReports | None,
    strawberry.field(
        resolver=_insights,
        description="What gets used and what is missing, for marketing and admins; FORBIDDEN to others.",
    ),
)
