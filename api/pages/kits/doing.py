"""Saying what one has done with a step, taking it back, and writing to one's mentor or newcomer."""

from starlette.responses import HTMLResponse, Response

from api.pages.forms import REFUSED, Form, onward, plain_frame, problems_of, read_day, working
from api.pages.guarding import is_allowed
from api.pages.kits.reading import address, kit_of, own_enrolment, shown
from api.pages.visits import Visit
from content_store import enrolling, learning
from content_store.enrolment_views import EnrolmentView, StepProgress
from content_store.errors import Invalid, NotFound
from content_store.learning import Done
from content_store.queries.enrolments import load_enrolments, notes_of
from content_store.queries.kit_steps import Steps
from content_store.rules.enrolments import next_step
from content_store.rules.permissions import Action
from content_store.work import Work
from renderers.feedback_views import Problems
from renderers.kit_pages import enrolment_page
from renderers.kit_views import EnrolmentPage


def act(visit: Visit, form: Form) -> Response:
    """Note that a step is done, or is not; then on to the next one. Raises NotFound where nobody is enrolled."""
    key = visit.request.path_params["key"]
    enrolment = _mine(visit)
    try:
        with working(visit) as work:
            if form.get("do") == "undo":
                learning.undo_step(work, enrolment.id, key)
                return onward(address(visit, key))
            there = learning.complete_step(work, enrolment.id, key, _said(form))
    except REFUSED as error:
        return shown(visit, problems_of(error), form, key)
    steps = [each for each in Steps(visit.session, visit.window, [there.plan]).of(there.plan) if not each.is_skipped]
    keys = [each.step.key for each in steps]
    behind = keys[keys.index(key) + 1 :] if key in keys else []
    following = next_step(behind, there.done) or next_step(keys, there.done)
    return onward(address(visit, following or "", done=key))


def note(visit: Visit, form: Form) -> Response:
    """Write to one's mentor."""
    enrolment = _mine(visit)
    try:
        with working(visit) as work:
            learning.write_note(work, enrolment.id, form.get("text", ""), form.get("step", ""))
    except REFUSED as error:
        return shown(visit, problems_of(error), form, form.get("step", ""))
    return onward(f"{address(visit, form.get('step', ''))}#notes")


def enrolment(visit: Visit) -> Response:
    """One newcomer's progress."""
    return _enrolment_page(visit)


def change(visit: Visit, form: Form) -> Response:
    """Write to the newcomer, change the dates or the mentor, call it off, or take that back."""
    number = int(visit.request.path_params["id"])
    try:
        with working(visit) as work:
            _changed(work, number, form)
    except REFUSED as error:
        return _enrolment_page(visit, problems_of(error), form)
    return onward(f"/kits/enrolments/{number}")


def _changed(work: Work, number: int, form: Form) -> None:
    match form.get("do", ""):
        case "note":
            learning.write_note(work, number, form.get("text", ""))
        case "end":
            enrolling.end(work, number)
        case "resume":
            enrolling.resume(work, number)
        case "save":
            start, due = read_day(form, "start_on"), read_day(form, "due_on")
            enrolling.change(work, number, form.get("mentor", "").strip(), start, due)
        case _:
            raise Invalid.of("do", "UNKNOWN_VALUE", "choose what to do")


def _said(form: Form) -> Done:
    text = form.get("minutes", "").strip()
    if text and not (text.isascii() and text.isdecimal() and len(text) < 6):
        raise Invalid.of("minutes", "WRONG_FORM", "minutes are a whole number")
    useful = {"yes": True, "no": False}.get(form.get("useful", ""))
    return Done(int(text) if text else None, form.get("answer", ""), useful)


def _mine(visit: Visit) -> EnrolmentView:
    found = own_enrolment(visit, kit_of(visit)[0])
    if found is None:
        message = "you are not enrolled on this kit"
        raise NotFound(message)
    return found


def _enrolment_page(visit: Visit, problems: Problems | None = None, typed: Form | None = None) -> Response:
    number = int(visit.request.path_params["id"])
    found = next(iter(load_enrolments(visit.session, [number], visit.viewer)), None)
    if found is None:
        message = "there is no such enrolment"
        raise NotFound(message)
    steps = Steps(visit.session, visit.window, [found.plan]).of(found.plan)
    view = EnrolmentPage(
        frame=plain_frame(visit),
        enrolment=found,
        steps=tuple((step, found.progress.get(step.step.key, StepProgress())) for step in steps),
        notes=tuple(notes_of(visit.session, [number]).get(number, ())),
        now=visit.now,
        may_enrol=is_allowed(visit, Action.ENROL),
        problems=problems or {},
        typed=typed or {},
    )
    return HTMLResponse(enrolment_page(view), 400 if problems else 200)
