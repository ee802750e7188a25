"""Coverage and search gaps as figures: what was wanted, and whether there was anything."""

from content_store.insights.views import CoverageCell, CoverageReport, SearchGap, SearchGapReport
from content_store.rules.vocabulary import Facet
from content_store.views import TagView
from renderers.charts import BarChart, Measured, Series, Style, bar_chart
from renderers.insight_tables import about, sheet_of
from renderers.insight_views import Cell, Column, Figure, Links, Matrix, MatrixCell, Offer, Table, numbers
from renderers.insight_words import (
    ask_address,
    basis_words,
    counted,
    find_address,
    listed,
    requests_address,
    search_address,
    situation_words,
)
from renderers.views import Choice
from renderers.wording import alone

MOST_SITUATIONS = 25  # listed below the shaded table; a file has them all
MOST_BARS = 10
WORST = 4  # the levels of shading
_ASKED_FOR = 3  # from this level on a cell offers to ask for more

AXES: dict[str, tuple[Facet, Facet]] = {
    "persona-stage": (Facet.PERSONA, Facet.STAGE),
    "persona-pain": (Facet.PERSONA, Facet.PAIN),
    "pain-stage": (Facet.PAIN, Facet.STAGE),
}


def tag_label(tag: TagView) -> str:
    """A tag with its facet, as one writes it to choose it."""
    return f"{tag.name} ({tag.facet.value})"


def coverage_figure(report: CoverageReport, axes: str, when: str, links: Links) -> Figure:
    """Supply against demand as a shaded table, and the worst situations as rows."""
    worst = report.cells[0] if report.cells and report.cells[0].figures.gap else None
    return Figure(
        name=axes,
        finding=_worst_words(worst, when) if worst else f"Nothing was wanted in any of these situations {when}",
        basis=basis_words(report.basis, ""),
        table=Table(
            _SITUATION_COLUMNS, tuple(_situation(cell) for cell in report.cells[:MOST_SITUATIONS]), _note(report)
        ),
        sheet=sheet_of(report),
        about=about(report.basis),
        matrix=_matrix(report, AXES[axes]),
        todo=_what_to_do(worst),
        empty="" if report.cells else "There are no tags of one of the two facets yet, so there is nothing to cross.",
        tabs=tuple(
            Choice(f"{rows.value.capitalize()} by {columns.value}", links.to("coverage", axes=name), None, name == axes)
            for name, (rows, columns) in AXES.items()
        ),
    )


def _worst_words(cell: CoverageCell, when: str) -> str:
    own = cell.figures
    wanted = [
        counted(own.searches, "search", "searches") if own.searches else "",
        counted(own.conversations, "conversation") if own.conversations else "",
        counted(own.open_requests, "open request") if own.open_requests else "",
    ]
    supply = f"only {counted(own.published, 'asset')}" if own.published else "no asset"
    said = listed([each for each in wanted if each])
    return f"Most is missing for {situation_words(cell.row, cell.column)}: {said} {when}, and {supply}"


def _what_to_do(worst: CoverageCell | None) -> tuple[Choice, ...]:
    if worst is None:
        return ()
    tags = worst.row, worst.column
    ask = Choice(f"Ask for content for {situation_words(*tags)}", ask_address(*tags))
    see = Choice("See what is there", find_address(*tags))
    return (ask, see) if worst.figures.published else (ask,)


def _matrix(report: CoverageReport, axes: tuple[Facet, Facet]) -> Matrix:
    greatest = max((cell.figures.gap for cell in report.cells), default=0.0)
    found = {(cell.row.id, cell.column.id): cell for cell in report.cells}
    return Matrix(
        f"{axes[0].value.capitalize()} by {axes[1].value}",
        tuple(alone(tag.name) for tag in report.columns),
        tuple(
            (alone(row.name), tuple(_matrix_cell(found[row.id, column.id], greatest) for column in report.columns))
            for row in report.rows
        ),
    )


def level(gap: float, greatest: float) -> int:
    """How dark a cell is, 0 to 4: only what nobody wanted is not shaded."""
    return min(WORST, 1 + int(gap / greatest * WORST)) if gap and greatest else 0


def _matrix_cell(cell: CoverageCell, greatest: float) -> MatrixCell:
    own, tags = cell.figures, (cell.row, cell.column)
    depth = level(own.gap, greatest)
    ask: Choice | None = None
    if own.open_requests:
        ask = Choice(f"{own.open_requests} asked", requests_address(*tags))
    elif depth >= _ASKED_FOR and own.published:
        ask = Choice("Ask for more", ask_address(*tags))
    supply = (
        Choice(counted(own.published, "asset"), find_address(*tags))
        if own.published
        else Choice("None: ask", ask_address(*tags))
    )
    # Counted plainly: what the gap weighs would be another number than the sentence above the table tells.
    times = own.conversations + own.searches
    return MatrixCell(depth, supply, f"{times:,} wanted" if times else "", ask)


