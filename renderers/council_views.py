"""What the pages of the council and of guidelines are made from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from content_store.council_views import CouncilView, PeriodView, RecommendationView
from content_store.review_views import CommentView
from content_store.views import AssetView, PersonView
from renderers.feedback_views import Option, Problems
from renderers.views import Frame, Reading


@dataclass(frozen=True, slots=True)
class RecommendationRow:
    """A recommendation with its asset."""

    recommendation: RecommendationView
    asset: AssetView
    may_withdraw: bool


@dataclass(frozen=True, slots=True)
class CouncilPage:
    """The council. ``others`` are the reps who could be given a seat, for those who may give one."""

    frame: Frame
    council: CouncilView
    rows: tuple[RecommendationRow, ...]
    others: tuple[PersonView, ...]
    may_manage: bool
    now: datetime
    problems: Problems = field(default_factory=dict)

    @property
    def gaps(self) -> list[str]:
        """The names of the regions for which nobody speaks."""
        return [each.name for each in self.council.regions if not each.is_represented]

    def region_name(self, slug: str) -> str:
        """How a region is called; its own name where the taxonomy has none."""
        return next((each.name for each in self.council.regions if each.slug == slug), slug)


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """A comment period with its guideline, and how many comments it has."""

    period: PeriodView
    asset: AssetView | None
    comments: int


@dataclass(frozen=True, slots=True)
class GuidelineList:
    """What was agreed on, comment periods, and the form that opens one for those who may.

    ``agreed`` are the guidelines that readers see, ``guidelines`` what can be opened.
    """

    frame: Frame
    open: tuple[PeriodRow, ...]
    ahead: tuple[PeriodRow, ...]
    over: tuple[PeriodRow, ...]
    agreed: tuple[AssetView, ...]
    guidelines: tuple[Option, ...]
    may_edit: bool
    now: datetime
    problems: Problems = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PeriodPage:
    """One comment period: the guideline, what is said of it, and what changed."""

    frame: Frame
    period: PeriodView
    asset: AssetView | None
    reading: Reading | None
    comments: tuple[CommentView, ...]
    fields: tuple[Option, ...]
    may_edit: bool
    now: datetime
    problems: Problems = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        """Whether comments are taken now."""
        return self.period.is_open(self.now)

    @property
    def is_over(self) -> bool:
        """Whether the time for comments has passed."""
        return self.period.closes_at <= self.now
