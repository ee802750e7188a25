"""Reviews and comments on their way out: those of one page load what belongs to them together."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from content_store.queries.assets import load_reachable, reachable_revisions
from content_store.queries.comments import review_comments
from content_store.queries.feedback import snapshots
from content_store.queries.reviews import newest_reviews
from content_store.queries.visibility import reviewing_window
from content_store.review_views import CommentView, ReviewView
from content_store.rules.feedback import FieldChange, changes, difference
from content_store.rules.reviewing import ReviewOutcome
from schema.enums import Perspective
from schema.operation import Operation
from schema.pages import AssetNode, Page


class ReviewNode:
    """One review. Its draft shows as long as it is open; what was published shows to everybody."""

    __slots__ = ("page", "view")
    type_name = "Review"

    def __init__(self, view: ReviewView, page: "ReviewPage") -> None:
        self.view = view
        self.page = page

    @property
    def is_told(self) -> bool:
        """Whether the viewer may read what is said about its draft."""
        return self.view.is_open or self.view.outcome is ReviewOutcome.PUBLISHED or self.page.operation.sees_drafts

    @property
    def asset(self) -> AssetNode | None:
        """The asset as those who review it see it; None where it is no longer to be seen."""
        return self.page.assets.get(self.view.asset_id)

    @property
    def comments(self) -> Sequence["CommentNode"]:
        """What was said in it."""
        return self.page.comments.get(self.view.id, ()) if self.is_told else ()

    @property
    def changes(self) -> Sequence[FieldChange]:
        """What differs from what readers see now."""
        return self.page.changes.get(self.view.id, ())


class ReviewPage:
    """Reviews that were loaded together."""

    def __init__(self, operation: Operation, views: Iterable[ReviewView]) -> None:
        self.operation = operation
        self.nodes = [ReviewNode(view, self) for view in views]

    @cached_property
    def assets(self) -> Mapping[int, AssetNode]:
        """The assets they are about, as those who review them see them."""
        operation = self.operation
        window = reviewing_window(operation.session, operation.viewer, operation.now)
        found = load_reachable(operation.session, self._asset_ids, window)
        return {node.view.id: node for node in Page(operation, window, found).nodes}

    @cached_property
    def comments(self) -> Mapping[int, list["CommentNode"]]:
        """What was said in each."""
        found = review_comments(self.operation.session, [node.view.id for node in self.nodes if node.is_told])
        nodes = comment_nodes(self.operation, [view for each in found.values() for view in each])
        by_id = {node.view.id: node for node in nodes}
        return {review_id: [by_id[view.id] for view in each] for review_id, each in found.items()}

    @cached_property
    def changes(self) -> Mapping[int, list[FieldChange]]:
        """What differs in each from what readers see; nothing while they see nothing, and of what is over."""
        session, seen = self.operation.session, self.operation.window(Perspective.PUBLISHED)
        views = [node.view for node in self.nodes if node.view.is_open]
        live = reachable_revisions(session, [view.asset_id for view in views], seen)
        compared = [view for view in views if view.asset_id in live]
        keys = [(view.asset_id, number) for view in compared for number in (view.revision, live[view.asset_id])]
        held = snapshots(session, keys)
        found = {}
        for view in compared:
            before = held[view.asset_id, live[view.asset_id]]
            found[view.id] = changes(difference(before, held[view.asset_id, view.revision]), before)
        return found

    @property
    def _asset_ids(self) -> list[int]:
        return list(dict.fromkeys(node.view.asset_id for node in self.nodes))


class CommentNode:
    """One comment, and what it would change where it is an edit."""

    __slots__ = ("changes", "operation", "view")

    def __init__(self, view: CommentView, changes: Sequence[FieldChange], operation: Operation) -> None:
        self.view = view
        self.changes = changes
        self.operation = operation


def comment_nodes(operation: Operation, views: Sequence[CommentView]) -> list[CommentNode]:
    """Sources of ``RevisionComment``."""
    bases = snapshots(operation.session, ((view.asset_id, view.revision) for view in views if view.is_edit))
    made = []
    for view in views:
        base = bases.get((view.asset_id, view.revision))
        would = changes(view.proposal, base) if view.proposal is not None and base is not None else ()
        made.append(CommentNode(view, would, operation))
    return made


def review_nodes(operation: Operation, views: Iterable[ReviewView]) -> list[ReviewNode]:
    """Sources of ``Review``."""
    return ReviewPage(operation, views).nodes


def review_of(node: AssetNode) -> ReviewNode | None:
    """The newest review of an asset that the viewer may see; loaded for its whole page."""

    def load() -> dict[int, ReviewNode]:
        operation = node.page.operation
        ids = [each.view.id for each in node.page.nodes]
        found = newest_reviews(operation.session, ids, operation.viewer)
        return {each.view.asset_id: each for each in review_nodes(operation, found.values())}

    return node.page.once("reviews", load).get(node.view.id)
