"""The report on use as a figure: assets by what was done with them."""

from dataclasses import dataclass
from datetime import datetime

from content_store.insights.views import UsageReport, UsageRow, UsageTotals
from content_store.rules.insights import MANY_VIEWS, UsageList, UsageOrder
from content_store.rules.vocabulary import Status
from renderers.charts import BarChart, Measured, Series, Slope, Style, bar_chart
from renderers.insight_tables import about, sheet_of
from renderers.insight_views import Cell, Column, Figure, Links, Table
from renderers.insight_words import basis_words, change, counted, percent, type_words, was
from renderers.views import Choice
from renderers.wording import ago

MOST_BARS = 10
_NONE = "\N{EN DASH}"

LIST_NAMES = {
    UsageList.ALL: "All",
    UsageList.USED: "Used",
    UsageList.NEVER_USED: "Never used",
    UsageList.ONBOARDING_ONLY: "Onboarding only",
    UsageList.VIEWED_NEVER_USED: "Viewed, never used",
    UsageList.COPIED_FELL_FLAT: "Copied, falling flat",
    UsageList.RETIRED_ASKED_FOR: "Retired, asked for",
}

_ONE = Series("", Style.SOLID)
_OUTCOMES = (
    Series("landed", Style.SOLID),
    Series("fell flat", Style.HATCHED),
    Series("outcome not told", Style.OPEN),
)
_NOTHING_LEFT = {
    UsageList.NEVER_USED: "Every published asset that was meant here was used in a conversation.",
    UsageList.RETIRED_ASKED_FOR: "Nobody opened what is retired.",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """How the list is shown: its page, in which direction, as of when, and how a time is said, ``when``."""

    order: UsageOrder
    descending: bool
    offset: int
    size: int
    now: datetime
    when: str


def usage_figure(
    report: UsageReport, totals: UsageTotals, counts: dict[UsageList, int], shown: Shown, links: Links
) -> Figure:
    """One list of assets, as bars of its first page and as a table."""
    finding = _finding(report, totals, shown.when)
    last = shown.offset + len(report.rows)
    base = {"list": report.list.value, "order": shown.order.value, "direction": _direction(shown.descending)}
    return Figure(
        name=report.list.value.replace("_", "-"),
        finding=finding,
        basis=basis_words(report.basis, ""),
        table=_table(report, shown, links),
        sheet=sheet_of(report),
        about=about(report.basis),
        chart=_chart(report, finding),
        todo=_todo(report, links),
        is_open=True,
        empty="" if report.rows else _NOTHING_LEFT.get(report.list, "No asset belongs here in this window."),
        tabs=tuple(
            Choice(name, links.to("usage", list=each.value), counts[each], each is report.list)
            for each, name in LIST_NAMES.items()
        ),
        earlier=links.to("usage", **base, offset=str(max(0, shown.offset - shown.size))) if shown.offset else "",
        later=links.to("usage", **base, offset=str(last)) if last < report.total_count else "",
        place=f"{shown.offset + 1:,} to {last:,} of {report.total_count:,}" if report.rows else "",
    )


def _finding(report: UsageReport, totals: UsageTotals, when: str) -> str:
    count = report.total_count
    assets = counted(count, "asset")
    of_all = f"{totals.never_used:,} of {counted(totals.published, 'published asset')} {was(totals.never_used)}"
    said: dict[UsageList, str] = {
        UsageList.ALL: f"{of_all} not used in a conversation {when}",
        UsageList.USED: f"{assets} {was(count)} used in a conversation {when}",
        UsageList.NEVER_USED: f"{of_all} not used in a conversation {when}",
        UsageList.ONBOARDING_ONLY: f"{assets} {was(count)} used to learn from and with no buyer {when}",
        UsageList.VIEWED_NEVER_USED: f"{assets} {was(count)} opened {MANY_VIEWS} times or more and never used {when}",
        UsageList.COPIED_FELL_FLAT: f"{assets} {was(count)} copied and fell flat more often than landing {when}",
        UsageList.RETIRED_ASKED_FOR: f"{counted(count, 'retired asset')} {was(count)} still opened {when}",
    }
    return said[report.list]


def _chart(report: UsageReport, finding: str) -> BarChart | None:
    """The first rows by what the list is about: views where nothing was used, else conversations and their outcome."""
    series: tuple[Series, ...] = (_ONE,)
    if report.list in _BY_VIEWS:
        unit, values = "Times opened", [{Style.SOLID: float(row.figures.views)} for row in report.rows]
    elif report.list is UsageList.ONBOARDING_ONLY:
        unit, values = (
            "Times used in onboarding",
            [{Style.SOLID: float(row.figures.in_onboarding)} for row in report.rows],
        )
    else:
        unit, series, values = "Conversations", _OUTCOMES, [_outcomes(row) for row in report.rows]
    sums = [sum(each.values()) for each in values]
    drawn = [
        Measured(row.asset.title, (each,), f"{total:,.0f}")
        for row, each, total in zip(report.rows, values, sums, strict=True)
        if total
    ]
    return bar_chart(finding, unit, series, drawn[:MOST_BARS]) if drawn else None


def _outcomes(row: UsageRow) -> dict[Style, float]:
    own = row.figures
    untold = own.conversations - own.judged
    return {Style.SOLID: own.landed, Style.HATCHED: own.fell_flat, Style.OPEN: max(0, untold)}


def _todo(report: UsageReport, links: Links) -> tuple[Choice, ...]:
    """What can be done about the first of the list."""
    if report.list is UsageList.ALL:
        return (Choice("See what was never used", links.to("usage", list=UsageList.NEVER_USED.value)),)
    if not report.rows:
        return ()
    first = report.rows[0].asset
    if report.list is UsageList.COPIED_FELL_FLAT:
        return (
            Choice(f"Read what reps said about “{first.title}”", f"/feedback?asset={first.slug}"),
            Choice("See it as a rep does", f"/a/{first.slug}"),
        )
    if report.list is UsageList.RETIRED_ASKED_FOR:
        return (
            Choice(f"See what whoever opens “{first.title}” is shown", f"/a/{first.slug}"),
            Choice("Ask for a successor", f"/requests/new?words={first.slug.replace('-', '+')}"),
        )
    return (Choice(f"Look at “{first.title}”: is it worth keeping?", f"/a/{first.slug}"),)


def _direction(descending: bool) -> str:
    return "down" if descending else "up"


# The heading of each column, and what it is sorted by.
_COLUMNS: dict[str, UsageOrder | None] = {
    "Asset": None,
    "Conversations": UsageOrder.CONVERSATIONS,
    "Change": UsageOrder.TREND,
    "Reps": UsageOrder.REPS,
    "Landed": UsageOrder.LANDED_RATE,
    "Fell flat": UsageOrder.FELL_FLAT,
    "Copied": UsageOrder.COPIES,
    "Opened": UsageOrder.VIEWS,
    "Last used": UsageOrder.LAST_USED,
}


def _cells(row: UsageRow, now: datetime) -> tuple[Cell, ...]:
    own = row.figures
    last_used = ago(row.last_used_at, now) if row.last_used_at else "never"
    return (
        _asset(row),
        Cell(own.conversations),
        _change(row),
        Cell(row.reps),
        _landed(row),
        Cell(own.fell_flat),
        Cell(own.copies),
        Cell(own.views),
        Cell(last_used),
    )


def _table(report: UsageReport, shown: Shown, links: Links) -> Table:
    columns = tuple(_column(name, order, report.list, shown, links) for name, order in _COLUMNS.items())
    return Table(columns, tuple(_cells(row, shown.now) for row in report.rows), _NOTE)


_NOTE = (
    "Landed: of the conversations whose outcome is known; sorted by it, what surely landed most comes first (the lower "
    "bound of a 95 % interval, by Wilson). Change: against as many days right before."
)


def _column(name: str, order: UsageOrder | None, wanted: UsageList, shown: Shown, links: Links) -> Column:
    if order is None:
        return Column(name)
    is_sorted = order is shown.order
    turned = is_sorted and shown.descending
    address = links.to("usage", list=wanted.value, order=order.value, direction=_direction(not turned))
    direction = ("descending" if shown.descending else "ascending") if is_sorted else ""
    return Column(name, is_number=True, address=address, direction=direction)


def _asset(row: UsageRow) -> Cell:
    words = [type_words(row.asset.type)]
    if row.asset.status is Status.RETIRED:
        words.append("retired")
    if row.owner:
        words.append(row.owner.name)
    return Cell(row.asset.title, note=" · ".join(words), address=f"/a/{row.asset.slug}")


def _change(row: UsageRow) -> Cell:
    now, before = row.figures.conversations, row.conversations_before
    slope = Slope.of(before, now) if now or before else None
    return Cell(change(row.trend, now) or _NONE, slope=slope)


def _landed(row: UsageRow) -> Cell:
    own = row.figures
    if not own.judged:
        return Cell(_NONE)
    return Cell(f"{own.landed:,} of {own.judged:,}", f"surely {percent(own.landed_rate)}")


_BY_VIEWS = frozenset({UsageList.NEVER_USED, UsageList.VIEWED_NEVER_USED, UsageList.RETIRED_ASKED_FOR})
