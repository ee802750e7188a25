"""Running one operation, in the thread that calls."""

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard

from graphql import ExecutionResult, GraphQLError, execute
from graphql.execution import Executor
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from content_store.errors import RateLimited
from schema.definition import SCHEMA
from schema.documents import Document, Documents, Refused
from schema.errors import MOST_LISTED, request_errors, told
from schema.limits import Limits
from schema.operation import Operation


@dataclass(frozen=True, slots=True)
class Asked:
    """What a client sent."""

    query: str
    operation_name: str | None = None
    variables: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer's body. ``ran`` is false where the request was refused before anything ran.

    ``retry_after`` is in how many seconds to try again, where it was too much at once; 0 where it was not.
    """

    body: Mapping[str, Any]
    ran: bool = True
    retry_after: float = 0


class Runner:
    """Prepares documents and runs operations."""

    def __init__(self, limits: Limits) -> None:
        self._documents = Documents(SCHEMA, limits)

    def prepared(self, asked: Asked) -> Document:
        """The document asked for. Raises Refused."""
        return self._documents.prepared(asked.query)

    def run(self, document: Document, asked: Asked, operation: Operation | None, request_id: str) -> Answer:
        """Run the operation and tell its errors. Without ``operation`` only introspection has something to read."""
        variables = asked.variables or {}
        try:
            cost = document.cost(asked.operation_name, variables)
            result = _executed(document, asked, variables, operation)
        except Refused as refused:
            return refusal(refused, request_id)
        except RecursionError:
            return refusal(Refused([GraphQLError("the variables are nested too deeply")]), request_id)
        if result.data is None and all(error.path is None for error in result.errors or ()):
            return refusal(Refused(list(result.errors or ())), request_id)
        body: dict[str, Any] = {"data": result.data}
        errors = result.errors or []
        if errors:
            body["errors"] = [told(error, request_id) for error in errors]
        causes = [error.original_error for error in errors]
        retry_after = max((cause.retry_after for cause in causes if isinstance(cause, RateLimited)), default=0.0)
        return Answer({**body, "extensions": {"cost": cost}}, retry_after=retry_after)


def refusal(refused: Refused, request_id: str) -> Answer:
    """The answer to a request that is not run."""
    return Answer({"errors": request_errors(refused.errors, request_id)}, ran=False)


class SyncExecutor(Executor[None]):
    """graphql-core's executor without its parts for deferred answers, which nobody asks for: a sixth faster."""

    # What strawberry's resolvers are handed; it reads these two attributes.
    operation_extensions = None
    build_resolve_info = StrawberryGraphQLCoreExecutionContext.build_resolve_info


def _executed(
    document: Document, asked: Asked, variables: Mapping[str, Any], operation: Operation | None
) -> ExecutionResult:
    result = execute(
        SCHEMA,
        document.ast,
        context_value=operation,
        variable_values=dict(variables),
        operation_name=asked.operation_name,
        executor_class=SyncExecutor,
        is_awaitable=_never,
        max_coercion_errors=MOST_LISTED,
    )
    if not isinstance(result, ExecutionResult):
        raise TypeError(type(result))
    return result


def _never(_value: object) -> TypeGuard[Awaitable[Any]]:
    """Resolvers run in the calling thread; none of them is a coroutine."""
    return False
