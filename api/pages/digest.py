"""What is new as a page, how to be told, the mail as it looks, and ending one's mails without signing in."""

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from api.pages.errors import refuse
from api.pages.forms import REFUSED, Form, form_page, onward, plain_frame, problems_of, working
from api.pages.visits import Visit, page
from api.runtime import Runtime
from content_store.digest_settings import (
    DigestWishes,
    change_settings,
    interests_of,
    own_settings,
    subscribe_again,
    unsubscribe,
)
from content_store.digest_views import Digest, DigestSettings
from content_store.digests import edition
from content_store.errors import Invalid
from content_store.queries.digests import by_unsubscribe_key, settings_of
from content_store.queries.taxonomy import tag_book
from content_store.rules.digests import DigestFrequency, Interests
from content_store.rules.vocabulary import Facet
from renderers.digest_views import DigestMail, DigestPage, UnsubscribePage
from renderers.digests import digest_html, digest_page, unsubscribe_page
from renderers.feedback_views import Option, Problems, Select

UNSUBSCRIBE = "/digest/unsubscribe"
_WINDOWS = {
    "": ("the last two weeks", 14),
    "7": ("the last week", 7),
    "28": ("the last four weeks", 28),
    "90": ("the last three months", 90),
}
# A mail carries its styles with it, and nothing else: no script, no picture from anywhere.
_MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox allow-popups"
_PERSONA = "persona."


def digest_routes(runtime: Runtime) -> list[Route]:
    """Where what is new stands."""
    return [
        Route("/digest", page(runtime, digest)),
        Route("/digest", form_page(runtime, change), methods=["POST"]),
        Route("/digest/mail", page(runtime, mail)),
        Route(f"{UNSUBSCRIBE}/{{key}}", _Unsubscribing(runtime).show),
        Route(f"{UNSUBSCRIBE}/{{key}}", _Unsubscribing(runtime).end, methods=["POST"]),
    ]


def digest(visit: Visit) -> Response:
    """What is new, for the visitor's work first."""
    return _page(visit)


def change(visit: Visit, form: Form) -> Response:
    """Say how to be told, or renew the feeds' addresses."""
    try:
        with working(visit) as work:
            change_settings(work, _wishes(form))
    except REFUSED as error:
        return _page(visit, problems_of(error))
    return onward("/digest?saved=1")


def mail(visit: Visit) -> Response:
    """The mail as it would be sent, in a page that obeys nothing in it."""
    settings = _settings(visit)
    told = _digest(visit, settings, 14)
    site = visit.runtime.settings.site
    view = DigestMail(told, visit.viewer.person.name, site, f"{site}/digest", f"{site}/digest", visit.now)
    return HTMLResponse(digest_html(view), headers={"Content-Security-Policy": _MAIL_POLICY})


class _Unsubscribing:
    """Ending the mails of whoever the link was sent to. That takes a POST, for programs fetch links ahead of people."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def show(self, request: Request) -> Response:
        """Ask, with one button."""
        found = await self._runtime.in_thread(self._find, request.path_params["key"])
        if found is None:
            return refuse(request, 404)
        return self._page(request, done=found.frequency is DigestFrequency.NEVER)

    async def end(self, request: Request) -> Response:
        """End them; mail programs do so with one click (RFC 8058). Or begin again, where that was a mistake."""
        async with request.form(max_files=0, max_fields=10) as form:
            again = form.get("do") == "again"
        found = await self._runtime.in_thread(self._change, request.path_params["key"], again=again)
        return refuse(request, 404) if found is None else self._page(request, done=not again)

    def _find(self, key: str) -> DigestSettings | None:
        with self._runtime.database.reading() as session:
            return by_unsubscribe_key(session, key)

    def _change(self, key: str, *, again: bool) -> DigestSettings | None:
        with self._runtime.database.writing() as session:
            return subscribe_again(session, key) if again else unsubscribe(session, key)

    def _page(self, request: Request, *, done: bool) -> Response:
        view = UnsubscribePage(f"{UNSUBSCRIBE}/{request.path_params['key']}", done)
        return HTMLResponse(unsubscribe_page(view), headers={"Cache-Control": "no-store"})


def _page(visit: Visit, problems: Problems | None = None) -> Response:
    asked = visit.request.query_params
    window = asked.get("days", "") if asked.get("days", "") in _WINDOWS else ""
    settings = _settings(visit)
    book = tag_book(visit.session)
    chosen = {tag.id for tag in settings.personas}
    own = interests_of(visit.session, {settings.person_id: settings}, visit.now)[settings.person_id]
    feeds = f"{visit.runtime.settings.site}/feeds/{settings.feed_key}/digest"
    view = DigestPage(
        frame=plain_frame(visit),
        digest=_digest(visit, settings, _WINDOWS[window][1]),
        windows=Select(
            "days",
            "What came in",
            tuple(Option(value, words, value == window) for value, (words, _) in _WINDOWS.items()),
        ),
        frequency=settings.frequency,
        personas=tuple(Option(tag.slug, tag.name, tag.id in chosen) for tag in book.of_facet(Facet.PERSONA)),
        lately=() if chosen else tuple(book.by_id[tag_id].name for tag_id in sorted(own.persona_ids)),
        feeds={"Atom": f"{feeds}.atom", "JSON": f"{feeds}.json"},
        mails_go_out=bool(visit.runtime.settings.smtp_url),
        now=visit.now,
        saved="saved" in asked and not problems,
        problems=problems or {},
    )
    return HTMLResponse(digest_page(view), 400 if problems else 200)


def _settings(visit: Visit) -> DigestSettings:
    """The visitor's wishes; looking at the page writes only once, to make the keys."""
    person_id = visit.viewer.person.id
    known = settings_of(visit.session, [person_id]).get(person_id)
    if known is not None:
        return known
    with working(visit) as work:
        return own_settings(work)


def _digest(visit: Visit, settings: DigestSettings, days: int) -> Digest:
    interests = interests_of(visit.session, {settings.person_id: settings}, visit.now)
    told = edition(visit.session, visit.viewer, visit.now - timedelta(days=days), visit.now)
    return told.for_reader(interests.get(settings.person_id, Interests()))


def _wishes(form: Form) -> DigestWishes:
    if form.get("do") == "renew":
        return DigestWishes(new_feed_address=True)
    try:
        frequency = DigestFrequency(form.get("frequency", ""))
    except ValueError:
        raise Invalid.of("frequency", "UNKNOWN_VALUE", "choose how often") from None
    personas = [name.removeprefix(_PERSONA) for name in form if name.startswith(_PERSONA)]
    return DigestWishes(frequency, personas)
