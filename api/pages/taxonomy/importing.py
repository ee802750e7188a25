"""The taxonomy as a file: downloaded, and uploaded with what would change shown first."""

from collections.abc import Awaitable, Callable

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from api.pages.forms import REFUSED, Form, plain_frame, problems_of, working
from api.pages.guarding import guarded
from api.pages.taxonomy.facets import NOT_YOURS, ROOT
from api.pages.visits import Visit, page
from api.runtime import Runtime
from content_store.exchange.taxonomy_exchange import import_taxonomy, taxonomy_text
from content_store.rules.permissions import Action
from renderers.taxonomy_pages import import_page
from renderers.taxonomy_views import ImportView

_MOST_FIELDS = 10


def import_routes(runtime: Runtime) -> list[Route]:
    """Where it stands; before the routes of tags, whose addresses would fit."""
    action = Action.EDIT_TAXONOMY
    return [
        Route(f"{ROOT}/taxonomy.yaml", page(runtime, guarded(download, action, NOT_YOURS))),
        Route(f"{ROOT}/import", page(runtime, guarded(show, action, NOT_YOURS))),
        Route(f"{ROOT}/import", _upload(runtime), methods=["POST"]),
    ]


def download(visit: Visit) -> Response:
    """All tags, as an import reads them."""
    headers = {
        "Content-Disposition": 'attachment; filename="taxonomy.yaml"',
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(taxonomy_text(visit.session), 200, headers, "application/yaml; charset=utf-8")


def show(visit: Visit) -> Response:
    """The form to upload with."""
    return HTMLResponse(import_page(ImportView(plain_frame(visit))))


def take(visit: Visit, form: Form) -> Response:
    """Show what the file would change, or change it."""
    text, applies = form.get("text", ""), form.get("do") == "apply"
    try:
        with working(visit) as work:
            outcome = import_taxonomy(work, text, dry_run=not applies)
    except REFUSED as error:
        problem = "; ".join(problems_of(error).values())
        return HTMLResponse(import_page(ImportView(plain_frame(visit), text, problem=problem)), 400)
    return HTMLResponse(import_page(ImportView(plain_frame(visit), text, outcome, is_done=applies)))


def _upload(runtime: Runtime) -> Callable[[Request], Awaitable[Response]]:
    """As other forms, with one file whose text takes the place of what was typed."""
    handler = guarded(take, Action.EDIT_TAXONOMY, NOT_YOURS)

    async def endpoint(request: Request) -> Response:
        most = runtime.settings.max_body_bytes
        async with request.form(max_files=1, max_fields=_MOST_FIELDS, max_part_size=most) as sent:
            form = {name: value for name, value in sent.items() if isinstance(value, str)}
            file = sent.get("file")
            if isinstance(file, UploadFile) and file.size:
                form["text"] = (await file.read()).decode("utf-8-sig", "replace")
        return await page(runtime, lambda visit: handler(visit, form))(request)

    return endpoint
