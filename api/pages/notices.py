"""What the visitor is told about their feedback and requests."""

from starlette.responses import HTMLResponse, Response

from api.pages.forms import Form, onward, plain_frame, working
from api.pages.kits.notices import about_kits
from api.pages.notice_subjects import beside_feedback
from api.pages.visits import Visit
from content_store.feedback_views import FeedbackView, NoticeView
from content_store.notices import mark_seen
from content_store.queries.assets import load_reachable
from content_store.queries.feedback import load_feedback
from content_store.queries.notices import count_unseen, list_notices
from content_store.queries.requests import load_requests
from content_store.views import AssetView
from renderers.feedback_pages import notices_page
from renderers.feedback_views import NoticeList, NoticeRow
from schema.cursors import place_cursor, read_place

SHOWN = 50
_CURSOR = "notices"


def notices(visit: Visit) -> Response:
    """The newest first."""
    place = read_place(_CURSOR, visit.request.query_params.get("after") or None, "after")
    page = list_notices(visit.session, visit.viewer, SHOWN, place)
    view = NoticeList(
        frame=plain_frame(visit),
        rows=_rows(visit, page.items),
        unseen=count_unseen(visit.session, visit.viewer),
        now=visit.now,
        later=f"/notices?after={place_cursor(_CURSOR, page.places[-1])}" if page.has_next else "",
    )
    return HTMLResponse(notices_page(view))


def seen(visit: Visit, form: Form) -> Response:
    """Note that all were looked at."""
    del form
    with working(visit) as work:
        mark_seen(work)
    return onward("/notices")


def _rows(visit: Visit, found: tuple[NoticeView, ...]) -> tuple[NoticeRow, ...]:
    """Each notice with what it is about, in words."""
    feedback_ids = {each.feedback_id for each in found if each.feedback_id is not None}
    request_ids = {each.request_id for each in found if each.request_id is not None}
    given = {each.id: each for each in load_feedback(visit.session, feedback_ids, visit.viewer, visit.now)}
    asked = {each.id: each for each in load_requests(visit.session, request_ids, visit.viewer, visit.now)}
    asset_ids = sorted({each.asset_id for each in given.values()})
    assets = {each.id: each for each in load_reachable(visit.session, asset_ids, visit.window)}
    rows, others = [], beside_feedback(visit, found) | about_kits(visit, found)
    for notice in found:
        request, said = asked.get(notice.request_id or 0), given.get(notice.feedback_id or 0)
        if request is not None:
            rows.append(NoticeRow(notice, f"The request “{request.title}”", f"/requests/{request.id}"))
        elif said is not None:
            rows.append(NoticeRow(notice, _about(said, assets.get(said.asset_id)), f"/feedback/{said.id}"))
        else:
            about, address = others.get(notice.id, ("Something that no longer concerns you", "/notices"))
            rows.append(NoticeRow(notice, about, address))
    return tuple(rows)


def _about(said: FeedbackView, asset: AssetView | None) -> str:
    subject = f"“{asset.title}”" if asset else "something that no longer shows"
    return f"Your {said.kind.value} about {subject}"
