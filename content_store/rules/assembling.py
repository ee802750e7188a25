"""Proposing a kit: which assets, in which order, and why; and what nobody has written yet.

1. While a named persona or stage is not covered: of the assets that fit the time left, take the one that carries most
   of what is not covered; of equals the one that conversations prove most, then one that is fresh, the shortest, the
   newest.
2. With the time that is left, take what conversations prove most, each type a little less the more of it is there.
3. Whatever is still not covered is told: because nothing carries it, or because what does takes too long.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from content_store.rules.evidence import Evidence, told, weight
from content_store.rules.vocabulary import ContentType, Facet, Freshness
from content_store.rules.wording import situated

MOST_PROPOSED = 40  # steps
_AGAIN = 0.12  # weight that each earlier step of the same type takes away

# How long each type usually takes to read and to say aloud once, in minutes. An author changes them by hand.
USUAL_MINUTES: Mapping[ContentType, int] = {
    ContentType.TALKING_POINT: 8,
    ContentType.PLAY: 12,
    ContentType.GUIDELINE: 6,
    ContentType.CASE_STUDY: 8,
    ContentType.TESTIMONIAL: 3,
    ContentType.PROOF_STATEMENT: 3,
    ContentType.WHITE_PAPER: 20,
    ContentType.PRESENTATION: 15,
}
# What comes first in a kit: what was agreed, what to say, what proves it, what to show.
SECTIONS: tuple[tuple[str, frozenset[ContentType]], ...] = (
    ("What we agreed on", frozenset({ContentType.GUIDELINE})),
    ("What to say", frozenset({ContentType.TALKING_POINT, ContentType.PLAY})),
    (
        "What proves it",
        frozenset({ContentType.CASE_STUDY, ContentType.TESTIMONIAL, ContentType.PROOF_STATEMENT}),
    ),
    ("To read and to show", frozenset({ContentType.WHITE_PAPER, ContentType.PRESENTATION})),
)


@dataclass(frozen=True, slots=True)
class Need:
    """A persona or stage that the kit is to cover."""

    tag_id: int
    facet: Facet
    name: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """An asset that may become a step. ``tag_ids`` are those of the needs that it carries."""

    asset_id: int
    type: ContentType
    tag_ids: frozenset[int]
    freshness: Freshness
    listed_at: datetime
    evidence: Evidence

    @property
    def minutes(self) -> int:
        """How long it usually takes."""
        return USUAL_MINUTES[self.type]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A step of the proposal, and why it is there."""

    asset_id: int
    minutes: int
    why: str
    covers: tuple[Need, ...] = ()


class Lack(StrEnum):
    """Why something is not covered."""

    NOTHING = "nothing"
    NO_TIME = "no_time"


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that the proposal does not cover."""

    need: Need
    lack: Lack


@dataclass(frozen=True, slots=True)
class Proposal:
    """Sections with their title and steps, and what is missing."""

    sections: tuple[tuple[str, tuple[Chosen, ...]], ...]
    missing: tuple[Missing, ...]

    @property
    def steps(self) -> tuple[Chosen, ...]:
        """The steps of all sections."""
        return tuple(step for _, steps in self.sections for step in steps)

    @property
    def minutes(self) -> int:
        """How long all of it takes."""
        return sum(step.minutes for step in self.steps)


def assemble(candidates: Sequence[Candidate], needs: Sequence[Need], minutes: int) -> Proposal:
    """A kit of at most ``minutes`` and ``MOST_PROPOSED`` steps; the same for the same input, in whatever order."""
    left = {each.asset_id: each for each in candidates}
    open_needs = {need.tag_id for need in needs}
    taken: list[tuple[Candidate, frozenset[int]]] = []
    types: Counter[ContentType] = Counter()
    while len(taken) < MOST_PROPOSED:
        fitting = [each for each in left.values() if each.minutes <= minutes]
        if not fitting:
            break
        # Where nothing that fits covers more, all stand alike in that.
        best = max(fitting, key=lambda each: _standing(each, open_needs, types))
        covered = frozenset(best.tag_ids & open_needs)
        open_needs -= covered
        minutes -= best.minutes
        types[best.type] += 1
        taken.append((left.pop(best.asset_id), covered))
    return Proposal(_in_sections(taken, needs), _missing(needs, taken, candidates))


def _standing(each: Candidate, open_needs: set[int], types: Counter[ContentType]) -> tuple[float, ...]:
    proven = weight(each.evidence) - _AGAIN * types[each.type]
    is_fresh = each.freshness is Freshness.FRESH
    newest = each.listed_at.timestamp()
    return len(each.tag_ids & open_needs), proven, is_fresh, -each.minutes, newest, each.asset_id


def _in_sections(
    taken: Sequence[tuple[Candidate, frozenset[int]]], needs: Sequence[Need]
) -> tuple[tuple[str, tuple[Chosen, ...]], ...]:
    found = []
    for title, types in SECTIONS:
        steps = tuple(_chosen(each, covered, needs) for each, covered in taken if each.type in types)
        if steps:
            found.append((title, steps))
    return tuple(found)


def _chosen(each: Candidate, covered: frozenset[int], needs: Sequence[Need]) -> Chosen:
    covers = tuple(need for need in needs if need.tag_id in covered)
    fits = covers or tuple(need for need in needs if need.tag_id in each.tag_ids)
    reasons = [f"For conversations {_spoken(fits)}"] if fits else []
    proven = told(each.evidence)
    if proven:
        reasons.append(proven if reasons else proven[:1].upper() + proven[1:])
    elif each.freshness is Freshness.FRESH:
        reasons.append("verified lately" if reasons else "Verified lately")
    if each.freshness is Freshness.OVERDUE:
        reasons.append("overdue for another look" if reasons else "Overdue for another look")
    return Chosen(each.asset_id, each.minutes, f"{'; '.join(reasons)}." if reasons else "", covers)


def _spoken(needs: Sequence[Need]) -> str:
    """``with CFOs and COOs at decision``."""
    personas, stages = (
        [situated(facet, need.name) for need in needs if need.facet is facet] for facet in (Facet.PERSONA, Facet.STAGE)
    )
    return " ".join(filter(None, (_and(personas, "with "), _and(stages, "at "))))


def _and(parts: Sequence[str], preposition: str) -> str:
    return " and ".join([*parts[:1], *(part.removeprefix(preposition) for part in parts[1:])])


def _missing(
    needs: Sequence[Need], taken: Sequence[tuple[Candidate, frozenset[int]]], candidates: Sequence[Candidate]
) -> tuple[Missing, ...]:
    covered = {tag_id for each, _ in taken for tag_id in each.tag_ids}
    known = {tag_id for each in candidates for tag_id in each.tag_ids}
    return tuple(
        Missing(need, Lack.NO_TIME if need.tag_id in known else Lack.NOTHING)
        for need in needs
        if need.tag_id not in covered
    )
