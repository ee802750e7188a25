"""Recommending assets for a situation."""

from typing import Annotated, Any

import strawberry

from content_store.errors import Forbidden, Invalid, Problem
from content_store.queries.filters import unknown_tag
from content_store.queries.taxonomy import tag_book
from content_store.rules.occurrences import LONGEST_REFERENCE
from content_store.rules.permissions import audiences
from content_store.rules.recommending import RecommendReason
from content_store.rules.vocabulary import Audience, Facet, LinkKind
from content_store.views import TagView
from schema.assets import Asset
from schema.enums import Perspective, describe
from schema.fields import Reader, read
from schema.operation import Info, Operation
from schema.pages import AssetNode, Page
from search.recommending import MOST, Recommendation, RecommendRequest, recommend

describe(
    RecommendReason,
    "RecommendationReasonCode",
    "Why an asset is recommended.",
    {
        "FITS": "It carries tags of the situation.",
        "PROVEN_HERE": "What came of using it in conversations of this situation.",
        "PROVEN": "What came of using it in conversations of any situation.",
        "UNTRIED": "Hardly anybody has tried it yet: every fifth place goes to such an asset.",
        "NEW_TO_ACCOUNT": "Nobody used it with this account so far.",
        "FRESH": "It was verified in time.",
        "OVERDUE": "It is overdue for another look.",
    },
)


@strawberry.type(description="One reason why an asset is recommended.")
class RecommendationReason:
    """The source is a pair of code and text."""

    code: RecommendReason = read("The reason, for programs.", lambda reason, _: reason[0])
    text: str = read("The reason, for people, plain text.", lambda reason, _: reason[1])


class _Place:
    """One recommendation and its asset as a node of the page."""

    __slots__ = ("made", "node")

    def __init__(self, made: Recommendation, node: AssetNode) -> None:
        self.made = made
        self.node = node


def _made(name: str) -> Reader:
    return lambda place, _: getattr(place.made, name)


@strawberry.type(name="Recommendation", description="An asset that works in the situation asked for.")
class RecommendedAsset:
    """The source is a ``_Place``."""

    asset: Asset = read("The asset.", lambda place, _: place.node)
    score: float = read("How strongly it is recommended, 0 to 1; compares within one list only.", _made("score"))
    reasons: list[RecommendationReason] = read("Why, the strongest first.", _made("reasons"))
    is_exploration: bool = read(
        "Whether it stands here because hardly anybody has tried it yet.", _made("is_exploration")
    )
    proof: list[Asset] = read(
        "What proves it, in the author's order.", lambda place, _: place.node.linked(LinkKind.PROOF)
    )


def _recommend(
    info: Info,
    persona: Annotated[str | None, strawberry.argument(description="The slug of the persona.")] = None,
    stage: Annotated[str | None, strawberry.argument(description="The slug of the stage the buyer is at.")] = None,
    pain: Annotated[str | None, strawberry.argument(description="The slug of the pain.")] = None,
    account: Annotated[
        str | None,
        strawberry.argument(description="The account's reference in the CRM: what anybody used with it is left out."),
    ] = None,
    limit: Annotated[int, strawberry.argument(description=f"How many at most, 1 to {MOST}.")] = 10,
) -> Any:
    operation = info.context
    if not 1 <= limit <= MOST:
        raise Invalid.of("limit", "OUT_OF_RANGE", f"limit lies between 1 and {MOST}")
    reference = (account or "").strip()
    if len(reference) > LONGEST_REFERENCE:
        raise Invalid.of("account", "TOO_LONG", f"a reference has at most {LONGEST_REFERENCE} characters")
    if reference and Audience.INTERNAL not in audiences(operation.viewer.scopes):
        message = "a token for customers may not ask what was used with an account"
        raise Forbidden(message)
    situation = situation_of(operation, {Facet.PERSONA: persona, Facet.STAGE: stage, Facet.PAIN: pain})
    window = operation.window(Perspective.PUBLISHED)
    request = RecommendRequest(operation.viewer.person.id, situation, reference, limit)
    found = recommend(operation.session, operation.services.search, request, window)
    page = Page(operation, window, [each.asset for each in found])
    return [_Place(each, node) for each, node in zip(found, page.nodes, strict=True)]


def situation_of(operation: Operation, slugs: dict[Facet, str | None]) -> tuple[TagView, ...]:
    """The tags that these slugs name. Raises Invalid naming each argument whose tag there is none."""
    book = tag_book(operation.session)
    found: list[TagView] = []
    problems: list[Problem] = []
    for facet, slug in slugs.items():
        tag = book.find(facet, slug) if slug else None
        if tag is not None:
            found.append(tag)
        elif slug:
            problems.append(unknown_tag(book, facet, slug, (facet.value,)))
    if problems:
        raise Invalid(problems)
    return tuple(found)


RECOMMEND = (
    list[RecommendedAsset],
    strawberry.field(
        resolver=_recommend,
        description="What works in a situation, the best first and mixed by type, with the reasons.",
    ),
)
