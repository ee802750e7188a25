"""What a kit holds: sections of steps, each an asset or a rule, and what is wrong with one that is not ready."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from content_store.rules.kit_rules import Rule, rule_as_plain, rule_of_plain

MOST_STEPS, MOST_SECTIONS, MOST_RULES = 100, 20, 20
MOST_MINUTES = 480  # of one step: a day of work
LONGEST = {"title": 200, "summary": 1_000, "role": 100, "why": 1_000, "question": 500, "section": 200}  # characters


class KitStatus(StrEnum):
    """Where a kit is in its life."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to read or do. Either ``asset``, a slug, or ``rule`` is there; ``frozen`` is what a rule found once.

    ``key`` stays the same for as long as the step exists, so that progress outlives a new version.
    """

    key: str
    minutes: int
    asset: str = ""
    rule: Rule | None = None
    frozen: tuple[str, ...] | None = None
    why: str = ""
    required: bool = True
    question: str = ""

    @property
    def named(self) -> tuple[str, ...]:
        """The slugs of the assets that it names itself."""
        return (self.asset,) if self.asset else self.frozen or ()


@dataclass(frozen=True, slots=True)
class Section:
    """Steps that belong together."""

    title: str
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """All that an author writes of a kit. ``region`` is the slug of a region; empty for all of them."""

    title: str
    summary: str = ""
    role: str = ""
    region: str = ""
    sections: tuple[Section, ...] = ()

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps of all sections, in order."""
        return tuple(step for section in self.sections for step in section.steps)

    @property
    def minutes(self) -> int:
        """How long all of it takes."""
        return sum(step.minutes for step in self.steps)

    @property
    def named(self) -> tuple[str, ...]:
        """The slugs of the assets that its steps name, each once."""
        return tuple(dict.fromkeys(slug for step in self.steps for slug in step.named))

    def step(self, key: str) -> Step | None:
        """The step of this key."""
        return next((step for step in self.steps if step.key == key), None)


Wrong = tuple[tuple[str, ...], str, str]  # where, which kind, what to do


def problems(plan: Plan) -> Iterator[Wrong]:
    """Everything that is wrong with a plan as it is saved, as far as the plan itself can tell."""
    if not plan.title:
        yield ("title",), "REQUIRED", "a kit needs a title"
    for name in ("title", "summary", "role"):
        yield from _too_long((name,), getattr(plan, name), LONGEST[name])
    rules = sum(step.rule is not None for step in plan.steps)
    for count, most, things in (
        (len(plan.sections), MOST_SECTIONS, "sections"),
        (len(plan.steps), MOST_STEPS, "steps"),
        (rules, MOST_RULES, "rules"),
    ):
        if count > most:
            yield ("sections",), "TOO_MANY", f"a kit has at most {most} {things}"
    for place, section in enumerate(plan.sections):
        yield from _too_long(("sections", str(place), "title"), section.title, LONGEST["section"])
    again = _said_before(plan)
    for at, step in placed_steps(plan):
        yield from _step_problems(step, at)
        if step.key in again:
            what = "asset" if step.asset else "rule"
            yield (*at, what), "DUPLICATE", f"another step has the same {what} already"


def placed_steps(plan: Plan) -> Iterator[tuple[tuple[str, ...], Step]]:
    """Each step with the path to it."""
    for place, section in enumerate(plan.sections):
        for number, step in enumerate(section.steps):
            yield ("sections", str(place), "steps", str(number)), step


def missing_to_publish(plan: Plan) -> Iterator[Wrong]:
    """What keeps a plan from being published."""
    if not plan.steps:
        yield ("sections",), "EMPTY", "a kit without steps teaches nothing; add one first"


def _said_before(plan: Plan) -> set[str]:
    """The keys of the steps that repeat an earlier one."""
    seen: Counter[str] = Counter()
    found = set()
    for step in plan.steps:
        subject = step.asset or repr(sorted(rule_as_plain(step.rule).items()) if step.rule else step.key)
        if seen[subject]:
            found.add(step.key)
        seen[subject] += 1
    return found


def _step_problems(step: Step, at: tuple[str, ...]) -> Iterator[Wrong]:
    if bool(step.asset) is (step.rule is not None):
        yield (*at, "asset"), "REQUIRED", "a step is an asset or a rule: name one of them"
    if not 1 <= step.minutes <= MOST_MINUTES:
        yield (*at, "minutes"), "OUT_OF_RANGE", f"a step takes 1 to {MOST_MINUTES} minutes"
    for name in ("why", "question"):
        yield from _too_long((*at, name), getattr(step, name), LONGEST[name])
    for name, code, message in step.rule.problems() if step.rule else ():
        yield (*at, "rule", name), code, message


def _too_long(at: tuple[str, ...], text: str, limit: int) -> Iterator[Wrong]:
    if len(text) > limit:
        yield at, "TOO_LONG", f"it may have {limit:,} characters at most"


def as_plain(plan: Plan) -> dict[str, Any]:
    """The plan as it is stored and exported."""
    return {
        "title": plan.title,
        "summary": plan.summary,
        "role": plan.role,
        "region": plan.region,
        "sections": [
            {"title": section.title, "steps": [_plain_step(step) for step in section.steps]}
            for section in plan.sections
        ],
    }


def _plain_step(step: Step) -> dict[str, Any]:
    plain: dict[str, Any] = {"key": step.key}
    if step.rule is not None:
        plain["rule"] = rule_as_plain(step.rule)
        if step.frozen is not None:
            plain["frozen"] = list(step.frozen)
    else:
        plain["asset"] = step.asset
    plain["minutes"] = step.minutes
    plain |= {name: text for name, text in (("why", step.why), ("question", step.question)) if text}
    return plain if step.required else plain | {"required": False}


def of_plain(plain: Mapping[str, Any]) -> Plan:
    """The plan that was stored so."""
    return Plan(
        plain["title"],
        plain.get("summary", ""),
        plain.get("role", ""),
        plain.get("region", ""),
        tuple(Section(each["title"], tuple(map(_step_of, each["steps"]))) for each in plain["sections"]),
    )


def _step_of(plain: Mapping[str, Any]) -> Step:
    return Step(
        plain["key"],
        plain["minutes"],
        plain.get("asset", ""),
        rule_of_plain(plain["rule"]) if plain.get("rule") else None,
        tuple(plain["frozen"]) if plain.get("frozen") is not None else None,
        plain.get("why", ""),
        plain.get("required", True),
        plain.get("question", ""),
    )
