"""Assets on their way out: what was loaded together knows its siblings, so that nothing is loaded one by one."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar, cast

from content_store.checking import written_of
from content_store.content_types import DECLARATIONS
from content_store.content_types.lines import for_audience, internal_names
from content_store.file_views import FileView
from content_store.queries import assets, replacements
from content_store.queries.files import files_of
from content_store.queries.previews import PreviewLinkView, links_of
from content_store.queries.revisions import revisions
from content_store.rules.checking import Finding
from content_store.rules.filters import Window
from content_store.rules.vocabulary import Audience, LinkKind, Status
from content_store.views import AssetView, RevisionView
from schema.declared import graphql_name
from schema.enums import Perspective
from schema.operation import Operation
from search.checking import check

T = TypeVar("T")

_TYPE_NAMES = {type_: graphql_name(declaration) for type_, declaration in DECLARATIONS.items()}
MOST_LINKS = 50  # of one asset, the newest
_EVERYBODY = frozenset(Audience)
_USES = (LinkKind.PROOF, LinkKind.STEP, LinkKind.RELATED)


class AssetNode:
    """One asset of a page. ``view`` is what its viewer may read of it."""

    __slots__ = ("content", "page", "view")

    def __init__(self, view: AssetView, page: "Page") -> None:
        self.view = view
        self.content = view.content
        self.page = page

    @property
    def type_name(self) -> str:
        """What its type is called in the schema."""
        return _TYPE_NAMES[self.view.type]

    def linked(self, kind: LinkKind) -> Sequence["AssetNode"]:
        """The assets it links to."""
        return self.page.linked(kind).get(self.view.id, ())

    def linking(self, kind: LinkKind) -> Sequence["AssetNode"]:
        """The assets that link to it."""
        return self.page.linking(kind).get(self.view.id, ())

    def users(self) -> list["AssetNode"]:
        """The assets that show it as proof, as a step or as related, each once."""
        return list({node.view.id: node for kind in _USES for node in self.linking(kind)}.values())

    def successor(self) -> "AssetNode | None":
        """What replaces it, where it was retired."""
        return next(iter(self.page.successors().get(self.view.id, ())), None)

    def step_asset(self, slug: str | None) -> "AssetNode | None":
        """The asset of this slug among those that its steps use."""
        return next((node for node in self.linked(LinkKind.STEP) if node.view.slug == slug), None) if slug else None


class Page:
    """Assets that were loaded together. The first touch of a relation loads it for all of them."""

    __slots__ = ("_loaded", "nodes", "operation", "window")

    def __init__(self, operation: Operation, window: Window, views: Iterable[AssetView]) -> None:
        self.operation = operation
        self.window = window
        self.nodes = [AssetNode(_readable(view, window), self) for view in views]
        self._loaded: dict[Hashable, Any] = {}

    def linked(self, kind: LinkKind) -> Mapping[int, list[AssetNode]]:
        """For each asset those it links to."""
        return self._related(("linked", kind), lambda ids: assets.linked(self._session, ids, kind, self.window))

    def linking(self, kind: LinkKind) -> Mapping[int, list[AssetNode]]:
        """For each asset those that link to it."""
        return self._related(("linking", kind), lambda ids: assets.linking(self._session, ids, kind, self.window))

    def successors(self) -> Mapping[int, list[AssetNode]]:
        """For each retired asset what replaces it."""
        replaced = [node.view.id for node in self.nodes if node.view.replacement_id is not None]

        def load(_: Sequence[int]) -> dict[int, list[AssetView]]:
            found = replacements.successors(self._session, replaced, self.window) if replaced else {}
            return {each: [view] for each, view in found.items()}

        return self._related("successors", load)

    def revisions(self, limit: int, before: int | None) -> Mapping[int, list[RevisionView]]:
        """For each asset its newest revisions; nothing for those who may not see drafts."""
        if not self.operation.sees_drafts:
            return {}
        ids = [node.view.id for node in self.nodes]
        return self.once(("revisions", limit, before), lambda: revisions(self._session, ids, limit, before))

    def preview_links(self) -> Mapping[int, list[PreviewLinkView]]:
        """For each asset its newest preview links; nothing for those who may not see drafts."""
        if not self.operation.sees_drafts:
            return {}
        ids = [node.view.id for node in self.nodes]
        return self.once("preview links", lambda: links_of(self._session, ids, MOST_LINKS))

    def findings(self) -> Mapping[int, list[tuple[Finding, AssetNode | None]]]:
        """For each asset what the checker points out; nothing for those who may not see drafts."""
        if not self.operation.sees_drafts:
            return {}
        return self.once("findings", self._checked)

    def _checked(self) -> dict[int, list[tuple[Finding, AssetNode | None]]]:
        written = written_of(self._session, [node.view for node in self.nodes], self.window)
        seen = self.operation.window(Perspective.DRAFT)
        search = self.operation.services.search
        found = {asset_id: check(search, self._session, each, seen) for asset_id, each in written.items()}
        nodes = named_nodes(self.operation, (each for findings in found.values() for each in findings))
        return {asset_id: [(each, nodes.get(each.slug)) for each in findings] for asset_id, findings in found.items()}

    def files(self) -> Mapping[int, list[FileView]]:
        """For each asset its files."""
        return self.once("files", lambda: files_of(self._session, self._telling()))

    @property
    def _session(self) -> Any:
        return self.operation.session

    def _related(
        self, name: Hashable, load: Callable[[Sequence[int]], Mapping[int, list[AssetView]]]
    ) -> Mapping[int, list[AssetNode]]:
        return self.once(name, lambda: self._paged(load(self._telling())))

    def once(self, name: Hashable, make: Callable[[], T]) -> T:
        """What ``make`` makes for all of the page, at the first touch."""
        if name not in self._loaded:
            self._loaded[name] = make()
        return cast("T", self._loaded[name])

    def _telling(self) -> list[int]:
        """Those that still say something: of what was withdrawn only its name and its successor are told."""
        if self.window.drafts:
            return [node.view.id for node in self.nodes]
        opened, shown = self.window.opened, Status.PUBLISHED
        return [node.view.id for node in self.nodes if node.view.status is shown or node.view.id in opened]

    def _paged(self, found: Mapping[int, list[AssetView]]) -> Mapping[int, list[AssetNode]]:
        views = {view.id: view for each in found.values() for view in each}
        nodes = {node.view.id: node for node in Page(self.operation, self.window, views.values()).nodes}
        return {origin: [nodes[view.id] for view in each] for origin, each in found.items()}


def named_nodes(operation: Operation, findings: Iterable[Finding]) -> dict[str, AssetNode]:
    """The assets that findings speak of, by slug, as editors see them."""
    window = operation.window(Perspective.DRAFT)
    ids = assets.ids_of(operation.session, {each.slug for each in findings if each.slug})
    page = Page(operation, window, assets.load(operation.session, sorted(ids.values()), window))
    return {node.view.slug: node for node in page.nodes}


def _readable(view: AssetView, window: Window) -> AssetView:
    """``view`` as it may leave the company, where that is what the window is for."""
    if window.audiences == _EVERYBODY:
        return view
    hidden = internal_names(view.content)
    return replace(
        view,
        content=for_audience(DECLARATIONS[view.type], view.content, view.audience, window.audiences),
        summary="" if "summary" in hidden else view.summary,
        body="" if "body" in hidden else view.body,
        extra={},
        retire_note="",
        owner=None,
        steward=None,
    )
