"""Verifying: one asset after the other as readers see it, by hand or by keyboard."""

from dataclasses import dataclass, replace

from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from api.pages.asking import Asking, Remembered
from api.pages.forms import REFUSED, Form, form_page, onward, plain_frame, problems_of, working
from api.pages.guarding import guarded
from api.pages.reading import reading_of
from api.pages.visits import Visit, page
from api.pages.work.inbox import (
    ADDRESS,
    NOT_YOURS,
    VERIFY,
    address,
    asset_named,
    scope_named,
    scope_word,
    scopes,
)
from api.runtime import Runtime
from content_store import verifying
from content_store.errors import NotFound
from content_store.feedback_views import FeedbackView
from content_store.queries.assets import by_slug, ids_of
from content_store.queries.feedback import OPEN, FeedbackFilter, FeedbackOrder, list_feedback
from content_store.queries.inbox import Inbox
from content_store.queries.listing import Keyset
from content_store.queries.taxonomy import tag_book
from content_store.queries.verifying import next_due
from content_store.rules.inbox import InboxKind
from content_store.rules.permissions import Action
from content_store.rules.vocabulary import FeedbackKind
from content_store.views import AssetView
from renderers.upkeep_pages import verify_page
from renderers.upkeep_views import VerifyView
from renderers.views import Reading
from schema.cursors import keyset_cursor, read_keyset

_CURSOR = "verify"
_MOST_FLAGS = 5


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the queue one is: behind ``after``, or at one asset that was named."""

    scope: str
    after: str = ""
    asset: str = ""
    verified: str = ""

    @property
    def address(self) -> str:
        """The page there."""
        return address(VERIFY, {"for": self.scope, "after": self.after, "asset": self.asset, "verified": self.verified})


def verify_routes(runtime: Runtime) -> list[Route]:
    """Where it stands."""
    return [
        Route(VERIFY, page(runtime, guarded(queue, Action.EDIT, NOT_YOURS))),
        Route(VERIFY, form_page(runtime, guarded(act, Action.EDIT, NOT_YOURS)), methods=["POST"]),
    ]


def queue(visit: Visit) -> Response:
    """The asset that has waited longest, or the one that is named."""
    return _page(visit)


def act(visit: Visit, form: Form) -> Response:
    """Vouch for an asset and go on, or take that back."""
    slug = form.get("asset", "")[:200]
    number = ids_of(visit.session, [slug]).get(slug)
    if number is None:
        message = "there is no such asset"
        raise NotFound(message)
    undoes = form.get("do") == "undo"
    try:
        with working(visit) as work:
            if undoes:
                verifying.take_back(work, number)
            else:
                verifying.verify(work, number, expected_revision=_revision(form))
    except REFUSED as error:
        return _page(visit, "; ".join(problems_of(error).values()))
    return onward(_after(form, slug, undoes=undoes))


def _after(form: Form, slug: str, *, undoes: bool) -> str:
    """Where one goes on: to the next, back to the inbox, or back to the asset's own page."""
    back = form.get("back", "")
    if back == "asset":
        return f"/a/{slug}"
    if back == "inbox":
        kept = {"for": form.get("for", ""), "kind": form.get("kind", "")}
        return address(ADDRESS, kept if undoes else {**kept, "verified": slug})
    place = _Place(form.get("for", ""), form.get("after", ""))
    return (replace(place, asset=slug) if undoes else replace(place, verified=slug)).address


def _page(visit: Visit, problem: str = "") -> Response:
    asked = visit.request.query_params
    place = _Place(scope_word(scope_named(asked.get("for", ""))), asked.get("after", ""))
    waiting = Inbox(visit.session, visit.viewer, visit.now, scope_named(place.scope))
    after = read_keyset(_CURSOR, place.after, "after", by_time=True) if place.after else None
    named = by_slug(visit.session, asked.get("asset", "")[:200], visit.window) if asked.get("asset") else None
    asset = named or _next(visit, waiting, after)
    skip = replace(place, after=keyset_cursor(_CURSOR, Keyset(asset.due_at, asset.id))) if asset else place
    view = VerifyView(
        frame=plain_frame(visit),
        reading=_reading(visit, asset),
        scopes=scopes(scope_named(place.scope), VERIFY),
        left=waiting.counts()[InboxKind.VERIFY],
        flags=_flags(visit, asset),
        now=visit.now,
        skip=skip.address,
        after=place.after,
        scope=place.scope,
        again=replace(place, after="").address if after else "",
        next_due=None if asset else next_due(visit.session, visit.now),
        verified=asset_named(visit, "verified"),
        problem=problem,
    )
    return HTMLResponse(verify_page(view), 400 if problem else 200)


def _next(visit: Visit, waiting: Inbox, after: Keyset | None) -> AssetView | None:
    found = waiting.page(InboxKind.VERIFY, 1, after).items
    return by_slug(visit.session, found[0].slug, visit.window) if found else None


def _reading(visit: Visit, asset: AssetView | None) -> Reading | None:
    """The asset as readers see it; nothing on the page says that somebody used it."""
    if asset is None:
        return None
    asking = Asking.read(Remembered(""), tag_book(visit.session))
    return replace(reading_of(visit, asset, asking), using=None, filing=None)


def _flags(visit: Visit, asset: AssetView | None) -> tuple[FeedbackView, ...]:
    if asset is None:
        return ()
    narrowing = FeedbackFilter(frozenset(OPEN), frozenset({FeedbackKind.FLAG, FeedbackKind.COMMENT}), asset.id)
    found = list_feedback(visit.session, visit.viewer, visit.now, narrowing, FeedbackOrder.NEWEST, _MOST_FLAGS)
    return tuple(found.items)


def _revision(form: Form) -> int | None:
    text = form.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
