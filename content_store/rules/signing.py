"""Signed tokens: what we gave out can be told from what somebody made up, without looking anything up."""

import hmac
import re
from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from hashlib import sha256

_FORM = re.compile(r"([1-9][0-9]{0,9})\.([1-9][0-9]{0,11})\.([A-Za-z0-9_-]{43})", re.ASCII)


def signed(secret: str, purpose: str, number: int, expires_at: datetime) -> str:
    """A token for the thing of this number, until ``expires_at`` (whole seconds)."""
    until = int(expires_at.timestamp())
    return f"{number}.{until}.{_signature(secret, purpose, number, until)}"


def read_signed(secret: str, purpose: str, token: str, now: datetime) -> tuple[int, datetime] | None:
    """Number and end of a token that we signed and that has not expired; None for any other text.

    The signature is compared in constant time, so that nobody can guess it piece by piece.
    """
    found = _FORM.fullmatch(token)
    if found is None:
        return None
    number, until = int(found[1]), int(found[2])
    if not hmac.compare_digest(_signature(secret, purpose, number, until), found[3]) or until <= now.timestamp():
        return None
    return number, datetime.fromtimestamp(until, UTC)


def _signature(secret: str, purpose: str, number: int, until: int) -> str:
    digest = hmac.new(secret.encode(), f"{purpose}:{number}:{until}".encode(), sha256).digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")
