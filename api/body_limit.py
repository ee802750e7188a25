"""How large a request may be."""

from collections.abc import Callable

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class BodyLimit:
    """Middleware: whoever reads more than ``most`` bytes of a request's body is told so by an HTTPException, 413.

    Starlette's own answers in plain text, whatever the endpoint makes of it; ours leaves the answer to the endpoint.
    A request that is ``exempt`` is left alone: its endpoint has a limit of its own.
    """

    def __init__(self, app: ASGIApp, most: int, exempt: Callable[[Scope], bool]) -> None:
        self.app = app
        self.most = most
        self.exempt = exempt

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; its body comes in pieces, and they are counted."""
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self.most:
                # What is still on its way is not waited for.
                raise HTTPException(413, headers={"Connection": "close"})
            return message

        is_limited = scope["type"] == "http" and not self.exempt(scope)
        await self.app(scope, counted if is_limited else receive, send)
