"""Bringing a database's tables up to date."""

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from content_store.database import Database
from content_store.tables import Base

# In a checkout the migrations stand beside the packages; an installed wheel carries them inside.
_PLACES = (Path(__file__).parent / "_alembic", Path(__file__).parent.parent / "alembic")


def upgrade(database: Database, revision: str = "head") -> None:
    """Apply every migration up to ``revision``."""
    _run(database, lambda config: command.upgrade(config, revision))


def downgrade(database: Database, revision: str) -> None:
    """Undo migrations down to ``revision``; ``base`` undoes all."""
    _run(database, lambda config: command.downgrade(config, revision))


def current(database: Database) -> str | None:
    """The migration the database is at; None where none has run. Raises Unavailable."""
    with database.reading() as session:
        return MigrationContext.configure(session.connection()).get_current_revision()


def head() -> str | None:
    """The newest migration there is."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def drift(database: Database) -> list[object]:
    """In what the tables differ from their declarations; empty when all is well."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))


def _config() -> Config:
    config = Config()
    folder = next(place for place in _PLACES if (place / "env.py").is_file())
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    return config


def _run(database: Database, step: Callable[[Config], None]) -> None:
    config = _config()
    with database.migrating() as connection:
        config.attributes["connection"] = connection
        step(config)
