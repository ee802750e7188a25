"""What the pages of upkeep are made from: the inbox, the queue to verify, handing over, the dashboard."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from content_store.feedback_views import FeedbackView
from content_store.rules.inbox import InboxKind
from content_store.upkeep_views import InboxItem, Responsibilities
from content_store.views import AssetView, PersonView
from renderers.feedback_views import Problems, Select
from renderers.insight_views import Figure, FoundRow
from renderers.views import Choice, Frame, Reading
from renderers.work_views import AssetHead

# What a kind is called, and what is done about it in one go where that can be.
SECTIONS: Mapping[InboxKind, str] = {
    InboxKind.REVIEW: "To review",
    InboxKind.FLAG: "Flagged by readers",
    InboxKind.VERIFY: "To verify",
    InboxKind.REQUEST: "Requests",
    InboxKind.SUGGESTION: "Suggestions",
    InboxKind.COMMENT: "Comments",
    InboxKind.DRAFT: "Drafts left lying",
    InboxKind.FILE: "Files that could not be read",
    InboxKind.DEPARTED: "Work of colleagues who left",
}


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One thing that waits, and where it is done."""

    item: InboxItem
    address: str


@dataclass(frozen=True, slots=True)
class InboxSection:
    """All of one kind; ``more`` leads to the rest, ``go`` to doing it one after the other."""

    kind: InboxKind
    count: int
    rows: tuple[InboxRow, ...]
    more: str = ""
    go: str = ""

    @property
    def title(self) -> str:
        """What waits."""
        return SECTIONS[self.kind]


@dataclass(frozen=True, slots=True)
class InboxView:
    """What waits. ``only`` is the kind that the page is narrowed to, ``back`` leads from there to all.

    ``scope`` is as the address has it; ``verified`` was vouched for just now and can be taken back.
    """

    frame: Frame
    scopes: tuple[Choice, ...]
    sections: tuple[InboxSection, ...]
    total: int
    now: datetime
    scope: str
    only: str = ""
    back: str = ""
    verified: AssetView | None = None


@dataclass(frozen=True, slots=True)
class VerifyView:
    """One asset of the queue as readers see it. ``left`` are to be verified, this one included.

    ``here`` is where a form returns to, ``skip`` leads to the next without a word about this one. ``verified`` is what
    was vouched for just now, and can be taken back.
    """

    frame: Frame
    reading: Reading | None
    scopes: tuple[Choice, ...]
    left: int
    flags: tuple[FeedbackView, ...]
    now: datetime
    skip: str
    after: str
    scope: str
    again: str = ""
    next_due: datetime | None = None
    verified: AssetView | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class SuccessionRow:
    """Somebody who looks after something."""

    person: PersonView
    held: Responsibilities
    address: str


@dataclass(frozen=True, slots=True)
class SuccessionList:
    """Everybody who does, those who left first."""

    frame: Frame
    rows: tuple[SuccessionRow, ...]
    now: datetime


@dataclass(frozen=True, slots=True)
class SuccessionView:
    """What one person looks after. ``heir`` is who took it over just now, and ``heir_holds`` what they have by that."""

    frame: Frame
    person: PersonView
    held: Responsibilities
    successor: Select
    now: datetime
    heir: PersonView | None = None
    heir_holds: Responsibilities = field(default_factory=Responsibilities)
    problems: Problems = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DashboardView:
    """What waits, what is used and what was published, at a glance."""

    frame: Frame
    waiting: tuple[Choice, ...]
    findings: tuple[FoundRow, ...]
    usage: Figure
    usage_address: str
    published: tuple[AssetView, ...]
    now: datetime


@dataclass(frozen=True, slots=True)
class AssetFilesView:
    """The files of one asset in the workspace."""

    frame: Frame
    head: AssetHead
    reading: Reading
