"""What clients may say about time, keys and themselves when they record usage."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import blake2b

from content_store.rules.vocabulary import ActorKind, Role

MOST_IN_A_BATCH = 500
LATEST = timedelta(days=30)  # events from a device that was offline; more than a month has been reported by then
AHEAD = timedelta(minutes=5)  # clocks differ
LONGEST_KEY = 80
LONGEST_REFERENCE = 200

_KEY = re.compile(r"[\x21-\x7e]+")
# Programs that follow links on their own. Cubot makes telephones; and a person's script tells by its token whose it is.
_BOT = re.compile(r"(?<!cu)bot\b|crawler|spider|slurp|preview|facebookexternalhit", re.IGNORECASE)


def time_problem(occurred_at: datetime, now: datetime) -> tuple[str, str] | None:
    """Code and message of what is wrong with a client's time; None where it can be believed."""
    if occurred_at > now + AHEAD:
        return "IN_THE_FUTURE", f"it lies ahead of the server's clock, which says {now:%Y-%m-%d %H:%M:%S} UTC"
    if occurred_at < now - LATEST:
        return "TOO_LATE", f"events may be at most {LATEST.days} days late"
    return None


def key_problem(key: str) -> str | None:
    """What is wrong with a client's idempotency key; None where it will do."""
    if len(key) > LONGEST_KEY or not _KEY.fullmatch(key):
        return f"a key has 1 to {LONGEST_KEY} visible ASCII characters and no space; a UUID will do"
    return None


def digest(body: Mapping[str, object]) -> str:
    """A fingerprint of what was sent, by which the same key with another body is told."""
    text = "\x1f".join(f"{name}={body[name]}" for name in sorted(body))
    return blake2b(text.encode(errors="replace"), digest_size=16).hexdigest()


def actor_kind(role: Role, user_agent: str, purpose_header: str = "") -> ActorKind:
    """Who is behind a request: a program with a token, a person, or a program that looks like one.

    ``purpose_header`` is ``Sec-Purpose`` (or the older ``Purpose``): a browser that fetches ahead says so there, and
    nobody has looked at anything yet.
    """
    if role is Role.SERVICE:
        return ActorKind.SERVICE
    if _BOT.search(user_agent) or "prefetch" in purpose_header.lower() or "preview" in purpose_header.lower():
        return ActorKind.SUSPECTED_BOT
    return ActorKind.HUMAN
