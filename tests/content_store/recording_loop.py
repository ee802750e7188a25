"""A process that records without end, in many threads, and says what was acknowledged; for a test that kills it."""

import os
import sys
import threading
from datetime import UTC, datetime
from itertools import count

from sqlalchemy import select

from content_store.access import window
from content_store.database import Database
from content_store.queries.people import people_book
from content_store.recording import Recorder
from content_store.rules.vocabulary import ActorKind, Channel, EventKind
from content_store.tables import Asset
from content_store.usage import Occurrence, Recording, UsageInput, prepare
from content_store.views import RecordedEvent, Viewer

THREADS = 12


def occurrences(database: Database, *inputs: UsageInput) -> list[Occurrence]:
    """What the first person of the store would record."""
    with database.reading() as session:
        person = min(people_book(session).by_id.values(), key=lambda each: each.id)
        by = Recording(person, window(Viewer(person), datetime.now(UTC)), Channel.WEB, ActorKind.HUMAN)
        return [each for each in prepare(session, by, inputs) if isinstance(each, Occurrence)]


def inputs(asset_id: int, key: str) -> list[UsageInput]:
    """A conversation and what came of it."""
    return [UsageInput(EventKind.USED, key, asset_id), UsageInput(EventKind.LANDED, f"{key}.", about=key)]


def main(url: str, name: str) -> None:
    """Record until killed; a line with its key for each conversation that is written."""
    database = Database(url)
    recorder = Recorder(database)
    with database.reading() as session:
        assets = list(session.scalars(select(Asset.id)))

    def work(thread: int) -> None:
        for number in count():
            key = f"{name}-{thread}-{number}"
            given = occurrences(database, *inputs(assets[number % len(assets)], key))
            if all(isinstance(outcome, RecordedEvent) for outcome in recorder.record(given)):
                os.write(1, f"{key}\n".encode())

    for thread in range(THREADS):
        threading.Thread(target=work, args=(thread,)).start()


if __name__ == "__main__":
    main(*sys.argv[1:])