_SITUATION_COLUMNS = (
    Column("Situation"),
    *numbers("Assets", "Fresh", "Conversations", "Searches", "Found nothing", "Open requests", "Weighed", "Gap"),
)


def _situation(cell: CoverageCell) -> tuple[Cell, ...]:
    own, tags = cell.figures, (cell.row, cell.column)
    address = find_address(*tags) if own.published else ask_address(*tags)
    asked = requests_address(*tags) if own.open_requests else ""
    return (
        Cell(situation_words(*tags), address=address),
        *(Cell(value) for value in (own.published, own.fresh, own.conversations, own.searches, own.without_result)),
        Cell(own.open_requests, address=asked),
        Cell(own.demand),
        Cell(f"{own.gap:,.1f}"),
    )


def _note(report: CoverageReport) -> str:
    words = (
        "Wanted: conversations and searches; a search that found nothing counts five times, an open request ten times. "
        "Gap: wanted for each asset there is and one more; an asset that is not fresh counts half."
    )
    unplaced = report.unplaced
    if not unplaced.demand:
        return words
    said = f"{counted(unplaced.searches, 'search', 'searches')} and {counted(unplaced.conversations, 'conversation')}"
    return f"{words} {said} named no such situation and are in no cell."


def searches_figure(report: SearchGapReport, offset: int, size: int, when: str, links: Links) -> Figure:
    """Words that led to nothing, ``size`` a page, with what would help beside each."""
    count = counted(report.searches, "search", "searches")
    last = offset + len(report.rows)
    finding = f"{report.without_result:,} of {count} found nothing {when}"
    return Figure(
        name="words",
        finding=finding,
        basis=basis_words(report.basis, "Searches: each counted once, when its words had come to rest"),
        table=Table(_GAP_COLUMNS, tuple(_gap(row) for row in report.rows), _GAP_NOTE),
        sheet=sheet_of(report),
        about=about(report.basis),
        chart=_gap_chart(report, finding),
        todo=_first_gap(report),
        is_open=True,
        empty="" if report.rows else "Whoever searched in this window found something and opened it.",
        earlier=links.to("searches", offset=str(max(0, offset - size))) if offset else "",
        later=links.to("searches", offset=str(last)) if last < report.total_count else "",
        place=f"{offset + 1:,} to {last:,} of {report.total_count:,}" if report.rows else "",
    )


_GAP_NOTE = (
    "Words of one meaning stand together under the most frequent. Found, not opened: there were results, and nobody "
    "opened one."
)
# What would help stands beside the words, so that a narrow screen shows both.
_GAP_COLUMNS = (
    Column("Words"),
    Column("What would help"),
    *numbers("Searches", "Found nothing", "Found, not opened"),
)


def _gap(row: SearchGap) -> tuple[Cell, ...]:
    others = ", ".join(f"“{words}”" for words in row.variants[1:6])
    offer = None if row.tag else Offer(row.words, tag_label(row.suggested) if row.suggested else "")
    meaning = f"Known as {tag_label(row.tag)}: ask for content" if row.tag else "Ask for content"
    return (
        Cell(row.words, f"also {others}" if others else "", search_address(row.words)),
        Cell(meaning, address=ask_address(*_asked_about(row), words=row.words), offer=offer),
        Cell(row.searches),
        Cell(row.without_result),
        Cell(_only_unopened(row)),
    )


def _asked_about(row: SearchGap) -> tuple[TagView, ...]:
    """The tags that a request can carry."""
    wanted = {Facet.PERSONA, Facet.STAGE, Facet.PAIN}
    return (row.tag,) if row.tag and row.tag.facet in wanted else ()


def _only_unopened(row: SearchGap) -> int:
    return max(0, row.not_opened - row.without_result)


def _gap_chart(report: SearchGapReport, finding: str) -> BarChart | None:
    series = Series("found nothing", Style.SOLID), Series("found, not opened", Style.HATCHED)
    rows = [
        Measured(
            row.words,
            ({Style.SOLID: row.without_result, Style.HATCHED: _only_unopened(row)},),
            f"{row.without_result + _only_unopened(row):,}",
        )
        for row in report.rows[:MOST_BARS]
    ]
    return bar_chart(finding, "Searches", series, rows) if rows else None


def _first_gap(report: SearchGapReport) -> tuple[Choice, ...]:
    if not report.rows:
        return ()
    first = report.rows[0]
    return (
        Choice(f"Ask for content about “{first.words}”", ask_address(*_asked_about(first), words=first.words)),
        Choice("See what a rep finds with it", search_address(first.words)),
    )
