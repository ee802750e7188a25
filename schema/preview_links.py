"""Links to drafts, as those who edit see them."""

from datetime import datetime
from typing import Any

import strawberry
from graphql import GraphQLResolveInfo

from content_store import previews
from content_store.queries.previews import PreviewLinkView
from content_store.rules.vocabulary import Audience
from schema.fields import read
from schema.ids import Kind, global_id
from schema.people import Person


def _path(link: PreviewLinkView, info: GraphQLResolveInfo[Any]) -> str | None:
    operation = info.context
    if not previews.is_open(link, operation.now):
        return None
    return f"/preview/{previews.token_of(operation.session, link)}"


@strawberry.type(description="A link under which a draft can be looked at without signing in.")
class PreviewLink:
    """The source is a ``PreviewLinkView``."""

    id: strawberry.ID = read("Global id.", lambda link, _: global_id(Kind.PREVIEW_LINK, link.id))
    path: str | None = read(
        "Where it leads: a path of this server, which ends in its token; null once it leads nowhere.", _path
    )
    audience: Audience = read("As whom the draft is shown.")
    created_at: datetime = read("When it was made.")
    expires_at: datetime = read("When it ends.")
    revoked_at: datetime | None = read("When it was revoked; null where it was not.")
    maker: Person | None = read("Who made it; it ends when they may no longer read drafts.")
