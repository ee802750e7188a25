"""Proposing a kit: what covers the personas and stages a newcomer will meet, in the time there is."""

from typing import Annotated, Any

import strawberry

from content_store.kit_assembly import AssemblyRequest, ProposedKit, ProposedStep, assemble_kit
from content_store.queries.taxonomy import tag_book
from content_store.rules.assembling import Lack, Missing
from content_store.rules.vocabulary import Facet
from schema.assets import Asset
from schema.enums import Perspective
from schema.fields import read
from schema.operation import Info, Operation
from schema.pages import AssetNode, Page
from schema.tags import Tag


class ProposalNode:
    """A proposal, whose assets are loaded together."""

    def __init__(self, operation: Operation, proposed: ProposedKit) -> None:
        self.title = proposed.title
        self.minutes = proposed.minutes
        views = {step.asset.id: step.asset for _, steps in proposed.sections for step in steps}
        page = Page(operation, operation.window(Perspective.PUBLISHED), views.values())
        nodes = {node.view.id: node for node in page.nodes}
        self.sections = [
            ProposedSectionNode(title, [ProposedStepNode(step, nodes[step.asset.id]) for step in steps])
            for title, steps in proposed.sections
        ]
        book = tag_book(operation.session)
        self.missing = [MissingNode(missing, book.by_id[missing.need.tag_id]) for missing in proposed.missing]


class ProposedSectionNode:
    """A section of a proposal."""

    def __init__(self, title: str, steps: "list[ProposedStepNode]") -> None:
        self.title = title
        self.steps = steps


class ProposedStepNode:
    """A step of a proposal."""

    def __init__(self, step: ProposedStep, asset: AssetNode) -> None:
        self.asset = asset
        self.minutes = step.minutes
        self.why = step.why


class MissingNode:
    """What a proposal does not cover."""

    def __init__(self, missing: Missing, tag: Any) -> None:
        self.lack = missing.lack
        self.tag = tag

    @property
    def request(self) -> "PrefilledNode":
        """What to ask marketing for."""
        return PrefilledNode(self.tag)


class PrefilledNode:
    """A content request, filled in as far as it is known."""

    def __init__(self, tag: Any) -> None:
        self.title = missing_title(tag.facet, tag.name)
        self.persona = tag.slug if tag.facet is Facet.PERSONA else None
        self.stage = tag.slug if tag.facet is Facet.STAGE else None


def missing_title(facet: Facet, name: str) -> str:
    """What to ask for where nothing is there for a persona or stage."""
    return f"Something to learn about {name}" if facet is Facet.PERSONA else f"Something for conversations at {name}"


@strawberry.type(description="A step of a proposed kit.")
class ProposedKitStep:
    """The source is a ``ProposedStepNode``."""

    asset: Asset = read("What to read.")
    minutes: int = read("How long it usually takes, in minutes.")
    why: str = read("Why it was chosen, plain text.")


@strawberry.type(description="A section of a proposed kit.")
class ProposedKitSection:
    """The source is a ``ProposedSectionNode``."""

    title: str = read("Its heading, plain text.")
    steps: list[ProposedKitStep] = read("Its steps, in order.")


@strawberry.type(description="The fields of a content request that are known already: for requestContent.")
class PrefilledRequest:
    """The source is a ``PrefilledNode``."""

    title: str = read("What is missing, plain text.")
    persona: str | None = read("The slug of a persona.")
    stage: str | None = read("The slug of a stage.")


@strawberry.type(description="A persona or stage that a proposed kit does not cover.")
class MissingFromKit:
    """The source is a ``MissingNode``."""

    tag: Tag = read("The persona or stage.")
    lack: Lack = read("Why it is not covered.")
    request: PrefilledRequest = read("What to ask marketing for.")


@strawberry.type(description="A kit as it could be; createKit makes one of it.")
class KitProposal:
    """The source is a ``ProposalNode``."""

    title: str = read("What it could be called, plain text.")
    minutes: int = read("How long all of it takes, in minutes; at most what was asked for.")
    sections: list[ProposedKitSection] = read("Its steps, in sections.")
    missing: list[MissingFromKit] = read("What it does not cover.")


def _assemble(
    info: Info,
    personas: Annotated[list[str], strawberry.argument(description="The slugs of the personas to cover, at most 20.")],
    stages: Annotated[list[str], strawberry.argument(description="The slugs of the stages to cover, at most 20.")],
    minutes: Annotated[int, strawberry.argument(description="How long it may take at most, in minutes, 5 to 2,400.")],
    role: Annotated[str | None, strawberry.argument(description="Whom it is for, in words.")] = None,
    region: Annotated[
        str | None, strawberry.argument(description="The slug of a region; what is for other regions is left out.")
    ] = None,
) -> Any:
    operation = info.context
    request = AssemblyRequest(tuple(personas), tuple(stages), minutes, role or "", region or "")
    window = operation.window(Perspective.PUBLISHED)
    return ProposalNode(operation, assemble_kit(operation.session, request, window))


ASSEMBLE: tuple[Any, Any] = (
    KitProposal,
    strawberry.field(
        resolver=_assemble,
        description="Propose a kit: cover every persona and stage that is named, prefer what conversations prove, "
        "respect the time, and say what is missing.",
    ),
)
