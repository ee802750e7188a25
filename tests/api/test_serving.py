"""The server as a process: told to stop, it finishes what was asked and loses nothing."""

import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx2

from content_store import people
from content_store.access import SYSTEM
from content_store.database import Database
from content_store.rules.vocabulary import Role
from content_store.work import Work
from tests.content_store.making import NOON, person
from tests.serving import Server, serving

WRITE = 'mutation { createTag(input: {facet: PAIN, name: "Late orders"}) { __typename } }'


def ask(server: Server, token: str, document: str) -> Any:
    headers = {"Authorization": f"Bearer {token}"}
    answer = httpx2.post(
        f"{server.url}/graphql", json={"query": document}, headers=headers, timeout=30, trust_env=False
    )
    return answer.raise_for_status().json()["data"]


def token_of_marketing(database: Database) -> str:
    someone = person(database, Role.MARKETING)
    with database.writing() as session:
        return people.create_token(Work(session, SYSTEM, NOON), someone.email, "test")[0]


def test_told_to_stop_it_answers_what_is_under_way_and_writes_down_what_waits(
    sqlite_database: Database, tmp_path: Path
) -> None:
    token, file = token_of_marketing(sqlite_database), tmp_path / "kindling.sqlite"
    answers: list[Any] = []
    with (
        serving(tmp_path, measured=False) as server,
        closing(sqlite3.connect(file, isolation_level=None)) as other,
    ):
        assert ask(server, token, '{ search(text: "last words") { totalCount } }')
        # Another writer: the request must wait for it.
        other.execute("BEGIN IMMEDIATE")
        waiting = threading.Thread(target=lambda: answers.append(ask(server, token, WRITE)))
        waiting.start()
        time.sleep(0.3)
        server.process.terminate()
        time.sleep(0.3)
        assert server.process.poll() is None
        other.execute("ROLLBACK")
        waiting.join()
        assert server.process.wait(timeout=20) == 0
    assert answers == [{"createTag": {"__typename": "CreateTagPayload"}}]
    with closing(sqlite3.connect(file)) as database:
        assert database.execute("SELECT text FROM search_log").fetchall() == [("last words",)]
