"""Everything that can be asked."""

from collections.abc import Iterable
from typing import Annotated, Any

import strawberry

from content_store.errors import Invalid
from content_store.queries import assets
from content_store.queries.people import people_book
from content_store.queries.taxonomy import tag_book
from content_store.rules.vocabulary import Audience, Facet
from schema.assets import Asset
from schema.bounds import LARGEST_PAGE
from schema.briefs import CALL_BRIEF
from schema.bulk import LIFE_FIELDS
from schema.checking import CHECK_ASSET
from schema.council import COUNCIL_FIELDS
from schema.digests import DIGEST_FIELDS
from schema.enrolments import ENROLMENTS, enrolments_by_id
from schema.enums import Perspective
from schema.feedback import FeedbackConnection, feedback_by_id, feedback_list
from schema.guidelines import PERIODS, periods_by_id
from schema.ids import Kind, parse_id
from schema.inbox import INBOX_FIELDS
from schema.insights import INSIGHTS
from schema.kit_assembly import ASSEMBLE
from schema.kits import KIT_FIELDS, kits_by_id
from schema.lists import list_fields
from schema.nodes import Node
from schema.notices import NoticeConnection, notice_list
from schema.onboarding import ONBOARDING_FIELDS
from schema.operation import Info, Operation
from schema.pages import Page
from schema.people import ViewerInfo
from schema.previews import PREVIEW
from schema.recommending import RECOMMEND
from schema.requests import RequestConnection, SimilarRequests, request_list, requests_by_id, similar
from schema.reviews import REVIEWS, ReviewConnection, reviews_by_id
from schema.searching import SearchConnection, search
from schema.suggesting import Suggestion, suggest
from schema.tags import Tag
from schema.taxonomy import TAXONOMY_FIELDS
from schema.usage import RECENT

_View = Annotated[Perspective, strawberry.argument(description="Which state of the content to read.")]


_REVIEWING = {"reviews": (ReviewConnection, REVIEWS), **COUNCIL_FIELDS, "comment_periods": PERIODS}


def _asset(
    info: Info,
    slug: Annotated[str, strawberry.argument(description="Its slug.")],
    perspective: _View = Perspective.PUBLISHED,
) -> Any:
    window = info.context.window(perspective)
    found = assets.by_slug(info.context.session, slug[: LARGEST_PAGE * 10], window)
    return Page(info.context, window, [found]).nodes[0] if found else None


def _node(
    info: Info,
    id: Annotated[strawberry.ID, strawberry.argument(description="Its global id.")],  # noqa: A002 - Relay's name for it
    perspective: _View = Perspective.PUBLISHED,
) -> Any:
    return _found(info.context, [id], perspective)[0]


def _nodes(
    info: Info,
    ids: Annotated[list[strawberry.ID], strawberry.argument(description="At most 100 global ids.")],
    perspective: _View = Perspective.PUBLISHED,
) -> Any:
    if len(ids) > LARGEST_PAGE:
        raise Invalid.of("ids", "TOO_MANY", f"at most {LARGEST_PAGE} ids")
    return _found(info.context, ids, perspective)


def _found(operation: Operation, ids: list[strawberry.ID], perspective: Perspective) -> list[Any]:
    """What the ids stand for, in their order; None for what is not there or may not be seen."""
    window = operation.window(perspective)
    keys = [parse_id(each) for each in ids]
    page = Page(operation, window, assets.load_reachable(operation.session, _numbers(keys, Kind.ASSET), window))
    known: dict[Kind, Any] = {
        Kind.ASSET: {node.view.id: node for node in page.nodes},
        Kind.TAG: tag_book(operation.session).by_id,
        # Whom we employ is not for customers.
        Kind.PERSON: people_book(operation.session).by_id if Audience.INTERNAL in window.audiences else {},
    }
    if any(key and key[0] is Kind.FEEDBACK for key in keys):
        known[Kind.FEEDBACK] = feedback_by_id(operation, _numbers(keys, Kind.FEEDBACK), perspective)
    if any(key and key[0] is Kind.REQUEST for key in keys):
        known[Kind.REQUEST] = requests_by_id(operation, _numbers(keys, Kind.REQUEST))
    if any(key and key[0] is Kind.KIT for key in keys):
        known[Kind.KIT] = kits_by_id(operation, _numbers(keys, Kind.KIT), perspective)
    if any(key and key[0] is Kind.REVIEW for key in keys):
        known[Kind.REVIEW] = reviews_by_id(operation, _numbers(keys, Kind.REVIEW))
    if any(key and key[0] is Kind.ENROLMENT for key in keys):
        known[Kind.ENROLMENT] = enrolments_by_id(operation, _numbers(keys, Kind.ENROLMENT))
    if any(key and key[0] is Kind.PERIOD for key in keys):
        known[Kind.PERIOD] = periods_by_id(operation, _numbers(keys, Kind.PERIOD))
    return [known.get(key[0], {}).get(key[1]) if key else None for key in keys]


