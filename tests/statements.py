"""Statements compiled once per worker, not once per test.

An engine compiles each statement when it first meets it, and remembers it by its dialect. Every test has an engine of
its own, so each would compile everything anew, as no process does that runs for longer than a test. So the engines of
one worker share, for each kind of database, a dialect and what was compiled for it.
"""

from typing import Any

from sqlalchemy import Engine, create_engine, event

_engines: dict[str, Engine] = {}


def create_sharing_engine(*args: Any, **options: Any) -> Engine:
    """As SQLAlchemy's ``create_engine``."""
    made = create_engine(*args, **options)
    first = _engines.get(made.dialect.name)
    if first is None:
        # A dialect learns what its server can do from its first connection: shared before that, it would never learn.
        event.listen(made, "first_connect", lambda *_: _engines.setdefault(made.dialect.name, made))
        return made
    made.dialect = made.pool._dialect = first.dialect
    made._compiled_cache = first._compiled_cache
    return made
