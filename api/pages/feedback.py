"""Feedback: giving it with one tap, one's own with what became of it, and the inbox of those who answer."""

from collections.abc import Callable
from urllib.parse import urlencode

from starlette.responses import HTMLResponse, Response

from api.pages.forms import REFUSED, Form, onward, plain_frame, problems_of, working
from api.pages.visits import Visit
from content_store import feedback
from content_store.access import window
from content_store.errors import Invalid, NotFound
from content_store.feedback import FeedbackInput
from content_store.feedback_views import FeedbackView
from content_store.queries.assets import by_slug, load, load_reachable
from content_store.queries.feedback import (
    FeedbackFilter,
    FeedbackOrder,
    history,
    list_feedback,
    load_feedback,
    snapshots,
)
from content_store.rules.feedback import FieldChange, changes
from content_store.rules.filters import Window
from content_store.rules.permissions import Action, may
from content_store.rules.vocabulary import FeedbackKind, FeedbackStatus, FlagReason, Status
from content_store.views import AssetView
from content_store.work import Work
from renderers.feedback_pages import feedback_list_page, feedback_page
from renderers.feedback_views import FeedbackList, FeedbackPage, FeedbackRow, Problems
from renderers.views import Choice
from schema.cursors import place_cursor, read_place

SHOWN = 50
_CURSOR = "feedback"


def inbox(visit: Visit) -> Response:
    """One's own feedback; for those who answer it all, what waits first."""
    asked = visit.request.query_params
    about = by_slug(visit.session, asked.get("asset", ""), full_window(visit)) if asked.get("asset") else None
    kinds = frozenset(kind for kind in FeedbackKind if kind.value == asked.get("kind"))
    narrowing = FeedbackFilter(kinds=kinds, asset_id=about.id if about else None)
    place = read_place(_CURSOR, asked.get("after") or None, "after")
    found = list_feedback(visit.session, visit.viewer, visit.now, narrowing, FeedbackOrder.OPEN_FIRST, SHOWN, place)
    view = FeedbackList(
        frame=plain_frame(visit),
        rows=_rows(visit, found.items),
        is_inbox=may_answer(visit),
        kinds=tuple(_kinds(next(iter(kinds), None), about)),
        now=visit.now,
        about=about,
        later=_address(next(iter(kinds), None), about, place_cursor(_CURSOR, found.places[-1]))
        if found.has_next
        else "",
    )
    return HTMLResponse(feedback_list_page(view))


def give(visit: Visit, form: Form) -> Response:
    """A flag or a comment; leads to where its status can be seen."""
    asset = by_slug(visit.session, form.get("asset", "")[:200], visit.window)
    if asset is None:
        message = "there is no such asset"
        raise NotFound(message)
    reason = next((each for each in FlagReason if each.value == form.get("reason")), None)
    kind = FeedbackKind.FLAG if reason else FeedbackKind.COMMENT
    with working(visit) as work:
        made = feedback.give(work, FeedbackInput(asset.id, kind, reason, form.get("text", "")))
    return onward(f"/feedback/{made.id}")


def thread(visit: Visit) -> Response:
    """One piece of feedback."""
    return _page(visit)


def act(visit: Visit, form: Form) -> Response:
    """An answer, or a reopening."""
    number, said = int(visit.request.path_params["id"]), form.get("answer", "")
    acts: dict[str, Callable[[Work], FeedbackView]] = {
        "accept": lambda work: feedback.answer(work, number, FeedbackStatus.ACCEPTED, said),
        "decline": lambda work: feedback.answer(work, number, FeedbackStatus.DECLINED, said),
        "resolve": lambda work: feedback.answer(work, number, FeedbackStatus.RESOLVED, said),
        "reopen": lambda work: feedback.reopen(work, number, said),
        "draft": lambda work: feedback.accept_suggestion(work, number, _revision(form), said),
    }
    chosen = acts.get(form.get("do", ""))
    if chosen is None:
        raise Invalid.of("do", "UNKNOWN_VALUE", "choose what to do")
    try:
        with working(visit) as work:
            chosen(work)
    except REFUSED as error:
        return _page(visit, problems_of(error), said)
    return onward(f"/feedback/{number}")


def may_answer(visit: Visit) -> bool:
    """Whether the visitor answers feedback and requests."""
    return may(visit.viewer.role, visit.viewer.scopes, Action.ANSWER_FEEDBACK)


def full_window(visit: Visit) -> Window:
    """What the visitor may see at most: editors, drafts too."""
    return window(visit.viewer, visit.now, drafts=may(visit.viewer.role, visit.viewer.scopes, Action.READ_DRAFTS))


def _page(visit: Visit, problems: Problems | None = None, typed: str = "") -> Response:
    number = int(visit.request.path_params["id"])
    found = load_feedback(visit.session, [number], visit.viewer, visit.now)
    if not found:
        message = "there is no such feedback"
        raise NotFound(message)
    row = _rows(visit, found)[0]
    is_mine = row.feedback.person is not None and row.feedback.person.id == visit.viewer.person.id
    view = FeedbackPage(
        frame=plain_frame(visit),
        row=row,
        changes=_changes(visit, row),
        history=tuple(history(visit.session, "feedback", [number])[number]),
        now=visit.now,
        may_answer=may_answer(visit) and row.feedback.status.is_open,
        may_reopen=(is_mine or may_answer(visit)) and not row.feedback.status.is_open,
        problems=problems or {},
        typed=typed,
    )
    return HTMLResponse(feedback_page(view), 400 if problems else 200)


def _rows(visit: Visit, found: tuple[FeedbackView, ...] | list[FeedbackView]) -> tuple[FeedbackRow, ...]:
    ids = list(dict.fromkeys(each.asset_id for each in found))
    seen = full_window(visit)
    reach = load if seen.drafts else load_reachable
    assets = {asset.id: asset for asset in reach(visit.session, ids, seen)}
    return tuple(FeedbackRow(each, assets.get(each.asset_id)) for each in found)


def _changes(visit: Visit, row: FeedbackRow) -> tuple[FieldChange, ...]:
    """What a suggestion would change; of what was withdrawn nothing is told but to editors."""
    told = row.asset is not None and (row.asset.status is Status.PUBLISHED or full_window(visit).drafts)
    if row.feedback.proposal is None or not told:
        return ()
    key = row.feedback.asset_id, row.feedback.revision
    return tuple(changes(row.feedback.proposal, snapshots(visit.session, [key])[key]))


def _kinds(chosen: FeedbackKind | None, about: AssetView | None) -> list[Choice]:
    every = Choice("All", _address(None, about), chosen=chosen is None)
    each = [
        Choice(f"{kind.value.capitalize()}s", _address(kind, about), chosen=kind is chosen) for kind in FeedbackKind
    ]
    return [every, *each]


def _address(kind: FeedbackKind | None, about: AssetView | None, after: str = "") -> str:
    parts = {"kind": kind.value if kind else "", "asset": about.slug if about else "", "after": after}
    query = urlencode({name: value for name, value in parts.items() if value})
    return f"/feedback?{query}" if query else "/feedback"


def _revision(form: Form) -> int:
    text = form.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
