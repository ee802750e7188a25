"""Refusals by addresses that serve pages and programs alike: a page for people, coded JSON for programs."""

from collections.abc import Mapping
from math import ceil
from urllib.parse import quote

import orjson
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.answering import request_id_of
from api.pages.errors import refuse
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

_STATUSES: tuple[tuple[type[KindlingError], int], ...] = (
    (Unauthenticated, 401),
    (Forbidden, 403),
    (NotFound, 404),
    (Conflict, 409),
    (Invalid, 400),
    (RateLimited, 429),
    (Unavailable, 503),
)


class Refused(Exception):
    """What is answered instead: a status, a code for programs, words for people."""

    def __init__(self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = dict(headers or {})


def refusal_of(error: KindlingError) -> Refused:
    """What the store refused."""
    status = next((status for kind, status in _STATUSES if isinstance(error, kind)), 500)
    headers = {"WWW-Authenticate": 'Bearer realm="kindling"'} if status == 401 else {}
    if status == 503:
        headers["Retry-After"] = "5"
    if isinstance(error, RateLimited):
        headers["Retry-After"] = str(max(1, ceil(error.retry_after)))
    if isinstance(error, Invalid):
        return Refused(status, error.problems[0].code, error.problems[0].message, headers)
    return Refused(status, error.code, str(error), headers)


def answer(request: Request, refused: Refused) -> Response:
    """The refusal as a page where a person looks at it (to sign in, where that helps), else as JSON."""
    is_page = "text/html" in request.headers.get("accept", "")
    if is_page and refused.status == 401 and request.method in {"GET", "HEAD"}:
        address = quote(request.url.path, safe="")
        return RedirectResponse(f"/sign-in?next={address}", 303, {"Cache-Control": "no-store"})
    if is_page:
        # Of what is not there a page says no more than of any other address.
        reason = "" if refused.status == 404 else f"{refused.message[:1].upper()}{refused.message[1:]}."
        response = refuse(request, refused.status, reason)
        response.headers.update(refused.headers)
        return response
    told = {"code": refused.code, "message": refused.message, "requestId": request_id_of(request)}
    headers = {"Cache-Control": "no-store", **refused.headers}
    return Response(orjson.dumps({"error": told}), refused.status, headers, "application/json")
