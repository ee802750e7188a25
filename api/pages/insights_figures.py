"""Which figures each report shows, from the store's insights and the rows behind them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

from api.pages.insights_asking import InsightAsking, quarter_start
from api.pages.visits import Visit
from content_store.insights.reports import Insights
from content_store.insights.usage import Part
from content_store.queries.filters import resolve
from content_store.queries.insights import narrow
from content_store.queries.insights_upkeep import first_published
from content_store.queries.insights_usage import Use, subjects, uses
from content_store.queries.listing import Order, OrderField, Span, list_assets
from content_store.rules.filters import Where
from content_store.rules.insights import Basis, UsageList, UsageOrder, exclusions
from content_store.rules.periods import Days
from content_store.rules.vocabulary import Freshness, Status, Tier
from renderers.insight_demand import AXES, coverage_figure, searches_figure
from renderers.insight_people import people_figures
from renderers.insight_upkeep import (
    Due,
    Made,
    due_figure,
    freshness_figure,
    made_figure,
    promises_figure,
    return_figure,
)
from renderers.insight_usage import Shown, usage_figure
from renderers.insight_views import Figure

PAGE_SIZE = 20
MOST_DUE = 50
MOST_IN_FILE = 10_000

E = TypeVar("E", bound=StrEnum)

# What comes first in a list of which nothing was used.
_ORDERS = {
    UsageList.NEVER_USED: UsageOrder.VIEWS,
    UsageList.ONBOARDING_ONLY: UsageOrder.VIEWS,
    UsageList.VIEWED_NEVER_USED: UsageOrder.VIEWS,
    UsageList.COPIED_FELL_FLAT: UsageOrder.FELL_FLAT,
    UsageList.RETIRED_ASKED_FOR: UsageOrder.VIEWS,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A report that somebody asks for; ``everything`` for a file, which has no pages."""

    visit: Visit
    asking: InsightAsking
    insights: Insights
    everything: bool = False

    @property
    def size(self) -> int | None:
        """How many rows at once; None for all."""
        return None if self.everything else PAGE_SIZE

    @property
    def offset(self) -> int:
        """How many rows come before."""
        return 0 if self.everything else self.asking.offset


def _usage(asked: Asked) -> tuple[Figure, ...]:
    own = asked.asking.own
    wanted = _one_of(UsageList, asked.asking.own.get("list") or own.get("part", "").replace("-", "_"), UsageList.ALL)
    order = _one_of(UsageOrder, own.get("order"), _ORDERS.get(wanted, UsageOrder.CONVERSATIONS))
    descending = own.get("direction") != "up"
    report = asked.insights.usage(Part(wanted, order, descending, asked.size, asked.offset))
    shown = Shown(order, descending, asked.offset, PAGE_SIZE, asked.visit.now, asked.asking.when)
    figure = usage_figure(report, asked.insights.totals(), asked.insights.list_counts(), shown, asked.asking)
    return (figure,)


def _coverage(asked: Asked) -> tuple[Figure, ...]:
    axes = asked.asking.own.get("axes") or asked.asking.own.get("part", "")
    axes = axes if axes in AXES else next(iter(AXES))
    report = asked.insights.coverage(*AXES[axes])
    return (coverage_figure(report, axes, asked.asking.when, asked.asking),)


def _searches(asked: Asked) -> tuple[Figure, ...]:
    report = asked.insights.search_gaps(asked.size, asked.offset)
    return (searches_figure(report, asked.offset, PAGE_SIZE, asked.asking.when, asked.asking),)


def _people(asked: Asked) -> tuple[Figure, ...]:
    insights = asked.insights
    return people_figures(insights.adoption(), insights.differences(), asked.asking.when, asked.asking)


def _freshness(asked: Asked) -> tuple[Figure, ...]:
    report = asked.insights.freshness()
    state = _one_of(Freshness, asked.asking.own.get("state"), Freshness.OVERDUE)
    due = _due(asked, state)
    return freshness_figure(report, asked.asking), due_figure(report, due, asked.asking)


def _due(asked: Asked, state: Freshness) -> Due:
    visit, given = asked.visit, asked.asking.filter
    where = Where(
        tags=dict(given.tags),
        types=given.types,
        owners=given.owners,
        freshness=(state,),
        statuses=(Status.PUBLISHED,),
    )
    size = MOST_IN_FILE if asked.everything else MOST_DUE
    first_due = Order(OrderField.DUE, descending=False)
    page = list_assets(visit.session, resolve(visit.session, where), visit.window, first_due, Span(size))
    return Due(state, page.items, page.has_next, visit.now)


def _promises(asked: Asked) -> tuple[Figure, ...]:
    return (promises_figure(asked.insights.promises(), asked.asking.when),)


def _return(asked: Asked) -> tuple[Figure, ...]:
    quarters = return_figure(asked.insights.marketing_return(), asked.asking)
    quarter = _quarter(asked.asking.own.get("quarter", ""))
    return (quarters,) if quarter is None else (quarters, _made(asked, quarter))


def _quarter(text: str) -> Days | None:
    """The quarter that begins on a day; None where none does."""
    try:
        first = date.fromisoformat(text)
        within_next = first + timedelta(days=93)  # no quarter has as many days, and none so few that this skips one
    except (ValueError, OverflowError):
        return None
    if quarter_start(first) != first:
        return None
    return Days(first, quarter_start(within_next) - timedelta(days=1))


def _made(asked: Asked, quarter: Days) -> Figure:
    session, asking = asked.visit.session, asked.asking
    since = Days(quarter.first, max(asking.today, quarter.last))
    narrowed = narrow(session, asking.filter, asking.today)
    made = first_published(session, narrowed, quarter)
    used = uses(session, narrow(session, _during(asking, since).filter, asking.today))
    known = subjects(session, list(made))
    rows = [
        Made(known[each].title, known[each].slug, made[each].date(), used.get(each, Use()).conversations)
        for each in made
    ]
    rows.sort(key=lambda row: (row.conversations, row.title))
    name = f"{quarter.first.year} Q{(quarter.first.month + 2) // 3}"
    return made_figure(name, rows, Basis(Tier.USE, since, exclusions(asking.filter)))


def _during(asking: InsightAsking, days: Days) -> InsightAsking:
    return InsightAsking(asking.report, asking.today, days=days, chosen=asking.chosen)


def _one_of(kind: type[E], text: str | None, otherwise: E) -> E:
    return next((each for each in kind if each == text), otherwise)


FIGURES: dict[str, tuple[str, str, Callable[[Asked], tuple[Figure, ...]]]] = {
    "usage": ("Use", "Which assets are used in conversations, and which never are", _usage),
    "coverage": ("Coverage", "In which situations something is wanted and nothing is there", _coverage),
    "searches": ("Searches", "What reps typed that led to nothing", _searches),
    "people": ("People", "Who uses anything, and what those above quota use", _people),
    "freshness": ("Freshness", "What has not been looked at in time, by owner", _freshness),
    "promises": ("Promises", "What became of what reps asked for", _promises),
    "return": ("Return", "How much of what was made is used", _return),
}
