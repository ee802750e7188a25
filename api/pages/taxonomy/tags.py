"""One tag: what it is called, the words for it, what its facet says of it, merging, retiring, deleting."""

from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from api.pages.forms import REFUSED, Form, form_page, onward, plain_frame, problems_of, working
from api.pages.guarding import guarded
from api.pages.taxonomy.facets import NOT_YOURS, ROOT, facet_address, facet_of, tag_address
from api.pages.taxonomy.typed import controls_of, typed_of, values_of
from api.pages.visits import Visit, page
from api.runtime import Runtime
from content_store import taxonomy
from content_store.errors import Invalid, NotFound
from content_store.queries.tag_use import merge_preview, tag_use
from content_store.queries.taxonomy import is_merge_target, is_used, tag_book
from content_store.rules.permissions import Action
from content_store.rules.vocabulary import Facet
from content_store.views import TagView
from renderers.feedback_views import Option, Problems, Select
from renderers.taxonomy_pages import merge_page, tag_page
from renderers.taxonomy_views import MergeView, TagEditView


def tag_routes(runtime: Runtime) -> list[Route]:
    """Where they stand."""
    action, place = Action.EDIT_TAXONOMY, f"{ROOT}/{{facet}}/{{slug}}"
    return [
        Route(place, page(runtime, guarded(tag, action, NOT_YOURS))),
        Route(place, form_page(runtime, guarded(act, action, NOT_YOURS)), methods=["POST"]),
        Route(f"{place}/merge", page(runtime, guarded(merge, action, NOT_YOURS))),
        Route(f"{place}/merge", form_page(runtime, guarded(do_merge, action, NOT_YOURS)), methods=["POST"]),
    ]


def tag(visit: Visit) -> Response:
    """The form of one tag."""
    return _page(visit, values_of(_tag(visit)))


def act(visit: Visit, form: Form) -> Response:
    """Save what was typed, or delete the tag."""
    there = _tag(visit)
    try:
        with working(visit) as work:
            if form.get("do") == "delete":
                taxonomy.remove(work, there.id)
            else:
                taxonomy.change(work, there.id, typed_of(there.facet, form), seen=form.get("seen", ""))
    except REFUSED as error:
        return _page(visit, dict(form), problems_of(error), form.get("seen", ""))
    deleted = form.get("do") == "delete"
    return onward(facet_address(there.facet) if deleted else f"{tag_address(there)}?saved=1")


def merge(visit: Visit) -> Response:
    """What would move if the tag became part of another."""
    return _merge_page(visit)


def do_merge(visit: Visit, form: Form) -> Response:
    """Merge; leads to the tag that remains."""
    there = _tag(visit)
    into = tag_book(visit.session).exact(there.facet, form.get("into", ""))
    try:
        if into is None:
            raise Invalid.of("into", "REQUIRED", "choose what it becomes part of")
        with working(visit) as work:
            taxonomy.merge(work, there.id, into.id)
    except REFUSED as error:
        return _merge_page(visit, problems_of(error), form.get("into", ""))
    return onward(f"{tag_address(into)}?merged={there.slug}")


def _tag(visit: Visit) -> TagView:
    found = tag_book(visit.session).exact(facet_of(visit), visit.request.path_params["slug"])
    if found is None:
        message = "there is no such tag"
        raise NotFound(message)
    return found


def _page(visit: Visit, values: dict[str, str], problems: Problems | None = None, seen: str = "") -> Response:
    there, book = _tag(visit), tag_book(visit.session)
    asked = visit.request.query_params
    use = next(each for each in tag_use(visit.session, there.facet, visit.now) if each.tag.id == there.id)
    merged = book.exact(there.facet, asked.get("merged", ""))
    view = TagEditView(
        frame=plain_frame(visit),
        use=use,
        address=tag_address(there),
        back=facet_address(there.facet),
        controls=controls_of(there, values, book.of_facet(Facet.PERSONA)),
        seen=seen or taxonomy.fingerprint(there),
        successor=book.current(there) if there.merged_into_id else None,
        may_delete=not is_used(visit.session, there.id) and not is_merge_target(visit.session, there.id),
        is_saved=bool(asked.get("saved")),
        merged=merged,
        problems=problems or {},
    )
    return HTMLResponse(tag_page(view), 400 if problems else 200)


def _merge_page(visit: Visit, problems: Problems | None = None, into: str = "") -> Response:
    there, book = _tag(visit), tag_book(visit.session)
    name = into or visit.request.query_params.get("into", "")
    chosen = book.exact(there.facet, name) if name != there.slug else None
    others = [each for each in book.of_facet(there.facet) if each.id != there.id]
    options = (Option(each.slug, each.name, each.slug == name) for each in others)
    view = MergeView(
        frame=plain_frame(visit),
        tag=there,
        address=tag_address(there),
        choice=Select("into", "Becomes part of", (Option("", "Choose a tag"), *options)),
        into=chosen,
        preview=merge_preview(visit.session, there, chosen) if chosen else None,
        problems=problems or {},
    )
    return HTMLResponse(merge_page(view), 400 if problems else 200)
