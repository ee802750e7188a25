"""What one used lately, so that the verdict can also be given after the call, and a mistake taken back."""

from uuid import uuid4

from starlette.responses import HTMLResponse, Response

from api.pages.forms import plain_frame
from api.pages.visits import Visit
from content_store.queries.assets import load_reachable
from content_store.queries.taxonomy import TagBook, tag_book
from content_store.queries.usage import Conversation, recent_conversations
from content_store.rules.wording import situated
from content_store.views import AssetView
from renderers.pages import recent_page
from renderers.views import RecentPage, Used

PAGE = 20  # conversations


def recent(visit: Visit) -> Response:
    """The reader's own conversations, the last recorded first."""
    named = visit.request.query_params.get("before", "")
    before = int(named) if named.isascii() and named.isdigit() and len(named) < 16 else None
    found = recent_conversations(visit.session, visit.viewer.person.id, PAGE + 1, before)
    shown = found[:PAGE]
    ids = list(dict.fromkeys(each.event.asset_id for each in shown))
    assets = {asset.id: asset for asset in load_reachable(visit.session, ids, visit.window)}
    book = tag_book(visit.session)
    here = f"/recent?before={before}" if before is not None else "/recent"
    view = RecentPage(
        frame=plain_frame(visit),
        now=visit.now,
        uses=tuple(_used(each, assets.get(each.event.asset_id), book, here) for each in shown),
        later=f"/recent?before={shown[-1].event.id}" if len(found) > PAGE else "",
        newest="/recent" if before is not None else "",
    )
    return HTMLResponse(recent_page(view))


def _used(each: Conversation, asset: AssetView | None, book: TagBook, here: str) -> Used:
    ids = (each.persona_id, each.stage_id, each.pain_id)
    tags = [tag for tag_id in ids if (tag := book.current(book.by_id.get(tag_id))) is not None]
    return Used(
        event_id=each.event.id,
        asset=asset,
        at=each.event.occurred_at,
        purpose=each.event.purpose,
        situation=" ".join(situated(tag.facet, tag.name) for tag in tags),
        deal=each.deal,
        account=each.account,
        verdict=each.verdict,
        verdict_id=each.verdict_id,
        key=uuid4().hex,
        back=f"{here}#use-{each.event.id}",
    )
