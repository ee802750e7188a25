"""What the store hands out of enrolments: frozen rows, never ORM objects."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from content_store.kit_views import StepView
from content_store.rules.enrolments import EnrolmentState, Ramp, is_useless, state
from content_store.rules.kits import KitStatus, Plan
from content_store.views import PersonView


@dataclass(frozen=True, slots=True)
class StepProgress:
    """What a newcomer did with one step."""

    done_at: datetime | None = None
    minutes: int | None = None
    answer: str = ""
    useful: bool | None = None


@dataclass(frozen=True, slots=True)
class EnrolmentView:
    """One newcomer on one version of a kit. ``plan`` is that version, ``latest_version`` the newest there is."""

    id: int
    kit_id: int
    kit_slug: str
    kit_status: KitStatus
    version: int
    latest_version: int
    plan: Plan
    person: PersonView
    mentor: PersonView | None
    start_on: date
    due_on: date | None
    created_at: datetime
    completed_at: datetime | None
    ended_at: datetime | None
    progress: Mapping[str, StepProgress]

    @property
    def done(self) -> frozenset[str]:
        """The keys of the steps that are done."""
        return frozenset(key for key, each in self.progress.items() if each.done_at is not None)

    @property
    def done_count(self) -> int:
        """How many steps of its version are done."""
        return sum(step.key in self.done for step in self.plan.steps)

    @property
    def minutes_left(self) -> int:
        """How long the other steps take."""
        return sum(step.minutes for step in self.plan.steps if step.key not in self.done)

    @property
    def minutes_spent(self) -> int:
        """What the newcomer says the steps took that are done."""
        return sum(self.progress[key].minutes or 0 for key in self.done)

    @property
    def last_at(self) -> datetime | None:
        """When a step was last done."""
        return max((each.done_at for each in self.progress.values() if each.done_at is not None), default=None)

    def state(self, today: date) -> EnrolmentState:
        """Where it stands."""
        ended, completed = self.ended_at is not None, self.completed_at is not None
        return state(self.start_on, today, is_completed=completed, is_ended=ended)

    def is_overdue(self, today: date) -> bool:
        """Whether it should have been completed."""
        return self.due_on is not None and self.due_on < today and self.state(today) is EnrolmentState.UNDER_WAY


@dataclass(frozen=True, slots=True)
class NoteView:
    """What a newcomer or their mentor said."""

    id: int
    enrolment_id: int
    person: PersonView | None
    step_key: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MoveView:
    """What moving somebody to the newest version would do. ``kept``, ``added`` and ``dropped`` are in words."""

    enrolment: EnrolmentView
    to_version: int
    kept: tuple[str, ...]
    added: tuple[str, ...]
    dropped: tuple[str, ...]
    completes: bool


@dataclass(frozen=True, slots=True)
class StepFigures:
    """How newcomers fare with one step; ``minutes`` is the median of what they say it took."""

    step: StepView
    reached: int
    done: int
    stalled: int
    useful: int
    useless: int
    minutes: float | None

    @property
    def found_useless(self) -> bool:
        """Whether nobody found it useful, of enough who said so or not."""
        return is_useless(self.useful, self.useless)


@dataclass(frozen=True, slots=True)
class Overview:
    """A kit's newcomers together. ``counts`` are by state; ``overdue`` are among those under way."""

    counts: Mapping[EnrolmentState, int]
    overdue: int
    steps: tuple[StepFigures, ...]
    ramps: tuple[Ramp, ...]

    @property
    def enrolled(self) -> int:
        """How many are or were on the kit, without those called off."""
        return sum(count for state_, count in self.counts.items() if state_ is not EnrolmentState.ENDED)

    @property
    def stalled_most(self) -> StepFigures | None:
        """The step before which most newcomers stand still."""
        found = max(self.steps, key=lambda each: each.stalled, default=None)
        return found if found is not None and found.stalled else None
