"""Cursors: opaque to clients, a place in one list to us. One from another list is refused, not misread."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any

import orjson

from content_store.errors import Invalid
from content_store.feedback_views import Place
from content_store.queries.listing import Keyset
from schema.ids import GREATEST_ID

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST, _LAST = (
    (datetime(year, month, day, tzinfo=UTC) - _EPOCH) // timedelta(microseconds=1)
    for year, month, day in ((1, 1, 1), (9999, 12, 31))
)
_LONGEST = 4_000  # characters; a title of 600 in any script fits
_GREATEST = 2**62


def digest(*parts: object) -> str:
    """A short sum of what makes a list this one: its filter, its order, who may see what."""
    return blake2b(_canonical(parts).encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def _canonical(value: object) -> str:
    """The same text for equal values, in every process: sets have no order of their own."""
    if isinstance(value, frozenset):
        return f"{{{','.join(sorted(map(_canonical, value)))}}}"
    if isinstance(value, tuple | list):
        return f"({','.join(map(_canonical, value))})"
    if is_dataclass(value):
        return _canonical([getattr(value, field.name) for field in fields(value)])
    return repr(value)


def keyset_cursor(of: str, place: Keyset) -> str:
    """The cursor of a place in the list with the digest ``of``."""
    value = place.value
    return _packed(
        [of, (value - _EPOCH) // timedelta(microseconds=1) if isinstance(value, datetime) else value, place.id]
    )


def read_keyset(of: str, cursor: str, field: str, *, by_time: bool) -> Keyset:
    """The place that ``cursor`` stands for. Raises Invalid naming ``field``."""
    match _unpacked(of, cursor, field):
        case [_, int() as asset_id] if not 0 < asset_id <= GREATEST_ID:
            pass
        case [int() as moment, int() as asset_id] if by_time and _FIRST <= moment <= _LAST:
            return Keyset(_EPOCH + timedelta(microseconds=moment), asset_id)
        case [str() as title, int() as asset_id] if not by_time and "\x00" not in title:
            return Keyset(title, asset_id)
    raise _refused(field)


def place_cursor(of: str, place: Place) -> str:
    """The cursor of a place in a list that is ordered by a number."""
    return _packed([of, *place])


def read_place(of: str, cursor: str | None, field: str) -> Place | None:
    """The place that ``cursor`` stands for; None without one. Raises Invalid naming ``field``."""
    if cursor is None:
        return None
    match _unpacked(of, cursor, field):
        case [int() as value, int() as row_id] if abs(value) <= GREATEST_ID and 0 < row_id <= GREATEST_ID:
            return Place(value, row_id)
    raise _refused(field)


def position_cursor(of: str, position: int) -> str:
    """The cursor of a position, counted from 0, in a search result."""
    return _packed([of, position])


def read_position(of: str, cursor: str, field: str) -> int:
    """The position that ``cursor`` stands for. Raises Invalid naming ``field``."""
    match _unpacked(of, cursor, field):
        case [int() as position] if 0 <= position < _GREATEST:
            return position
    raise _refused(field)


def _packed(parts: list[Any]) -> str:
    return urlsafe_b64encode(orjson.dumps(parts)).decode().rstrip("=")


def _unpacked(of: str, cursor: str, field: str) -> list[Any]:
    if len(cursor) > _LONGEST:
        raise _refused(field)
    try:
        parts = orjson.loads(urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4)))
    except (Error, ValueError):
        raise _refused(field) from None
    if not isinstance(parts, list) or parts[:1] != [of] or any(isinstance(part, bool) for part in parts):
        raise _refused(field)
    if any(isinstance(part, int) and abs(part) >= _GREATEST for part in parts):
        raise _refused(field)
    return parts[1:]


def _refused(field: str) -> Invalid:
    message = "this cursor is not from this list with this filter and order; leave it out to begin anew"
    return Invalid.of(field, "WRONG_CURSOR", message)
