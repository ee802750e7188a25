"""What the store hands out of kits: frozen rows, never ORM objects."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from content_store.rules.kits import KitStatus, Plan, Step
from content_store.views import AssetView, PersonView, TagView


@dataclass(frozen=True, slots=True)
class KitView:
    """A kit as its reader sees it: for editors the draft, for others the version published last.

    ``version`` is the number of that version; None while there is none. ``has_newer_draft`` is told to editors alone.
    """

    id: int
    slug: str
    status: KitStatus
    plan: Plan
    region: TagView | None
    owner: PersonView | None
    revision: int
    version: int | None
    has_newer_draft: bool
    successor_id: int | None
    created_at: datetime
    updated_at: datetime
    published_at: datetime | None
    retired_at: datetime | None


@dataclass(frozen=True, slots=True)
class VersionView:
    """One published version of a kit."""

    number: int
    revision: int
    plan: Plan
    published_at: datetime
    published_by: PersonView | None
    note: str


class StepTrouble(StrEnum):
    """Why a step shows something else than its author named, or nothing."""

    REPLACED = "replaced"
    GONE = "gone"
    NOT_PUBLISHED = "not_published"
    NOTHING_FOUND = "nothing_found"


@dataclass(frozen=True, slots=True)
class StepView:
    """A step with the assets that it means now; none where ``trouble`` keeps it from showing any.

    ``words`` say what it is: the asset's title, or the rule in words. ``instead_of`` is the title of what was retired.
    """

    step: Step
    words: str
    assets: tuple[AssetView, ...]
    trouble: StepTrouble | None = None
    instead_of: str = ""

    @property
    def is_skipped(self) -> bool:
        """Whether there is nothing to read."""
        return not self.assets


@dataclass(frozen=True, slots=True)
class KitUse:
    """A kit that names an asset."""

    id: int
    slug: str
    title: str
    status: KitStatus
    owner: PersonView | None
