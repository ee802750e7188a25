"""Publish to visible: how long after a publish another process's search shows it.

python -m bench.visible [SIZE]          over 10,000 assets where nothing is said
"""

import multiprocessing
import statistics
import sys
import time
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

from sqlalchemy import URL

from bench.corpus import store
from bench.timing import console, table
from content_store import authoring, publishing
from content_store.access import SYSTEM
from content_store.database import Database
from content_store.rules.filters import Window
from content_store.rules.vocabulary import ContentType
from content_store.work import Work
from search.finding import Search, SearchRequest

ROUNDS = 60


def searching(url: URL, folder: Path, pipe: Connection) -> None:
    """The other process: search for each word it is sent until it is found, and say when."""
    database = Database(url)
    search = Search(database, folder)
    pipe.send("ready")
    while word := pipe.recv():
        found = 0
        while not found:
            with database.reading() as session:
                found = search.find(session, SearchRequest(word), Window(datetime.now(UTC))).total
        pipe.send(time.monotonic())
    search.close()
    database.close()


def publish(database: Database, word: str) -> float:
    """Publish an asset that nobody else's word is in; when the commit was done."""
    now = datetime.now(UTC)
    given = {"title": word, "summary": "One sentence.", "content": {"claim": word}}
    with database.writing() as session:
        work = Work(session, SYSTEM, now)
        asset = authoring.create(work, ContentType.PROOF_STATEMENT, given)
        publishing.publish(work, asset.id)
    return time.monotonic()


def main(size: int) -> None:
    """Print the time from the commit to the first search that finds it, in the other process."""
    spawning = multiprocessing.get_context("spawn")
    with store(size) as (database, folder):
        here = Search(database, folder)
        here.reindex(lambda *_: None)
        here.close()
        ours, theirs = spawning.Pipe()
        other = spawning.Process(target=searching, args=(database.url, folder, theirs))
        other.start()
        ours.recv()
        waits = []
        for number in range(ROUNDS):
            word = f"zyx{number:04}q"
            ours.send(word)
            time.sleep(0.05)
            committed = publish(database, word)
            waits.append((ours.recv() - committed) * 1000)
        ours.send("")
        other.join()
    report = table("From commit to found in another process", "assets", "p50 ms", "p95 ms", "worst ms")
    p95 = statistics.quantiles(waits, n=20)[-1]
    report.add_row(f"{size:,}", f"{statistics.median(waits):.1f}", f"{p95:.1f}", f"{max(waits):.1f}")
    console.print(report)


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 10_000)
