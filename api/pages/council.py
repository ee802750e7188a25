"""The advisory council: who sits on it, which regions it speaks for, and what it recommends."""

from collections.abc import Callable
from typing import Any

from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from api.pages.forms import REFUSED, Form, form_page, onward, plain_frame, problems_of, read_number, working
from api.pages.guarding import is_allowed
from api.pages.visits import Visit, page
from api.runtime import Runtime
from content_store import council as recommending
from content_store import people
from content_store.errors import Invalid
from content_store.queries.assets import by_slug, load
from content_store.queries.council import council, recommendations
from content_store.queries.people import people_book
from content_store.rules.permissions import Action
from content_store.rules.vocabulary import Role
from content_store.work import Work
from renderers.council_pages import council_page
from renderers.council_views import CouncilPage, RecommendationRow
from renderers.feedback_views import Problems


def council_routes(runtime: Runtime) -> list[Route]:
    """Where it stands."""
    return [Route("/council", page(runtime, show)), Route("/council", form_page(runtime, act), methods=["POST"])]


def show(visit: Visit) -> Response:
    """The page, for everybody."""
    return _page(visit)


def act(visit: Visit, form: Form) -> Response:
    """Give or take a seat, recommend, or withdraw what was recommended."""
    email, number = form.get("email", ""), form.get("id", "")
    acts: dict[str, Callable[[Work], Any]] = {
        "join": lambda work: people.set_council(work, email, member=True),
        "leave": lambda work: people.set_council(work, email, member=False),
        "withdraw": lambda work: recommending.withdraw(work, read_number(number) or 0),
        "recommend": lambda work: _recommend(visit, work, form),
    }
    chosen = acts.get(form.get("do", ""))
    if chosen is None:
        raise Invalid.of("do", "UNKNOWN_VALUE", "choose what to do")
    try:
        with working(visit) as work:
            chosen(work)
    except REFUSED as error:
        return _page(visit, problems_of(error))
    return onward("/council")


def _recommend(visit: Visit, work: Work, form: Form) -> None:
    asset = by_slug(visit.session, form.get("asset", "")[:200], visit.window)
    recommending.recommend(
        work, asset.id if asset else 0, form.get("text", ""), form.get("persona", ""), form.get("stage", "")
    )


def _page(visit: Visit, problems: Problems | None = None) -> Response:
    view = council(visit.session, visit.window)
    found = recommendations(visit.session, visit.window)
    assets = {each.id: each for each in load(visit.session, list({each.asset_id for each in found}), visit.window)}
    manages, me = is_allowed(visit, Action.MANAGE_COUNCIL), visit.viewer.person.id
    everybody = people_book(visit.session).by_id.values()
    others = (each for each in everybody if each.role is Role.REP and not each.council and each.disabled_at is None)
    made = CouncilPage(
        frame=plain_frame(visit),
        council=view,
        rows=tuple(
            RecommendationRow(each, assets[each.asset_id], may_withdraw=manages or each.person.id == me)
            for each in found
        ),
        others=tuple(sorted(others, key=lambda each: each.name)) if manages else (),
        may_manage=manages,
        now=visit.now,
        problems=problems or {},
    )
    return HTMLResponse(council_page(made), 400 if problems else 200)
