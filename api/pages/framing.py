"""What surrounds every page: the search field, the call's context, and who is signed in."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from starlette.responses import Response

from api.pages.asking import CONTEXT_COOKIE, Asking
from api.pages.guarding import is_allowed
from api.pages.visits import Visit
from content_store.queries.inbox import Inbox
from content_store.queries.notices import count_unseen
from content_store.queries.reviews import ReviewFilter, ReviewGroup, count_reviews, is_reviewer
from content_store.rules.permissions import Action, may
from renderers.views import Choice, Choices, Frame

_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class _Place:
    """A part of Kindling that the bar leads to: all that stands below ``address``, for those who may do ``action``.

    ``waiting`` counts what waits there for the visitor, ``is_shown`` says whether it is for them at all. What stands
    below ``also`` belongs to it, too.
    """

    name: str
    address: str
    action: Action = Action.READ
    waiting: Callable[[Visit], int | None] = lambda _: None
    is_shown: Callable[[Visit], bool] = lambda _: True
    also: str = ""

    def holds(self, path: str) -> bool:
        """Whether the page at ``path`` is a part of it."""
        return any(path == own or path.startswith(f"{own}/") for own in (self.address, self.also) if own)


def _waiting(visit: Visit) -> int:
    return Inbox(visit.session, visit.viewer, visit.now).total()


def _to_review(visit: Visit) -> int:
    return count_reviews(visit.session, visit.viewer, ReviewFilter(ReviewGroup.MINE))


def _only_reviews(visit: Visit) -> bool:
    """Whether reviewing is all that the visitor does in the workspace; who edits has it there."""
    return is_reviewer(visit.viewer) and not is_allowed(visit, Action.EDIT)


# In the order of the bar: what reps need first, then what marketing needs.
_PLACES = (
    _Place("Find", "/"),
    _Place("Brief", "/brief"),
    _Place("Kits", "/kits"),
    _Place("Work", "/work", Action.EDIT, _waiting),
    _Place("Reviews", "/work/reviews", waiting=_to_review, is_shown=_only_reviews),
    _Place("Insights", "/insights", Action.READ_INSIGHTS),
    _Place("Taxonomy", "/taxonomy", Action.EDIT_TAXONOMY),
)
# The workspace's own pages, for those who edit. What reps see as well keeps its place in the menu, too.
_DESK = (
    _Place("Overview", "/work"),
    _Place("Inbox", "/work/inbox"),
    _Place("Assets", "/work/assets", also="/work/bulk"),
    _Place("Verify", "/work/verify"),
    _Place("Reviews", "/work/reviews", waiting=_to_review),
    _Place("Council", "/council"),
    _Place("Guidelines", "/guidelines"),
    _Place("Who looks after what", "/work/succession"),
    _Place("Audit trail", "/work/audit"),
)


def frame(visit: Visit, asking: Asking, chips: tuple[Choices, ...]) -> Frame:
    """The frame of a page in the state ``asking``."""
    start = replace(asking, path="/", beside=()).saying("")
    kept = tuple((name, value) for name, value in start.pairs() if value)
    person = visit.viewer.person
    unseen = count_unseen(visit.session, visit.viewer)
    places, desk = _places(visit, start.address), _desk(visit)
    return Frame(
        person.name, person.role.value, chips, asking.text, kept, start.address, unseen, person.id, places, desk
    )


def _desk_here(visit: Visit) -> str:
    """The page of the workspace that this one belongs to; empty where it is none, or not for the visitor."""
    return _here(visit, _DESK) if is_allowed(visit, Action.EDIT) else ""


def _desk(visit: Visit) -> tuple[Choice, ...]:
    here = _desk_here(visit)
    if not here:
        return ()
    return tuple(Choice(each.name, each.address, each.waiting(visit), each.address == here) for each in _DESK)


def _here(visit: Visit, places: tuple[_Place, ...]) -> str:
    """The address of the place that the page belongs to, empty where it is none of them."""
    path = visit.request.url.path
    return max((place.address for place in places if place.holds(path)), key=len, default="")


def _places(visit: Visit, find_address: str) -> tuple[Choice, ...]:
    # The council and the guidelines stand elsewhere for reps, and are part of the workspace for who edits.
    here = _here(visit, _PLACES) or ("/work" if _desk_here(visit) else "")
    return tuple(
        Choice(
            place.name,
            find_address if place.address == "/" else place.address,
            place.waiting(visit),
            chosen=place.address == here,
        )
        for place in _PLACES
        if may(visit.viewer.role, visit.viewer.scopes, place.action) and place.is_shown(visit)
    )


def remember_context(visit: Visit, asking: Asking, response: Response) -> None:
    """Keep the context for the next page that does not name one."""
    cookie = asking.context_cookie
    if cookie != visit.request.cookies.get(CONTEXT_COOKIE, ""):
        secure = visit.runtime.settings.secure_cookies or visit.request.url.scheme == "https"
        response.set_cookie(CONTEXT_COOKIE, cookie, max_age=_YEAR, httponly=True, samesite="lax", secure=secure)
