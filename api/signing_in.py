"""Signing in and out with a cookie; where writes may come from; how often a password may be guessed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from math import ceil

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.pages.errors import refuse
from api.requests import SESSION_COOKIE, is_same_origin
from api.runtime import Runtime, now
from api.throttle import Throttle
from content_store.errors import Unauthenticated
from content_store.people import SIGN_IN_LASTS, sign_in, sign_out
from renderers.pages import sign_in_page
from renderers.views import SignInView

FAILURES = 10
WITHIN = timedelta(minutes=5)
_CHECKED_ELSEWHERE = ("/graphql", "/digest/unsubscribe/")
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Guard:
    """Slows down guessing: at one e-mail address, and from one client."""

    addresses: Throttle = field(default_factory=lambda: Throttle(FAILURES, WITHIN))
    clients: Throttle = field(default_factory=lambda: Throttle(FAILURES, WITHIN))

    def wait(self, address: str, client: str, moment: datetime) -> int:
        """Seconds until another try is allowed."""
        waits = self.addresses.wait(address, moment), self.clients.wait(client, moment)
        return ceil(max(waits).total_seconds())

    @contextmanager
    def one_try(self, address: str, client: str, moment: datetime) -> Iterator[None]:
        """Count a try before it is made, or a hundred at once would all be let through; taken back unless it failed."""
        counted = (self.addresses, address), (self.clients, client)
        for throttle, key in counted:
            throttle.failed(key, moment)
        failed = False
        try:
            yield
        except Unauthenticated:
            failed = True
            raise
        finally:
            for throttle, key in () if failed else counted:
                throttle.take_back(key)


class OwnOrigin:
    """Middleware: a write that a cookie could authorise must come from one of our own pages.

    A program with a token carries its own proof, and so does whoever ends their mails; ``/graphql`` has its own check
    and its own form of refusal.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, or answer 403."""
        if scope["type"] == "http" and scope["method"] not in _SAFE_METHODS:
            request = Request(scope)
            exempt = "authorization" in request.headers or scope["path"].startswith(_CHECKED_ELSEWHERE)
            if not exempt and not is_same_origin(request.headers):
                await refuse(request, 403, "This was not sent from a page of Kindling.")(scope, receive, send)
                return
        await self.app(scope, receive, send)


class SigningIn:
    """The pages for signing in and out."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._guard = Guard()

    async def show(self, request: Request) -> Response:
        """The form."""
        return HTMLResponse(sign_in_page(SignInView(next_address=own_path(request.query_params.get("next", "")))))

    async def sign_in(self, request: Request) -> Response:
        """Check the password, begin a sign-in, and lead on to where the person was going."""
        async with request.form(max_files=0, max_fields=10) as form:
            email, password, onward = (str(form.get(name, "")) for name in ("email", "password", "next"))
        view = SignInView(next_address=own_path(onward), email=email[:320])
        address, client = email.strip().lower()[:320], request.client.host if request.client else ""
        wait = self._guard.wait(address, client, now())
        if wait:
            return _refused(view, 429, f"Too many wrong passwords. Try again in {ceil(wait / 60)} min.", wait)
        try:
            with self._guard.one_try(address, client, now()):
                secret = await self._runtime.in_thread(sign_in, self._runtime.database, email, password, now())
        except Unauthenticated:
            return _refused(view, 401, "This address and password do not belong together.")
        self._guard.addresses.forget(address)
        await self._end(request)
        return self._with_cookie(request, RedirectResponse(view.next_address, 303), secret)

    async def sign_out(self, request: Request) -> Response:
        """End the sign-in, here and in the database."""
        await self._end(request)
        response = RedirectResponse("/sign-in", 303)
        response.delete_cookie(SESSION_COOKIE, httponly=True, samesite="lax", secure=self._is_secure(request))
        return response

    async def _end(self, request: Request) -> None:
        secret = request.cookies.get(SESSION_COOKIE)
        if secret:
            await self._runtime.in_thread(self._forget, secret)

    def _forget(self, secret: str) -> None:
        with self._runtime.database.writing() as session:
            sign_out(session, secret)

    def _with_cookie(self, request: Request, response: Response, secret: str) -> Response:
        response.set_cookie(
            SESSION_COOKIE,
            secret,
            max_age=int(SIGN_IN_LASTS.total_seconds()),
            httponly=True,
            samesite="lax",
            secure=self._is_secure(request),
        )
        return response

    def _is_secure(self, request: Request) -> bool:
        return self._runtime.settings.secure_cookies or request.url.scheme == "https"


def own_path(address: str) -> str:
    """``address`` where it is a path of ours, else the start: nobody is led elsewhere by a link to the sign-in page.

    Browsers read a backslash as a slash and drop control characters, so neither may be in it.
    """
    is_path = address.startswith("/") and not address.startswith("//")
    leads_back = address.startswith(("/sign-in", "/sign-out"))
    return address if is_path and not leads_back and address.isprintable() and "\\" not in address else "/"


def _refused(view: SignInView, status: int, problem: str, wait: int = 0) -> Response:
    refused = replace(view, problem=problem)
    return HTMLResponse(sign_in_page(refused), status, {"Retry-After": str(wait)} if wait else None)
