"""What every answer carries: its request's id, how long it took, and the headers that keep a browser safe."""

import logging
import re
import time
from collections.abc import Callable
from secrets import token_hex

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

_CARRIED = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_OTHERS_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")

_log = logging.getLogger(__name__)


class Answering:
    """Middleware around everything else. What nobody caught is logged and answered by ``broken``."""

    def __init__(self, app: ASGIApp, broken: Callable[[Request], Response]) -> None:
        self.app = app
        self.broken = broken

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        request_id = _request_id(Headers(scope=scope))
        scope.setdefault("state", {})["request_id"] = request_id
        started = False

        async def carry(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in _CARRIED.items():
                    headers.setdefault(name, value)
                headers["X-Request-Id"] = request_id
                headers["Server-Timing"] = f"total;dur={(time.perf_counter() - began) * 1000:.1f}"
            await send(message)

        try:
            await self.app(scope, receive, carry)
        except Exception:
            _log.exception("%s %s failed, request %s", scope["method"], scope["path"], request_id)
            if started:
                raise
            await self.broken(Request(scope))(scope, receive, carry)


def request_id_of(request: Request) -> str:
    """The id under which the log speaks of this request."""
    request_id: str = request.state.request_id
    return request_id


def _request_id(headers: Headers) -> str:
    """The id that a proxy before us gave, where it is one; else a new one."""
    given = headers.get("x-request-id", "")
    return given if _OTHERS_ID.fullmatch(given) else token_hex(8)
