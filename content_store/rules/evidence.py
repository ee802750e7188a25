"""What conversations prove about an asset: how many, by how many reps, and how often it landed.

The landed rate is the lower end of Wilson's score interval (E. B. Wilson, “Probable Inference, the Law of Succession,
and Statistical Inference”, Journal of the American Statistical Association 22, 1927, 209-212): it asks how low the
true share may well be, so that two out of two do not beat forty out of fifty.
"""

from dataclasses import dataclass
from datetime import datetime
from math import log2, sqrt

CONFIDENCE_Z = 1.959964  # of the normal distribution: 95 % two-sided

# A new asset is not buried: this share of what is recommended goes to assets that nobody has tried yet.
EXPLORATION_SHARE = 0.2
UNTRIED_BELOW = 3  # conversations


@dataclass(frozen=True, slots=True)
class Evidence:
    """What happened in conversations with an asset (tier: use; people only, onboarding left out).

    ``landed`` and ``fell_flat`` count those that somebody told the outcome of, so together they are at most
    ``conversations``. ``reps`` counts different persons.
    """

    conversations: int = 0
    reps: int = 0
    landed: int = 0
    fell_flat: int = 0
    last_used_at: datetime | None = None

    @property
    def judged(self) -> int:
        """Conversations of which the outcome is known."""
        return self.landed + self.fell_flat

    @property
    def landed_rate(self) -> float:
        """The share that landed, 0 to 1: the lower bound of its 95 % interval; 0 where none is judged."""
        return wilson_lower_bound(self.landed, self.judged)

    @property
    def level(self) -> int:
        """How much it weighs in a ranking, 0 to 4; see ``evidence_level``."""
        return evidence_level(self)

    @property
    def is_untried(self) -> bool:
        """Whether too few conversations happened to know anything."""
        return self.conversations < UNTRIED_BELOW


NO_EVIDENCE = Evidence()


def wilson_lower_bound(successes: int, trials: int, z: float = CONFIDENCE_Z) -> float:
    """The lower end of Wilson's interval for ``successes`` of ``trials``; 0 for no trials.

    Raises ValueError where there are more successes than trials, or fewer than none.
    """
    if not 0 <= successes <= trials:
        message = f"{successes} of {trials} is no share"
        raise ValueError(message)
    if trials == 0 or successes == 0:
        return 0.0
    share = successes / trials
    square = z * z
    centre = share + square / (2 * trials)
    spread = z * sqrt((share * (1 - share) + square / (4 * trials)) / trials)
    return max(0.0, (centre - spread) / (1 + square / trials))


def evidence_level(evidence: Evidence) -> int:
    """How much weight evidence has in a ranking: 0 (none) to 4.

    Landing counts for three levels (above 0.2, 0.4 and 0.6 as a lower bound), wide use (eight conversations or more,
    by three reps or more) for one. An untried asset stands at 1, so that only what is known to fall flat is below it.
    """
    if evidence.is_untried:
        return 1
    landing = sum(evidence.landed_rate > bound for bound in (0.2, 0.4, 0.6))
    return landing + (evidence.conversations >= 8 and evidence.reps >= 3)


def weight(evidence: Evidence) -> float:
    """How strongly evidence recommends an asset, 0 to about 1: the landed rate, a little more for wide use.

    Grows with conversations by their logarithm, so that the tenth counts more than the hundredth.
    """
    breadth = min(log2(1 + evidence.reps) / 5, 1.0)
    return evidence.landed_rate * 0.8 + breadth * 0.2


def told(evidence: Evidence, where: str = "") -> str:
    """What came of using it, in words: ``landed in 18 of 23 conversations``; empty where nobody used it.

    ``where`` says in which conversations: ``with CFOs``. Where not all were judged, it says how many were.
    """
    conversations = "conversation" if evidence.conversations == 1 else "conversations"
    used = " ".join(filter(None, (str(evidence.conversations), conversations, where)))
    if not evidence.conversations:
        return ""
    if not evidence.judged:
        return f"used in {used}"
    if evidence.judged == evidence.conversations:
        return f"landed in {evidence.landed} of {used}"
    return f"used in {used}, landed in {evidence.landed} of {evidence.judged} judged"
