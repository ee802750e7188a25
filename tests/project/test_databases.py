"""The rules of the fixtures that all other tests stand on."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from content_store import migrations
from content_store.database import Database
from tests import databases
from tests.project.files import ROOT

RUN_AND_WAIT = """
import time
from tests import postgres_server
from tests.run_folder import RunFolder

run = RunFolder.begin()
postgres_server.start(run)
print(run.path, flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("attempt", [1, 2])
def test_every_test_begins_with_an_empty_database(database: Database, attempt: int) -> None:
    with database.writing() as session:
        session.execute(text("CREATE TABLE left_behind (attempt INTEGER)"))
        session.execute(text("INSERT INTO left_behind VALUES (:attempt)"), {"attempt": attempt})
        assert session.execute(text("SELECT count(*) FROM left_behind")).scalar() == 1


def test_the_migrations_make_what_the_tables_declare(database: Database) -> None:
    assert migrations.drift(database) == []


@pytest.mark.skipif(databases.no_postgresql() is not None, reason=str(databases.no_postgresql()))
def test_a_run_that_is_killed_leaves_no_server_behind() -> None:
    with subprocess.Popen([sys.executable, "-c", RUN_AND_WAIT], cwd=ROOT, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout
        folder = Path(run.stdout.readline().strip())
        assert (folder / "server" / "data" / "postmaster.pid").exists()
        run.kill()
    deadline = time.monotonic() + 20
    while folder.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not folder.exists()
