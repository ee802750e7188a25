"""How the library is kept, as figures: freshness, promises, and what became of what marketing made."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from content_store.insights.views import (
    FreshnessReport,
    FreshnessRow,
    PromiseReport,
    QuarterRow,
    ReturnReport,
)
from content_store.rules.insights import Basis
from content_store.rules.vocabulary import Freshness
from content_store.views import AssetView
from renderers.charts import Measured, Series, Style, bar_chart, line_chart
from renderers.insight_tables import about, sheet_of
from renderers.insight_views import Cell, Column, Figure, Links, Table, numbers
from renderers.insight_words import basis_words, counted, percent, type_words, was
from renderers.tables import Sheet, Value
from renderers.views import Choice
from renderers.wording import ago, day

_CONTENT = "Content is counted here, not usage"
_FRESHNESS = (
    Series("fresh", Style.SOLID),
    Series("due soon", Style.DOTTED),
    Series("overdue", Style.HATCHED),
)
_STATES = {Freshness.OVERDUE: "Overdue", Freshness.DUE: "Due soon", Freshness.FRESH: "Fresh"}


def freshness_figure(report: FreshnessReport, links: Links) -> Figure:
    """Published assets by owner and by how near their next look is."""
    every = report.everybody
    assets = counted(every.published, "published asset")
    finding = f"{percent(every.share_in_time)} of {assets} {was(every.published)} looked at in time"
    drawn = [Measured(_owner(row), (_parts(row),), f"{row.overdue:,} of {row.published:,}") for row in report.rows]
    return Figure(
        name="by-owner",
        finding=finding if every.published else "Nothing is published yet",
        basis=basis_words(report.basis, f"{_CONTENT}; as of now"),
        table=Table(_OWNER_COLUMNS, tuple(_owner_row(row, links) for row in report.rows)),
        sheet=sheet_of(report),
        about=about(report.basis),
        chart=bar_chart(finding, "Assets, overdue of all", _FRESHNESS, drawn) if drawn else None,
        todo=(Choice(f"Look at what is overdue ({every.overdue})", "#assets"),) if every.overdue else (),
        empty="" if report.rows else "What is published is counted here, by its owner.",
    )


def _owner(row: FreshnessRow) -> str:
    return row.owner.name if row.owner else "No owner"


def _parts(row: FreshnessRow) -> dict[Style, float]:
    return {Style.SOLID: row.fresh, Style.DOTTED: row.due, Style.HATCHED: row.overdue}


_OWNER_COLUMNS = (Column("Owner"), *numbers("Assets", "Fresh", "Due soon", "Overdue", "In time"))


def _owner_row(row: FreshnessRow, links: Links) -> tuple[Cell, ...]:
    counts = row.published, row.fresh, row.due, row.overdue
    return (
        Cell(_owner(row), address=links.narrowed("freshness", "owner", row.owner.email) if row.owner else ""),
        *(Cell(count) for count in counts),
        Cell(percent(row.share_in_time)),
    )


@dataclass(frozen=True, slots=True)
class Due:
    """Assets of one freshness, those first whose look is due first; ``more`` where there are others."""

    state: Freshness
    assets: Sequence[AssetView]
    more: bool
    now: datetime


def due_figure(report: FreshnessReport, due: Due, links: Links) -> Figure:
    """The assets behind the shares."""
    every = report.everybody
    counts = {Freshness.FRESH: every.fresh, Freshness.DUE: every.due, Freshness.OVERDUE: every.overdue}
    said = {
        Freshness.FRESH: "fresh",
        Freshness.DUE: "due for another look soon",
        Freshness.OVERDUE: "overdue for another look",
    }
    count = counts[due.state]
    return Figure(
        name="assets",
        finding=f"{counted(count, 'published asset')} {'is' if count == 1 else 'are'} {said[due.state]}",
        basis=basis_words(report.basis, f"{_CONTENT}; as of now"),
        table=Table(
            _DUE_COLUMNS,
            tuple(_due_row(asset, due.now) for asset in due.assets),
            f"The first {len(due.assets)} of {count:,}; a file has them all." if due.more else "",
        ),
        sheet=_due_sheet(due.assets),
        about=about(report.basis),
        is_open=True,
        empty="" if due.assets else "No asset is in this state.",
        tabs=tuple(
            Choice(name, links.to("freshness", state=each.value), counts[each], each is due.state)
            for each, name in _STATES.items()
        ),
    )


_DUE_COLUMNS = tuple(Column(name) for name in ("Asset", "Owner", "Last look", "Next look due"))


def _due_row(asset: AssetView, now: datetime) -> tuple[Cell, ...]:
    return (
        Cell(asset.title, type_words(asset.type), f"/a/{asset.slug}"),
        Cell(asset.owner.name if asset.owner else "nobody"),
        Cell(ago(asset.verified_at, now)),
        Cell(day(asset.due_at)),
    )


def _due_sheet(assets: Sequence[AssetView]) -> Sheet:
    columns = "slug", "title", "type", "owner", "freshness", "verified_at", "due_at"
    return Sheet(columns, [_due_values(asset) for asset in assets])


def _due_values(asset: AssetView) -> tuple[Value, ...]:
    owner = asset.owner.email if asset.owner else ""
    return asset.slug, asset.title, asset.type.value, owner, asset.freshness.value, asset.verified_at, asset.due_at


def promises_figure(report: PromiseReport, when: str) -> Figure:
    """What became of the requests of the window."""
    decided = report.in_time + report.late
    finding = _promise_words(report, decided, when)
    waiting = max(0, report.asked - report.answered)
    rows = [
        ("Requests asked for", report.asked, "/requests?state=any"),
        ("of them answered", report.answered, "/requests?state=any"),
        ("of them fulfilled", report.fulfilled, "/requests?state=fulfilled"),
        ("of them declined", report.declined, "/requests?state=declined"),
        ("of them waiting for an answer", waiting, "/requests"),
        ("of them promised for a day", report.promised, "/requests?state=promised"),
        ("Promises kept in time", report.in_time, "/requests?state=fulfilled"),
        ("Promises not kept", report.late, "/requests?state=late"),
    ]
    drawn = [
        Measured(words.removeprefix("of them ").capitalize(), ({Style.SOLID: value},), f"{value:,}")
        for words, value, _ in rows
    ]
    cells = [(Cell(words, address=address), Cell(value)) for words, value, address in rows]
    return Figure(
        name="requests",
        finding=finding,
        basis=basis_words(report.basis, "Content requests are counted here, by the day they were asked"),
        table=Table(_MEASURES, (*cells, *_medians(report))),
        sheet=sheet_of(report),
        about=about(report.basis),
        chart=bar_chart(finding, "Content requests", (Series("", Style.SOLID),), drawn) if report.asked else None,
        todo=_for_requests(report, waiting),
        empty=""
        if report.asked
        else "Nobody asked for content in this window. Reps ask wherever a search finds nothing.",
    )


_MEASURES = (Column("What"), *numbers("How many"))


def _promise_words(report: PromiseReport, decided: int, when: str) -> str:
    if decided:
        kept = f"{report.in_time:,} of {counted(decided, 'promise')} {was(report.in_time)} kept in time"
    else:
        kept = f"{report.answered:,} of {counted(report.asked, 'content request')} {was(report.answered)} answered"
    median = report.median_days_to_answer
    wait = f"; half of all answers took {_days(median)} at most" if median is not None else ""
    return f"{kept} {when}{wait}"


def _days(number: float) -> str:
    return "a day" if number <= 1 else f"{number:.0f} days"


def _medians(report: PromiseReport) -> list[tuple[Cell, ...]]:
    both = (
        ("Median days to an answer", report.median_days_to_answer),
        ("Median days until it was there", report.median_days_to_fulfil),
    )
    return [(Cell(words), Cell("none yet" if days is None else f"{days:.1f}")) for words, days in both]


def _for_requests(report: PromiseReport, waiting: int) -> tuple[Choice, ...]:
    late = (Choice("Answer those whose promise has passed", "/requests?state=late"),) if report.late else ()
    unanswered = (Choice(f"Answer what waits ({waiting})", "/requests"),) if waiting else ()
    return (*late, *unanswered)


def return_figure(report: ReturnReport, links: Links) -> Figure:
    """Assets made against assets used, by the quarter in which they were published first."""
    made, used = sum(row.made for row in report.rows), sum(row.used for row in report.rows)
    since = f"since {day(report.rows[0].first_day)}" if report.rows else ""
    finding = f"{used:,} of {counted(made, 'asset')} made {since} {was(used)} used in a conversation by now"
    lines = {
        Series("made", Style.OPEN): [row.made for row in report.rows],
        Series("used by now", Style.SOLID): [row.used for row in report.rows],
        Series("used within 90 days", Style.HATCHED): [row.used_soon for row in report.rows],
    }
    idle = next((row for row in report.rows if row.made > row.used), None)
    see = (Choice(f"See what was made in {idle.name}", _quarter_address(idle, links)),) if idle else ()
    return Figure(
        name="quarters",
        finding=finding,
        basis=basis_words(report.basis, ""),
        table=Table(
            (Column("Quarter"), *numbers("Made", "Used within 90 days", "Used by now", "Share used")),
            tuple(_quarter(row, links) for row in report.rows),
            "Whole quarters, also where the window begins or ends within one. What is young had less time to be used.",
        ),
        sheet=sheet_of(report),
        about=about(report.basis),
        chart=line_chart(finding, [row.name for row in report.rows], lines) if made else None,
        todo=see,
        empty="" if made else "Nothing was published for the first time in these quarters.",
    )


def _quarter_address(row: QuarterRow, links: Links) -> str:
    return f"{links.to('return', quarter=row.first_day.isoformat())}#made"


def _quarter(row: QuarterRow, links: Links) -> tuple[Cell, ...]:
    share = row.used / row.made if row.made else 0.0
    return (
        Cell(row.name, address=_quarter_address(row, links) if row.made else ""),
        Cell(row.made),
        Cell(row.used_soon),
        Cell(row.used),
        Cell(percent(share) if row.made else "none made"),
    )


@dataclass(frozen=True, slots=True)
class Made:
    """An asset of a quarter: when it was published first, and its conversations since then."""

    title: str
    slug: str
    published: date
    conversations: int


def made_figure(quarter: str, made: Sequence[Made], basis: Basis) -> Figure:
    """The assets behind a quarter."""
    unused = sum(not each.conversations for each in made)
    return Figure(
        name="made",
        finding=f"{unused:,} of {counted(len(made), 'asset')} made in {quarter} {was(unused)} never used since",
        basis=basis_words(basis, ""),
        table=Table(
            (Column("Asset"), Column("First published"), *numbers("Conversations since")),
            tuple(
                (Cell(each.title, address=f"/a/{each.slug}"), Cell(day(each.published)), Cell(each.conversations))
                for each in made
            ),
        ),
        sheet=Sheet(
            ("slug", "title", "first_published", "conversations"),
            [(each.slug, each.title, each.published, each.conversations) for each in made],
        ),
        about=about(basis),
        is_open=True,
        empty="" if made else "Nothing was made in that quarter.",
    )
