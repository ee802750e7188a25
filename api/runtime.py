"""What one running Kindling consists of, opened and closed together."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import ParamSpec, TypeVar

import anyio.to_thread
from anyio import CapacityLimiter

from api.settings import Settings
from content_store.database import Database
from content_store.journal import SearchJournal
from search.finding import Search

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Runtime:
    """The settings, the database, the search and the log of searches of one process."""

    settings: Settings
    database: Database
    search: Search
    journal: SearchJournal
    # Few threads: they share one interpreter, and more of them only take turns.
    limiter: CapacityLimiter

    @classmethod
    def open(cls, settings: Settings) -> "Runtime":
        """Open everything; the database must be migrated."""
        database = Database(settings.url)
        return cls(
            settings=settings,
            database=database,
            search=Search(database, settings.index_dir, settings.search_engine.value),
            journal=SearchJournal(database),
            limiter=CapacityLimiter(settings.threads),
        )

    def close(self) -> None:
        """Write down what waits and let go of everything."""
        self.journal.close()
        self.search.close()
        self.database.close()

    async def in_thread(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``work`` in a worker thread, where sessions live; at most ``limiter`` at a time."""
        return await anyio.to_thread.run_sync(partial(work, *args, **kwargs), limiter=self.limiter)


def now() -> datetime:
    """This moment, in UTC. The only clock: everything below is told the time."""
    return datetime.now(UTC)
