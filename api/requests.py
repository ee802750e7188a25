"""Who is asking: a program by its token, a person by the cookie of their sign-in."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from content_store.database import Database, Session
from content_store.errors import Unauthenticated, Unavailable
from content_store.people import note_token_use, viewer_of_sign_in, viewer_of_token
from content_store.rules.occurrences import actor_kind
from content_store.rules.vocabulary import ActorKind
from content_store.views import Viewer

SESSION_COOKIE = "kindling_session"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Caller:
    """Whose request it is. ``unnoted_token`` is the token whose use is still to be written down, if any."""

    viewer: Viewer
    unnoted_token: int | None = None


def caller_of(session: Session, headers: Mapping[str, str], cookies: Mapping[str, str], now: datetime) -> Caller:
    """Whose request this is. A token that is shown counts, even where a cookie is there too.

    Header names are looked up in lower case. Raises Unauthenticated, saying what was wrong.
    """
    authorization = headers.get("authorization")
    if authorization is not None:
        holder = viewer_of_token(session, _bearer(authorization), now)
        return Caller(holder.viewer, holder.token_id if holder.note_use else None)
    secret = cookies.get(SESSION_COOKIE)
    if not secret:
        message = "sign in, or send a token as “Authorization: Bearer …”"
        raise Unauthenticated(message)
    return Caller(viewer_of_sign_in(session, secret, now))


def viewer_of(session: Session, headers: Mapping[str, str], cookies: Mapping[str, str], now: datetime) -> Viewer:
    """Who is asking. Raises Unauthenticated."""
    return caller_of(session, headers, cookies, now).viewer


def actor_of(viewer: Viewer, headers: Mapping[str, str]) -> ActorKind:
    """Whether a person, a service or a bot seems to be behind a request."""
    ahead = headers.get("sec-purpose") or headers.get("purpose") or ""
    return actor_kind(viewer.role, headers.get("user-agent", ""), ahead)


def note_use(database: Database, token_id: int, now: datetime) -> None:
    """Write down that a token was used. No request fails for it: where it cannot be written now, the next one will."""
    try:
        with database.writing() as session:
            note_token_use(session, token_id, now)
    except Unavailable as error:
        _log.warning("the use of token %d was not noted: %s", token_id, error)


def is_same_origin(headers: Mapping[str, str]) -> bool:
    """Whether a browser sent this from one of our own pages; what tells nothing of its origin did not.

    Every browser names the origin of a POST. Ours is the host that was asked.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    # Compared as texts: an origin is a scheme and a host, and what is neither need not be understood.
    host = headers.get("origin", "").partition("://")[2]
    return bool(host) and host == headers.get("host")


def _bearer(authorization: str) -> str:
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        message = "send the token as “Authorization: Bearer …”"
        raise Unauthenticated(message)
    return token.strip()
