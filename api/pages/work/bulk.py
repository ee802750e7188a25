"""Doing the same to many assets: what, to which, a preview, then progress and one undo."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from api.pages.forms import REFUSED, Form, form_page, onward, plain_frame, problems_of, working
from api.pages.guarding import guarded
from api.pages.visits import Visit, page
from api.pages.work.library import NOT_YOURS, chosen_of, known_values, library_of
from api.pages.work.library_asking import ROOT as LIBRARY
from api.pages.work.library_asking import LibraryAsking
from api.pages.work.orders import read_order
from api.pages.work.publish import reason_select
from api.runtime import Runtime
from content_store import bulk
from content_store.bulk_acts import Order
from content_store.errors import NotFound
from content_store.queries.bulk import bulk_view, item_ids, items, names_of, reasons, recent_bulks
from content_store.queries.impact import impact
from content_store.queries.people import people_book
from content_store.queries.taxonomy import tag_book
from content_store.rules.bulk import MOST_ITEMS, BulkKind, BulkStatus, ItemState
from content_store.rules.permissions import Action, may
from content_store.rules.vocabulary import Role, TagStatus
from renderers.bulk_pages import bulk_form, bulk_page, bulks_page
from renderers.bulk_views import KINDS, BulkForm, BulkPage, BulksPage
from renderers.views import Choice
from renderers.wording import day, spoken
from search.library import MOST_RANKED

ROOT = "/work/bulk"
_OFFERED = tuple(kind for kind in BulkKind if kind not in {BulkKind.UNSCHEDULE, BulkKind.EXPIRE})
_EXAMPLES = 10
_SHOWN = 20  # bulks of a page


def bulk_routes(runtime: Runtime) -> list[Route]:
    """Where bulks stand."""
    return [
        Route(ROOT, page(runtime, guarded(recent, Action.READ_DRAFTS, NOT_YOURS))),
        Route(f"{ROOT}/new", page(runtime, guarded(new, Action.PUBLISH, NOT_YOURS))),
        Route(f"{ROOT}/new", form_page(runtime, guarded(plan, Action.PUBLISH, NOT_YOURS)), methods=["POST"]),
        Route(f"{ROOT}/{{id:int}}", page(runtime, guarded(show, Action.READ_DRAFTS, NOT_YOURS))),
        Route(f"{ROOT}/{{id:int}}", form_page(runtime, guarded(act, Action.PUBLISH, NOT_YOURS)), methods=["POST"]),
    ]


def recent(visit: Visit) -> Response:
    """What was done to many at once lately, each with its undo."""
    before = visit.request.query_params.get("before", "")
    place = int(before) if before.isdecimal() and len(before) < 10 else None
    found = recent_bulks(visit.session, _SHOWN + 1, place)
    rows = tuple((each, _detail(visit, Order.read(each.kind, each.given))) for each in found[:_SHOWN])
    earlier = f"{ROOT}?before={found[_SHOWN - 1].id}" if len(found) > _SHOWN else ""
    may_undo = may(visit.viewer.person.role, visit.viewer.scopes, Action.PUBLISH)
    return HTMLResponse(bulks_page(BulksPage(plain_frame(visit), rows, earlier, may_undo, visit.now)))


def new(visit: Visit) -> Response:
    """What is to be done to what was ticked, or to all of the list."""
    return HTMLResponse(bulk_form(_form(visit, {})))


def plan(visit: Visit, form: Form) -> Response:
    """Write the order down; leads to its preview."""
    ids = _chosen_ids(visit)
    try:
        with working(visit) as work:
            planned = bulk.plan(work, read_order(work.session, form), ids)
    except REFUSED as error:
        return HTMLResponse(bulk_form(_form(visit, problems_of(error), form)), 400)
    return onward(f"{ROOT}/{planned}")


def show(visit: Visit) -> Response:
    """A preview, how far it is, or what was done."""
    return _page(visit)


def act(visit: Visit, form: Form) -> Response:
    """Begin it, or take it back."""
    number = int(visit.request.path_params["id"])
    try:
        with working(visit) as work:
            (bulk.undo if form.get("do") == "undo" else bulk.run)(work, number)
    except REFUSED as error:
        return _page(visit, str(error))
    visit.runtime.bulk_work.wake()
    return onward(f"{ROOT}/{number}")


def _chosen_ids(visit: Visit) -> Sequence[int]:
    asked = visit.request.query_params
    if asked.get("all") == "1":
        asking = LibraryAsking.read(asked, known_values(visit))
        return library_of(visit, chosen_of(visit, asking)).ids(MOST_ITEMS + 1)
    return [int(each) for each in asked.getlist("id") if each.isdecimal() and len(each) < 10]


def _form(visit: Visit, problems: Mapping[str, str], typed: Form | None = None) -> BulkForm:
    asked = visit.request.query_params
    wanted = (typed or {}).get("do") or asked.get("do", "")
    kind = next((each for each in _OFFERED if each.value == wanted), None)
    asking = LibraryAsking.read(asked, known_values(visit))
    ids = _chosen_ids(visit)
    kept = tuple((name, value) for name, value in asked.multi_items() if name != "do")
    tags = [tag for tag in tag_book(visit.session).by_id.values() if tag.status is TagStatus.ACTIVE]
    people = people_book(visit.session).by_id.values()
    return BulkForm(
        frame=plain_frame(visit),
        kinds=tuple(
            Choice(KINDS[each][0], f"{ROOT}/new?{urlencode([*kept, ('do', each.value)])}", chosen=each is kind)
            for each in _OFFERED
        ),
        kind=kind,
        total=min(len(ids), MOST_ITEMS),
        is_more=len(ids) > MOST_ITEMS,
        is_best=asked.get("all") == "1" and bool(asking.text.strip()) and len(ids) == MOST_RANKED,
        kept=kept,
        reasons=reason_select((typed or {}).get("reason", "")),
        tags=tuple((f"{tag.facet.value}:{tag.slug}", f"{spoken(tag.facet)}: {tag.name}") for tag in tags),
        people=tuple(each.email for each in people if each.disabled_at is None and each.role is not Role.SERVICE),
        back=asking.address if asked.get("all") == "1" else LIBRARY,
        problems=problems,
        typed=typed or {},
    )


def _page(visit: Visit, problem: str = "") -> Response:
    found = bulk_view(visit.session, int(visit.request.path_params["id"]))
    if found is None:
        message = "there is no such bulk"
        raise NotFound(message)
    order = Order.read(found.kind, found.given)
    is_planned = found.status is BulkStatus.PLANNED
    loses = is_planned and found.kind is BulkKind.RETIRE
    waiting = item_ids(visit.session, found.id, ItemState.WAITING) if loses else ()
    shown = items(visit.session, found.id, [ItemState.WAITING, ItemState.DONE], _EXAMPLES)
    view = BulkPage(
        frame=plain_frame(visit),
        bulk=found,
        detail=_detail(visit, order),
        reasons=tuple(reasons(visit.session, found.id)),
        examples=tuple((each.title, f"{LIBRARY}/{each.slug}") for each in shown),
        impacts=impact(visit.session, waiting) if waiting else (),
        now=visit.now,
        problem=problem,
    )
    return HTMLResponse(bulk_page(view), 409 if problem else 200)


def _detail(visit: Visit, order: Order) -> str:
    """What it does beside its kind, in words."""
    parts = []
    if order.publish_at:
        parts.append(f"from {day(order.publish_at)}, {order.publish_at:%H:%M} UTC on")
    if order.replacement_id:
        parts.append(f"pointing to “{names_of(visit.session, [order.replacement_id])[order.replacement_id]}”")
    if order.reason:
        parts.append(f"because: {spoken(order.reason).lower()}")
    if order.kind in {BulkKind.OWNER, BulkKind.STEWARD}:
        parts.append(f"to {order.email}" if order.email else "to nobody")
    if order.facet:
        parts.append(f"{order.facet.value} “{order.tag}”")
    return ", ".join(parts)
