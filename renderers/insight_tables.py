"""Each report of insights as a sheet for export, and what its figures rest on."""

from collections.abc import Iterator, Mapping, Sequence
from functools import singledispatch

from content_store.insights.views import (
    AdoptionReport,
    AdoptionRow,
    CoverageCell,
    CoverageReport,
    DifferenceReport,
    FreshnessReport,
    PromiseReport,
    ReturnReport,
    SearchGapReport,
    UsageReport,
)
from content_store.rules.insights import Basis
from renderers.tables import Sheet, Value

Row = Sequence[Value]


@singledispatch
def sheet_of(report: object) -> Sheet:
    """The report's rows under the names of their columns. Raises TypeError for what is no report of rows."""
    message = f"{type(report).__name__} has no table"
    raise TypeError(message)


def about(basis: Basis) -> Mapping[str, object]:
    """What a report rests on, for the head of its JSON."""
    return {
        "tier": basis.tier.value if basis.tier else None,
        "first": basis.window.first.isoformat(),
        "last": basis.window.last.isoformat(),
        "left_out": list(basis.exclusions),
        "beside": list(basis.beside),
    }


@sheet_of.register
def _usage(report: UsageReport) -> Sheet:
    columns = (
        *("slug", "title", "type", "status", "owner", "impressions", "views", "copies", "conversations"),
        *("conversations_before", "trend", "reps", "landed", "fell_flat", "landed_rate", "in_onboarding"),
        *("last_used_at", "lists"),
    )
    return Sheet(columns, _usage_rows(report))


def _usage_rows(report: UsageReport) -> Iterator[Row]:
    for row in report.rows:
        asset, own = row.asset, row.figures
        owner = row.owner.email if row.owner else ""
        yield (
            *(asset.slug, asset.title, asset.type.value, asset.status.value, owner),
            *(own.impressions, own.views, own.copies, own.conversations, row.conversations_before),
            None if row.trend is None else round(row.trend, 3),
            *(row.reps, own.landed, own.fell_flat, round(own.landed_rate, 3), own.in_onboarding),
            *(row.last_used_at, " ".join(each.value for each in row.lists)),
        )


@sheet_of.register
def _coverage(report: CoverageReport) -> Sheet:
    names = [(tags[0].facet.value if tags else "") for tags in (report.rows, report.columns)]
    figures = ("published", "fresh", "conversations", "searches", "without_result", "open_requests")
    rows: Iterator[Row] = (
        (*_tags(cell), *(getattr(cell.figures, name) for name in figures), round(cell.figures.gap, 3))
        for cell in report.cells
    )
    return Sheet((*names, *figures, "gap"), rows)


def _tags(cell: CoverageCell) -> tuple[str, str]:
    return cell.row.slug, cell.column.slug


@sheet_of.register
def _search_gaps(report: SearchGapReport) -> Sheet:
    columns = ("words", "variants", "searches", "without_result", "not_opened", "tag", "suggested_tag")
    rows: Iterator[Row] = (
        (
            *(gap.words, ", ".join(gap.variants), gap.searches, gap.without_result, gap.not_opened),
            *(tag.name if tag else "" for tag in (gap.tag, gap.suggested)),
        )
        for gap in report.rows
    )
    return Sheet(columns, rows)


_ADOPTION = ("people", "active", "unused", "conversations", "landed", "fell_flat")


@sheet_of.register
def _adoption(report: AdoptionReport) -> Sheet:
    columns = ("by", "name", *_ADOPTION, "landed_rate")
    groups = (("team", report.teams), ("region", report.regions), ("quota_band", report.quota_bands))
    rows = [_adopted("all", report.everybody), *(_adopted(by, row) for by, found in groups for row in found)]
    for person in report.persons or ():
        active = int(person.conversations > 0)
        counts = 1, active, 1 - active, person.conversations, person.landed, person.fell_flat
        rows.append(("person", person.person.email, *counts, round(person.landed_rate, 3)))
    return Sheet(columns, rows)


def _adopted(by: str, row: AdoptionRow) -> Row:
    return (by, row.name, *(getattr(row, name) for name in _ADOPTION), round(row.landed_rate, 3))


@sheet_of.register
def _differences(report: DifferenceReport) -> Sheet:
    columns = ("slug", "title", "above_people", "above_of", "below_people", "below_of")
    rows = (
        (each.asset.slug, each.asset.title, each.above.people, each.above.of, each.below.people, each.below.of)
        for each in report.rows
    )
    return Sheet(columns, rows)


@sheet_of.register
def _freshness(report: FreshnessReport) -> Sheet:
    columns = ("owner", "published", "fresh", "due", "overdue", "share_in_time")
    rows = (
        (
            *(row.owner.email if row.owner else "", row.published, row.fresh, row.due, row.overdue),
            round(row.share_in_time, 3),
        )
        for row in report.rows
    )
    return Sheet(columns, rows)


@sheet_of.register
def _promises(report: PromiseReport) -> Sheet:
    columns = (
        *("asked", "answered", "fulfilled", "declined", "promised", "in_time", "late"),
        *("median_days_to_answer", "median_days_to_fulfil"),
    )
    return Sheet(columns, [tuple(getattr(report, name) for name in columns)])


@sheet_of.register
def _return(report: ReturnReport) -> Sheet:
    rows = ((row.name, row.made, row.used_soon, row.used) for row in report.rows)
    return Sheet(("quarter", "made", "used_within_90_days", "used"), rows)
