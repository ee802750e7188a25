"""One request for a page by somebody who is signed in: who, when, with what, in its worker thread."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.requests import actor_of, viewer_of
from api.runtime import Runtime, now
from content_store.access import window
from content_store.database import Session
from content_store.errors import NotFound, Unauthenticated
from content_store.rules.filters import Window
from content_store.rules.vocabulary import ActorKind
from content_store.views import Viewer
from schema.ids import GREATEST_ID


@dataclass(frozen=True, slots=True)
class Visit:
    """All that a handler needs; ``session`` is one snapshot of the store and ends with the request."""

    runtime: Runtime
    request: Request
    session: Session
    viewer: Viewer
    window: Window

    @property
    def now(self) -> datetime:
        """The moment of the request."""
        return self.window.now

    @property
    def actor(self) -> ActorKind:
        """Whether a person looks at the page, or a program that fetches it, perhaps ahead of a person."""
        if self.request.method == "HEAD":
            return ActorKind.SUSPECTED_BOT
        return actor_of(self.viewer, self.request.headers)


Handler = Callable[[Visit], Response]


def page(runtime: Runtime, handler: Handler, *, waits: bool = False) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint that runs ``handler`` in a worker thread for whoever is signed in, and leads others to sign in.

    One that ``waits`` does so inside ``turns.given_up``, and keeps nobody from working meanwhile.
    """
    run = runtime.in_turn if waits else runtime.in_thread

    async def endpoint(request: Request) -> Response:
        try:
            response = await run(_visit, runtime, handler, request)
        except Unauthenticated:
            return _to_sign_in(request)
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    return endpoint


def _visit(runtime: Runtime, handler: Handler, request: Request) -> Response:
    if any(isinstance(each, int) and each > GREATEST_ID for each in request.path_params.values()):
        message = "no id is as large as that"
        raise NotFound(message)
    moment = now()
    with runtime.database.reading() as session:
        # Pages are for people: a program's token, whose scopes may hide single lines, does not open them.
        viewer = viewer_of(session, {}, request.cookies, moment)
        return handler(Visit(runtime, request, session, viewer, window(viewer, moment)))


def _to_sign_in(request: Request) -> Response:
    address = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"/sign-in?next={quote(address, safe='')}", 303, {"Cache-Control": "no-store"})
