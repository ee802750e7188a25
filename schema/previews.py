"""Links to drafts, and what they show."""

from datetime import datetime
from typing import Annotated, Any

import strawberry
from strawberry import UNSET

from content_store import previews
from content_store.errors import NotFound
from content_store.queries.previews import PreviewLinkView
from content_store.rules.permissions import Action, audiences
from content_store.rules.vocabulary import Audience
from content_store.work import Work
from schema.assets import Asset
from schema.fields import read
from schema.ids import Kind, number_of
from schema.inputs import input_type, optional
from schema.mutating import Mutation
from schema.operation import Info, Operation
from schema.pages import Page
from schema.preview_links import PreviewLink

_LONGEST = 100  # characters of a token


@strawberry.type(description="What a preview link shows: one draft, with the drafts that it links to.")
class Preview:
    """The source is the node of the asset, and the link."""

    asset: Asset = read("The asset as its newest revision has it.", lambda found, _: found[0])
    audience: Audience = read("As whom it is shown.", lambda found, _: found[1].audience)
    expires_at: datetime = read("When the link ends.", lambda found, _: found[1].expires_at)


def preview(info: Info, token: Annotated[str, strawberry.argument(description="The token of a preview link.")]) -> Any:
    """What the token leads to, as far as the caller's own scopes reach."""
    operation = info.context
    found = previews.follow(operation.session, token[:_LONGEST], operation.now, audiences(operation.viewer.scopes))
    if found is None:
        return None
    return Page(operation, found.window, [found.asset]).nodes[0], found.link


PREVIEW: tuple[Any, Any] = (
    Preview | None,
    strawberry.field(
        resolver=preview,
        description="The draft that a preview link shows, with the drafts that it links to and nothing else; null for "
        "a token that is forged, expired or revoked. A front end needs no rights of its own for it.",
    ),
)


def _create(work: Work, given: Any) -> PreviewLinkView:
    asset_id = number_of(Kind.ASSET, given.id)
    if asset_id is None:
        message = "there is no such asset"
        raise NotFound(message)
    hours = previews.USUAL_HOURS if given.hours is None or given.hours is UNSET else given.hours
    return previews.create(work, asset_id, given.audience, hours)


def _revoke(work: Work, given: Any) -> PreviewLinkView:
    link_id = number_of(Kind.PREVIEW_LINK, given.id)
    if link_id is None:
        message = "there is no such link"
        raise NotFound(message)
    return previews.revoke(work, link_id)


def _pays(operation: Operation, link: PreviewLinkView) -> dict[str, Any]:
    del operation
    return {"preview_link": link}


_LINK: dict[str, tuple[Any, Any]] = {"preview_link": (PreviewLink, read("The link."))}

PREVIEW_MUTATIONS = [
    Mutation(
        "create_preview_link",
        Action.EDIT,
        "Make a link under which the asset's newest revision can be looked at without signing in.",
        input_type(
            "CreatePreviewLinkInput",
            "A link to a draft.",
            {
                "id": (strawberry.ID, strawberry.field(description="The asset's global id.")),
                "audience": (
                    Audience,
                    strawberry.field(description="As whom it is shown: INTERNAL shows every line."),
                ),
                "hours": (int | None, optional("How long it lasts, 1 to 720 hours; a week without it.")),
            },
        ),
        _create,
        _LINK,
        _pays,
    ),
    Mutation(
        "revoke_preview_link",
        Action.EDIT,
        "End a preview link at once.",
        input_type(
            "RevokePreviewLinkInput",
            "Which link is ended.",
            {"id": (strawberry.ID, strawberry.field(description="The link's global id."))},
        ),
        _revoke,
        _LINK,
        _pays,
    ),
]
