"""Digests for feed readers, which cannot sign in: the address itself is the key."""

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.pages.errors import refuse
from api.runtime import Runtime, now
from content_store.access import window
from content_store.database import Session
from content_store.digest_settings import interests_of
from content_store.digest_views import DigestSettings
from content_store.digests import edition
from content_store.errors import Invalid
from content_store.queries.digests import by_feed_key
from content_store.queries.people import people_book
from content_store.queries.taxonomy import tag_book
from content_store.rules.digests import Interests
from content_store.rules.vocabulary import Facet, Role
from content_store.views import Viewer
from renderers.digest_views import Feed
from renderers.digests import atom, json_feed

DAYS = 30  # that a feed looks back; readers keep what they have seen
_KINDS: dict[str, tuple[str, Callable[[Feed], bytes]]] = {
    "atom": ("application/atom+xml; charset=utf-8", atom),
    "json": ("application/feed+json; charset=utf-8", lambda feed: orjson.dumps(json_feed(feed))),
}


def feed_routes(runtime: Runtime) -> list[Route]:
    """Where feeds stand."""

    async def endpoint(request: Request) -> Response:
        return await runtime.in_thread(_answer, runtime, request)

    return [Route("/feeds/{key}/digest.{kind}", endpoint)]


def _answer(runtime: Runtime, request: Request) -> Response:
    kind = request.path_params["kind"]
    with runtime.database.reading() as session:
        settings = by_feed_key(session, request.path_params["key"]) if kind in _KINDS else None
        viewer = _viewer(session, settings) if settings is not None else None
        if settings is None or viewer is None:
            return refuse(request, 404)
        try:
            feed = _feed(runtime, request, session, settings, viewer)
        except Invalid as error:
            return refuse(request, 400, "; ".join(problem.message for problem in error.problems))
    media_type, write = _KINDS[kind]
    return _cached(request, write(feed), media_type)


def _viewer(session: Session, settings: DigestSettings) -> Viewer | None:
    """Whose feed it is; None where they may sign in no longer."""
    person = people_book(session).by_id.get(settings.person_id)
    if person is None or person.disabled_at is not None or person.role is Role.SERVICE:
        return None
    return Viewer(person)


def _feed(runtime: Runtime, request: Request, session: Session, settings: DigestSettings, viewer: Viewer) -> Feed:
    moment, asked = now(), request.query_params
    window(viewer, moment)
    interests, about = _interests(session, settings, asked.get("persona", "")[:200], moment)
    team = asked.get("team", "")[:200]
    told = edition(session, viewer, moment - timedelta(days=DAYS), moment, team)
    title = " · ".join(filter(None, ("What is new to say", about, team)))
    site = runtime.settings.site
    query = f"?{request.url.query}" if request.url.query else ""
    return Feed(told.for_reader(interests), title, site, f"{site}{request.url.path}{query}", moment)


def _interests(session: Session, settings: DigestSettings, persona: str, moment: Any) -> tuple[Interests, str]:
    """Whom it is about first, and their name where the address says so. Raises Invalid."""
    if not persona:
        return interests_of(session, {settings.person_id: settings}, moment)[settings.person_id], ""
    tag = tag_book(session).find(Facet.PERSONA, persona)
    if tag is None:
        raise Invalid.of("persona", "UNKNOWN_TAG", f"there is no persona “{persona}”")
    return Interests(frozenset({tag.id})), tag.name


def _cached(request: Request, content: bytes, media_type: str) -> Response:
    etag = f'"{sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "private, max-age=300", "Referrer-Policy": "no-referrer"}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=media_type, headers=headers)
