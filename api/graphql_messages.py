"""The messages of GraphQL over HTTP: which are taken, and in which form they are answered.

Follows https://graphql.github.io/graphql-over-http/draft/.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import orjson

from schema.execution import Asked


class MediaType(StrEnum):
    """The forms of an answer."""

    JSON = "application/json"
    GRAPHQL = "application/graphql-response+json"

    @property
    def refused_status(self) -> int:
        """The status of a well-formed request whose document or variables are wrong."""
        return 200 if self is MediaType.JSON else 400


class Refusal(Exception):
    """A request that cannot be taken, and why."""

    def __init__(self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = headers or {}


# What a client may say it takes, and what it gets; in a tie the first of these.
_OFFERED = {
    MediaType.GRAPHQL.value: MediaType.GRAPHQL,
    MediaType.JSON.value: MediaType.JSON,
    "application/*": MediaType.JSON,
    "*/*": MediaType.JSON,
}


def accepted(accept: str | None) -> MediaType:
    """The form of answer that the Accept header prefers. Raises Refusal where it takes none of ours."""
    if not accept:
        return MediaType.JSON
    wanted = dict(_preference(part) for part in accept[:2_000].split(","))
    best = max(_OFFERED, key=lambda name: wanted.get(name, 0.0))
    if wanted.get(best, 0.0) <= 0:
        raise Refusal(406, "BAD_USER_INPUT", f"answers come as {MediaType.GRAPHQL} or {MediaType.JSON}")
    return _OFFERED[best]


def _preference(part: str) -> tuple[str, float]:
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    quality = next((each[2:] for each in parameters if each.startswith("q=")), "1")
    try:
        return name, float(quality)
    except ValueError:
        return name, 0.0


def read_asked(address: Mapping[str, str], content_type: str | None, body: bytes | None) -> Asked:
    """What was asked, in the address (without ``body``) or in a body of JSON. Raises Refusal."""
    if body is None:
        given: dict[str, Any] = {name: address[name] for name in ("query", "operationName") if name in address}
        given |= {name: _json(address[name]) for name in ("variables", "extensions") if address.get(name)}
        return _asked(given)
    _check_content_type(content_type)
    parsed = _json(body)
    if not isinstance(parsed, dict):
        raise _malformed("the body is one JSON object; batches are not taken")
    return _asked(parsed)


def _asked(given: Mapping[str, Any]) -> Asked:
    query, name, variables = given.get("query"), given.get("operationName"), given.get("variables")
    if not isinstance(query, str) or not query.strip():
        raise _malformed("query is missing: send the document as text")
    if name is not None and not isinstance(name, str):
        raise _malformed("operationName is a text")
    if variables is not None and not isinstance(variables, dict):
        raise _malformed("variables is an object")
    if not isinstance(given.get("extensions"), dict | None):
        raise _malformed("extensions is an object")
    return Asked(query, name or None, variables)


def _check_content_type(content_type: str | None) -> None:
    name, *parameters = (piece.strip().lower() for piece in (content_type or "").split(";"))
    charset = next((each[8:].strip('"') for each in parameters if each.startswith("charset=")), "utf-8")
    if name != MediaType.JSON.value or charset not in {"utf-8", "utf8"}:
        raise Refusal(415, "BAD_USER_INPUT", "send the request as application/json in UTF-8")


def _json(text: str | bytes) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise _malformed(f"this is not JSON: {error.msg}") from error


def _malformed(message: str) -> Refusal:
    return Refusal(400, "BAD_USER_INPUT", message)
