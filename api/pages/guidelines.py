"""Guidelines open to comment: what is open, what is said, and what changed because of it."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from api.pages.asking import Asking, Remembered
from api.pages.forms import REFUSED, Form, form_page, onward, plain_frame, problems_of, read_day, read_number, working
from api.pages.guarding import is_allowed
from api.pages.reading import reading_of
from api.pages.visits import Visit, page
from api.runtime import Runtime
from content_store import commenting, guidelines
from content_store.access import window
from content_store.council_views import PeriodView
from content_store.errors import Invalid, NotFound
from content_store.guidelines import PeriodInput
from content_store.queries.assets import load
from content_store.queries.comments import period_comments
from content_store.queries.listing import matching_ids
from content_store.queries.periods import list_periods, load_periods, period_window
from content_store.queries.taxonomy import tag_book
from content_store.rules.filters import Filter
from content_store.rules.permissions import Action
from content_store.rules.vocabulary import ContentType, Status
from content_store.views import AssetView
from content_store.work import Work
from renderers.council_pages import guidelines_page, period_page
from renderers.council_views import GuidelineList, PeriodPage, PeriodRow
from renderers.environment import field_name
from renderers.feedback_views import Option, Problems

_MOST = 500  # guidelines to choose from
_LAST = date.max - timedelta(days=1)  # behind which there is another day; far too far in any case
_LIVING = frozenset({Status.DRAFT, Status.IN_REVIEW, Status.PUBLISHED})


def guideline_routes(runtime: Runtime) -> list[Route]:
    """Where they stand."""
    return [
        Route("/guidelines", page(runtime, board)),
        Route("/guidelines", form_page(runtime, open_one), methods=["POST"]),
        Route("/guidelines/{id:int}", page(runtime, period)),
        Route("/guidelines/{id:int}", form_page(runtime, act), methods=["POST"]),
    ]


def board(visit: Visit) -> Response:
    """What is open, what is ahead, and what changed."""
    return _board(visit)


def open_one(visit: Visit, form: Form) -> Response:
    """Open a guideline for comment."""
    try:
        begins, ends = read_day(form, "opens_at"), read_day(form, "closes_at")
        if ends is None:
            raise Invalid.of("closes_at", "REQUIRED", "say until when")
        closes = datetime.combine(min(ends, _LAST) + timedelta(days=1), time(), UTC)
        opens = datetime.combine(begins, time(), UTC) if begins and begins > visit.now.date() else None
        if begins is not None and begins < visit.now.date():
            raise Invalid.of("opens_at", "IN_THE_PAST", "that day has passed")
        given = PeriodInput(closes, opens, None, form.get("note", ""))
        with working(visit) as work:
            made = guidelines.open_period(work, read_number(form.get("id", "")) or 0, given)
    except REFUSED as error:
        return _board(visit, problems_of(error), form)
    return onward(f"/guidelines/{made.id}")


def period(visit: Visit) -> Response:
    """One comment period."""
    return _page(visit)


def act(visit: Visit, form: Form) -> Response:
    """Comment, reply, answer, close, or say what changed."""
    number, said = int(visit.request.path_params["id"]), form.get("text", "")
    comment = read_number(form.get("comment", "")) or 0
    field = form.get("field", "")
    acts: dict[str, Callable[[Work], Any]] = {
        "comment": lambda work: guidelines.comment(work, number, tuple(field.split(".")) if field else (), said),
        "reply": lambda work: commenting.reply(work, comment, said),
        "taken": lambda work: guidelines.answer(work, comment, said, taken_up=True),
        "not": lambda work: guidelines.answer(work, comment, said, taken_up=False),
        "close": lambda work: guidelines.close_period(work, number),
        "summarise": lambda work: guidelines.summarise(work, number, said),
    }
    chosen = acts.get(form.get("do", ""))
    if chosen is None:
        raise Invalid.of("do", "UNKNOWN_VALUE", "choose what to do")
    try:
        with working(visit) as work:
            chosen(work)
    except REFUSED as error:
        return _page(visit, problems_of(error), form)
    return onward(f"/guidelines/{number}" + (f"#comment-{comment}" if comment else ""))


def _board(visit: Visit, problems: Problems | None = None, typed: Form | None = None) -> Response:
    found, may_edit = list_periods(visit.session, visit.viewer, visit.now), is_allowed(visit, Action.EDIT)
    rows, chosen = _rows(visit, found), (typed or {}).get("id", "")
    view = GuidelineList(
        frame=plain_frame(visit),
        open=tuple(row for row in rows if row.period.is_open(visit.now)),
        ahead=tuple(row for row in rows if row.period.opens_at > visit.now),
        over=tuple(row for row in rows if row.period.closes_at <= visit.now),
        agreed=_agreed(visit),
        guidelines=_guidelines(visit, chosen) if may_edit else (),
        may_edit=may_edit,
        now=visit.now,
        problems=problems or {},
        typed=typed or {},
    )
    return HTMLResponse(guidelines_page(view), 400 if problems else 200)


def _rows(visit: Visit, found: Sequence[PeriodView]) -> list[PeriodRow]:
    seen = period_window(visit.viewer, visit.now, found)
    assets = {each.id: each for each in load(visit.session, list({each.asset_id for each in found}), seen)}
    comments = period_comments(visit.session, [each.id for each in found])
    return [PeriodRow(each, assets.get(each.asset_id), len(comments[each.id])) for each in found]


def _agreed(visit: Visit) -> tuple[AssetView, ...]:
    narrowing = Filter(types=frozenset({ContentType.GUIDELINE}))
    found = load(visit.session, matching_ids(visit.session, narrowing, visit.window, _MOST), visit.window)
    return tuple(sorted(found, key=lambda each: each.title.casefold()))


def _guidelines(visit: Visit, chosen: str) -> tuple[Option, ...]:
    """What can be opened: every guideline that lives."""
    seen = window(visit.viewer, visit.now, drafts=True)
    narrowing = Filter(types=frozenset({ContentType.GUIDELINE}), statuses=_LIVING)
    ids = matching_ids(visit.session, narrowing, seen, _MOST)
    found = sorted(load(visit.session, ids, seen), key=lambda each: each.title)
    return tuple(Option(str(each.id), each.title, str(each.id) == chosen) for each in found)


def _page(visit: Visit, problems: Problems | None = None, typed: Form | None = None) -> Response:
    number = int(visit.request.path_params["id"])
    found = load_periods(visit.session, [number], visit.viewer, visit.now)
    if not found:
        message = "there is no such comment period"
        raise NotFound(message)
    seen = period_window(visit.viewer, visit.now, found)
    asset = next(iter(load(visit.session, [found[0].asset_id], seen)), None)
    is_shown = asset is not None and asset.revision == found[0].revision
    asking = Asking.read(Remembered(""), tag_book(visit.session))
    view = PeriodPage(
        frame=plain_frame(visit),
        period=found[0],
        asset=asset,
        reading=reading_of(visit, asset, asking, seen=seen) if is_shown else None,
        comments=tuple(period_comments(visit.session, [number])[number]),
        fields=_fields((typed or {}).get("field", "")),
        may_edit=is_allowed(visit, Action.EDIT),
        now=visit.now,
        problems=problems or {},
        typed=typed or {},
    )
    return HTMLResponse(period_page(view), 400 if problems else 200)


def _fields(chosen: str) -> tuple[Option, ...]:
    """What can be commented on."""
    paths = commenting.fields_of(ContentType.GUIDELINE)
    named = [Option(".".join(path), field_name(path), ".".join(path) == chosen) for path in paths]
    return (Option("", "The whole of it", not chosen), *named)
