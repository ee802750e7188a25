"""Feedback and requests on their way out: those of one page load what belongs to them together."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

import strawberry

from content_store.changelog import Entity
from content_store.feedback_views import FeedbackView, Happening, Placed, RequestView
from content_store.queries.assets import load_reachable
from content_store.queries.feedback import history, snapshots
from content_store.rules.feedback import FieldChange, changes
from content_store.rules.filters import Window
from content_store.rules.vocabulary import FeedbackStatus, Status
from schema import feedback_enums  # noqa: F401 - makes the words of feedback known to the schema
from schema.connections import PageInfo
from schema.cursors import place_cursor
from schema.fields import read
from schema.operation import Operation
from schema.pages import AssetNode, Page
from schema.people import Person

View = FeedbackView | RequestView


class ThreadNode:
    """One piece of feedback, or one request."""

    __slots__ = ("page", "view")

    def __init__(self, view: Any, page: "ThreadPage") -> None:
        self.view = view
        self.page = page

    @property
    def type_name(self) -> str:
        """What its type is called in the schema."""
        return "Feedback" if isinstance(self.view, FeedbackView) else "ContentRequest"

    @property
    def asset(self) -> AssetNode | None:
        """The asset it is about, or that fulfils it; None where it is not to be seen."""
        return self.page.assets.get(self.view.asset_id)

    @property
    def history(self) -> Sequence[Happening]:
        """What happened to it."""
        return self.page.history.get(self.view.id, ())

    @property
    def changes(self) -> Sequence[FieldChange]:
        """What a suggestion would change."""
        return self.page.changes.get(self.view.id, ())


class ThreadPage:
    """Feedback, or requests, that were loaded together."""

    def __init__(self, operation: Operation, window: Window, entity: Entity, views: Iterable[View]) -> None:
        self.operation = operation
        self._window = window
        self._entity = entity
        self.nodes = [ThreadNode(view, self) for view in views]

    @cached_property
    def assets(self) -> Mapping[int | None, AssetNode]:
        """The assets they name and that may be seen, by id."""
        ids = dict.fromkeys(node.view.asset_id for node in self.nodes if node.view.asset_id is not None)
        found = load_reachable(self.operation.session, list(ids), self._window)
        return {node.view.id: node for node in Page(self.operation, self._window, found).nodes}

    @cached_property
    def history(self) -> Mapping[int, list[Happening]]:
        """What happened to each."""
        return history(self.operation.session, self._entity.value, [node.view.id for node in self.nodes])

    @cached_property
    def changes(self) -> Mapping[int, list[FieldChange]]:
        """What each suggestion would change; of what was withdrawn nothing is told."""
        views = [node.view for node in self.nodes if node.view.proposal is not None and self._is_told(node)]
        bases = snapshots(self.operation.session, ((view.asset_id, view.revision) for view in views))
        return {view.id: changes(view.proposal, bases[view.asset_id, view.revision]) for view in views}

    def _is_told(self, node: ThreadNode) -> bool:
        asset = node.asset
        return asset is not None and (self._window.drafts or asset.view.status is Status.PUBLISHED)


class Edge:
    """One of a list, and its place."""

    __slots__ = ("cursor", "node")

    def __init__(self, node: Any, cursor: str) -> None:
        self.node = node
        self.cursor = cursor


class ThreadListing:
    """The source of a connection; counts only when that is selected."""

    def __init__(self, page: Placed[Any], nodes: Sequence[Any], of: str, after: str | None, **counts: Any) -> None:
        self._page = page
        self._counts: dict[str, Callable[[], int]] = counts
        self._after = after
        self._of = of
        self.nodes = nodes

    @property
    def edges(self) -> list[Edge]:
        """The page with the place of each."""
        return [Edge(node, place_cursor(self._of, at)) for node, at in zip(self.nodes, self._page.places, strict=True)]

    @property
    def page_info(self) -> PageInfo:
        """Where the page lies."""
        cursors = [edge.cursor for edge in self.edges]
        return PageInfo(
            has_next_page=self._page.has_next,
            has_previous_page=self._after is not None,
            start_cursor=cursors[0] if cursors else None,
            end_cursor=cursors[-1] if cursors else None,
        )

    @property
    def total_count(self) -> int:
        """How many there are over all pages."""
        return self._counts["total"]()

    @property
    def unseen_count(self) -> int:
        """How many of them were not looked at."""
        return self._counts["unseen"]()


def thread_connection(name: str, node: Any, plural: str, **more: tuple[Any, Any]) -> Any:
    """The connection of a list of ``node``, with its edge."""
    edge = _type(
        f"{name}Edge",
        f"One of the {plural} of a list, and its place.",
        {
            "cursor": (str, read("Its place in the list: for after.")),
            "node": (node, read("What is there.")),
        },
    )
    return _type(
        f"{name}Connection",
        f"A list of {plural}, page by page.",
        {
            "edges": (list[edge], read("This page with the place of each.")),  # type: ignore[valid-type]
            "nodes": (list[node], read("This page.")),
            "page_info": (PageInfo, read("Where this page lies in the list.")),
            **more,
        },
    )


def total(plural: str) -> tuple[Any, Any]:
    """The field that counts a whole list."""
    return int, read(f"How many {plural} match, over all pages; computed only when selected.")


def _type(name: str, description: str, fields: Mapping[str, tuple[Any, Any]]) -> Any:
    namespace = {"__annotations__": {each: annotation for each, (annotation, _) in fields.items()}}
    return strawberry.type(
        type(name, (), namespace | {each: field for each, (_, field) in fields.items()}), description=description
    )


@strawberry.type(name="Happening", description="One step in the history of feedback, or of a request.")
class HappeningType:
    """The source is a ``Happening``."""

    status: FeedbackStatus = read("What it became.")
    at: datetime = read("When.")
    person: Person | None = read("Who did it; null for the command line.")
    text: str = read("What they said about it, plain text.")
