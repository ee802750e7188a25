"""Where the pages of kits stand."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.pages.documents import document
from api.pages.forms import Form, form_page
from api.pages.guarding import guarded
from api.pages.kits import beginning, doing, listing, newcomers, packages, reading, writing
from api.pages.visits import Visit, page
from api.runtime import Runtime
from content_store.rules.permissions import Action
from renderers.packages.contents import PackageKind

_REASON = "Kits are written by marketing. You can read them, and learn from those you are enrolled on."
_MOST_FIELDS = 3_000  # of a kit with a hundred steps

_Form = Callable[[Visit, Form], Response]


def _packed(runtime: Runtime, kind: PackageKind) -> Callable[[Request], Awaitable[Response]]:
    return page(runtime, lambda visit: packages.package(visit, kind))


def kit_routes(runtime: Runtime) -> list[Route]:
    """All of ``/kits``. Addresses with a parameter come after those that would fit it."""

    def read(handler: Callable[[Visit], Response], action: Action) -> Callable[[Request], Awaitable[Response]]:
        return page(runtime, guarded(handler, action, _REASON))

    def write(handler: _Form, action: Action) -> Callable[[Request], Awaitable[Response]]:
        return form_page(runtime, guarded(handler, action, _REASON), _MOST_FIELDS)

    async def enrol(request: Request) -> Response:
        form = await newcomers.read_upload(request)
        handler = guarded(newcomers.act, Action.ENROL, _REASON)
        return await page(runtime, lambda visit: handler(visit, form))(request)

    edit, run = Action.EDIT, Action.ENROL
    return [
        Route("/kits", page(runtime, listing.kits)),
        Route("/kits/mine", page(runtime, listing.mine)),
        Route("/kits/enrolments/{id:int}", page(runtime, doing.enrolment)),
        Route("/kits/enrolments/{id:int}", form_page(runtime, doing.change), methods=["POST"]),
        Route("/kits/manage", read(writing.managed, edit)),
        Route("/kits/manage/new", read(beginning.new, edit)),
        Route("/kits/manage/new", write(beginning.create, edit), methods=["POST"]),
        Route("/kits/manage/{slug}", read(writing.edit, edit)),
        Route("/kits/manage/{slug}", write(writing.save, edit), methods=["POST"]),
        Route("/kits/manage/{slug}/newcomers", read(newcomers.newcomers, run)),
        Route("/kits/manage/{slug}/newcomers", enrol, methods=["POST"]),
        Route("/kits/manage/{slug}/overview", read(newcomers.figures, run)),
        *(Route(f"/kits/{{slug}}/kit.{kind.value}", _packed(runtime, kind)) for kind in PackageKind),
        Route("/kits/{slug}/kit.{format}", document(runtime, packages.kit_made)),
        Route("/kits/{slug}", page(runtime, reading.kit)),
        Route("/kits/{slug}/notes", form_page(runtime, doing.note), methods=["POST"]),
        Route("/kits/{slug}/steps/{key}", form_page(runtime, doing.act), methods=["POST"]),
    ]
