"""What the pages of insights are made from: figures, each a finding with its picture, its table and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from content_store.insights.views import Finding
from renderers.charts import BarChart, LineChart, Slope
from renderers.feedback_views import Select
from renderers.tables import Sheet
from renderers.views import Choice, Frame


class Links(Protocol):
    """Where reports stand, with the window and the filters that are chosen."""

    def to(self, report: str = "", **own: str) -> str:
        """A report; ``own`` is what only that report understands. Without a name the very page."""

    def narrowed(self, report: str, name: str, value: str) -> str:
        """A report with one more filter."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Words that could become a synonym, of the tag that is ``suggested``; empty where none is near."""

    words: str
    suggested: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One value; ``note`` stands small below."""

    value: str | int
    note: str = ""
    address: str = ""
    slope: Slope | None = None
    offer: Offer | None = None

    @property
    def words(self) -> str:
        """What is shown."""
        return f"{self.value:,}" if isinstance(self.value, int) else self.value


@dataclass(frozen=True, slots=True)
class Column:
    """``address`` sorts by it; ``direction`` is ascending or descending where the rows are sorted by it."""

    name: str
    is_number: bool = False
    address: str = ""
    direction: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, one cell for each column. ``note`` says what a reader may ask about the whole."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""


def numbers(*names: str) -> tuple[Column, ...]:
    """Columns of numbers."""
    return tuple(Column(name, is_number=True) for name in names)


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """A situation: what there is and what was wanted, each with where it leads. ``level`` of 4 is the worst gap."""

    level: int
    supply: Choice
    demand: str
    ask: Choice | None = None


@dataclass(frozen=True, slots=True)
class Matrix:
    """A shaded table: ``rows`` and ``columns`` by name, and the cells row by row."""

    corner: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[MatrixCell, ...]], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """One finding. ``basis`` stands under it: tier, window, what is left out. ``name`` is its anchor and its file's.

    ``sheet`` is what the file holds, and ``about`` its head. ``empty`` is said in place of the picture and the table
    where there is nothing to show.
    """

    name: str
    finding: str
    basis: tuple[str, ...]
    table: Table
    sheet: Sheet
    about: Mapping[str, object]
    chart: BarChart | LineChart | None = None
    matrix: Matrix | None = None
    todo: tuple[Choice, ...] = ()
    is_open: bool = False
    empty: str = ""
    tabs: tuple[Choice, ...] = ()
    earlier: str = ""
    later: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Exported:
    """A figure with where it can be had as a file."""

    figure: Figure
    files: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What is reported on, and how to change it: windows to choose, filters that are chosen, and the form for both.

    ``kept`` is what the form sends along.
    """

    action: str
    windows: tuple[Choice, ...]
    days: tuple[str, str]
    selects: tuple[Select, ...]
    chosen: tuple[Choice, ...]
    kept: tuple[tuple[str, str], ...]
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A finding of the overview: its sentence, where its rows are, and its share in per cent."""

    finding: Finding
    address: str
    share: float
    basis: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """The findings, the most important first. ``silence`` says why there is nothing to find yet."""

    frame: Frame
    reports: tuple[Choice, ...]
    narrowing: Narrowing
    findings: tuple[FoundRow, ...]
    questions: tuple[tuple[Choice, str], ...]
    silence: str = ""


@dataclass(frozen=True, slots=True)
class Added:
    """A synonym that was just added, and what takes it back: the form's address and fields."""

    words: str
    tag: str
    address: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ReportPage:
    """One report. ``tags`` are what words can become synonyms of; ``problem`` why that was refused."""

    frame: Frame
    title: str
    reports: tuple[Choice, ...]
    narrowing: Narrowing
    figures: tuple[Exported, ...]
    tags: tuple[str, ...] = ()
    added: Added | None = None
    problem: str = ""
    act_address: str = ""
