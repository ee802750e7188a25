"""Reviews: what waits for the visitor, what waits for others, and what is over."""

from urllib.parse import urlencode

from starlette.responses import HTMLResponse, Response

from api.pages.errors import refuse
from api.pages.forms import plain_frame
from api.pages.guarding import is_allowed
from api.pages.visits import Visit
from content_store.queries.assets import load_reachable
from content_store.queries.reviews import ReviewFilter, ReviewGroup, count_reviews, is_reviewer, list_reviews
from content_store.queries.visibility import reviewing_window
from content_store.rules.permissions import Action
from renderers.review_pages import reviews_page
from renderers.review_views import ReviewList, ReviewRow
from renderers.views import Choice
from schema.cursors import place_cursor, read_place

ADDRESS = "/work/reviews"
SHOWN = 50
_CURSOR = "reviews"
_NOT_YOURS = "Reviews are for marketing and the advisory council. Marketing can give you a seat on it."
_NAMES = {ReviewGroup.MINE: "For me", ReviewGroup.OTHERS: "Waiting for others", ReviewGroup.DONE: "Done"}
_NOTHING = {
    ReviewGroup.MINE: "Nothing waits for you. When somebody asks for your review, it stands here.",
    ReviewGroup.OTHERS: "Nothing waits for others.",
    ReviewGroup.DONE: "No review has ended yet.",
}


def has_reviews(visit: Visit) -> bool:
    """Whether the place is for the visitor: those who edit, and those who may be asked."""
    return is_allowed(visit, Action.EDIT) or is_reviewer(visit.viewer)


def reviews(visit: Visit) -> Response:
    """One group of them, the newest first."""
    if not has_reviews(visit):
        return refuse(visit.request, 403, _NOT_YOURS)
    asked = visit.request.query_params
    group = next((each for each in ReviewGroup if each.value == asked.get("show")), ReviewGroup.MINE)
    place = read_place(f"{_CURSOR}-{group.value}", asked.get("after") or None, "after")
    found = list_reviews(visit.session, visit.viewer, ReviewFilter(group), SHOWN, place)
    seen = reviewing_window(visit.session, visit.viewer, visit.now)
    ids = list(dict.fromkeys(each.asset_id for each in found.items))
    assets = {asset.id: asset for asset in load_reachable(visit.session, ids, seen)}
    later = place_cursor(f"{_CURSOR}-{group.value}", found.places[-1]) if found.has_next else ""
    view = ReviewList(
        frame=plain_frame(visit),
        groups=tuple(_group(visit, each, chosen=each is group) for each in ReviewGroup),
        rows=tuple(ReviewRow(each, assets.get(each.asset_id)) for each in found.items),
        nothing=_NOTHING[group],
        now=visit.now,
        later=_address(group, later) if later else "",
    )
    return HTMLResponse(reviews_page(view))


def waiting(visit: Visit) -> int:
    """How many wait for the visitor's decision."""
    return count_reviews(visit.session, visit.viewer, ReviewFilter(ReviewGroup.MINE))


def _group(visit: Visit, group: ReviewGroup, *, chosen: bool) -> Choice:
    counted = group is not ReviewGroup.DONE
    count = count_reviews(visit.session, visit.viewer, ReviewFilter(group)) if counted else None
    return Choice(_NAMES[group], _address(group), count, chosen=chosen)


def _address(group: ReviewGroup, after: str = "") -> str:
    parts = {"show": "" if group is ReviewGroup.MINE else group.value, "after": after}
    query = urlencode({name: value for name, value in parts.items() if value})
    return f"{ADDRESS}?{query}" if query else ADDRESS
