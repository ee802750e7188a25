"""Kits: what newcomers are given to learn, step by step."""

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from typing import Annotated, Any

import strawberry

from content_store.kit_views import KitView, VersionView
from content_store.queries.assets import linked
from content_store.queries.kit_steps import Steps
from content_store.queries.kits import (
    KitFilter,
    count_kits,
    kit_by_slug,
    kit_successor,
    list_kits,
    load_kits,
    versions_of,
)
from content_store.rules.filters import Window
from content_store.rules.kit_rules import PARAMETERS, RULE_KINDS, KitRule
from content_store.rules.kits import KitStatus, Section
from content_store.rules.vocabulary import LinkKind
from renderers.documents.blocks import Document
from renderers.documents.kits import kit_document
from renderers.documents.writing import markdown_of, text_of
from schema import kit_enums  # noqa: F401 - makes the words of kits known to the schema
from schema.bounds import page_size
from schema.cursors import digest, read_place
from schema.enums import Perspective
from schema.fields import Reader, read
from schema.ids import Kind, global_id
from schema.kit_steps import KitStep, StepNode, step_nodes
from schema.naming import camel
from schema.nodes import Node
from schema.operation import Info, Operation
from schema.people import Person
from schema.tags import Tag
from schema.threads import ThreadListing, thread_connection, total


class KitPage:
    """Kits that were loaded together."""

    def __init__(self, operation: Operation, window: Window, views: Iterable[KitView]) -> None:
        self.operation = operation
        self.window = window
        self.nodes = [KitNode(view, self) for view in views]

    @cached_property
    def steps(self) -> Steps:
        """What their steps mean now."""
        return Steps(self.operation.session, self.window, [node.view.plan for node in self.nodes])

    @cached_property
    def versions(self) -> dict[int, list[VersionView]]:
        """Their published versions; nothing for those who may not see drafts."""
        if not self.operation.sees_drafts:
            return {}
        return versions_of(self.operation.session, [node.view.id for node in self.nodes])


class KitNode:
    """One kit of a page."""

    type_name = "Kit"

    def __init__(self, view: KitView, page: KitPage) -> None:
        self.view = view
        self.page = page

    @cached_property
    def sections(self) -> list["SectionNode"]:
        """Its sections with their steps as they are now."""
        return [SectionNode(section, self) for section in self.view.plan.sections]

    @cached_property
    def steps(self) -> list[StepNode]:
        """All its steps, loaded together."""
        page = self.page
        return step_nodes(page.operation, page.window, page.steps.of(self.view.plan))

    @cached_property
    def document(self) -> Document:
        """All of it on paper."""
        operation, window = self.page.operation, self.page.window
        steps = self.page.steps.of(self.view.plan)
        ids = list({asset.id for step in steps for asset in step.assets})
        proof = linked(operation.session, ids, LinkKind.PROOF, window)
        return kit_document(self.view.plan, steps, proof, operation.now)

    @property
    def successor(self) -> "KitNode | None":
        """What a retired one leads to."""
        found = kit_successor(self.page.operation.session, self.view, self.page.window)
        return KitPage(self.page.operation, self.page.window, [found]).nodes[0] if found else None


class SectionNode:
    """A section of one kit."""

    def __init__(self, section: Section, kit: KitNode) -> None:
        self.title = section.title
        self._keys = {step.key for step in section.steps}
        self._kit = kit

    @property
    def steps(self) -> list[StepNode]:
        """Its steps."""
        return [node for node in self._kit.steps if node.view.step.key in self._keys]


@strawberry.type(description="Steps of a kit that belong together.")
class KitSection:
    """The source is a ``SectionNode``."""

    title: str = read("Its heading, plain text; may be empty.")
    steps: list[KitStep] = read("Its steps, in order.")


@strawberry.type(description="One published version of a kit. Those who are enrolled stay on theirs.")
class KitVersion:
    """The source is a ``VersionView``."""

    number: int = read("Its number, from 1 on.")
    published_at: datetime = read("When it was published.")
    published_by: Person | None = read("Who published it; null for the command line.")
    note: str = read("What was said about it, plain text.")
    step_count: int = read("How many steps it has.", lambda version, _: len(version.plan.steps))
    minutes: int = read("How long all of it takes, in minutes.", lambda version, _: version.plan.minutes)


def _shown(name: str) -> Reader:
    return lambda node, _: getattr(node.view, name)


def _planned(name: str) -> Reader:
    return lambda node, _: getattr(node.view.plan, name)


def _markdown(node: KitNode, _info: Any) -> str:
    return markdown_of(node.document)


def _text(node: KitNode, _info: Any) -> str:
    return text_of(node.document)


