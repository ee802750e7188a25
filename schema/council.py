"""The advisory council, and what it recommends."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

import strawberry

from content_store import council as recommending
from content_store import people
from content_store.council_views import CouncilView, RecommendationView
from content_store.errors import NotFound
from content_store.queries.assets import load
from content_store.queries.council import council, recommendations
from content_store.rules.permissions import Action
from content_store.views import AssetView, PersonView
from content_store.work import Work
from schema.assets import Asset
from schema.bounds import page_size
from schema.enums import Perspective
from schema.fields import read
from schema.ids import Kind, global_id, number_of
from schema.inputs import input_type, optional
from schema.mutating import Mutation
from schema.operation import Info, Operation
from schema.pages import AssetNode, Page
from schema.people import Person
from schema.tags import Tag


class RecommendationNode:
    """One recommendation, with its asset as the viewer sees it."""

    __slots__ = ("asset", "view")

    def __init__(self, view: RecommendationView, asset: AssetNode | None) -> None:
        self.view = view
        self.asset = asset


class MemberNode:
    """A member, with the assets they look after and what they recommend."""

    __slots__ = ("person", "recommendations", "steward_of")

    def __init__(
        self, person: PersonView, steward_of: Sequence[AssetNode], recommendations: Sequence[RecommendationNode]
    ) -> None:
        self.person = person
        self.steward_of = steward_of
        self.recommendations = recommendations


class CouncilNode:
    """The council."""

    __slots__ = ("hint", "members", "regions")

    def __init__(self, view: CouncilView, members: Sequence[MemberNode]) -> None:
        self.hint = view.hint
        self.regions = view.regions
        self.members = members


@strawberry.type(description="An asset that a member of the council recommends, why, and for whom.")
class CouncilRecommendation:
    """The source is a ``RecommendationNode``."""

    id: strawberry.ID = read("Its id.", lambda node, _: global_id(Kind.RECOMMENDATION, node.view.id))
    asset: Asset | None = read("What is recommended.")
    person: Person = read("Who recommends it.", lambda node, _: node.view.person)
    text: str = read("Why, in a sentence, plain text.", lambda node, _: node.view.text)
    persona: Tag | None = read("For whom; null where that was left open.", lambda node, _: node.view.persona)
    stage: Tag | None = read("At which stage; null where that was left open.", lambda node, _: node.view.stage)
    created_at: datetime = read("When.", lambda node, _: node.view.created_at)


@strawberry.type(description="A region, and who of the council speaks for it.")
class CouncilRegion:
    """The source is a ``RegionView``."""

    slug: str = read("The slug of its tag or, where there is none, its name.")
    name: str = read("What it is called, plain text.")
    reps: int = read("How many reps work there.")
    members: list[Person] = read("The members from there.")
    is_represented: bool = read("Whether anybody on the council speaks for it.")


@strawberry.type(description="A member of the advisory council.")
class CouncilMember:
    """The source is a ``MemberNode``."""

    person: Person = read("Who it is.")
    steward_of: list[Asset] = read("The assets they look after, by title.")
    recommendations: list[CouncilRecommendation] = read("What they recommend, the newest first.")


@strawberry.type(description="The advisory council: reps who review before publication and recommend what works.")
class Council:
    """The source is a ``CouncilNode``."""

    members: list[CouncilMember] = read("Its members, by region and name.")
    regions: list[CouncilRegion] = read("Every region of the taxonomy and of the reps, in the taxonomy's order.")
    hint: str = read("What to think about where it has fewer than 4 or more than 8 members; empty otherwise.")


def _council(info: Info) -> Any:
    return council_node(info.context)


def council_node(operation: Operation) -> CouncilNode:
    """The source of ``Council``."""
    window = operation.window(Perspective.PUBLISHED)
    view = council(operation.session, window)
    made = recommendation_nodes(operation, recommendations(operation.session, window))
    stewarded = [asset for member in view.members for asset in member.stewarded]
    nodes = {node.view.id: node for node in Page(operation, window, stewarded).nodes}
    members = [
        MemberNode(
            member.person,
            [nodes[asset.id] for asset in member.stewarded],
            [each for each in made if each.view.person.id == member.person.id],
        )
        for member in view.members
    ]
    return CouncilNode(view, members)


def recommendation_nodes(operation: Operation, views: Sequence[RecommendationView]) -> list[RecommendationNode]:
    """Sources of ``CouncilRecommendation``."""
    window = operation.window(Perspective.PUBLISHED)
    found: list[AssetView] = load(operation.session, list({view.asset_id for view in views}), window)
    assets = {node.view.id: node for node in Page(operation, window, found).nodes}
    return [RecommendationNode(view, assets.get(view.asset_id)) for view in views]


def _recommendations(
    info: Info,
    since: Annotated[datetime | None, strawberry.argument(description="Only those made from then on.")] = None,
    asset: Annotated[
        strawberry.ID | None, strawberry.argument(description="Only those of the asset with this global id.")
    ] = None,
    first: Annotated[int, strawberry.argument(description="How many, 1 to 100.")] = 20,
) -> Any:
    operation, size = info.context, page_size("first", first)
    window = operation.window(Perspective.PUBLISHED)
    ids = [] if asset is None else [number_of(Kind.ASSET, asset) or 0]
    found = recommendations(operation.session, window, since=since, asset_ids=ids, most=size)
    return recommendation_nodes(operation, found)


COUNCIL_FIELDS: dict[str, tuple[Any, Any]] = {
    "council": (Council, strawberry.field(resolver=_council, description="The advisory council, region by region.")),
    "council_recommendations": (
        list[CouncilRecommendation],
        strawberry.field(
            resolver=_recommendations, description="What the council recommends of what shows, the newest first."
        ),
    ),
}


def _set_member(work: Work, given: Any) -> PersonView:
    return people.set_council(work, given.email, member=given.is_member)


def _recommend(work: Work, given: Any) -> RecommendationView:
    asset_id = number_of(Kind.ASSET, given.id) or 0
    return recommending.recommend(work, asset_id, given.text, given.persona or "", given.stage or "")


def _withdraw(work: Work, given: Any) -> None:
    number = number_of(Kind.RECOMMENDATION, given.id)
    if number is None:
        message = "there is no such recommendation"
        raise NotFound(message)
    recommending.withdraw(work, number)


_COUNCIL = {"council": (Council, read("The council, as it is now."))}

COUNCIL_MUTATIONS = [
    Mutation(
        "set_council_member",
        Action.MANAGE_COUNCIL,
        "Give a rep a seat on the advisory council, or take it.",
        input_type(
            "SetCouncilMemberInput",
            "Who, and whether they sit on the council.",
            {
                "email": (str, strawberry.field(description="The e-mail address of a rep.")),
                "is_member": (bool, strawberry.field(description="True to give a seat, false to take it.")),
            },
        ),
        _set_member,
        _COUNCIL,
        lambda operation, _: {"council": council_node(operation)},
    ),
    Mutation(
        "recommend_asset",
        Action.GIVE_FEEDBACK,
        "Recommend what readers see; for members of the council. It ends when the asset is retired.",
        input_type(
            "RecommendAssetInput",
            "What to recommend, why, and for whom.",
            {
                "id": (strawberry.ID, strawberry.field(description="The asset's global id.")),
                "text": (str, strawberry.field(description="Why, in a sentence, plain text, at most 500 characters.")),
                "persona": (str | None, optional("The slug of a persona.")),
                "stage": (str | None, optional("The slug of a stage.")),
            },
        ),
        _recommend,
        {"recommendation": (CouncilRecommendation, read("The recommendation."))},
        lambda operation, view: {"recommendation": recommendation_nodes(operation, [view])[0]},
    ),
    Mutation(
        "withdraw_recommendation",
        Action.GIVE_FEEDBACK,
        "Take a recommendation back; for whoever made it and those who manage the council.",
        input_type(
            "WithdrawRecommendationInput",
            "Which recommendation.",
            {"id": (strawberry.ID, strawberry.field(description="The recommendation's id."))},
        ),
        _withdraw,
        _COUNCIL,
        lambda operation, _: {"council": council_node(operation)},
    ),
]
