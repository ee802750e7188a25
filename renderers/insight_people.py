"""Adoption as figures: who uses anything at all, and what those above quota use."""

from collections.abc import Callable

from content_store.insights.views import AdoptionReport, AdoptionRow, DifferenceReport, PersonRow
from content_store.rules.insights import LEAST_IN_BAND, Adopted
from renderers.charts import BarChart, Measured, Series, Style, bar_chart
from renderers.insight_tables import about, sheet_of
from renderers.insight_views import Cell, Column, Figure, Links, Table, numbers
from renderers.insight_words import band_words, basis_words, counted, percent
from renderers.views import Choice

_USING = Series("used something", Style.SOLID), Series("used nothing", Style.OPEN)
_ABOVE, _BELOW = Series("reps above quota", Style.SOLID), Series("reps below quota", Style.HATCHED)


def people_figures(
    adoption: AdoptionReport, differences: DifferenceReport, when: str, links: Links
) -> tuple[Figure, ...]:
    """By team, region and quota band, then the differences, then persons where they are named."""
    groups = (
        _group_figure(adoption, adoption.teams, "team", _named("No team"), when, links),
        _group_figure(adoption, adoption.regions, "region", _named("No region"), when, links),
        _group_figure(adoption, adoption.quota_bands, "band", _band, when, links),
    )
    named = () if adoption.persons is None else (_persons_figure(adoption, adoption.persons, when),)
    return (*groups, _differences_figure(differences, when), *named)


def _named(unknown: str) -> Callable[[AdoptionRow], str]:
    return lambda row: row.label or unknown


def _band(row: AdoptionRow) -> str:
    return band_words(row.name) if row.name else "Quota not known"


def _using(row: AdoptionRow) -> int:
    return row.people - row.unused


def _group_figure(
    report: AdoptionReport,
    rows: tuple[AdoptionRow, ...],
    kind: str,
    named: Callable[[AdoptionRow], str],
    when: str,
    links: Links,
) -> Figure:
    finding = _group_finding(rows, named, when)
    everybody_uses = not any(row.unused for row in rows)
    quiet = next((row for row in sorted(rows, key=_share_unused, reverse=True) if row.unused), None)
    return Figure(
        name=f"by-{kind}",
        finding=finding,
        basis=basis_words(report.basis, ""),
        table=Table(_GROUP_COLUMNS, tuple(_group_row(row, kind, named, links) for row in rows), _GROUP_NOTE),
        sheet=sheet_of(report),
        about=about(report.basis),
        chart=_each_chart(finding, rows, named) if everybody_uses else _using_chart(finding, rows, named),
        todo=_for_quiet(quiet, kind, named, links),
        empty="" if rows else "There are no reps yet.",
    )


def _share_unused(row: AdoptionRow) -> float:
    return row.unused / row.people if row.people else 0.0


def _group_finding(rows: tuple[AdoptionRow, ...], named: Callable[[AdoptionRow], str], when: str) -> str:
    quiet = max(rows, key=_share_unused, default=None)
    if quiet is not None and quiet.unused:
        some = f"{quiet.unused:,} of {counted(quiet.people, 'rep')} used nothing in a conversation {when}"
        return f"{named(quiet)}: {some}" if len(rows) > 1 else some
    active = sorted((row for row in rows if row.active), key=lambda row: -row.per_active)
    if len(active) < 2:
        return f"All reps used something in a conversation {when}"
    most, least = active[0], active[-1]
    return (
        f"All reps used something {when}; most in {named(most)} ({most.per_active:.1f} conversations each), "
        f"least in {named(least)} ({least.per_active:.1f})"
    )


def _using_chart(finding: str, rows: tuple[AdoptionRow, ...], named: Callable[[AdoptionRow], str]) -> BarChart:
    drawn = [
        Measured(
            named(row),
            ({Style.SOLID: _using(row) / row.people, Style.OPEN: row.unused / row.people},),
            f"{_using(row):,} of {row.people:,}",
        )
        for row in rows
        if row.people
    ]
    return bar_chart(finding, "Reps", _USING, drawn, 1.0)


