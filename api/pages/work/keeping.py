"""Keeping what is typed until it is saved, and answering what a page shows beside it while it is typed."""

from starlette.responses import JSONResponse, Response

from api.pages.forms import Form, onward, working
from api.pages.visits import Visit
from api.pages.work import typed as typing
from api.pages.work.beside import findings, preview
from api.pages.work.desks import Desk
from content_store import working_copies
from content_store.errors import Conflict, Invalid, Unavailable
from content_store.queries.working_copies import WorkingCopyView, working_copy
from renderers.wording import iso
from renderers.writing_pages import findings_fragments
from renderers.writing_views import Kept


def live(visit: Visit, desk: Desk, sent: Form) -> Response:
    """Keep what was typed, and say how it reads. That it could not be kept is said, and the rest answered."""
    typed = typing.read(desk.type, sent)
    told: dict[str, object] = {"kept": None, "problem": ""}
    try:
        with working(visit) as work:
            working_copies.keep(work, desk.typed(sent))
        told["kept"] = iso(visit.now)
    except (Conflict, Invalid, Unavailable) as error:
        told["problem"] = str(error)
    told["findings"] = findings_fragments(findings(visit, desk, typed))
    if sent.get("show") == "preview":
        told["preview"] = preview(visit, desk, typed)
    return JSONResponse(told, headers={"Cache-Control": "no-store"})


def keep_quietly(visit: Visit, desk: Desk, sent: Form) -> None:
    """Keep what a page without scripts sent along; another window's unsaved work stays."""
    try:
        with working(visit) as work:
            working_copies.keep(work, desk.typed(sent))
    except (Conflict, Invalid, Unavailable):
        # The form that is answered holds it all.
        return


def put_away(visit: Visit, desk: Desk, verb: str) -> Response:
    """Discard unsaved work, or bring it back."""
    with working(visit) as work:
        if verb == "discard":
            working_copies.discard(work, desk.place)
        else:
            working_copies.bring_back(work, desk.place)
    key = f"copy={desk.key}" if desk.asset is None else ""
    gone = "discarded=1" if verb == "discard" else ""
    query = "&".join(filter(None, (key, gone)))
    return onward(f"{desk.address}?{query}" if query else desk.address)


def unsaved(visit: Visit, place: str) -> WorkingCopyView | None:
    """The visitor's own unsaved work on what ``place`` names."""
    found = working_copy(visit.session, visit.viewer.person.id, place)
    return found if found is not None and found.form else None


def kept_of(copy: WorkingCopyView, newest: int) -> Kept:
    """What the page says of unsaved work that it found."""
    return Kept(copy.updated_at, copy.discarded_at is not None, behind=copy.base < newest)
