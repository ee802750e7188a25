"""What the pages of publishing, and of bulks, are made from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from content_store.errors import Problem
from content_store.queries.bulk import BulkView, Reason
from content_store.queries.impact import Impact
from content_store.rules.bulk import BulkKind, BulkStatus, ItemState
from content_store.rules.lifecycle import State
from content_store.views import AssetView
from renderers.feedback_views import Problems, Select
from renderers.history_views import Told
from renderers.views import Choice, Frame
from renderers.work_views import AssetHead

# What is done, as a button says it, and as a sentence tells it afterwards.
KINDS: dict[BulkKind, tuple[str, str]] = {
    BulkKind.PUBLISH: ("Publish", "published"),
    BulkKind.SCHEDULE: ("Schedule", "scheduled"),
    BulkKind.UNSCHEDULE: ("Call off the publication", "called off"),
    BulkKind.EXPIRE: ("Set the end", "given an end"),
    BulkKind.RETIRE: ("Retire", "retired"),
    BulkKind.ARCHIVE: ("Archive", "put away"),
    BulkKind.RESTORE: ("Bring back as a draft", "brought back as a draft"),
    BulkKind.VERIFY: ("Verify", "verified"),
    BulkKind.OWNER: ("Set the owner", "given another owner"),
    BulkKind.STEWARD: ("Set the steward", "given another steward"),
    BulkKind.ADD_TAG: ("Add a tag", "tagged"),
    BulkKind.REMOVE_TAG: ("Remove a tag", "rid of the tag"),
}


@dataclass(frozen=True, slots=True)
class PublishPage:
    """What can be done to one asset now, and what it would do. ``missing`` keeps it from being published.

    ``approval`` says how its review stands. ``unapproved`` that it is demanded and not there; ``may_override`` that the
    visitor may publish all the same.
    """

    frame: Frame
    head: AssetHead
    state: State
    may: frozenset[str]
    missing: tuple[Problem, ...]
    impacts: tuple[Impact, ...]
    suggested: int
    successor: AssetView | None
    reasons: Select
    now: datetime
    replacement: AssetView | None = None
    candidates: tuple[AssetView, ...] = ()
    words: str = ""
    told: Told | None = None
    problems: Problems = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    newer_address: str = ""
    approval: str = ""
    unapproved: bool = False
    may_override: bool = False


@dataclass(frozen=True, slots=True)
class BulkForm:
    """What is to be done to what was chosen: the kinds, and what each needs. ``kept`` says what was chosen.

    With ``is_best`` words found more, of which these are the best.
    """

    frame: Frame
    kinds: tuple[Choice, ...]
    kind: BulkKind | None
    total: int
    is_more: bool
    kept: tuple[tuple[str, str], ...]
    reasons: Select
    tags: tuple[tuple[str, str], ...]
    people: tuple[str, ...]
    back: str
    is_best: bool = False
    problems: Problems = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BulksPage:
    """What was done to many at once lately: each bulk with what it does beside its kind."""

    frame: Frame
    rows: tuple[tuple[BulkView, str], ...]
    earlier: str
    may_undo: bool
    now: datetime


@dataclass(frozen=True, slots=True)
class BulkPage:
    """One bulk: its preview, how far it is, or what it did. ``detail`` says what it does beside its kind."""

    frame: Frame
    bulk: BulkView
    detail: str
    reasons: tuple[Reason, ...]
    examples: tuple[tuple[str, str], ...]
    impacts: tuple[Impact, ...]
    now: datetime
    problem: str = ""

    @property
    def is_moving(self) -> bool:
        """Whether it goes on by itself."""
        return self.bulk.status in {BulkStatus.RUNNING, BulkStatus.UNDOING}

    @property
    def waiting(self) -> int:
        """How many assets it can still be done to."""
        return self.bulk.counts.get(ItemState.WAITING, 0)

    def count(self, state: str) -> int:
        """How many assets are in a state."""
        return self.bulk.counts.get(ItemState(state), 0)

    @property
    def percent(self) -> int:
        """How far it is."""
        left = self.waiting if self.bulk.status is BulkStatus.RUNNING else self.count("done")
        return 100 - 100 * left // self.bulk.total if self.bulk.total else 100
