"""The web site over a real database, and somebody who looks at it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from httpx2 import Response
from starlette.applications import Starlette
from starlette.testclient import TestClient

from api.app import create_app
from api.runtime import Runtime, now
from api.settings import Mode, Settings
from content_store import people
from content_store.access import SYSTEM, window
from content_store.database import Database
from content_store.people import PersonInput
from content_store.rules.filters import Filter
from content_store.rules.vocabulary import Role
from content_store.work import Work
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

    def settle(self) -> None:
        """Wait until the search index shows the store: a search waits only so long, and this machine may be busy."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with self.database.reading() as session:
                report = self.runtime.search.check(session)
                if report.is_ok and report.index_number == report.store_number:
                    return
                self.runtime.search.count(session, Filter(), window(SYSTEM, now()))
        message = "the index does not catch up"
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
def opened(
    database: Database, folder: Path, app: Callable[[Runtime], Starlette] = create_app, **settings: Any
) -> Iterator[Site]:
    """The site over ``database``, which writes its index into ``folder``."""
    url = database.url.render_as_string(hide_password=False)
    given = {"mode": Mode.PRODUCTION, **settings}
    runtime = Runtime.open(Settings(data_dir=folder, database_url=url, **given))
    try:
        with TestClient(app(runtime), raise_server_exceptions=False, follow_redirects=False) as client:
            yield Site(database, runtime, client)
    finally:
        runtime.close()
