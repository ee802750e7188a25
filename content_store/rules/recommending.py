"""What to recommend for a situation, in which order, and why.

Each candidate has a strength, 0 to 1: half of it what conversations in this very situation proved, a quarter what
conversations anywhere proved, the rest how well its tags fit and whether it was verified in time. The strongest comes
first; each further asset of a type that is there already counts for less, so that types mix. Every fifth place belongs
to something that nobody has tried yet (``EXPLORATION_SHARE``), or it would never be tried; which one changes from day
to day and from person to person.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from hashlib import blake2b

from content_store.rules.evidence import EXPLORATION_SHARE, NO_EVIDENCE, Evidence, told, weight
from content_store.rules.vocabulary import ContentType, Facet, Freshness
from content_store.rules.wording import situated

EXPLORE_EVERY = round(1 / EXPLORATION_SHARE)  # places
# What is untried is taken for about as good as what landed in half of a few conversations: only what is known to fall
# flat stands below it.
UNTRIED_STRENGTH = 0.25

_WITHIN, _ANYWHERE, _FIT, _FRESH = 0.5, 0.25, 0.15, 0.1
_TALKING_POINT = 0.05  # a rep on a call wants what to say first
_AGAIN = 0.12  # taken off for each asset of the same type that is there already
_FRESHNESS = {Freshness.FRESH: 1.0, Freshness.DUE: 0.7, Freshness.OVERDUE: 0.0}


class RecommendReason(StrEnum):
    """Why an asset is recommended, for programs."""

    FITS = "FITS"
    PROVEN_HERE = "PROVEN_HERE"
    PROVEN = "PROVEN"
    UNTRIED = "UNTRIED"
    NEW_TO_ACCOUNT = "NEW_TO_ACCOUNT"
    FRESH = "FRESH"
    OVERDUE = "OVERDUE"


@dataclass(frozen=True, slots=True)
class Circumstance:
    """One tag of the situation: its id, its facet, and its name."""

    tag_id: int
    facet: Facet
    name: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """An asset that may be recommended.

    ``tag_ids`` are the tags of the situation that it carries, ``within`` what conversations proved of it in each of
    the situation's circumstances, in their order.
    """

    asset_id: int
    type: ContentType
    freshness: Freshness
    listed_at: datetime
    tag_ids: frozenset[int]
    evidence: Evidence = NO_EVIDENCE
    within: tuple[Evidence, ...] = ()

    @property
    def is_untried(self) -> bool:
        """Whether too few conversations happened anywhere to know anything."""
        return self.evidence.is_untried


@dataclass(frozen=True, slots=True)
class Asked:
    """For whom and when, in which situation; ``account`` is the one that everything used with it was left out for."""

    person_id: int
    day: date
    situation: tuple[Circumstance, ...] = ()
    account: str = ""


@dataclass(frozen=True, slots=True)
class Recommended:
    """One place of the list. ``score`` compares within one list."""

    asset_id: int
    score: float
    reasons: tuple[tuple[RecommendReason, str], ...]
    is_exploration: bool = False


def recommend(candidates: Collection[Candidate], asked: Asked, limit: int) -> list[Recommended]:
    """At most ``limit`` of the candidates, in order, each with its reasons."""
    left = {each.asset_id: each for each in candidates}
    strengths = {each.asset_id: strength(each, asked) for each in candidates}
    chosen: list[Recommended] = []
    types: Counter[ContentType] = Counter()
    while left and len(chosen) < limit:
        explored = _explored(left.values(), asked) if (len(chosen) + 1) % EXPLORE_EVERY == 0 else None
        best = explored or _best(left.values(), strengths, types)
        del left[best.asset_id]
        types[best.type] += 1
        told_why = reasons(best, asked, is_exploration=explored is not None)
        chosen.append(Recommended(best.asset_id, round(strengths[best.asset_id], 4), told_why, explored is not None))
    return chosen


def strongest(candidates: Collection[Candidate], asked: Asked, limit: int) -> list[Recommended]:
    """At most ``limit`` of the candidates, the strongest first: nothing mixed, nothing drawn by lot."""
    strengths = {each.asset_id: strength(each, asked) for each in candidates}
    best = sorted(candidates, key=lambda each: (strengths[each.asset_id], each.listed_at, each.asset_id), reverse=True)
    return [
        Recommended(each.asset_id, round(strengths[each.asset_id], 4), reasons(each, asked, is_exploration=False))
        for each in best[:limit]
    ]


def strength(candidate: Candidate, asked: Asked) -> float:
    """How strongly a candidate is recommended, 0 to 1, whatever stands beside it."""
    anywhere = _proven(candidate.evidence)
    # What nobody used in this situation is taken for what it is anywhere, and a little less.
    within = [_proven(found) if not found.is_untried else anywhere * 0.8 for found in candidate.within]
    return (
        _WITHIN * (sum(within) / len(within) if within else anywhere)
        + _ANYWHERE * anywhere
        + _FIT * (len(candidate.tag_ids) / len(asked.situation) if asked.situation else 1.0)
        + _FRESH * _FRESHNESS[candidate.freshness]
    )


def _proven(evidence: Evidence) -> float:
    return max(weight(evidence), UNTRIED_STRENGTH) if evidence.is_untried else weight(evidence)


def _best(left: Iterable[Candidate], strengths: dict[int, float], types: Counter[ContentType]) -> Candidate:
    def standing(each: Candidate) -> tuple[float, datetime, int]:
        leads = _TALKING_POINT if each.type is ContentType.TALKING_POINT else 0.0
        # Of equals the newest.
        return strengths[each.asset_id] + leads - _AGAIN * types[each.type], each.listed_at, each.asset_id

    return max(left, key=standing)


def _explored(left: Iterable[Candidate], asked: Asked) -> Candidate | None:
    """One that nobody has tried: by lot, but the same for one person all day."""

    def lot(each: Candidate) -> bytes:
        drawn = f"{asked.person_id}:{asked.day.isoformat()}:{each.asset_id}"
        return blake2b(drawn.encode(), digest_size=8).digest()

    return min((each for each in left if each.is_untried), key=lot, default=None)


def reasons(candidate: Candidate, asked: Asked, *, is_exploration: bool) -> tuple[tuple[RecommendReason, str], ...]:
    """Why a candidate is recommended, the strongest reason first."""
    found: list[tuple[RecommendReason, str]] = []
    here = _proven_here(candidate, asked.situation)
    if is_exploration:
        found.append((RecommendReason.UNTRIED, "hardly tried yet: every fifth place goes to something new"))
    if here:
        found.append((RecommendReason.PROVEN_HERE, here))
    elif candidate.evidence.conversations:
        found.append((RecommendReason.PROVEN, told(candidate.evidence)))
    fits = [each for each in asked.situation if each.tag_id in candidate.tag_ids]
    if fits:
        found.append((RecommendReason.FITS, f"for conversations {spoken(fits)}"))
    if asked.account:
        found.append((RecommendReason.NEW_TO_ACCOUNT, f"not used with {asked.account} so far"))
    if candidate.freshness is Freshness.OVERDUE:
        found.append((RecommendReason.OVERDUE, "overdue for another look"))
    elif not found:
        found.append((RecommendReason.FRESH, "verified in time"))
    return tuple(found)


def spoken(situation: Sequence[Circumstance]) -> str:
    """``with CFOs at decision on late deliveries``."""
    return " ".join(situated(each.facet, each.name) for each in situation)


def _proven_here(candidate: Candidate, situation: Sequence[Circumstance]) -> str:
    """What was proven in the circumstance that speaks most for it; empty where it was used in none."""
    used = [(found, at) for found, at in zip(candidate.within, situation, strict=True) if found.conversations]
    if not used:
        return ""
    found, at = max(used, key=lambda each: weight(each[0]))
    return told(found, situated(at.facet, at.name))
