"""Publishing, scheduling, retiring and bringing back one asset: what would happen, then the button that does it."""

from urllib.parse import urlencode

from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from api.pages.forms import REFUSED, Form, form_page, onward, plain_frame, problems_of, read_number, working
from api.pages.guarding import guarded, is_allowed
from api.pages.visits import Visit, page
from api.pages.work.heads import ROOT, asset_of, head, work_address
from api.pages.work.library import NOT_YOURS
from api.pages.work.orders import read_order
from api.runtime import Runtime
from content_store import bulk
from content_store.access import window
from content_store.approval import missing_approval
from content_store.drafting import missing_to_publish
from content_store.errors import Conflict, Invalid
from content_store.queries.assets import by_slug, snapshot_of
from content_store.queries.bulk import bulk_view
from content_store.queries.feedback import taking_in
from content_store.queries.impact import impact
from content_store.queries.replacements import successors
from content_store.queries.reviews import approving_review
from content_store.rules.bulk import BulkStatus, ItemState
from content_store.rules.filters import Filter
from content_store.rules.lifecycle import State, state_of
from content_store.rules.permissions import Action
from content_store.rules.vocabulary import RetireReason, Status
from content_store.views import AssetView
from renderers.bulk_pages import publish_page
from renderers.bulk_views import KINDS, PublishPage
from renderers.feedback_views import Option, Problems, Select
from renderers.history_views import Told
from renderers.wording import spoken
from search.finding import SearchRequest

TAB = "publish"
_CANDIDATES = 6
_MAY: dict[State, frozenset[str]] = {
    State.DRAFT: frozenset({"publish", "schedule", "archive"}),
    State.IN_REVIEW: frozenset({"publish", "schedule", "archive"}),
    State.SCHEDULED: frozenset({"publish", "schedule", "unschedule", "expire", "retire"}),
    State.PUBLISHED: frozenset({"expire", "retire"}),
    State.EXPIRED: frozenset({"expire", "retire"}),
    State.RETIRED: frozenset({"restore", "archive"}),
    State.ARCHIVED: frozenset({"restore"}),
}


def publish_routes(runtime: Runtime) -> list[Route]:
    """Where it stands."""
    path = f"{ROOT}/{{slug}}/{TAB}"
    return [
        Route(path, page(runtime, guarded(show, Action.READ_DRAFTS, NOT_YOURS))),
        Route(path, form_page(runtime, guarded(act, Action.PUBLISH, NOT_YOURS)), methods=["POST"]),
    ]


def show(visit: Visit) -> Response:
    """What can be done, and what it would do."""
    return _page(visit, asset_of(visit))


def act(visit: Visit, form: Form) -> Response:
    """Do it, or take back what was done; leads to where that can be taken back."""
    asset = asset_of(visit)
    expected = form.get("revision", "")
    try:
        with working(visit) as work:
            if form.get("do") == "undo":
                bulk.undo(work, read_number(form.get("bulk", "")) or 0)
                return onward(f"{work_address(asset, TAB)}?{urlencode({'undone': form.get('bulk', '')})}")
            order = read_order(work.session, form)
            done = bulk.do_one(work, order, asset.id, read_number(expected))
    except REFUSED as error:
        return _page(visit, asset, error, form)
    return onward(f"{work_address(asset, TAB)}?{urlencode({'done': done})}")


def _page(
    visit: Visit, asset: AssetView, error: Invalid | Conflict | None = None, typed: Form | None = None
) -> Response:
    state = state_of(asset.status, asset.listed_at, asset.unpublish_at, visit.now)
    above = head(visit, asset, TAB)
    may = _MAY[state] | ({"publish", "schedule"} if above.has_newer_draft and state is not State.PUBLISHED else set())
    may |= {"publish"} if above.has_newer_draft else set()
    snapshot = snapshot_of(visit.session, asset.id, asset.latest_revision)
    editors = window(visit.viewer, visit.now, drafts=True)
    words = visit.request.query_params.get("words", "").strip()[:200]
    chosen = visit.request.query_params.get("replacement", "").strip()[:200]
    demanded, review = visit.runtime.settings.review_required, approving_review(visit.session, asset.id)
    lacking = missing_approval(review, asset.latest_revision) if demanded or review else ""
    view = PublishPage(
        frame=plain_frame(visit),
        head=above,
        state=state,
        may=frozenset(may),
        missing=tuple(missing_to_publish(asset.type, snapshot)) if snapshot and "publish" in may else (),
        impacts=impact(visit.session, [asset.id]) if may & {"retire", "unschedule"} else (),
        suggested=taking_in(visit.session, asset.id, asset.latest_revision) if "publish" in may else 0,
        successor=successors(visit.session, [asset.id], editors).get(asset.id),
        reasons=reason_select((typed or {}).get("reason", "") or ("replaced" if chosen else "")),
        now=visit.now,
        replacement=by_slug(visit.session, chosen, visit.window) if chosen else None,
        candidates=_candidates(visit, asset, words or asset.title) if "retire" in may else (),
        words=words,
        told=None if error else _told(visit, asset),
        problems=_problems(error),
        typed=typed or {},
        newer_address=work_address(asset, "history") if isinstance(error, Conflict) else "",
        approval=lacking or (f"Revision {asset.latest_revision} is approved." if review else ""),
        unapproved=demanded and bool(lacking) and "publish" in may,
        may_override=is_allowed(visit, Action.OVERRIDE_REVIEW),
    )
    return HTMLResponse(publish_page(view), 409 if isinstance(error, Conflict) else 400 if error else 200)


def reason_select(chosen: str) -> Select:
    """Why something is retired."""
    options = (Option(reason.value, spoken(reason), reason.value == chosen) for reason in RetireReason)
    return Select("reason", "Why", (Option("", "Choose …"), *options))


def _problems(error: Invalid | Conflict | None) -> Problems:
    return problems_of(error) if error else {}


def _candidates(visit: Visit, asset: AssetView, words: str) -> tuple[AssetView, ...]:
    """What could replace it: published assets that the words find, those of its type first."""
    narrowing = Filter(types=frozenset({asset.type}))
    request = SearchRequest(words, narrowing, limit=_CANDIDATES + 1, with_explanations=False)
    found = [hit.asset for hit in visit.runtime.search.find(visit.session, request, visit.window).hits]
    return tuple(each for each in found if each.id != asset.id and each.status is Status.PUBLISHED)[:_CANDIDATES]


def _told(visit: Visit, asset: AssetView) -> Told | None:
    asked = visit.request.query_params
    text = asked.get("done") or asked.get("undone") or ""
    number = read_number(text)
    found = bulk_view(visit.session, number) if number is not None else None
    if found is None:
        return None
    if asked.get("undone"):
        if found.counts.get(ItemState.KEPT):
            return Told("It could not be taken back: somebody changed it since. It stays as it is now.")
        return Told("Taken back; it is exactly as it was before.") if found.status is BulkStatus.UNDONE else None
    if found.status is not BulkStatus.DONE:
        return None
    words = f"“{asset.title}” is {KINDS[found.kind][1]}."
    return Told(words, work_address(asset, TAB), {"do": "undo", "bulk": str(found.id)})
