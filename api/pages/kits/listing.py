"""Kits to read: the visitor's own with what is next, those of whom they mentor, and all others."""

from starlette.responses import HTMLResponse, Response

from api.pages.forms import plain_frame
from api.pages.guarding import is_allowed
from api.pages.visits import Visit
from content_store.enrolment_views import EnrolmentView
from content_store.queries.enrolments import EnrolmentFilter, list_enrolments
from content_store.queries.kit_steps import Steps
from content_store.queries.kits import KitFilter, list_kits
from content_store.rules.enrolments import EnrolmentState, next_step
from content_store.rules.kits import KitStatus
from content_store.rules.permissions import Action
from renderers.kit_pages import kits_page
from renderers.kit_views import KitList, MineRow
from schema.cursors import place_cursor, read_place

SHOWN = 50
_CURSOR = "kits"
_NOT_OVER = frozenset({EnrolmentState.UPCOMING, EnrolmentState.UNDER_WAY, EnrolmentState.COMPLETED})
_GOING_ON = frozenset({EnrolmentState.UPCOMING, EnrolmentState.UNDER_WAY})


def kits(visit: Visit) -> Response:
    """One's own kits, and all that are published."""
    return _page(visit, is_mine_only=False)


def mine(visit: Visit) -> Response:
    """One's own kits alone."""
    return _page(visit, is_mine_only=True)


def _page(visit: Visit, *, is_mine_only: bool) -> Response:
    place = read_place(_CURSOR, visit.request.query_params.get("after") or None, "after")
    narrowing = KitFilter(frozenset({KitStatus.PUBLISHED}))
    page = list_kits(visit.session, visit.window, narrowing, SHOWN, place)
    mine_ = () if place else _enrolments(visit, EnrolmentFilter(states=_NOT_OVER, mine=True))
    known = {each.kit_id for each in mine_}
    view = KitList(
        frame=plain_frame(visit),
        mine=_rows(visit, mine_),
        mentored=() if place else _enrolments(visit, EnrolmentFilter(states=_GOING_ON, mentored=True)),
        kits=() if is_mine_only else tuple(each for each in page.items if each.id not in known),
        now=visit.now,
        may_edit=is_allowed(visit, Action.EDIT),
        is_mine_only=is_mine_only,
        later=f"/kits?after={place_cursor(_CURSOR, page.places[-1])}" if page.has_next and not is_mine_only else "",
    )
    return HTMLResponse(kits_page(view))


def _enrolments(visit: Visit, narrowing: EnrolmentFilter) -> tuple[EnrolmentView, ...]:
    return list_enrolments(visit.session, visit.viewer, visit.now.date(), narrowing, SHOWN).items


def _rows(visit: Visit, enrolments: tuple[EnrolmentView, ...]) -> tuple[MineRow, ...]:
    steps, today = Steps(visit.session, visit.window, [each.plan for each in enrolments]), visit.now.date()
    rows = []
    for each in enrolments:
        views = [view for view in steps.of(each.plan) if not view.is_skipped]
        key = next_step([view.step.key for view in views], each.done)
        following = next((view for view in views if view.step.key == key), None)
        words, minutes, why = (
            (following.words, following.step.minutes, following.step.why) if following else ("", 0, "")
        )
        rows.append(MineRow(each, words, minutes, why, each.is_overdue(today)))
    return tuple(rows)
