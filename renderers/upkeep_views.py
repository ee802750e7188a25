"""What the pages of upkeep are made from: the inbox, the queue to verify, handing over, the dashboard."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from content_store.feedback_views import FeedbackView
from content_store.rules.inbox import InboxKind
from content_store.upkeep_views import InboxItem
from content_store.views import AssetView
from renderers.views import Choice, Frame, Reading

# What a kind is called, and what is done about it in one go where that can be.
SECTIONS: Mapping[InboxKind, str] = {
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
