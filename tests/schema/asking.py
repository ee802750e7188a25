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
from starlette.testclient import TestClient

from api.answering import Answering
from api.graphql import graphql_routes
from api.runtime import Runtime
from api.settings import Mode, Settings
from content_store import people
from content_store.access import SYSTEM, window
from content_store.database import Database
from content_store.rules.filters import Filter
from content_store.rules.vocabulary import Role, Scope
from content_store.work import Work
from tests.content_store.making import person

YESTERDAY = datetime.now(UTC) - timedelta(days=1)


@dataclass
class Api:
    """A client of one API; ``tokens`` by the name of who holds it."""

    database: Database
    runtime: Runtime
    client: TestClient
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

    def settle(self) -> None:
        """Wait until the search index shows the store: a search waits only so long, and this machine may be busy."""
        for _ in range(200):
            with self.database.reading() as session:
                report = self.runtime.search.check(session)
                if report.is_ok and report.index_number == report.store_number:
                    return
                self.runtime.search.count(session, Filter(), window(SYSTEM, YESTERDAY))
        raise TimeoutError("the index does not catch up")

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
    """The API over ``database``; in production mode, unless ``settings`` say otherwise."""
    given = {"mode": Mode.PRODUCTION, **settings}
    url = database.url.render_as_string(hide_password=False)
    runtime = Runtime.open(Settings(data_dir=folder, database_url=url, **given))
    answering = Middleware(Answering, broken=lambda _: PlainTextResponse("broken", 500))
    app = Starlette(routes=graphql_routes(runtime), middleware=[answering])
    try:
        with TestClient(app, raise_server_exceptions=False) as client:
            yield Api(database, runtime, client)
    finally:
        runtime.close()


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
