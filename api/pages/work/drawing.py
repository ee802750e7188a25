"""The page of an asset's form: what was typed, how it will read, and what to look at."""

from starlette.responses import HTMLResponse, Response

from api.pages.forms import plain_frame
from api.pages.visits import Visit
from api.pages.work.beside import findings, preview
from api.pages.work.controls import names_of, sections
from api.pages.work.desks import Answer, Desk
from api.pages.work.heads import head
from api.pages.work.pickers import link_pickers, tag_pickers
from api.pages.work.typed import Typed
from content_store.queries.people import people_book
from content_store.rules.vocabulary import Status
from renderers.writing_pages import write_page
from renderers.writing_views import WritePage

_EDITABLE = frozenset({Status.DRAFT, Status.IN_REVIEW, Status.PUBLISHED})
_NAMES = {"slug": "Address", "owner": "Owner", "steward": "Steward", "note": "Note"}


def form(visit: Visit, desk: Desk, typed: Typed, answer: Answer, status: int = 200) -> Response:
    """The page of the form, with what was typed."""
    drawn = sections(desk.type, typed, answer.problems)
    tags, links = tag_pickers(visit, typed, answer.problems), link_pickers(visit, typed, answer.problems)
    picked = {each.path: each.label for each in (*tags, *links)}
    view = WritePage(
        frame=plain_frame(visit),
        type=desk.type,
        head=head(visit, desk.asset, "") if desk.asset else None,
        action=desk.address,
        passing={"base": str(desk.base), "key": desk.key, "writer": desk.writer, "seen": desk.seen}
        | {f"before.{name}": address for name, address in desk.before.items()},
        sections=drawn,
        tags=tags,
        links=links,
        values=typed,
        people=tuple(each.email for each in people_book(visit.session).by_id.values() if not each.disabled_at),
        now=visit.now,
        problems=answer.problems,
        names=names_of(drawn) | picked | _NAMES,
        focus=answer.focus,
        said=answer.said,
        kept=answer.kept,
        clashes=answer.clashes,
        findings=findings(visit, desk, typed),
        preview=preview(visit, desk, typed),
        editable=desk.asset is None or desk.asset.status in _EDITABLE,
    )
    return HTMLResponse(write_page(view), status)
