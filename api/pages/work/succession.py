"""Handing over what somebody looks after, when they leave or change their work."""

from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from api.pages.forms import REFUSED, Form, form_page, onward, plain_frame, problems_of, working
from api.pages.guarding import guarded
from api.pages.visits import Visit, page
from api.pages.work.inbox import NOT_YOURS
from api.runtime import Runtime
from content_store.errors import Invalid, NotFound
from content_store.queries.people import people_book
from content_store.queries.succession import all_responsibilities, responsibilities
from content_store.rules.permissions import Action
from content_store.rules.vocabulary import Role
from content_store.succession import hand_over
from content_store.upkeep_views import Responsibilities
from content_store.views import PersonView
from renderers.feedback_views import Option, Problems, Select
from renderers.upkeep_pages import succession_list_page, succession_page
from renderers.upkeep_views import SuccessionList, SuccessionRow, SuccessionView

ROOT = "/work/succession"


def succession_routes(runtime: Runtime) -> list[Route]:
    """Where it stands."""
    return [
        Route(ROOT, page(runtime, guarded(everybody, Action.EDIT, NOT_YOURS))),
        Route(f"{ROOT}/{{id:int}}", page(runtime, guarded(person, Action.EDIT, NOT_YOURS))),
        Route(f"{ROOT}/{{id:int}}", form_page(runtime, guarded(act, Action.EDIT, NOT_YOURS)), methods=["POST"]),
    ]


def everybody(visit: Visit) -> Response:
    """Who looks after what, those who left first."""
    people = people_book(visit.session).by_id
    rows = [
        SuccessionRow(people[person_id], held, f"{ROOT}/{person_id}")
        for person_id, held in all_responsibilities(visit.session).items()
        if held.needs_somebody
    ]
    rows.sort(key=lambda row: (row.person.disabled_at is None, row.person.name.casefold(), row.person.id))
    return HTMLResponse(succession_list_page(SuccessionList(plain_frame(visit), tuple(rows), visit.now)))


def person(visit: Visit) -> Response:
    """What one person looks after, and who may take it over."""
    return _page(visit)


def act(visit: Visit, form: Form) -> Response:
    """Hand it over."""
    leaver = _person(visit)
    heir = people_book(visit.session).find(form.get("successor", "")[:320])
    try:
        if heir is None:
            raise Invalid.of("successor", "REQUIRED", "choose who takes over")
        with working(visit) as work:
            hand_over(work, leaver.id, heir.id)
    except REFUSED as error:
        return _page(visit, problems_of(error))
    return onward(f"{ROOT}/{leaver.id}?to={heir.id}")


def _page(visit: Visit, problems: Problems | None = None) -> Response:
    leaver = _person(visit)
    to = visit.request.query_params.get("to", "")
    heir = people_book(visit.session).by_id.get(int(to)) if to.isascii() and to.isdigit() and len(to) < 10 else None
    view = SuccessionView(
        frame=plain_frame(visit),
        person=leaver,
        held=responsibilities(visit.session, leaver.id),
        successor=_choice(visit, leaver),
        now=visit.now,
        heir=heir,
        heir_holds=responsibilities(visit.session, heir.id) if heir else Responsibilities(),
        problems=problems or {},
    )
    return HTMLResponse(succession_page(view), 400 if problems else 200)


def _person(visit: Visit) -> PersonView:
    found = people_book(visit.session).by_id.get(int(visit.request.path_params["id"]))
    if found is None:
        message = "there is nobody of this number"
        raise NotFound(message)
    return found


def _choice(visit: Visit, leaver: PersonView) -> Select:
    """Who may take over: marketing first, since they own what is published."""
    others = [
        each
        for each in people_book(visit.session).by_id.values()
        if each.disabled_at is None and each.role is not Role.SERVICE and each.id != leaver.id
    ]
    others.sort(key=lambda each: (each.role is Role.REP, each.name.casefold(), each.email))
    options = (Option(each.email, f"{each.name} ({each.role.value})") for each in others)
    return Select("successor", "Who takes over", (Option("", "Choose somebody"), *options))
