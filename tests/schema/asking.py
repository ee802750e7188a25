"""A served API over a real database, and who asks it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse

from api.answering import Answering
from api.graphql import graphql_routes
from api.runtime import Runtime
from content_store import people
from content_store.access import SYSTEM
from content_store.database import Database
from content_store.rules.vocabulary import Role, Scope
from content_store.work import Work
from tests.api.site import Site, opened
from tests.content_store.making import person

YESTERDAY = datetime.now(UTC) - timedelta(days=1)


@dataclass
class Api(Site):
    """A program's view of one site; ``tokens`` by the name of who holds it."""

    tokens: dict[str, str] = field(default_factory=dict)

    def token(self, role: Role, *scopes: Scope) -> str:
        """A token of a person of this role, made once."""
        name = ",".join((role.value, *sorted(scopes)))
        if name not in self.tokens:
            email = f"{name.replace(',', '-').replace(':', '-')}@example.com"
            person(self.database, role, email)
            with self.database.writing() as session:
                work = Work(session, SYSTEM, YESTERDAY)
                self.tokens[name] = people.create_token(work, email, "test", frozenset(scopes))[0]
        return self.tokens[name]

    def ask(self, document: str, role: Role = Role.REP, *scopes: Scope, **variables: Any) -> dict[str, Any]:
        """The whole answer to one document."""
        headers = {"Authorization": f"Bearer {self.token(role, *scopes)}"}
        self.settle()
        body = {"query": document, "variables": variables}
        answer: dict[str, Any] = self.client.post("/graphql", json=body, headers=headers).json()
        return answer

    def data(self, document: str, role: Role = Role.REP, *scopes: Scope, **variables: Any) -> Any:
        """The data of an answer that must have no errors."""
        answer = self.ask(document, role, *scopes, **variables)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    def error(self, document: str, role: Role = Role.REP, *scopes: Scope, **variables: Any) -> Any:
        """The only error of an answer."""
        answer = self.ask(document, role, *scopes, **variables)
        assert len(answer["errors"]) == 1, answer
        return answer["errors"][0]


@contextmanager
def served(database: Database, folder: Path, **settings: Any) -> Iterator[Api]:
    """The API over ``database``, without the pages."""
    with opened(database, folder, _graphql_alone, **settings) as site:
        yield Api(site.database, site.runtime, site.client)


def _graphql_alone(runtime: Runtime) -> Starlette:
    answering = Middleware(Answering, broken=lambda _: PlainTextResponse("broken", 500))
    return Starlette(routes=graphql_routes(runtime), middleware=[answering])


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """The SQL statements that ran, without those that begin and end transactions."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        # Only what a request runs in its worker thread: the log of searches and the index have threads of their own.
        is_request = threading.current_thread().name.startswith("AnyIO")
        if is_request and not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK")):
            seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
