"""How fast files are taken in against a plain copy, and what searches feel of files that are read meanwhile."""

import os
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import httpx2

from api.runtime import now
from bench.timing import console, table
from content_store import people
from content_store.access import SYSTEM
from content_store.database import Database
from content_store.migrations import upgrade
from content_store.rules.vocabulary import ContentType, Role
from content_store.work import Work
from tests.content_store import documents
from tests.content_store.making import person, published
from tests.serving import serving

MEGABYTES = 200
DECKS = 6
SEARCH = '{ search(text: "%s", first: 20) { nodes { id } } }'


def main() -> None:
    """Measure both on a real server and print the figures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        headers = _prepared(folder)
        with serving(folder, measured=False) as server, httpx2.Client(trust_env=False, timeout=120) as client:
            client.headers.update(headers)
            content = b"%PDF-1.7\n" + os.urandom(MEGABYTES * 1_000_000 - 9)

            def upload() -> None:
                given = {"file": ("large.pdf", content)}
                assert client.post(f"{server.url}/assets/deck/files", files=given).status_code == 201

            found = table(f"{MEGABYTES} MB", "", "MB/s")
            found.add_row("uploaded: sent, hashed, synced, stored", f"{_speed(upload):.0f}")
            found.add_row("copied and synced", f"{_speed(lambda: _copy(content, folder)):.0f}")
            found.add_row("hashed only (SHA-256)", f"{_speed(lambda: sha256(content)):.0f}")
            console.print(found)
            _searches(client, server.url)


def _prepared(folder: Path) -> dict[str, str]:
    database = Database(f"sqlite:///{folder / 'kindling.sqlite'}")
    upgrade(database)
    published(database, ContentType.PRESENTATION, "Deck")
    for number in range(300):
        published(database, title=f"Budget freeze {number}")
    someone = person(database, Role.MARKETING)
    with database.writing() as session:
        token = people.create_token(Work(session, SYSTEM, now()), someone.email, "bench")[0]
    database.close()
    return {"Authorization": f"Bearer {token}", "Accept": "application/json"}


def _speed(run: Callable[[], object]) -> float:
    """Megabytes a second, the best of three: anything else is the machine's other work."""
    return MEGABYTES / min(_seconds(run) for _ in range(3))


def _seconds(run: Callable[[], object]) -> float:
    begun = time.perf_counter()
    run()
    return time.perf_counter() - begun


def _copy(content: bytes, folder: Path) -> None:
    with (folder / "copy").open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _searches(client: httpx2.Client, url: str) -> None:
    def search(number: int) -> float:
        body = {"query": SEARCH % f"budget freeze {number}"}
        return _seconds(lambda: client.post(f"{url}/graphql", json=body).raise_for_status())

    idle = [search(number) for number in range(300)]
    texts = [f"Slide {number}. " + "Dredging costs more every year. " * 200 for number in range(40)]
    done = threading.Event()

    def read() -> None:
        """Hand in decks until the measurement ends; the server reads them meanwhile."""
        with httpx2.Client(headers=client.headers, trust_env=False, timeout=120) as other:
            for number in range(DECKS):
                slides = [(f"{number}.{place}", text) for place, text in enumerate(texts)]
                given = {"file": ("deck.pptx", documents.deck(*slides))}
                other.post(f"{url}/assets/deck/files", files=given).raise_for_status()
            while not done.wait(0.2):
                query = '{ asset(slug: "deck") { files { status } } }'
                answer = other.post(f"{url}/graphql", json={"query": query}).json()
                if all(file["status"] != "PENDING" for file in answer["data"]["asset"]["files"]):
                    done.set()

    reading = threading.Thread(target=read)
    reading.start()
    busy: list[float] = []
    while not done.is_set() and len(busy) < 3_000:
        busy.append(search(len(busy)))
    done.set()
    reading.join()
    found = table("a search over HTTP", "", "p50 ms", "p95 ms", "searches")
    for label, times in (("with nothing else", idle), (f"while {DECKS} decks come in and are read", busy)):
        tail = statistics.quantiles(times, n=20)[-1]
        found.add_row(label, f"{statistics.median(times) * 1000:.1f}", f"{tail * 1000:.1f}", str(len(times)))
    console.print(found)


if __name__ == "__main__":
    # The machine's disk must not still be busy with what came before.
    subprocess.run(["sync"], check=False)
    main()
