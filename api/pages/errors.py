"""What a browser is told when something went wrong; a program gets the same as JSON."""

from math import ceil

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from api.answering import request_id_of
from content_store.errors import (
    Conflict,
    Forbidden,
    Invalid,
    KindlingError,
    NotFound,
    RateLimited,
    Unauthenticated,
    Unavailable,
)
from renderers.pages import error_page
from renderers.views import ErrorView

_STATUSES: dict[type[KindlingError], int] = {
    Unauthenticated: 401,
    Forbidden: 403,
    NotFound: 404,
    Conflict: 409,
    Invalid: 400,
    RateLimited: 429,
    Unavailable: 503,
}

_WORDS: dict[int, tuple[str, str]] = {
    400: ("That could not be read", "Something in the address is not as it should be."),
    403: ("Not allowed", "You may not do this. An admin can change what your role may do."),
    404: ("Nothing here", "There is no such page, or it is not for you to see. It may have been renamed or withdrawn."),
    405: ("Not like this", "This address cannot be used in that way."),
    413: ("Too large", "What was sent is larger than Kindling takes."),
    429: ("Too much at once", "Nothing of this was written down; try again in a moment."),
    422: ("Could not be made", "This cannot be made into such a file."),
    503: ("Busy", "The database did not answer in time. Nothing was changed; try again in a moment."),
}
_BROKEN = ("Something broke", "It was our mistake, and it has been written down. Try again in a moment.")


def refuse(request: Request, status: int, reason: str = "") -> Response:
    """An error as a page, or as JSON for whoever asks for no page."""
    title, words = _WORDS.get(status, _BROKEN if status >= 500 else _WORDS[400])
    request_id = request_id_of(request)
    if _wants_page(request):
        view = ErrorView(status, title, reason or words, request_id)
        return HTMLResponse(error_page(view), status, {"Cache-Control": "no-store"})
    told = {"status": status, "message": reason or words, "requestId": request_id}
    return JSONResponse({"error": told}, status, {"Cache-Control": "no-store"})


def broken(request: Request) -> Response:
    """For what nobody foresaw: the id leads to the log, and nothing of the error is told."""
    return refuse(request, 500)


async def on_domain_error(request: Request, error: Exception) -> Response:
    """What the store refused."""
    status = next((status for kind, status in _STATUSES.items() if isinstance(error, kind)), 500)
    if not isinstance(error, RateLimited):
        return refuse(request, status)
    seconds = max(1, ceil(error.retry_after))
    again = f"Try again in {_in_words(seconds)}: go back, what you typed is still there."
    reason = f"Nothing of this was written down. {again}"
    response = refuse(request, status, reason)
    response.headers["Retry-After"] = str(seconds)
    return response


def _in_words(seconds: int) -> str:
    return "a second" if seconds == 1 else f"{seconds} seconds"


async def on_http_error(request: Request, error: Exception) -> Response:
    """What routing refused: no such page, no such method, too large."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    response = refuse(request, status)
    response.headers.update((error.headers or {}) if isinstance(error, HTTPException) else {})
    return response


def _wants_page(request: Request) -> bool:
    accepted = request.headers.get("accept", "*/*")
    return not request.url.path.startswith(("/graphql", "/healthz")) and "application/json" not in accepted
