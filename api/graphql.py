"""GraphQL over HTTP: what may be sent to ``/graphql``, and how it is answered (see docs/graphql.md)."""

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from math import ceil
from typing import Any

import orjson
from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.answering import request_id_of
from api.graphql_messages import MediaType, Refusal, accepted, read_asked
from api.requests import Caller, actor_of, caller_of, is_same_origin, note_use
from api.runtime import Runtime, now
from api.settings import Mode, Settings
from content_store.errors import Unauthenticated, Unavailable
from content_store.rules.vocabulary import Channel
from schema.documents import Document, Refused
from schema.errors import plain_error
from schema.execution import Answer, Asked, Runner, refusal
from schema.limits import Limits
from schema.operation import Operation, Services, Snapshot


def graphql_routes(runtime: Runtime) -> list[Route]:
    """The addresses of the API."""
    return [Route("/graphql", Endpoint(runtime).answer, methods=["GET", "POST"])]


@dataclass(frozen=True, slots=True)
class _Call:
    """What of a request the worker thread needs."""

    asked: Asked
    headers: Mapping[str, str]
    cookies: Mapping[str, str]
    reads_only: bool
    request_id: str

    @property
    def waits(self) -> bool:
        """Whether it may be a mutation that waits for the recorder; a word elsewhere in the text costs nothing."""
        return not self.reads_only and "recordUsage" in self.asked.query


@dataclass(frozen=True, slots=True)
class _Outcome:
    """An answer's bytes; the rest as in ``Answer`` and ``Caller``."""

    body: bytes
    ran: bool
    unnoted_token: int | None
    retry_after: float


class Endpoint:
    """Answers one request after the other: HTTP on the event loop, the operation in a worker thread."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._runner = Runner(limits_of(runtime.settings))
        self._services = Services(
            runtime.database,
            runtime.search,
            runtime.journal,
            runtime.recorder,
            runtime.events,
            runtime.changes,
            show_names=runtime.settings.insights_show_names,
            wake_bulk=runtime.bulk_work.wake,
        )

    async def answer(self, request: Request) -> Response:
        """Answer one request; every error is coded."""
        media_type = MediaType.JSON
        try:
            media_type = accepted(request.headers.get("accept"))
            call = await self._call(request)
            # Recording waits for its commit: many such requests at once, or there would be no group to commit.
            run = self._runtime.in_turn if call.waits else self._runtime.in_thread
            outcome = await run(self._run, call)
        except Refusal as refused:
            errors = {"errors": [plain_error(refused.code, refused.message)]}
            return _response(orjson.dumps(errors), refused.status, media_type, refused.headers)
        response = _answered(outcome, media_type)
        if outcome.unnoted_token is not None:
            response.background = BackgroundTask(
                self._runtime.in_thread, note_use, self._runtime.database, outcome.unnoted_token, now()
            )
        return response

    @staticmethod
    async def _call(request: Request) -> _Call:
        reads_only = request.method != "POST"
        by_cookie = "authorization" not in request.headers and bool(request.cookies)
        if by_cookie and not reads_only and not is_same_origin(request.headers):
            raise Refusal(403, "FORBIDDEN", "a request with a cookie must come from one of our own pages")
        try:
            body = b"" if reads_only else await request.body()
        except HTTPException as error:
            message = "the request is larger than is taken here"
            raise Refusal(error.status_code, "BAD_USER_INPUT", message, error.headers) from error
        asked = read_asked(request.query_params, request.headers.get("content-type"), None if reads_only else body)
        return _Call(asked, request.headers, request.cookies, reads_only, request_id_of(request))

    def _run(self, call: _Call) -> _Outcome:
        """Answer in the thread that calls; the snapshot belongs to it."""
        try:
            return self._outcome(call)
        except Unavailable as error:
            raise Refusal(503, "UNAVAILABLE", str(error), {"Retry-After": "1"}) from error

    def _outcome(self, call: _Call) -> _Outcome:
        with Snapshot(self._runtime.database) as snapshot:
            caller = self._caller(snapshot, call)
            try:
                document = self._runner.prepared(call.asked)
                self._check(document, call, caller)
                answer = self._answer(document, call, caller, snapshot)
            except Refused as refused:
                answer = refusal(refused, call.request_id)
            token = caller.unnoted_token if caller else None
            return _Outcome(orjson.dumps(answer.body), answer.ran, token, answer.retry_after)

    def _caller(self, snapshot: Snapshot, call: _Call) -> Caller | None:
        """Who is asking; None for somebody unknown in development, who may read the schema and nothing else."""
        try:
            return caller_of(snapshot.session, call.headers, call.cookies, now())
        except Unauthenticated as error:
            anonymous = "authorization" not in call.headers and self._runtime.settings.mode is Mode.DEVELOPMENT
            if not anonymous:
                raise _unauthenticated(str(error)) from error
            return None

    @staticmethod
    def _check(document: Document, call: _Call, caller: Caller | None) -> None:
        name = call.asked.operation_name
        if call.reads_only and not document.is_query(name):
            raise Refusal(405, "BAD_USER_INPUT", "only queries may be sent with GET", {"Allow": "POST"})
        if caller is None and not document.is_introspection(name):
            raise _unauthenticated("sign in, or send a token as “Authorization: Bearer …”")

    def _answer(self, document: Document, call: _Call, caller: Caller | None, snapshot: Snapshot) -> Answer:
        operation = None
        if caller is not None:
            channel = Channel.API if "authorization" in call.headers else Channel.WEB
            actor = actor_of(caller.viewer, call.headers)
            waiting = self._runtime.turns.given_up if call.waits else nullcontext
            operation = Operation(self._services, snapshot, caller.viewer, now(), channel, actor, waiting)
        return self._runner.run(document, call.asked, operation, call.request_id)


def limits_of(settings: Settings) -> Limits:
    """The limits that the operator set."""
    return Limits(settings.max_query_depth, settings.max_query_aliases, settings.max_query_cost)


def _answered(outcome: _Outcome, media_type: MediaType) -> Response:
    if outcome.retry_after:
        return _response(outcome.body, 429, media_type, {"Retry-After": str(ceil(outcome.retry_after))})
    return _response(outcome.body, 200 if outcome.ran else media_type.refused_status, media_type, {})


def _unauthenticated(message: str) -> Refusal:
    return Refusal(401, "UNAUTHENTICATED", message, {"WWW-Authenticate": 'Bearer realm="kindling"'})


def _response(body: bytes, status: int, media_type: MediaType, headers: Mapping[str, Any]) -> Response:
    kept = {"Cache-Control": "no-store", "Vary": "Accept, Authorization, Cookie", **headers}
    return Response(body, status, kept, media_type=f"{media_type.value}; charset=utf-8")
