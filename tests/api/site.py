"""The web site over a real database, and somebody who looks at it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from httpx2 import Response
from starlette.testclient import TestClient

from api.app import create_app
from api.runtime import Runtime, now
from api.settings import Settings
from content_store import people
from content_store.access import SYSTEM
from content_store.database import Database
from content_store.people import PersonInput
from content_store.rules.filters import Window
from content_store.rules.vocabulary import Role
from content_store.work import Work
from search.finding import SearchRequest
from tests.content_store.making import NOON, PASSWORD

ORIGIN = {"Origin": "http://testserver"}


@dataclass
class Site:
    """A browser's view of one site; it keeps cookies and follows no redirects."""

    database: Database
    runtime: Runtime
    client: TestClient

    def add(self, role: Role = Role.REP) -> str:
        """Somebody of this role who may sign in; returns their address."""
        email = f"{role.value}@example.com"
        with self.database.writing() as session:
            people.add(Work(session, SYSTEM, NOON), PersonInput(email, f"{role.value} one", role, PASSWORD))
        return email

    def sign_in(self, role: Role = Role.REP) -> None:
        """Add somebody and sign in as them."""
        assert self.post("/sign-in", email=self.add(role), password=PASSWORD).status_code == 303

    def let_index_catch_up(self) -> None:
        """Wait until the search has taken in all that was written; it begins by itself."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with self.database.reading() as session:
                if not self.runtime.search.find(session, SearchRequest(), Window(now())).behind:
                    return
        message = "the search did not catch up"
        raise TimeoutError(message)

    def get(self, address: str, **headers: str) -> Response:
        return self.client.get(address, headers=headers)

    def post(self, address: str, **form: str) -> Response:
        """Send a form, as a page of ours does."""
        return self.client.post(address, data=form, headers=ORIGIN)

    def page(self, address: str) -> str:
        """The text of a page that is there."""
        answer = self.get(address)
        assert answer.status_code == 200, answer.text
        return answer.text


@contextmanager
def opened(database: Database, folder: Path, **settings: Any) -> Iterator[Site]:
    url = database.url.render_as_string(hide_password=False)
    runtime = Runtime.open(Settings(data_dir=folder, database_url=url, **settings))
    try:
        with TestClient(create_app(runtime), follow_redirects=False) as client:
            yield Site(database, runtime, client)
    finally:
        runtime.close()
