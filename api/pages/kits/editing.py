"""The form of a kit as it is shown: with what each step means now, and what its rule finds."""

from collections.abc import Iterable, Mapping
from typing import Any

from api.pages.forms import plain_frame
from api.pages.kits.heads import head
from api.pages.kits.typed import TEXTS, Typed
from api.pages.visits import Visit
from content_store.access import window
from content_store.content_types import DECLARATIONS
from content_store.kit_views import KitView, StepTrouble, StepView
from content_store.queries.kit_steps import Steps
from content_store.queries.kits import KitFilter, list_kits, versions_of
from content_store.queries.taxonomy import TagBook, tag_book
from content_store.rules.kit_rules import DEFAULT_DAYS, DEFAULT_LIMIT, RULE_KINDS, KitRule
from content_store.rules.kits import KitStatus, as_plain
from content_store.rules.vocabulary import Facet, QuotaBand
from content_store.views import AssetView
from renderers.feedback_views import Option, Select
from renderers.kit_views import EditPage, EditSection, EditStep

_TROUBLE = {
    StepTrouble.REPLACED: "Retired; newcomers read what replaces it.",
    StepTrouble.GONE: "No longer to be read, and nothing replaces it: newcomers skip this step.",
    StepTrouble.NOT_PUBLISHED: "Not published: newcomers skip this step until it is.",
    StepTrouble.NOTHING_FOUND: "Finds nothing now: newcomers skip this step.",
}
_BANDS = {QuotaBand.BELOW: "Below quota", QuotaBand.AT: "At quota", QuotaBand.ABOVE: "Above quota"}
_MOST_OTHERS = 100

Adding = Mapping[int, tuple[str, tuple[AssetView, ...]]]


def edit_view(visit: Visit, kit: KitView, typed: Typed | None = None, adding: Adding | None = None) -> EditPage:
    """The form: with what was typed, or with the draft."""
    seen, book = window(visit.viewer, visit.now, drafts=True), tag_book(visit.session)
    steps = {view.step.key: view for view in Steps(visit.session, seen, [kit.plan]).of(kit.plan)}
    given = typed or _typed(kit)
    return EditPage(
        frame=plain_frame(visit),
        head=head(kit, ""),
        typed={name: str(given.get(name) or "") for name in TEXTS},
        regions=region_select(book, str(given.get("region") or "")),
        sections=tuple(
            EditSection(
                place,
                str(section["title"]),
                tuple(
                    _step(book, f"step.{place}.{number}", step, steps) for number, step in enumerate(section["steps"])
                ),
                *(adding or {}).get(place, ("", ())),
            )
            for place, section in enumerate(given["sections"])
        ),
        kinds=Select(
            "kind", "A rule", tuple(Option(kind.value, declared.label) for kind, declared in RULE_KINDS.items())
        ),
        versions=tuple(versions_of(visit.session, [kit.id]).get(kit.id, ())),
        others=_others(visit, kit),
        now=visit.now,
    )


def region_select(book: TagBook, chosen: str) -> Select:
    """Regions to choose from, and all of them."""
    return _tags(book, Facet.REGION, "region", chosen, "All regions")


def _typed(kit: KitView) -> Typed:
    plain = as_plain(kit.plan)
    for section in plain["sections"]:
        section["steps"] = [{"required": True, **step} for step in section["steps"]]
    return plain


def _step(book: TagBook, place: str, step: Mapping[str, Any], known: Mapping[str, StepView]) -> EditStep:
    view = known.get(str(step.get("key") or ""))
    rule = step.get("rule") or {}
    trouble = _TROUBLE.get(view.trouble, "") if view and view.trouble else ""
    if view is not None and view.instead_of:
        trouble = f"“{view.instead_of}” was retired; newcomers read this instead."
    return EditStep(
        place=place,
        key=str(step.get("key") or ""),
        asset=str(step.get("asset") or ""),
        words=view.words if view else str(step.get("asset") or "A rule"),
        trouble=trouble,
        minutes=str(step.get("minutes") or ""),
        why=str(step.get("why") or ""),
        question=str(step.get("question") or ""),
        required=bool(step.get("required")),
        rule=_rule_selects(book, place, rule) if rule else (),
        numbers=_rule_numbers(place, rule) if rule else (),
        kind=str(rule.get("kind") or ""),
        is_frozen=view is not None and view.step.frozen is not None,
        found=view.assets if view and view.step.rule else (),
    )


def _rule_selects(book: TagBook, place: str, rule: Mapping[str, Any]) -> tuple[Select, ...]:
    kind = _kind(rule)
    kinds = [Option(each.value, declared.label, each is kind) for each, declared in RULE_KINDS.items()]
    types = [Option("", "Any type")]
    types += [Option(each.value, made.label.capitalize(), each.value == rule.get("type")) for each, made in _TYPES]
    selects = [
        Select(f"{place}.rule.kind", "Rule", tuple(kinds)),
        Select(f"{place}.rule.type", "Type", tuple(types)),
        *(
            _tags(book, facet, f"{place}.rule.{facet.value}", str(rule.get(facet.value) or ""), f"Any {facet.value}")
            for facet in Facet
        ),
    ]
    if "quota_band" in RULE_KINDS[kind].takes:
        bands = [Option("", "Everybody")]
        bands += [Option(band.value, words, band.value == rule.get("quota_band")) for band, words in _BANDS.items()]
        selects.append(Select(f"{place}.rule.quota_band", "Used by reps", tuple(bands)))
    return tuple(selects)


def _rule_numbers(place: str, rule: Mapping[str, Any]) -> tuple[tuple[str, str, str], ...]:
    """Name, label and value of its numbers."""
    numbers = [(f"{place}.rule.limit", "At most", str(rule.get("limit") or DEFAULT_LIMIT))]
    if "days" in RULE_KINDS[_kind(rule)].takes:
        numbers.append((f"{place}.rule.days", "In the last days", str(rule.get("days") or DEFAULT_DAYS)))
    return tuple(numbers)


def _kind(rule: Mapping[str, Any]) -> KitRule:
    return next((kind for kind in KitRule if kind.value == rule.get("kind")), KitRule.NEWEST)


def _tags(book: TagBook, facet: Facet, name: str, chosen: str, anything: str) -> Select:
    options = [Option("", anything)]
    options += [Option(tag.slug, tag.name, tag.slug == chosen) for tag in book.of_facet(facet)]
    return Select(name, facet.value.capitalize(), tuple(options))


def _others(visit: Visit, kit: KitView) -> Select:
    """Published kits that may follow this one."""
    narrowing = KitFilter(frozenset({KitStatus.PUBLISHED}))
    found: Iterable[KitView] = list_kits(visit.session, visit.window, narrowing, _MOST_OTHERS).items
    options = [Option("", "Nothing")] + [Option(each.slug, each.plan.title) for each in found if each.id != kit.id]
    return Select("successor", "What follows it", tuple(options))


_TYPES = tuple(DECLARATIONS.items())
