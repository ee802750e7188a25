"""What surrounds every page: the search field, the call's context, and who is signed in."""

from dataclasses import replace

from starlette.responses import Response

from api.pages.asking import CONTEXT_COOKIE, Asking
from api.pages.visits import Visit
from content_store.queries.notices import count_unseen
from renderers.views import Choices, Frame

_YEAR = 365 * 24 * 3600


def frame(visit: Visit, asking: Asking, chips: tuple[Choices, ...]) -> Frame:
    """The frame of a page in the state ``asking``."""
    start = replace(asking, path="/").saying("")
    kept = tuple((name, value) for name, value in start.pairs() if value)
    person = visit.viewer.person
    unseen = count_unseen(visit.session, visit.viewer)
    return Frame(person.name, person.role.value, chips, asking.text, kept, start.address, unseen, person.id)


def remember_context(visit: Visit, asking: Asking, response: Response) -> None:
    """Keep the context for the next page that does not name one."""
    cookie = asking.context_cookie
    if cookie != visit.request.cookies.get(CONTEXT_COOKIE, ""):
        secure = visit.runtime.settings.secure_cookies or visit.request.url.scheme == "https"
        response.set_cookie(CONTEXT_COOKIE, cookie, max_age=_YEAR, httponly=True, samesite="lax", secure=secure)
