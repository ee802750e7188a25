"""What the pages of kits are made from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from content_store.enrolment_views import EnrolmentView, MoveView, NoteView, Overview, StepProgress
from content_store.kit_views import KitView, StepView, VersionView
from content_store.rules.assembling import Missing
from content_store.rules.kit_rules import RULE_KINDS, Rule
from content_store.views import AssetView
from renderers.charts import BarChart
from renderers.feedback_views import Problems, Select
from renderers.views import Choice, Frame, Reading


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step in a list: where it is read, whether it is done, and whether it is open or comes next."""

    view: StepView
    address: str
    is_done: bool = False
    is_open: bool = False
    is_next: bool = False


@dataclass(frozen=True, slots=True)
class OpenStep:
    """The step that is being read. ``assets`` lead to each of those it shows, ``reading`` is the one chosen.

    ``following`` is the step after it; None at the end.
    """

    row: StepRow
    reading: Reading | None
    assets: tuple[Choice, ...]
    progress: StepProgress
    act_address: str
    following: StepRow | None
    may_learn: bool
    problems: Problems = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KitPage:
    """A kit to read and, for who is enrolled, to learn from. ``done_title`` is what was just done, to be undone."""

    frame: Frame
    kit: KitView
    sections: tuple[tuple[str, tuple[StepRow, ...]], ...]
    enrolment: EnrolmentView | None
    open: OpenStep | None
    notes: tuple[NoteView, ...]
    now: datetime
    may_edit: bool
    next_row: StepRow | None = None
    successor: KitView | None = None
    is_draft: bool = False
    done: StepRow | None = None
    problems: Problems = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)

    @property
    def minutes(self) -> int:
        """How long all of it takes."""
        return self.kit.plan.minutes if self.enrolment is None else self.enrolment.plan.minutes


@dataclass(frozen=True, slots=True)
class MineRow:
    """A kit that the visitor learns from; ``next_words`` is the step that comes next."""

    enrolment: EnrolmentView
    next_words: str
    next_minutes: int
    why: str
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class KitList:
    """Kits to read: one's own first. ``mentored`` are the newcomers whose mentor the visitor is."""

    frame: Frame
    mine: tuple[MineRow, ...]
    mentored: tuple[EnrolmentView, ...]
    kits: tuple[KitView, ...]
    now: datetime
    may_edit: bool
    is_mine_only: bool = False
    later: str = ""


@dataclass(frozen=True, slots=True)
class ManagedKits:
    """All kits, for those who write them."""

    frame: Frame
    kits: tuple[tuple[KitView, int], ...]
    states: tuple[Choice, ...]
    now: datetime
    later: str = ""


@dataclass(frozen=True, slots=True)
class EditStep:
    """A step in the form. ``place`` names its fields; ``rule`` are the choices of its rule, ``found`` what it finds."""

    place: str
    key: str
    asset: str
    words: str
    trouble: str
    minutes: str
    why: str
    question: str
    required: bool
    rule: tuple[Select, ...] = ()
    numbers: tuple[tuple[str, str, str], ...] = ()
    kind: str = ""
    is_frozen: bool = False
    found: tuple[AssetView, ...] = ()


@dataclass(frozen=True, slots=True)
class EditSection:
    """A section in the form."""

    place: int
    title: str
    steps: tuple[EditStep, ...]
    adding: str = ""
    offers: tuple[AssetView, ...] = ()


@dataclass(frozen=True, slots=True)
class KitHead:
    """What stands above the pages of one kit for those who write it."""

    kit: KitView
    tabs: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class EditPage:
    """The form of a kit."""

    frame: Frame
    head: KitHead
    typed: Mapping[str, str]
    regions: Select
    sections: tuple[EditSection, ...]
    kinds: Select
    versions: tuple[VersionView, ...]
    others: Select
    now: datetime
    problems: Problems = field(default_factory=dict)

    @property
    def minutes(self) -> int:
        """How long the saved draft takes."""
        return self.head.kit.plan.minutes


@dataclass(frozen=True, slots=True)
class ProposedRow:
    """A step of a proposal."""

    asset: AssetView
    minutes: int
    why: str


@dataclass(frozen=True, slots=True)
class NewKitPage:
    """Beginning a kit: by hand, or from a proposal. ``missing`` comes with where to ask for it."""

    frame: Frame
    typed: Mapping[str, str]
    personas: tuple[Choice, ...]
    stages: tuple[Choice, ...]
    regions: Select
    sections: tuple[tuple[str, tuple[ProposedRow, ...]], ...] = ()
    minutes: int = 0
    missing: tuple[tuple[Missing, str], ...] = ()
    is_proposal: bool = False
    problems: Problems = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReportRow:
    """What became of one line of those who were to be enrolled."""

    email: str
    outcome: str
    is_wrong: bool


@dataclass(frozen=True, slots=True)
class NewcomersPage:
    """Who is on a kit, giving it to more, and moving those behind to the newest version."""

    frame: Frame
    head: KitHead
    enrolments: tuple[EnrolmentView, ...]
    total: int
    moves: tuple[MoveView, ...]
    now: datetime
    report: tuple[ReportRow, ...] = ()
    typed: Mapping[str, str] = field(default_factory=dict)
    problems: Problems = field(default_factory=dict)
    later: str = ""


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """A kit's program in figures."""

    frame: Frame
    head: KitHead
    overview: Overview
    progress: BarChart | None
    now: datetime


@dataclass(frozen=True, slots=True)
class EnrolmentPage:
    """One newcomer's progress, for their mentor and those who run the program."""

    frame: Frame
    enrolment: EnrolmentView
    steps: tuple[tuple[StepView, StepProgress], ...]
    notes: tuple[NoteView, ...]
    now: datetime
    may_enrol: bool
    problems: Problems = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)


def rule_label(rule: Rule) -> str:
    """What a rule's kind is called."""
    return RULE_KINDS[rule.kind].label
