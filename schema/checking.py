"""Checking assets: those that are saved, and changes before they are."""

from collections.abc import Mapping
from typing import Annotated, Any

import strawberry

from content_store.access import require
from content_store.checking import Written
from content_store.errors import Invalid, NotFound
from content_store.queries.assets import load, snapshot_of
from content_store.rules.permissions import Action
from content_store.rules.snapshots import Snapshot
from content_store.rules.vocabulary import ContentType, LinkKind
from schema.asset_inputs import ProposalInput, given_of, type_of
from schema.enums import Perspective
from schema.findings import AssetFinding
from schema.ids import Kind, number_of
from schema.operation import Info, Operation
from schema.pages import named_nodes
from search.checking import check

_EMPTY: Snapshot = {
    "title": "",
    "summary": "",
    "body": "",
    "language": "en",
    "audience": "internal",
    "verify_interval_days": 90,
    "content": {},
    "extra": {},
    "tags": {},
    "links": {},
}


def check_asset(
    info: Info,
    changes: Annotated[ProposalInput, strawberry.argument(description="What it would say; null empties.")],
    id: Annotated[  # noqa: A002 - Relay's name for it
        strawberry.ID | None,
        strawberry.argument(description="The global id of the asset that is changed; null for a new one."),
    ] = None,
) -> Any:
    """What the checker points out about an asset as it would be."""
    operation = info.context
    require(operation.viewer, Action.READ_DRAFTS)
    slug, type_, before = _before(operation, id, changes)
    written = _written(slug, type_, before, given_of(changes, type_))
    window = operation.window(Perspective.DRAFT)
    found = check(operation.services.search, operation.session, written, window)
    nodes = named_nodes(operation, found)
    return [(each, nodes.get(each.slug)) for each in found]


def _before(operation: Operation, id_: str | None, changes: Any) -> tuple[str, ContentType, Snapshot]:
    """Slug, type and newest revision of what is changed. Raises NotFound, Invalid."""
    if id_ is None:
        if not changes.content:
            raise Invalid.of("content", "REQUIRED", "say which type it is")
        return "", type_of(changes.content), _EMPTY
    number = number_of(Kind.ASSET, id_)
    found = load(operation.session, [number], operation.window(Perspective.DRAFT)) if number else []
    snapshot = snapshot_of(operation.session, found[0].id, found[0].latest_revision) if found else None
    if snapshot is None:
        message = "there is no such asset"
        raise NotFound(message)
    return found[0].slug, found[0].type, snapshot


def _written(slug: str, type_: ContentType, before: Snapshot, given: Mapping[str, Any]) -> Written:
    tags = {**before["tags"], **{facet.value: list(slugs) for facet, slugs in given["tags"].items()}}
    links = {**before["links"], **{kind.value: list(slugs) for kind, slugs in given["links"].items()}}
    return Written(
        type_,
        slug,
        str(given.get("title", before["title"]) or ""),
        str(given.get("summary", before["summary"]) or ""),
        {**before["content"], **given.get("content", {})},
        tags,
        tuple(links.get(LinkKind.PROOF.value, ())),
        (*links.get(LinkKind.SUPERSEDES.value, ()), *links.get(LinkKind.TRANSLATION_OF.value, ())),
    )


CHECK_ASSET: tuple[Any, Any] = (
    list[AssetFinding],
    strawberry.field(
        resolver=check_asset,
        description="What the checker points out about an asset as it would be with these changes. Nothing is saved, "
        "and nothing is forbidden.",
    ),
)
