"""What one running Kindling consists of, opened and closed together."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import ParamSpec, TypeVar

import anyio.to_thread
from anyio import CapacityLimiter

from api.file_work import FileWork
from api.settings import Settings, brand_of
from api.turns import Turns
from api.worker import Worker
from content_store.bulk import advance
from content_store.database import Database
from content_store.journal import SearchJournal
from content_store.recording import Recorder
from content_store.storage import Storage
from renderers.branding import Brand
from renderers.environment import Dressing, dress
from renderers.typesetting.press import Press
from schema.allowance import Allowance
from search.finding import Search

MOST_WAITING = 128  # requests that wait for a commit at once
BULKS_EVERY_SECONDS = 30.0  # another process may have been killed in the middle of one

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Runtime:
    """The settings, the database, the search, and what one process writes down beside its requests."""

    settings: Settings
    database: Database
    search: Search
    journal: SearchJournal
    recorder: Recorder
    storage: Storage
    file_work: FileWork
    bulk_work: Worker
    # Few threads: they share one interpreter, and more of them only take turns.
    limiter: CapacityLimiter
    # Those that wait for a commit are more, and work no more at a time.
    waiters: CapacityLimiter
    turns: Turns
    # What one person may record and write, by pages and by GraphQL together.
    events: Allowance
    changes: Allowance
    press: Press
    brand: Brand

    @classmethod
    def open(cls, settings: Settings) -> "Runtime":
        """Open everything; the database must be migrated. Raises SettingsError."""
        brand = brand_of(settings)
        dress(Dressing(brand, settings.templates_dir))
        database = Database(settings.url, demands_review=settings.review_required)
        recorder = Recorder(database)
        storage = Storage(settings.files, settings.data_dir / "incoming")
        return cls(
            settings=settings,
            database=database,
            search=Search(database, settings.index_dir, settings.search_engine.value),
            journal=SearchJournal(database, recorder.note),
            recorder=recorder,
            storage=storage,
            file_work=FileWork(database, storage, now),
            bulk_work=Worker("going on with a bulk", lambda: advance(database, now()), BULKS_EVERY_SECONDS),
            limiter=CapacityLimiter(settings.threads),
            waiters=CapacityLimiter(MOST_WAITING),
            turns=Turns(settings.threads),
            events=Allowance(settings.usage_events_per_minute),
            changes=Allowance(settings.changes_per_minute),
            press=Press(),
            brand=brand,
        )

    def wake(self) -> None:
        """Go on with what an earlier process left."""
        self.file_work.wake()
        self.bulk_work.wake()

    def close(self) -> None:
        """Write down what waits and let go of everything."""
        self.file_work.close()
        self.press.close()
        self.bulk_work.close()
        # The journal first: what searches showed goes to the recorder.
        self.journal.close()
        self.recorder.close()
        self.search.close()
        self.database.close()

    async def in_thread(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``work`` in a worker thread, where sessions live; at most ``limiter`` at a time."""
        return await anyio.to_thread.run_sync(partial(work, *args, **kwargs), limiter=self.limiter)

    async def in_turn(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """As ``in_thread`` for work that waits, inside ``turns.given_up``, without keeping others from working."""

        def taken() -> T:
            with self.turns.taken():
                return work(*args, **kwargs)

        return await anyio.to_thread.run_sync(taken, limiter=self.waiters)


def now() -> datetime:
    """This moment, in UTC. The only clock: everything below is told the time."""
    return datetime.now(UTC)
