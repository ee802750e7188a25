"""From what an author, a form or a file says of a kit to a plan, or all that is wrong with it."""

from collections.abc import Iterator, Mapping, Sequence
from secrets import token_hex
from typing import Any

from sqlalchemy.orm import Session

from content_store.errors import Invalid, Problem
from content_store.queries.assets import types_of
from content_store.queries.filters import unknown_tag
from content_store.queries.taxonomy import tag_book
from content_store.rules.assembling import USUAL_MINUTES
from content_store.rules.kit_rules import Rule, rule_of_plain
from content_store.rules.kits import Plan, Section, Step, placed_steps, problems
from content_store.rules.vocabulary import ContentType, Facet
from content_store.rules.wording import storable

_TEXTS = ("title", "summary", "role", "region")


def plan_of(session: Session, given: Mapping[str, Any], before: Plan | None = None) -> Plan:
    """``before`` with what was given of ``title``, ``summary``, ``role``, ``region`` and ``sections``.

    A section has ``title`` and ``steps``; a step ``asset`` (a slug) or ``rule`` (as ``rule_of_plain`` takes it), and
    may have ``key``, ``minutes``, ``why``, ``required``, ``question`` and ``frozen``. Raises Invalid with all problems.
    """
    found: list[Problem] = []
    old = before or Plan("")
    texts = {name: storable(str(given[name] or "")).strip() for name in _TEXTS if name in given}
    sections = old.sections
    if given.get("sections") is not None:
        sections = _Reader(session, given["sections"], old, found).sections()
    title, summary, role, region = (texts.get(name, getattr(old, name)) for name in _TEXTS)
    plan = Plan(title, summary, role, region, sections)
    found += (Problem(*wrong) for wrong in problems(plan))
    found += _unknown_names(session, plan)
    if found:
        raise Invalid(dict.fromkeys(found))
    return plan


class _Reader:
    """Reads the sections of one plan; steps that were there before keep what is not given."""

    def __init__(
        self, session: Session, sections: Sequence[Mapping[str, Any]], before: Plan, found: list[Problem]
    ) -> None:
        self._given = sections
        self._before = {step.key: step for step in before.steps}
        self._keys: set[str] = set()
        self._problems = found
        slugs = {str(step.get("asset") or "") for section in sections for step in section.get("steps") or ()}
        self._types = types_of(session, {storable(slug) for slug in slugs if slug})

    def sections(self) -> tuple[Section, ...]:
        """All of them."""
        return tuple(
            Section(
                storable(str(each.get("title") or "")).strip(),
                tuple(
                    self._step(step, ("sections", str(place), "steps", str(number)))
                    for number, step in enumerate(each.get("steps") or ())
                ),
            )
            for place, each in enumerate(self._given)
        )

    def _step(self, given: Mapping[str, Any], at: tuple[str, ...]) -> Step:
        asset, rule = storable(str(given.get("asset") or "")).strip(), self._rule(given, at)
        key = self._key(given)
        old = self._before.get(key)
        frozen = given.get("frozen")
        if frozen is None and old is not None and rule is not None and old.rule == rule:
            frozen = old.frozen
        return Step(
            key,
            self._minutes(given, asset, rule, at),
            asset,
            rule,
            None if frozen is None or rule is None else tuple(storable(str(slug)) for slug in frozen),
            storable(str(given.get("why") or "")).strip(),
            given.get("required") is not False,
            storable(str(given.get("question") or "")).strip(),
        )

    def _key(self, given: Mapping[str, Any]) -> str:
        key = str(given.get("key") or "")
        if not (key.isascii() and key.replace("-", "").isalnum() and len(key) <= 40) or key in self._keys:
            key = token_hex(4)
        self._keys.add(key)
        return key

    def _rule(self, given: Mapping[str, Any], at: tuple[str, ...]) -> Rule | None:
        if not given.get("rule"):
            return None
        try:
            return rule_of_plain(given["rule"])
        except (ValueError, AttributeError) as error:
            self._problems.append(Problem((*at, "rule"), "UNKNOWN_VALUE", str(error)))
            return None

    def _minutes(self, given: Mapping[str, Any], asset: str, rule: Rule | None, at: tuple[str, ...]) -> int:
        minutes = given.get("minutes")
        if minutes is None or minutes == "":
            return self._usual_minutes(asset, rule)
        if isinstance(minutes, bool) or not isinstance(minutes, int | str) or not str(minutes).strip().isdecimal():
            self._problems.append(Problem((*at, "minutes"), "WRONG_FORM", "minutes are a whole number"))
            return 1
        return min(int(minutes), 10**6)

    def _usual_minutes(self, asset: str, rule: Rule | None) -> int:
        if rule is None:
            return USUAL_MINUTES.get(self._types.get(asset, ContentType.TALKING_POINT), 5)
        return min(max(rule.limit, 1) * USUAL_MINUTES[rule.type or ContentType.TALKING_POINT], 120)


def _unknown_names(session: Session, plan: Plan) -> Iterator[Problem]:
    """Assets, tags and a region that do not exist."""
    book = tag_book(session)
    if plan.region and book.find(Facet.REGION, plan.region) is None:
        yield unknown_tag(book, Facet.REGION, plan.region, ("region",))
    known = types_of(session, plan.named)
    for at, step in placed_steps(plan):
        for slug in step.named:
            if slug not in known:
                name = "asset" if step.asset else "frozen"
                yield Problem((*at, name), "UNKNOWN_ASSET", f"there is no asset “{slug[:100]}”")
        for facet, slug in step.rule.tags.items() if step.rule else ():
            if book.find(facet, slug) is None:
                yield unknown_tag(book, facet, slug, (*at, "rule", facet.value))
