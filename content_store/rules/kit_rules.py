"""The rules by which a step of a kit finds its assets: a small closed set, declared once.

The GraphQL input, the form and the table in ``docs/kits.md`` are made from what is declared here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from content_store.rules.vocabulary import ContentType, Facet, QuotaBand
from content_store.rules.wording import situated

MOST_FOUND = 20  # assets of one step
FEWEST_DAYS, MOST_DAYS = 7, 730


class KitRule(StrEnum):
    """What a rule looks for."""

    MOST_USED = "most_used"
    LANDED_BEST = "landed_best"
    FRESH = "fresh"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class RuleKind:
    """One kind of rule: what it is called, what it finds, and what it takes beside type, tags and limit."""

    label: str
    meaning: str
    takes: frozenset[str] = frozenset()


RULE_KINDS: Mapping[KitRule, RuleKind] = {
    KitRule.MOST_USED: RuleKind(
        "Most used",
        "What people used in most conversations of the last days; onboarding left out.",
        frozenset({"quota_band", "days"}),
    ),
    KitRule.LANDED_BEST: RuleKind(
        "Landed best",
        "What landed best in conversations, by the lower bound of its landed rate and how many reps used it.",
    ),
    KitRule.FRESH: RuleKind("Fresh", "What is verified and not due for another look, the newest first."),
    KitRule.NEWEST: RuleKind("Newest", "What was published last."),
}
PARAMETERS: Mapping[str, str] = {
    "type": "Only assets of this type.",
    **{each.value: f"The slug of a {each.value} that they carry." for each in Facet},
    "quota_band": "Only conversations of reps who stand so against quota.",
    "days": f"Conversations of so many days, today included, {FEWEST_DAYS} to {MOST_DAYS}; 90 where it is left out.",
    "limit": f"How many assets at most, 1 to {MOST_FOUND}; 5 where it is left out.",
}
DEFAULT_DAYS, DEFAULT_LIMIT = 90, 5


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule with its parameters. ``tags`` holds at most one slug of each facet."""

    kind: KitRule
    type: ContentType | None = None
    tags: Mapping[Facet, str] = field(default_factory=dict)
    quota_band: QuotaBand | None = None
    days: int = DEFAULT_DAYS
    limit: int = DEFAULT_LIMIT

    def problems(self) -> Iterator[tuple[str, str, str]]:
        """Parameter, code and message of everything that is wrong with it, as far as the rule itself can tell."""
        if not 1 <= self.limit <= MOST_FOUND:
            yield "limit", "OUT_OF_RANGE", f"a rule finds 1 to {MOST_FOUND} assets"
        if not FEWEST_DAYS <= self.days <= MOST_DAYS:
            yield "days", "OUT_OF_RANGE", f"give {FEWEST_DAYS} to {MOST_DAYS} days"
        if self.quota_band is not None and "quota_band" not in RULE_KINDS[self.kind].takes:
            label = RULE_KINDS[self.kind].label.lower()
            yield "quota_band", "NOT_TAKEN", f"the rule “{label}” does not look at quota; leave it out"

    def told(self, names: Mapping[Facet, str]) -> str:
        """The rule in words: ``The 5 talking points most used by reps above quota``. ``names`` are its tags'."""
        things = "asset" if self.type is None else self.type.value.replace("_", " ")
        things = things if self.limit == 1 else _plural(things)
        number = "" if self.limit == 1 else f"{self.limit} "
        with_tags = " ".join(_told_tag(facet, name) for facet, name in names.items())
        found = {
            KitRule.MOST_USED: f"The {number}{things} most used by {self._users()} in the last {self.days} days",
            KitRule.LANDED_BEST: f"The {number}{things} that landed best",
            KitRule.FRESH: f"Fresh {things}, at most {self.limit}",
            KitRule.NEWEST: f"The {number}newest {things}",
        }[self.kind]
        return f"{found}, {with_tags}" if with_tags else found

    def _users(self) -> str:
        return "everybody" if self.quota_band is None else f"reps {self.quota_band.value} quota"


def _plural(things: str) -> str:
    return "case studies" if things == "case study" else f"{things}s"


def _told_tag(facet: Facet, name: str) -> str:
    match facet:
        case Facet.PERSONA | Facet.STAGE | Facet.PAIN:
            return situated(facet, name)
        case Facet.COMPETITOR:
            return f"against {name}"
        case _:
            return f"for {name}"


def rule_as_plain(rule: Rule) -> dict[str, object]:
    """The rule as it is stored and exported; what is as usual is left out."""
    takes = RULE_KINDS[rule.kind].takes
    plain: dict[str, object] = {"kind": rule.kind.value}
    if rule.type is not None:
        plain["type"] = rule.type.value
    plain |= {facet.value: slug for facet, slug in rule.tags.items()}
    if rule.quota_band is not None:
        plain["quota_band"] = rule.quota_band.value
    if "days" in takes:
        plain["days"] = rule.days
    return plain | {"limit": rule.limit}


def rule_of_plain(plain: Mapping[str, object]) -> Rule:
    """The rule that was stored so. Raises ValueError where a word is not known, a number is none, or a name is."""
    unknown = plain.keys() - PARAMETERS.keys() - {"kind"}
    if unknown:
        message = f"a rule has no “{min(unknown)}”"
        raise ValueError(message)
    kind, band = KitRule(_spelt(plain.get("kind"))), plain.get("quota_band")
    return Rule(
        kind,
        ContentType(_spelt(plain["type"])) if plain.get("type") else None,
        {facet: str(plain[facet.value]) for facet in Facet if plain.get(facet.value)},
        QuotaBand(_spelt(band)) if band else None,
        _number(plain.get("days"), DEFAULT_DAYS),
        _number(plain.get("limit"), DEFAULT_LIMIT),
    )


def _spelt(word: object) -> str:
    return str(word or "").strip().lower().replace("-", "_").replace(" ", "_")


def _number(given: object, usual: int) -> int:
    if given is None or given == "":
        return usual
    try:
        return int(str(given))
    except ValueError:
        message = f"“{given}” is no number"
        raise ValueError(message) from None
