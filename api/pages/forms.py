"""Pages that take a form: what was typed, and writing it down."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.pages.asking import CONTEXT_COOKIE, Asking, Remembered
from api.pages.choices import chips
from api.pages.framing import frame
from api.pages.visits import Visit, page
from api.runtime import Runtime
from content_store.errors import Conflict, Invalid, KindlingError
from content_store.queries.taxonomy import tag_book
from content_store.work import Work
from renderers.views import Frame

MOST_FIELDS = 100
LARGE_FORM = 100_000  # bytes, from which on a form is read in a thread
LONGEST_FIELD = 20_000_000  # bytes; the longest text that an asset may have, in any script

Form = Mapping[str, str]


def form_page(
    runtime: Runtime, handler: Callable[[Visit, Form], Response], most_fields: int = MOST_FIELDS
) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint that hands ``handler`` what was typed. A field that was sent twice counts once.

    How much may be sent at all is for ``BodyLimit`` to say.
    """

    async def endpoint(request: Request) -> Response:
        if len(await request.body()) < LARGE_FORM:
            form = await _read(request, most_fields)
        else:
            # Half a second for a book in percent signs, in which the event loop would answer nobody.
            form = await runtime.in_thread(asyncio.run, _read(request, most_fields))
        return await page(runtime, lambda visit: handler(visit, form))(request)

    return endpoint


async def _read(request: Request, most_fields: int) -> Form:
    async with request.form(max_files=0, max_fields=most_fields, max_part_size=LONGEST_FIELD) as sent:
        return {name: value for name, value in sent.items() if isinstance(value, str)}


@contextmanager
def working(visit: Visit) -> Iterator[Work]:
    """One transaction of the visitor's. Raises RateLimited where there were too many lately."""
    visit.runtime.changes.take(visit.viewer.person.id)
    with visit.runtime.database.writing() as session:
        yield Work(session, visit.viewer, visit.now)


def onward(address: str) -> Response:
    """Where to go after something was written, so that reloading writes nothing again."""
    return RedirectResponse(address, 303)


def plain_frame(visit: Visit) -> Frame:
    """The frame of a page that finds nothing itself, with the remembered context."""
    book = tag_book(visit.session)
    asking = Asking.read(Remembered(visit.request.cookies.get(CONTEXT_COOKIE, "")), book)
    return frame(visit, asking, chips(asking, book, None))


def problems_of(error: KindlingError) -> dict[str, str]:
    """What was wrong, by the last name of its place; what belongs to no field under the empty name."""
    if isinstance(error, Invalid):
        # A field may have several problems; the first is told first.
        return {_field(problem.path): problem.message for problem in reversed(error.problems)}
    return {"": str(error)}


def read_day(form: Form, name: str) -> date | None:
    """The day in a field; None where it is empty. Raises Invalid."""
    text = form.get(name, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid.of(name, "WRONG_FORM", "a day is written like 2026-06-30") from None


def read_number(text: str) -> int | None:
    """The whole number in a field or an address, such as an id; None for whatever no id can be."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


REFUSED = (Invalid, Conflict)


def _field(path: tuple[str, ...]) -> str:
    names = [part for part in path if not part.isdecimal()]
    return names[-1] if names else ""
