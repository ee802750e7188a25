"""What is answered while the database is away or takes nothing; nobody needs to start the server anew afterwards."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx2 import Response
from sqlalchemy import select

from content_store.database import Database
from content_store.rules.vocabulary import Role
from content_store.tables import SearchLog
from tests import databases
from tests.api.site import Site, opened
from tests.content_store.making import PASSWORD, published
from tests.schema.asking import Api

READ = '{ assets { nodes { slug } } search(text: "freeze", searchKey: "reading-1") { edges { node { slug } } } }'
WRITE = 'mutation { createTag(input: {facet: PAIN, name: "Late orders"}) { __typename } }'
FOUND = {"assets": {"nodes": [{"slug": "budget-freeze"}]}, "search": {"edges": [{"node": {"slug": "budget-freeze"}}]}}


class Visitor:
    """Somebody of marketing who reads and writes, by page and by program."""

    def __init__(self, site: Site) -> None:
        self._site = site
        site.sign_in(Role.MARKETING)
        published(site.database)
        site.settle()
        token = Api(site.database, site.runtime, site.client).token(Role.ADMIN)
        self._headers = {"Authorization": f"Bearer {token}"}

    def ask(self, document: str) -> Response:
        return self._site.client.post("/graphql", json={"query": document}, headers=self._headers)

    def look(self) -> Response:
        return self._site.get("/?q=freeze")

    def sign_in(self) -> Response:
        return self._site.post("/sign-in", email="marketing@example.com", password=PASSWORD)

    def finds_all_well(self) -> bool:
        written = self.ask(WRITE).json()["data"]["createTag"]["__typename"]
        return (
            self.ask(READ).json()["data"] == FOUND
            and written in {"CreateTagPayload", "MutationErrors"}
            and self.look().status_code == 200
            and self.sign_in().status_code == 303
        )


@pytest.fixture
def postgresql_visitor(postgresql_database: Database, tmp_path: Path) -> Iterator[Visitor]:
    with opened(postgresql_database, tmp_path / "data") as site:
        yield Visitor(site)


def test_while_the_server_of_the_database_is_away_each_request_is_told_and_then_all_is_well(
    postgresql_database: Database, postgresql_visitor: Visitor
) -> None:
    visitor = postgresql_visitor
    with databases.away(postgresql_database):
        for document in (READ, WRITE):
            answer = visitor.ask(document)
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
            assert answer.json()["errors"][0]["extensions"] == {"code": "UNAVAILABLE"}
        for page in (visitor.look(), visitor.sign_in()):
            assert page.status_code == 503
            assert "try again in a moment" in page.text
    assert visitor.finds_all_well()


def test_a_connection_that_was_cut_between_two_requests_is_noticed_by_nobody(
    postgresql_database: Database, postgresql_visitor: Visitor
) -> None:
    with databases.away(postgresql_database):
        pass
    assert postgresql_visitor.finds_all_well()


def test_what_can_only_be_read_is_read(either_site: Site) -> None:
    site = either_site
    visitor = Visitor(site)
    with databases.read_only(site.runtime.database):
        assert visitor.ask(READ).json()["data"] == FOUND
        assert visitor.look().status_code == 200
        refused = visitor.ask(WRITE).json()["errors"][0]
        assert refused["extensions"] == {"code": "UNAVAILABLE"}
        assert "read-only" in refused["message"]
        assert visitor.sign_in().status_code == 503
    assert visitor.finds_all_well()
    site.runtime.journal.flush()
    with site.database.reading() as session:
        assert "freeze" in session.scalars(select(SearchLog.text)).all()
