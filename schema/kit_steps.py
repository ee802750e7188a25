"""The steps of kits, and the rules by which they find their assets."""

from collections.abc import Sequence
from typing import Any

import strawberry

from content_store.kit_views import StepTrouble, StepView
from content_store.queries.kit_steps import rule_words
from content_store.rules.filters import Window
from content_store.rules.kit_rules import PARAMETERS, KitRule, Rule
from content_store.rules.vocabulary import ContentType, Facet
from schema import kit_enums  # noqa: F401 - makes the words of kits known to the schema
from schema.assets import Asset
from schema.declared import make_type
from schema.fields import Reader, read
from schema.insight_enums import QuotaBand
from schema.operation import Operation
from schema.pages import AssetNode, Page


class StepNode:
    """A step with its assets, which know those of the other steps."""

    def __init__(self, view: StepView, assets: list[AssetNode], operation: Operation) -> None:
        self.view = view
        self.assets = assets
        self.operation = operation

    @property
    def rule(self) -> "RuleNode | None":
        """Its rule, where it has one."""
        rule = self.view.step.rule
        return None if rule is None else RuleNode(rule, self.operation)


class RuleNode:
    """A rule, whose tags are read by their facets' names."""

    def __init__(self, rule: Rule, operation: Operation) -> None:
        self.rule = rule
        self._operation = operation

    @property
    def words(self) -> str:
        """The rule in words."""
        return rule_words(self._operation.session, self.rule)


def step_nodes(operation: Operation, window: Window, steps: Sequence[StepView]) -> list[StepNode]:
    """Sources of ``KitStep``; the assets of all of them are loaded together."""
    assets = {asset.id: asset for step in steps for asset in step.assets}
    nodes = {node.view.id: node for node in Page(operation, window, assets.values()).nodes}
    return [StepNode(step, [nodes[asset.id] for asset in step.assets], operation) for step in steps]


def _of_rule(name: str) -> Reader:
    facet = next((each for each in Facet if each.value == name), None)
    if facet is not None:
        return lambda node, _: node.rule.tags.get(facet)
    return lambda node, _: getattr(node.rule, name)


PARAMETER_TYPES: dict[str, Any] = {"type": ContentType, "quota_band": QuotaBand, "days": int, "limit": int}

KitRuleType: Any = make_type(
    "KitRule",
    (),
    "A rule by which a step finds its assets, anew whenever it is read.",
    iter(
        [
            ("kind", KitRule, read("What it looks for.", lambda node, _: node.rule.kind)),
            ("words", str, read("The rule in words, plain text.")),
            *(
                (name, PARAMETER_TYPES.get(name, str) | None, read(described, _of_rule(name)))
                for name, described in PARAMETERS.items()
            ),
        ]
    ),
)


def _step(name: str) -> Reader:
    return lambda node, _: getattr(node.view.step, name)


@strawberry.type(description="One step of a kit: an asset, or what a rule finds.")
class KitStep:
    """The source is a ``StepNode``."""

    key: str = read("Names the step within its kit, also in later versions.", _step("key"))
    words: str = read("What it is, plain text: the asset's title, or the rule.", lambda node, _: node.view.words)
    assets: list[Asset] = read("What to read now; empty where there is nothing, and the step is skipped.")
    rule: KitRuleType | None = read("The rule that finds its assets; null where an asset is named.")
    is_frozen: bool = read(
        "Whether it keeps what its rule found once.", lambda node, _: node.view.step.frozen is not None
    )
    minutes: int = read("How long it takes, in minutes.", _step("minutes"))
    why: str = read("Why it matters, plain text; may be empty.", _step("why"))
    question: str = read("What the newcomer is asked about it, plain text; may be empty.", _step("question"))
    is_required: bool = read("Whether the kit is complete only with it.", _step("required"))
    trouble: StepTrouble | None = read(
        "Why it shows something else than its author named, or nothing; null where all is well.",
        lambda node, _: node.view.trouble,
    )
    instead_of: str = read(
        "The title of the retired asset that it shows the successor of; empty where there is none.",
        lambda node, _: node.view.instead_of,
    )
