"""What the store hands out of the council and of comment periods."""

from dataclasses import dataclass
from datetime import datetime
from math import ceil

from content_store.rules.council import size_hint
from content_store.views import AssetView, PersonView, TagView


@dataclass(frozen=True, slots=True)
class RecommendationView:
    """An asset that a council member recommends, why, and for whom."""

    id: int
    asset_id: int
    person: PersonView
    text: str
    persona: TagView | None
    stage: TagView | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class MemberView:
    """A member, and the assets they look after."""

    person: PersonView
    stewarded: tuple[AssetView, ...]


@dataclass(frozen=True, slots=True)
class RegionView:
    """A region: how many reps work there, and who of the council speaks for it. ``slug`` is its tag's, or its name."""

    slug: str
    name: str
    reps: int
    members: tuple[PersonView, ...]

    @property
    def is_represented(self) -> bool:
        """Whether anybody does."""
        return bool(self.members)


@dataclass(frozen=True, slots=True)
class CouncilView:
    """The council, region by region."""

    members: tuple[MemberView, ...]
    regions: tuple[RegionView, ...]

    @property
    def hint(self) -> str:
        """What to think about where it is small or large."""
        return size_hint(len(self.members))


@dataclass(frozen=True, slots=True)
class PeriodView:
    """A time in which every rep may comment on one revision of a guideline, and what changed because of it."""

    id: int
    asset_id: int
    revision: int
    opens_at: datetime
    closes_at: datetime
    note: str
    created_at: datetime
    summary: str
    summarised_at: datetime | None
    opened_by: PersonView | None

    def is_open(self, now: datetime) -> bool:
        """Whether comments are taken."""
        return self.opens_at <= now < self.closes_at

    def days_left(self, now: datetime) -> int:
        """How many days are left, the last one counted; 0 once it is over."""
        return max(ceil((self.closes_at - now).total_seconds() / 86_400), 0)
