"""What one event adds to which sum. The only place that says so: ingest, recount and check all ask here."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from content_store.rules.periods import Grain
from content_store.rules.vocabulary import ActorKind, EventKind, Purpose

EVERYBODY = 0  # the cohort that sums all cohorts
EVERYWHERE = 0  # the tag under which everything is counted, whatever it was about

# The column of the sums that an event of each kind adds one to.
COLUMNS = {
    EventKind.IMPRESSION: "impressions",
    EventKind.VIEW: "views",
    EventKind.COPY: "copies",
    EventKind.DOWNLOAD: "downloads",
    EventKind.EXPORT: "exports",
    EventKind.SHARE: "shares",
    EventKind.USED: "conversations",
    EventKind.BUYER_OPENED: "buyer_opens",
    EventKind.BUYER_ENGAGED: "buyer_engagements",
    EventKind.DEAL_WON: "deals_won",
    EventKind.DEAL_LOST: "deals_lost",
    EventKind.LANDED: "landed",
    EventKind.FELL_FLAT: "fell_flat",
}
VERDICTS = frozenset({EventKind.LANDED, EventKind.FELL_FLAT})
_OF_CONVERSATIONS = VERDICTS | {EventKind.USED}
# What may be said of one event; taking back what still stands is always possible. Each time all that was said before
# is read, while every other writer waits.
MOST_SAID = 20


@dataclass(frozen=True, slots=True)
class Circumstances:
    """All about an event that decides where it is counted. Ids are 0 where nothing was named."""

    asset_id: int
    person_id: int
    cohort_id: int
    actor_kind: ActorKind
    purpose: Purpose
    occurred_at: datetime
    persona_id: int = 0
    stage_id: int = 0
    pain_id: int = 0

    @property
    def onboarding(self) -> bool:
        """Whether it belongs to learning and not to selling."""
        return self.purpose is Purpose.ONBOARDING

    @property
    def tag_ids(self) -> tuple[int, ...]:
        """Under which tags it is counted: under all, and under those it named."""
        return EVERYWHERE, *filter(None, (self.persona_id, self.stage_id, self.pain_id))


class UsageKey(NamedTuple):
    """The key of a row of ``UsageSum``."""

    grain: Grain
    actor_kind: ActorKind
    cohort_id: int
    period: int
    asset_id: int
    onboarding: bool


class RepKey(NamedTuple):
    """The key of a row of ``RepSum``."""

    grain: Grain
    tag_id: int
    period: int
    asset_id: int
    person_id: int
    cohort_id: int
    onboarding: bool


class DemandKey(NamedTuple):
    """The key of a row of ``DemandSum``."""

    grain: Grain
    period: int
    persona_id: int
    stage_id: int
    pain_id: int
    cohort_id: int


class EvidenceKey(NamedTuple):
    """The key of a row of ``Evidence``."""

    asset_id: int
    tag_id: int


class EvidenceRepKey(NamedTuple):
    """The key of a row of ``EvidenceRep``."""

    asset_id: int
    tag_id: int
    person_id: int


Key = UsageKey | RepKey | DemandKey | EvidenceKey | EvidenceRepKey


def counted(kind: EventKind, at: Circumstances, grains: Iterable[Grain] = Grain) -> Iterator[tuple[Key, str]]:
    """The key and column of every sum to which one event of ``kind`` adds one."""
    column = COLUMNS[kind]
    is_conversation = kind in _OF_CONVERSATIONS and at.actor_kind is ActorKind.HUMAN
    for grain in grains:
        period = grain.period(at.occurred_at)
        for cohort_id in (EVERYBODY, at.cohort_id):
            yield UsageKey(grain, at.actor_kind, cohort_id, period, at.asset_id, at.onboarding), column
        if is_conversation:
            for key in _conversation_keys(kind, at, grain, period):
                yield key, column
    if is_conversation and not at.onboarding:
        for evidence_key in _evidence_keys(kind, at):
            yield evidence_key, column


def _conversation_keys(kind: EventKind, at: Circumstances, grain: Grain, period: int) -> Iterator[Key]:
    for tag_id in at.tag_ids:
        yield RepKey(grain, tag_id, period, at.asset_id, at.person_id, at.cohort_id, at.onboarding)
    if kind is EventKind.USED and not at.onboarding:
        yield DemandKey(grain, period, at.persona_id, at.stage_id, at.pain_id, at.cohort_id)


def _evidence_keys(kind: EventKind, at: Circumstances) -> Iterator[Key]:
    for tag_id in at.tag_ids:
        yield EvidenceKey(at.asset_id, tag_id)
        if kind is EventKind.USED:
            yield EvidenceRepKey(at.asset_id, tag_id, at.person_id)


class Said(NamedTuple):
    """One event of a conversation's story: itself, or what was said of it later. In the order of recording."""

    id: int
    kind: EventKind
    about_id: int | None


def standing(story: Sequence[Said]) -> tuple[EventKind, ...]:
    """What of an event and all that was said of it still counts: the event, and the last verdict not taken back.

    ``story`` begins with the event itself; nothing counts once that was retracted.
    """
    root = story[0]
    retracted = {said.about_id for said in story if said.kind is EventKind.RETRACTED}
    if root.id in retracted:
        return ()
    verdicts = [said.kind for said in story if said.kind in VERDICTS and said.id not in retracted]
    return root.kind, *verdicts[-1:]


def difference(before: Iterable[EventKind], after: Iterable[EventKind]) -> list[tuple[EventKind, int]]:
    """What has to be added (1) and taken away (-1) to come from one standing to another."""
    was, is_ = list(before), list(after)
    return [(kind, 1) for kind in is_ if kind not in was] + [(kind, -1) for kind in was if kind not in is_]


def what_counts(events: Iterable[tuple[Said, Circumstances]]) -> Iterator[tuple[EventKind, Circumstances]]:
    """What still counts of ``events``: of each that stands for itself, with all that was said of it.

    ``events`` come in the order of recording. What is about an event that is not among them is left out.
    """
    roots: dict[int, int] = {}
    stories: dict[int, list[Said]] = {}
    places: dict[int, Circumstances] = {}
    for said, at in events:
        root = said.id if said.about_id is None else roots.get(said.about_id)
        if root is None:
            continue
        roots[said.id] = root
        stories.setdefault(root, []).append(said)
        places.setdefault(root, at)
    for root, story in stories.items():
        for kind in standing(story):
            yield kind, places[root]
