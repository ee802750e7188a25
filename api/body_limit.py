"""How large a request may be."""

from collections.abc import Callable

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class BodyLimit:
    """Middleware: whoever reads more than ``most`` bytes of a request's body is told so by an HTTPException, 413.

    Starlette's own answers in plain text, whatever the endpoint makes of it; ours leaves the answer to the endpoint.
    ``most`` depends on the request; None leaves it alone: its endpoint has a limit of its own.
    """

    def __init__(self, app: ASGIApp, most: Callable[[Scope], int | None]) -> None:
        self.app = app
        self.most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; its body comes in pieces, and they are counted."""
        read, most = 0, self.most(scope) if scope["type"] == "http" else None

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if most is not None and read > most:
                # What is still on its way is not waited for.
                raise HTTPException(413, headers={"Connection": "close"})
            return message

        await self.app(scope, receive if most is None else counted, send)