def _each_chart(finding: str, rows: tuple[AdoptionRow, ...], named: Callable[[AdoptionRow], str]) -> BarChart | None:
    drawn = [
        Measured(named(row), ({Style.SOLID: row.per_active},), f"{row.per_active:.1f}") for row in rows if row.active
    ]
    unit = "Conversations for each active rep"
    return bar_chart(finding, unit, (Series("", Style.SOLID),), drawn) if drawn else None


def _for_quiet(
    row: AdoptionRow | None, kind: str, named: Callable[[AdoptionRow], str], links: Links
) -> tuple[Choice, ...]:
    if row is None or not row.name:
        return ()
    return (Choice(f"See what {named(row)} does use", links.narrowed("usage", kind, row.name)),)


_GROUP_NOTE = (
    "Reps belong where they are now; conversations, where they were then. Landed: the share that surely did, the lower "
    "bound of a 95 % interval (Wilson)."
)
_GROUP_COLUMNS = (
    Column("Group"),
    *numbers("Reps", "Used something", "Used nothing", "Conversations", "For each", "Landed"),
)


def _group_row(row: AdoptionRow, kind: str, named: Callable[[AdoptionRow], str], links: Links) -> tuple[Cell, ...]:
    return (
        Cell(named(row), address=links.narrowed("usage", kind, row.name) if row.name else ""),
        Cell(row.people),
        Cell(row.active),
        Cell(row.unused),
        Cell(row.conversations),
        Cell(f"{row.per_active:.1f}"),
        _landed(row),
    )


def _landed(row: AdoptionRow | PersonRow) -> Cell:
    return Cell(percent(row.landed_rate) if row.landed + row.fell_flat else "not told")


def _persons_figure(report: AdoptionReport, persons: tuple[PersonRow, ...], when: str) -> Figure:
    count = counted(len(persons), "person", "people")
    return Figure(
        name="by-person",
        finding=f"{count} used something in a conversation {when}",
        basis=basis_words(report.basis, ""),
        table=Table(
            (Column("Person"), *numbers("Conversations", "Landed")),
            tuple((Cell(row.person.name, row.person.email), Cell(row.conversations), _landed(row)) for row in persons),
            "In the order of their addresses, which says nothing about anybody.",
        ),
        sheet=sheet_of(report),
        about=about(report.basis),
        empty="" if persons else "Nobody used anything.",
    )


def _differences_figure(report: DifferenceReport, when: str) -> Figure:
    count = counted(len(report.rows), "asset")
    verb = "is" if len(report.rows) == 1 else "are"
    finding = f"{count} {verb} used by more of the reps above quota than of those below it {when}"
    drawn = [
        Measured(
            row.asset.title,
            ({Style.SOLID: row.above.share}, {Style.HATCHED: row.below.share}),
            f"{percent(row.above.share)} / {percent(row.below.share)}",
        )
        for row in report.rows[:10]
    ]
    first = report.rows[0].asset if report.rows else None
    return Figure(
        name="differences",
        finding=finding if report.rows else f"Reps above and below quota use much the same {when}",
        basis=basis_words(report.basis, ""),
        table=Table(
            (Column("Asset"), *numbers("Above quota", "Below quota")),
            tuple(
                (Cell(row.asset.title, address=f"/a/{row.asset.slug}"), _adopted(row.above), _adopted(row.below))
                for row in report.rows
            ),
            f"Compared were the {counted(report.looked_at, 'most used asset')}; told is what differs by ten reps in a "
            "hundred or more.",
        ),
        sheet=sheet_of(report),
        about=about(report.basis),
        chart=bar_chart(finding, "Share who used it", (_ABOVE, _BELOW), drawn, 1.0) if drawn else None,
        todo=(Choice(f"Read “{first.title}”, and tell the others", f"/a/{first.slug}"),) if first else (),
        empty=""
        if report.rows
        else f"Either nothing differs, or one of the bands has fewer than {LEAST_IN_BAND} active reps: too few to be a "
        "group.",
    )


def _adopted(adopted: Adopted) -> Cell:
    return Cell(percent(adopted.share), f"{adopted.people} of {adopted.of}")
