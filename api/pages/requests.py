"""Content requests: what people miss, one request with its answer, and voting."""

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from starlette.datastructures import QueryParams
from starlette.responses import HTMLResponse, Response

from api.pages.feedback import may_answer
from api.pages.forms import REFUSED, Form, onward, plain_frame, problems_of, read_day, working
from api.pages.visits import Visit
from content_store import requests
from content_store.errors import Invalid, NotFound
from content_store.feedback_views import RequestView
from content_store.queries.assets import ids_of, load_reachable
from content_store.queries.feedback import history
from content_store.queries.requests import (
    TAG_FACETS,
    RequestFilter,
    RequestOrder,
    count_requests,
    list_requests,
    load_requests,
)
from content_store.queries.taxonomy import TagBook, tag_book
from content_store.rules.vocabulary import Facet, FeedbackStatus
from content_store.work import Work
from renderers.feedback_pages import request_page, requests_page
from renderers.feedback_views import Option, Problems, RequestList, RequestPage, Select
from schema.cursors import place_cursor, read_place

SHOWN = 50
_CURSOR = "requests"
_OPEN = frozenset(status for status in FeedbackStatus if status.is_open)
# What can be chosen, in a rep's words; the first is what the bare address shows.
_STATES: dict[str, tuple[str, RequestFilter]] = {
    "": ("Open", RequestFilter(_OPEN)),
    "promised": ("Promised", RequestFilter(frozenset({FeedbackStatus.ACCEPTED}))),
    "late": ("Late", RequestFilter(late=True)),
    "fulfilled": ("Fulfilled", RequestFilter(frozenset({FeedbackStatus.RESOLVED}))),
    "declined": ("Declined", RequestFilter(frozenset({FeedbackStatus.DECLINED}))),
    "mine": ("Asked by me", RequestFilter(mine=True)),
    "any": ("All", RequestFilter()),
}
_ORDERS = {
    "": ("Most missed", RequestOrder.VOTES),
    "newest": ("Newest", RequestOrder.NEWEST),
    "promised": ("Promised soonest", RequestOrder.PROMISED),
}


def board(visit: Visit) -> Response:
    """The list."""
    asked, book = visit.request.query_params, tag_book(visit.session)
    state = asked.get("state", "") if asked.get("state", "") in _STATES else ""
    order = asked.get("order", "") if asked.get("order", "") in _ORDERS else ""
    tags = tuple(tag for facet in TAG_FACETS if (tag := book.find(facet, asked.get(facet.value, "")[:200])) is not None)
    chosen = _STATES[state][1]
    narrowing = RequestFilter(chosen.statuses, tags, chosen.mine, chosen.late)
    place = read_place(_CURSOR, asked.get("after") or None, "after")
    page = list_requests(visit.session, visit.viewer, visit.now, narrowing, _ORDERS[order][1], SHOWN, place)
    view = RequestList(
        frame=plain_frame(visit),
        requests=page.items,
        total=count_requests(visit.session, visit.viewer, visit.now, narrowing),
        selects=(
            _select("state", "Show", {name: words for name, (words, _) in _STATES.items()}, state),
            *tag_selects(book, {tag.facet: tag.slug for tag in tags}),
            _select("order", "Order", {name: words for name, (words, _) in _ORDERS.items()}, order),
        ),
        today=visit.now.date(),
        now=visit.now,
        new_address=new_address({tag.facet.value: tag.slug for tag in tags}),
        later=_later(asked, place_cursor(_CURSOR, page.places[-1])) if page.has_next else "",
    )
    return HTMLResponse(requests_page(view))


def request(visit: Visit) -> Response:
    """One request."""
    return _page(visit)


def act(visit: Visit, form: Form) -> Response:
    """A vote, an answer, or a reopening."""
    number, said = int(visit.request.path_params["id"]), form.get("answer", "")
    accepted, declined = FeedbackStatus.ACCEPTED, FeedbackStatus.DECLINED
    acts: dict[str, Callable[[Work], RequestView]] = {
        "vote": lambda work: requests.vote(work, number),
        "withdraw": lambda work: requests.withdraw_vote(work, number),
        "promise": lambda work: requests.answer(work, number, accepted, said, read_day(form, "promised_for")),
        "decline": lambda work: requests.answer(work, number, declined, said),
        "fulfil": lambda work: requests.fulfil(work, number, _asset_id(work, form.get("asset_id", "")), said),
        "reopen": lambda work: requests.reopen(work, number, said),
    }
    chosen = acts.get(form.get("do", ""))
    if chosen is None:
        raise Invalid.of("do", "UNKNOWN_VALUE", "choose what to do")
    try:
        with working(visit) as work:
            chosen(work)
    except REFUSED as error:
        return _page(visit, problems_of(error), form)
    return onward(f"/requests/{number}")


def new_address(prefilled: dict[str, str]) -> str:
    """Where to ask for content, with what is known already filled in."""
    query = urlencode({name: value for name, value in prefilled.items() if value})
    return f"/requests/new?{query}" if query else "/requests/new"


def tag_selects(book: TagBook, chosen: dict[Facet, str]) -> tuple[Select, ...]:
    """Persona, stage and pain to choose from."""
    return tuple(
        _select(
            facet.value,
            facet.value.capitalize(),
            {"": f"Any {facet.value}"} | {tag.slug: tag.name for tag in book.of_facet(facet)},
            chosen.get(facet, ""),
        )
        for facet in TAG_FACETS
    )


def _page(visit: Visit, problems: Problems | None = None, typed: Form | None = None) -> Response:
    number = int(visit.request.path_params["id"])
    found = load_requests(visit.session, [number], visit.viewer, visit.now)
    if not found:
        message = "there is no such request"
        raise NotFound(message)
    shown = found[0]
    ids = [] if shown.asset_id is None else [shown.asset_id]
    is_waiting = shown.viewer_voted or (shown.person is not None and shown.person.id == visit.viewer.person.id)
    view = RequestPage(
        frame=plain_frame(visit),
        request=shown,
        history=tuple(history(visit.session, "request", [number])[number]),
        asset=next(iter(load_reachable(visit.session, ids, visit.window)), None),
        now=visit.now,
        may_answer=may_answer(visit) and shown.status.is_open,
        may_reopen=(is_waiting or may_answer(visit)) and not shown.status.is_open,
        problems=problems or {},
        typed=typed or {},
    )
    return HTMLResponse(request_page(view), 400 if problems else 200)


def _asset_id(work: Work, text: str) -> int:
    """The asset of a slug, or of an address that somebody copied. Raises Invalid."""
    slug = urlsplit(text.strip()[:500]).path.rstrip("/").rpartition("/")[2]
    found = ids_of(work.session, [slug]).get(slug)
    # What there is not, and what readers do not see, is refused alike.
    return found or 0


def _select(name: str, label: str, options: dict[str, str], chosen: str) -> Select:
    return Select(name, label, tuple(Option(value, words, value == chosen) for value, words in options.items()))


def _later(asked: QueryParams, cursor: str) -> str:
    kept = {name: value for name, value in asked.items() if name != "after" and value}
    return f"/requests?{urlencode({**kept, 'after': cursor})}"
