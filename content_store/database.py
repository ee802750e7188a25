"""Connections: what is set on them, how reading and writing begin, and how driver errors are told."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session

from content_store.errors import Conflict, Unavailable
from content_store.memory import Memory

# A session is what everybody is handed; the library it comes from stays in here.
__all__ = ["BUSY_SECONDS", "Database", "Session", "is_supported", "unavailable"]

BUSY_SECONDS = 10.0

_SQLITE_SIGNS = {
    "locked": "the database is busy and did not answer in time",
    "full": "the database's disk is full",
    "disk i/o": "the database's disk cannot be read or written",
    "unable to open": "the database file cannot be opened",
    "readonly": "the database file is read-only",
    "not a database": "the database file holds something else",
    "malformed": "the database file is damaged; restore a backup",
}


def is_supported(url: str) -> bool:
    """Whether ``url`` names a database of a kind that Kindling runs on."""
    try:
        return make_url(url).get_backend_name() in {"sqlite", "postgresql", "postgres"}
    except ArgumentError:
        return False


class Database:
    """One database. ``reading`` gives one snapshot, ``writing`` one transaction; both belong to one thread.

    With ``demands_review`` whatever is written through it is published only when it was approved.
    """

    def __init__(self, url: str | URL, *, demands_review: bool = False) -> None:
        self.demands_review = demands_review
        self.url = make_url(url)
        if self.url.drivername in {"postgresql", "postgres"}:
            self.url = self.url.set(drivername="postgresql+psycopg")
        self.memory = Memory()
        self.engine = _sqlite_engine(self.url) if self.is_sqlite else _postgresql_engine(self.url)
        if self.is_sqlite:
            self._reader: Engine = self.engine
            self._writer: Engine = self.engine.execution_options(kindling_writes=True)
        else:
            # Writers lock the rows they change; under a snapshot the second of two would fail instead of wait.
            self._reader = self.engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            self._writer = self.engine

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded database."""
        return self.url.get_backend_name() == "sqlite"

    @property
    def shown(self) -> str:
        """Its address as it may be shown: without the password."""
        return self.url.render_as_string()

    @property
    def file(self) -> Path | None:
        """The database's file, where it is one."""
        name = self.url.database
        return Path(name) if self.is_sqlite and name and name != ":memory:" else None

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one snapshot and writes nothing.

        Raises Unavailable when the database does not answer.
        """
        info = {"memory": self.memory, "snapshot": True, "demands_review": self.demands_review}
        with _told(), Session(self._reader, autoflush=False, info=info) as session:
            yield session

    @contextmanager
    def writing(self, patience: float | None = None) -> Iterator[Session]:
        """A session whose changes are committed together at the end, or not at all.

        Raises Unavailable when the database does not answer or stays locked for ``patience`` seconds, and Conflict when
        another writer made the same thing meanwhile; nothing was changed then.
        """
        # Its own memory: what a transaction sees of itself must not outlive it when it is rolled back.
        info = {"memory": Memory(), "demands_review": self.demands_review}
        writer = self._writer
        if patience is not None and self.is_sqlite:
            writer = writer.execution_options(kindling_patience=patience)
        with _told(), Session(writer, info=info) as session, session.begin():
            if patience is not None and not self.is_sqlite:
                session.connection().exec_driver_sql(f"SET LOCAL lock_timeout = {_milliseconds(patience)}")
            yield session

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """A connection on which tables may be remade: in one transaction, foreign keys unchecked until its end."""
        with _told(), self._writer.connect() as connection:
            if self.is_sqlite:
                # Takes effect outside a transaction only.
                connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")
            try:
                with connection.begin():
                    yield connection
            finally:
                connection.invalidate()

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        # Every rule is checked before it is written; only another writer can have come in between.
        if any(sign in str(error.orig).lower() for sign in ("unique", "duplicate key")):
            message = "somebody else saved the same at this moment; look again"
            raise Conflict(message) from error
        raise
    except DBAPIError as error:
        told = unavailable(error)
        if told is None:
            raise
        raise told from error


def unavailable(error: BaseException | None) -> Unavailable | None:
    """What ``error`` means where it is the database that did not answer; None where it is anything else."""
    message = _meaning(error) if isinstance(error, DBAPIError) else None
    return None if message is None else Unavailable(f"{message}; nothing was changed")


def _meaning(error: DBAPIError) -> str | None:
    """What a driver's error means to whoever asked; None where it is a mistake of ours."""
    text = str(error.orig).lower()
    if isinstance(error.orig, sqlite3.Error):
        return next((meaning for sign, meaning in _SQLITE_SIGNS.items() if sign in text), None)
    if "no space left" in text or "disk full" in text:
        return "the database's disk is full"
    if "read-only transaction" in text:
        return "the database is read-only"
    if "connection failed" in text or "connection is bad" in text:
        return "no connection to the database could be made"
    if error.connection_invalidated or isinstance(error, OperationalError):
        return "the database did not answer in time"
    return None


def _dumps(value: Any) -> str:
    return orjson.dumps(value).decode()


def _sqlite_engine(url: URL) -> Engine:
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        json_serializer=_dumps,
        json_deserializer=orjson.loads,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False, "cached_statements": 512},
        pool_size=16,
        max_overflow=48,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # The driver would begin transactions on its own, too late for a snapshot; we begin them ourselves.
    connection.isolation_level = None
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "temp_store = MEMORY",
        "cache_size = -32768",
        "mmap_size = 268435456",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later could find its snapshot stale: take the lock at once.
    options = connection.get_execution_options()
    if options.get("kindling_writes"):
        # Said each time: the connection may have been somebody's with less patience.
        patience = _milliseconds(options.get("kindling_patience", BUSY_SECONDS))
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {patience}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("kindling_writes") else "BEGIN")


def _milliseconds(seconds: float) -> int:
    return max(1, round(seconds * 1000))


def _postgresql_engine(url: URL) -> Engine:
    return create_engine(
        url,
        json_serializer=_dumps,
        json_deserializer=orjson.loads,
        pool_size=16,
        max_overflow=16,
        pool_pre_ping=True,
        connect_args={"connect_timeout": int(BUSY_SECONDS)},
    )