@strawberry.type(description="An ordered set of steps for a newcomer.")
class Kit(Node):
    """The source is a ``KitNode``."""

    id: strawberry.ID = read("Global id.", lambda node, _: global_id(Kind.KIT, node.view.id))
    slug: str = read("Its name in addresses, for good.", _shown("slug"))
    status: KitStatus = read("Where it is in its life.", _shown("status"))
    title: str = read("Plain text.", _planned("title"))
    summary: str = read("What it is for, plain text; may be empty.", _planned("summary"))
    role: str = read("Which newcomers it is for, in words; empty for all.", _planned("role"))
    region: Tag | None = read("The region it is for; null for all.", _shown("region"))
    owner: Person | None = read("Who looks after it.", _shown("owner"))
    sections: list[KitSection] = read("Its steps, in sections; what rules find is looked up for every answer.")
    step_count: int = read("How many steps it has.", lambda node, _: len(node.view.plan.steps))
    minutes: int = read("How long all of it takes, in minutes.", _planned("minutes"))
    version: int | None = read("The number of the version that readers see; null before the first.", _shown("version"))
    revision: int = read("The number of the newest save, for expectedRevision.", _shown("revision"))
    has_newer_draft: bool = read(
        "Whether a newer draft waits; told to editors from the perspective DRAFT.", _shown("has_newer_draft")
    )
    versions: list[KitVersion] = read(
        "Every published version, the newest first; told to editors only.",
        lambda node, _: node.page.versions.get(node.view.id, []),
    )
    markdown: str = read("All of it, with what its steps hold now, as one Markdown document.", _markdown)
    text: str = read("The same as one plain text.", _text)
    address: str = read(
        "Where people read it here, as a path. With /kit.pdf, .md, .txt or .zip behind it, it is a file; with "
        "/kit.scorm.zip or /kit.cmi5.zip a package for a learning management system.",
        lambda node, _: f"/kits/{node.view.slug}",
    )
    successor: Annotated["Kit", strawberry.lazy("schema.kits")] | None = read("What a retired one leads to.")
    created_at: datetime = read("When it was begun.", _shown("created_at"))
    updated_at: datetime = read("When it was last saved or published.", _shown("updated_at"))
    published_at: datetime | None = read("When its last version was published.", _shown("published_at"))
    retired_at: datetime | None = read("When it was retired.", _shown("retired_at"))


@strawberry.type(description="A kind of rule that steps of kits can have.")
class KitRuleDeclaration:
    """The source is a pair of ``KitRule`` and ``RuleKind``."""

    kind: KitRule = read("Its name in inputs.", lambda pair, _: pair[0])
    label: str = read("Its name for people.", lambda pair, _: pair[1].label)
    meaning: str = read("What it finds.", lambda pair, _: pair[1].meaning)
    parameters: list[str] = read(
        "The names of the parameters it takes.",
        lambda pair, _: [camel(name) for name in PARAMETERS if name not in {"quota_band", "days"} - pair[1].takes],
    )


KitConnection: Any = thread_connection("Kit", Kit, "kits", total_count=total("kits"))


@strawberry.input(description="Narrows a list of kits; a field that is left out, or empty, narrows nothing.")
class KitWhere:
    """All of the fields together."""

    status: list[KitStatus] | None = strawberry.field(
        default=None, description="Any of these statuses; all but RETIRED where it is left out."
    )
    role: str | None = strawberry.field(default=None, description="The role they are for, in any case.")
    region: str | None = strawberry.field(
        default=None, description="The slug of a region; those for all regions are found too."
    )


_VIEW = Annotated[Perspective, strawberry.argument(description="Published versions, or for editors the drafts.")]


def kits_by_id(operation: Operation, ids: Iterable[int], perspective: Perspective) -> dict[int, KitNode]:
    """The kits of these ids that the viewer may see."""
    window = operation.window(perspective)
    return {node.view.id: node for node in KitPage(operation, window, load_kits(operation.session, ids, window)).nodes}


def _kit(
    info: Info,
    slug: Annotated[str, strawberry.argument(description="Its slug.")],
    perspective: _VIEW = Perspective.PUBLISHED,
) -> Any:
    window = info.context.window(perspective)
    found = kit_by_slug(info.context.session, slug[:200], window)
    return KitPage(info.context, window, [found]).nodes[0] if found else None


def _kits(
    info: Info,
    where: Annotated[KitWhere | None, strawberry.argument(description="What to narrow the list to.")] = None,
    perspective: _VIEW = Perspective.PUBLISHED,
    first: Annotated[int, strawberry.argument(description="The size of the page, 1 to 100.")] = 20,
    after: Annotated[str | None, strawberry.argument(description="A cursor: the page begins behind it.")] = None,
) -> Any:
    operation, given = info.context, where or KitWhere()
    window = operation.window(perspective)
    narrowing = KitFilter(frozenset(given.status or ()), given.role or "", given.region or "")
    of = digest("kits", narrowing, perspective)
    place, size = read_place(of, after, "after"), page_size("first", first)
    page = list_kits(operation.session, window, narrowing, size, place)
    return ThreadListing(
        page,
        KitPage(operation, window, page.items).nodes,
        of,
        after,
        total=lambda: count_kits(operation.session, window, narrowing),
    )


def _rule_kinds() -> Any:
    return list(RULE_KINDS.items())


KIT_FIELDS: dict[str, tuple[Any, Any]] = {
    "kit": (
        Kit | None,
        strawberry.field(
            resolver=_kit,
            description="The kit of this slug; null where there is none to be seen. A retired one still answers, with "
            "its successor.",
        ),
    ),
    "kits": (KitConnection, strawberry.field(resolver=_kits, description="Kits, the newest first.")),
    "kit_rule_kinds": (
        list[KitRuleDeclaration],
        strawberry.field(resolver=_rule_kinds, description="The kinds of rules that steps of kits can have."),
    ),
}