def _numbers(keys: Iterable[tuple[Kind, int] | None], kind: Kind) -> list[int]:
    """The numbers of the ids of one kind, each once."""
    return list(dict.fromkeys(key[1] for key in keys if key and key[0] is kind))


def _tags(
    info: Info,
    facet: Annotated[Facet, strawberry.argument(description="The facet.")],
    include_retired: Annotated[
        bool, strawberry.argument(description="Whether retired and merged ones are listed too.")
    ] = False,
) -> Any:
    book = tag_book(info.context.session)
    if include_retired:
        return [tag for tag in book.by_id.values() if tag.facet is facet]
    return book.of_facet(facet)


def _tag(
    info: Info,
    facet: Annotated[Facet, strawberry.argument(description="Its facet.")],
    slug: Annotated[str, strawberry.argument(description="Its slug; that of a merged tag finds its successor.")],
) -> Any:
    return tag_book(info.context.session).find(facet, slug)


def _of_facet(facet: Facet) -> Any:
    def tags(info: Info) -> Any:
        return tag_book(info.context.session).of_facet(facet)

    described = f"All {facet.plural} that can be chosen, in the taxonomy's order."
    return strawberry.field(resolver=tags, description=described)


def _viewer(info: Info) -> Any:
    return info.context.viewer


_WRITING: dict[str, tuple[Any, Any]] = {"check_asset": CHECK_ASSET, "preview": PREVIEW}


def _root_fields() -> dict[str, tuple[Any, Any]]:
    found: dict[str, tuple[Any, Any]] = {
        "asset": (
            Asset | None,
            strawberry.field(
                resolver=_asset,
                description="The asset of this slug; null where there is none to be seen. A retired one still answers "
                "with its name and what replaces it.",
            ),
        ),
        "node": (Node | None, strawberry.field(resolver=_node, description="Whatever has this global id, or null.")),
        "nodes": (
            list[Node | None],
            strawberry.field(resolver=_nodes, description="Whatever has these global ids, in their order."),
        ),
        **list_fields(),
        "search": (
            SearchConnection,
            strawberry.field(resolver=search, description="Find assets by words, the best first."),
        ),
        "suggest": (
            list[Suggestion],
            strawberry.field(resolver=suggest, description="Complete what is typed: tags first, then assets."),
        ),
        "insights": INSIGHTS,
        "tags": (list[Tag], strawberry.field(resolver=_tags, description="The tags of a facet, in order.")),
        "tag": (Tag | None, strawberry.field(resolver=_tag, description="One tag; null where there is none.")),
        "recent_usage": RECENT,
        "recommend": RECOMMEND,
        "call_brief": CALL_BRIEF,
        **_feedback_fields(),
        **KIT_FIELDS,
        "assemble_kit": ASSEMBLE,
        **LIFE_FIELDS,
        **DIGEST_FIELDS,
        **_REVIEWING,
        "enrolments": ENROLMENTS,
        **ONBOARDING_FIELDS,
        "viewer": (ViewerInfo, strawberry.field(resolver=_viewer, description="Who is asking.")),
    }
    return found | INBOX_FIELDS | TAXONOMY_FIELDS | {facet.plural: (list[Tag], _of_facet(facet)) for facet in Facet}


def _feedback_fields() -> dict[str, tuple[Any, Any]]:
    return {
        "feedback": (
            FeedbackConnection,
            strawberry.field(
                resolver=feedback_list,
                description="Feedback about assets: all of it for those who answer it, for others their own and that "
                "about the assets they look after.",
            ),
        ),
        "requests": (
            RequestConnection,
            strawberry.field(resolver=request_list, description="What people miss, and what was promised."),
        ),
        "similar_requests": (
            SimilarRequests,
            strawberry.field(resolver=similar, description="What may make a request needless: ask while it is typed."),
        ),
        "notices": (
            NoticeConnection,
            strawberry.field(resolver=notice_list, description="What the viewer is told about feedback and requests."),
        ),
    }


def _made() -> Any:
    fields = _root_fields() | _WRITING
    namespace = {"__annotations__": {name: annotation for name, (annotation, _) in fields.items()}}
    root = type("Query", (), namespace | {name: field for name, (_, field) in fields.items()})
    return strawberry.type(root, description="Everything that can be asked.")


Query: Any = _made()
