"""The seven facets, and one of them with its tags in their order."""

from collections.abc import Callable

from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from api.pages.forms import REFUSED, Form, form_page, onward, plain_frame, problems_of, working
from api.pages.guarding import guarded
from api.pages.visits import Visit, page
from api.runtime import Runtime
from content_store import taxonomy
from content_store.errors import Invalid, NotFound
from content_store.queries.tag_use import tag_use
from content_store.queries.taxonomy import tag_book
from content_store.rules.permissions import Action
from content_store.rules.taxonomy import TagJudgement
from content_store.rules.vocabulary import Facet, TagStatus
from content_store.views import TagView
from content_store.work import Work
from renderers.feedback_views import Problems
from renderers.taxonomy_pages import facet_page, taxonomy_page
from renderers.taxonomy_views import FacetCard, FacetView, TaxonomyView

ROOT = "/taxonomy"
NOT_YOURS = "The taxonomy is kept by marketing. If you need to change it, ask an admin for that role."


def facet_routes(runtime: Runtime) -> list[Route]:
    """Where they stand."""
    action = Action.EDIT_TAXONOMY
    return [
        Route(ROOT, page(runtime, guarded(overview, action, NOT_YOURS))),
        Route(f"{ROOT}/{{facet}}", page(runtime, guarded(facet, action, NOT_YOURS))),
        Route(f"{ROOT}/{{facet}}", form_page(runtime, guarded(act, action, NOT_YOURS)), methods=["POST"]),
    ]


def overview(visit: Visit) -> Response:
    """All facets, with what is to be thought about in each."""
    return HTMLResponse(taxonomy_page(TaxonomyView(plain_frame(visit), tuple(_card(visit, each) for each in Facet))))


def facet(visit: Visit) -> Response:
    """The tags of one facet."""
    return _page(visit)


def act(visit: Visit, form: Form) -> Response:
    """Add a tag, or move, retire or restore one."""
    of = facet_of(visit)
    try:
        with working(visit) as work:
            place = _changed(work, of, form)
    except REFUSED as error:
        return _page(visit, problems_of(error), form.get("name", ""))
    return onward(place)


def _changed(work: Work, facet: Facet, form: Form) -> str:
    """Do what the form says; returns where to go on."""
    if form.get("do") == "add":
        return tag_address(taxonomy.create(work, facet, {"name": form.get("name", "")}))
    tag = tag_book(work.session).exact(facet, form.get("tag", ""))
    if tag is None:
        message = "there is no such tag"
        raise NotFound(message)
    acts: dict[str, Callable[[], object]] = {
        "up": lambda: taxonomy.move(work, tag.id, -1),
        "down": lambda: taxonomy.move(work, tag.id, 1),
        "retire": lambda: taxonomy.retire(work, tag.id),
        "restore": lambda: taxonomy.restore(work, tag.id),
    }
    chosen = acts.get(form.get("do", ""))
    if chosen is None:
        raise Invalid.of("do", "UNKNOWN_VALUE", "choose what to do")
    chosen()
    if form.get("back") == "tag":
        return tag_address(tag)
    return f"{facet_address(facet)}#{tag.slug}"


def facet_of(visit: Visit) -> Facet:
    """The facet that the address names. Raises NotFound."""
    found = next((each for each in Facet if each.value == visit.request.path_params["facet"]), None)
    if found is None:
        message = "there is no such facet"
        raise NotFound(message)
    return found


def facet_address(facet: Facet) -> str:
    """Where a facet stands."""
    return f"{ROOT}/{facet.value}"


def tag_address(tag: TagView) -> str:
    """Where a tag stands."""
    return f"{facet_address(tag.facet)}/{tag.slug}"


def _card(visit: Visit, facet: Facet) -> FacetCard:
    used = tag_use(visit.session, facet, visit.now, with_conversations=False)
    found = [each for each in used if each.tag.status is TagStatus.ACTIVE]
    return FacetCard(
        facet,
        facet_address(facet),
        len(found),
        sum(each.judgement is TagJudgement.UNUSED for each in found),
        sum(each.judgement is TagJudgement.TOO_BROAD for each in found),
    )


def _page(visit: Visit, problems: Problems | None = None, typed: str = "") -> Response:
    of = facet_of(visit)
    found = tag_use(visit.session, of, visit.now)
    book = tag_book(visit.session)
    view = FacetView(
        frame=plain_frame(visit),
        facet=of,
        address=facet_address(of),
        tags=tuple(each for each in found if each.tag.status is TagStatus.ACTIVE),
        retired=tuple(each for each in found if each.tag.status is TagStatus.RETIRED),
        merged=tuple((each.tag, book.current(each.tag)) for each in found if each.tag.status is TagStatus.MERGED),
        problems=problems or {},
        typed=typed,
    )
    return HTMLResponse(facet_page(view), 400 if problems else 200)
