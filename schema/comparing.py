"""Two revisions of an asset side by side."""

from typing import Annotated, Any, cast

import strawberry

from content_store.errors import Invalid, NotFound
from content_store.queries.assets import load
from content_store.queries.revisions import revision_of
from content_store.rules.snapshots import Snapshot
from renderers.comparing import compare
from renderers.differences import Kind as StretchKind
from renderers.differences import readable
from schema.audit import CHANGES
from schema.enums import Perspective, describe
from schema.fields import read
from schema.ids import Kind, number_of
from schema.naming import camel
from schema.operation import Info

describe(
    StretchKind,
    "StretchKind",
    "What happened to a stretch of text.",
    {"SAME": "It stayed.", "GONE": "It went.", "NEW": "It came.", "CUT": "It stayed, and is left out here."},
)


@strawberry.type(description="A stretch of text, and what happened to it.")
class Stretch:
    """The source is a ``Stretch`` of the renderers."""

    kind: StretchKind = read("What happened to it.")
    text: str = read("The words, plain text.")


@strawberry.type(description="One field in which two revisions differ.")
class FieldDifference:
    """The source is a ``FieldDifference`` of the renderers."""

    path: list[str] = read(
        "Where it is in a revision: a common field, or content, tags, links or extra and a name.",
        lambda difference, _: [camel(part) for part in difference.path],
    )
    before: str = read("What it was, as text; of a list one entry a line.", lambda each, _: readable(each.before))
    after: str = read("What it is, as text; of a list one entry a line.", lambda each, _: readable(each.after))
    stretches: list[Stretch] = read("Both as one text, word by word.")


def compare_revisions(
    info: Info,
    asset_id: Annotated[strawberry.ID, strawberry.argument(description="The global id of the asset.")],
    old: Annotated[int, strawberry.argument(description="The number of the revision to begin from.")],
    new: Annotated[int, strawberry.argument(description="The number of the revision to end at.")],
) -> Any:
    """The fields in which two revisions differ."""
    operation = info.context
    window = operation.window(Perspective.DRAFT)
    number = number_of(Kind.ASSET, asset_id)
    if number is None or not load(operation.session, [number], window):
        message = "there is no such asset"
        raise NotFound(message)
    found = [_snapshot(operation.session, number, each, name) for name, each in (("old", old), ("new", new))]
    return compare(*found)


def _snapshot(session: Any, asset_id: int, number: int, field: str) -> Snapshot:
    revision = revision_of(session, asset_id, number) if 0 < number < 2**31 - 1 else None
    if revision is None:
        raise Invalid.of(field, "UNKNOWN_REVISION", f"there is no revision {number}")
    return cast("Snapshot", revision.snapshot)


_COMPARE: tuple[Any, Any] = (
    list[FieldDifference],
    strawberry.field(
        resolver=compare_revisions,
        description="The fields in which two revisions of an asset differ, word by word; for those who edit content.",
    ),
)

HISTORY_FIELDS: dict[str, tuple[Any, Any]] = {"changes": CHANGES, "compare_revisions": _COMPARE}
