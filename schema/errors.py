"""Errors as clients see them: what is theirs is told with its code, what is ours is masked and logged."""

import logging
from collections.abc import Iterable, Mapping
from typing import Any

from graphql import GraphQLError
from graphql.language import FieldNode
from strawberry.exceptions import StrawberryInputCoercionError

from content_store.database import unavailable
from content_store.errors import Invalid, KindlingError, Problem
from schema.naming import camel

MOST_LISTED = 3  # errors of a request that was refused

_log = logging.getLogger(__name__)


def request_errors(errors: Iterable[GraphQLError], request_id: str) -> list[dict[str, Any]]:
    """The errors of a request that was not run; the first few, since one often brings the others."""
    return [told(error, request_id) for error in list(errors)[:MOST_LISTED]]


def told(error: GraphQLError, request_id: str) -> dict[str, Any]:
    """One error as it is answered. Whatever was not foreseen is logged, and only its request id is told."""
    formatted: dict[str, Any] = {**error.formatted}
    code = error.extensions.get("code") if error.extensions else None
    cause = unavailable(error.original_error) or error.original_error
    if isinstance(cause, KindlingError):
        formatted["message"] = str(cause)
        formatted["extensions"] = extensions_of(cause)
    elif code is None and (isinstance(cause, StrawberryInputCoercionError) or _is_the_clients(error)):
        formatted["extensions"] = {"code": "BAD_USER_INPUT"}
    elif code is None:
        _log.error("request %s failed at %s", request_id, error.path, exc_info=cause or error)
        formatted["message"] = f"something went wrong here; it is logged as {request_id}"
        formatted["extensions"] = {"code": "INTERNAL", "requestId": request_id}
    return formatted


def extensions_of(error: KindlingError) -> dict[str, Any]:
    """What a program reads of a domain's error."""
    extensions: dict[str, Any] = {"code": error.code}
    if isinstance(error, Invalid):
        extensions["problems"] = [
            {"path": problem_path(problem), "code": problem.code, "message": problem.message}
            for problem in error.problems
        ]
    return extensions


def problem_path(problem: Problem) -> list[str]:
    """Where in the input the problem is, in the input's own names."""
    return [camel(part) for part in problem.path]


def plain_error(code: str, message: str, **more: Any) -> Mapping[str, Any]:
    """An error that belongs to the whole request."""
    return {"message": message, "extensions": {"code": code, **more}}


def _is_the_clients(error: GraphQLError) -> bool:
    """Whether graphql-core refused something that the client wrote: then it points at that, not at a field."""
    if error.original_error is not None and not isinstance(error.original_error, GraphQLError):
        return False
    return error.path is None or not any(isinstance(node, FieldNode) for node in error.nodes or ())
