"""Recording usage over HTTP: how much it costs to be durable, and what it does to those who read.

python -m bench.recording [sqlite] [slow] [postgresql] [reading]     all of them where nothing is said

The server has one core to itself, the client another; 16 connections send one request after the other. “Nothing
written” is the same mutation with a key that is refused: all is the same up to the recorder. “slow” adds 2 ms to every
sync of the disk (it needs a C compiler), and compares with a commit for each event. PostgreSQL is the tests' server,
which does not wait for the disk; KINDLING_TEST_POSTGRES_URL names another one. Linux only.
"""

import asyncio
import itertools
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import orjson

from bench.corpus import sentence
from bench.timing import console, table
from content_store import authoring, migrations, people, publishing
from content_store.access import SYSTEM
from content_store.database import Database
from content_store.rules.vocabulary import ContentType
from content_store.work import Work
from tests.databases import postgresql
from tests.run_folder import RunFolder

CONNECTIONS = 16
SECONDS = 3.0
ROUNDS = 4
ASSETS = 300
EMAIL = "rep@example.com"
SLOW_SYNC = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <unistd.h>
static int late(const char *name, int file) {
    usleep(2000);
    return ((int (*)(int))dlsym(RTLD_NEXT, name))(file);
}
int fsync(int file) { return late("fsync", file); }
int fdatasync(int file) { return late("fdatasync", file); }
"""
SINGLY = "from content_store import recording; recording.MOST_IN_A_GROUP = 1; "
RECORD = """mutation($input: RecordUsageInput!) { recordUsage(input: $input) {
  ... on RecordUsagePayload { event { id kind } } ... on MutationErrors { errors { code } } } }"""
BATCH = """mutation($input: RecordUsageBatchInput!) { recordUsageBatch(input: $input) {
  ... on RecordUsageBatchPayload { recorded } ... on MutationErrors { errors { code } } } }"""
READ = "{ talkingPoints(first: 20) { nodes { id slug headline opener personas { slug } stages { slug } } } }"

_numbers = itertools.count()
Body = Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Rate:
    """Requests answered in a second, what each costs the server's processor, and what 95 % of them take; in ms."""

    per_second: float
    cpu: float
    p95: float


def _event(key: str) -> dict[str, object]:
    number = next(_numbers)
    return {"kind": "USED", "idempotencyKey": f"{key}{number}", "assetSlug": f"asset-{number % ASSETS + 1}"}


def _asked(query: str, given: object | None = None) -> bytes:
    return orjson.dumps({"query": query, "variables": {"input": given} if given else {}})


def record() -> bytes:
    """A conversation with one of the assets."""
    return _asked(RECORD, _event("key-"))


def refused() -> bytes:
    """The same with a key that cannot be."""
    return _asked(RECORD, _event("no key "))


def batch() -> bytes:
    """Fifty of them."""
    return _asked(BATCH, {"events": [_event("key-") for _ in range(50)]})


def read() -> bytes:
    """A page of talking points, never twice the same to the cache."""
    return _asked(f"{READ} #{next(_numbers)}")


@dataclass(frozen=True, slots=True)
class Server:
    """Where a server listens, and what opens its door."""

    port: int
    token: str
    process: int

    @property
    def cpu(self) -> float:
        """The seconds of processor it has used."""
        used = Path(f"/proc/{self.process}/stat").read_text().rpartition(")")[2].split()[11:13]
        return sum(map(int, used)) / os.sysconf("SC_CLK_TCK")

    def request(self, body: bytes) -> bytes:
        """``body`` as it goes over the wire."""
        head = (
            f"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {self.token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


@contextmanager
def serving(database: Database, before: str = "", preloaded: str = "") -> Iterator[Server]:
    """A server of ``database`` on a core of its own; ``before`` is run in it first, ``preloaded`` is a library."""
    with socket.socket() as probe, tempfile.TemporaryDirectory(prefix="kindling-bench-") as folder:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        url = database.url.render_as_string(hide_password=False)
        settings = {"KINDLING_DATA_DIR": folder, "KINDLING_DATABASE_URL": url, "KINDLING_LOG_LEVEL": "error"}
        settings |= {"KINDLING_USAGE_EVENTS_PER_MINUTE": "1000000000", "LD_PRELOAD": preloaded}
        code = f"{before}import sys; from api.cli import main; sys.argv = ['', 'serve', '--port', '{port}']; main()"
        command = ["taskset", "--cpu-list", "0", sys.executable, "-c", code]
        process = subprocess.Popen(command, env=os.environ | settings)
        try:
            _wait(port, process)
            yield Server(port, _token(database), process.pid)
        finally:
            process.terminate()
            process.wait()


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.1)


def _token(database: Database) -> str:
    with database.writing() as session:
        return people.create_token(Work(session, SYSTEM, datetime.now(UTC)), EMAIL, "bench")[0]


def _prepared(database: Database) -> None:
    """Publish assets, and add somebody who records."""
    now = datetime.now(UTC)
    with database.writing() as session:
        work = Work(session, SYSTEM, now)
        people.add(work, people.PersonInput(EMAIL, "Rep"))
        for number in range(1, ASSETS + 1):
            content = {"headline": sentence(random.Random(number), 8), "opener": sentence(random.Random(number), 25)}
            given = {"title": f"Asset {number}", "summary": "One sentence.", "content": content}
            asset = authoring.create(work, ContentType.TALKING_POINT, given)
            publishing.publish(work, asset.id)


@contextmanager
def store(kind: str) -> Iterator[Database]:
    """An empty store with assets and somebody who records."""
    if kind == "postgresql":
        run = RunFolder.begin()
        try:
            with postgresql(run) as database:
                _prepared(database)
                yield database
        finally:
            run.end()
        return
    with tempfile.TemporaryDirectory(prefix="kindling-bench-") as folder:
        database = Database(f"sqlite:///{folder}/kindling.sqlite")
        migrations.upgrade(database)
        _prepared(database)
        try:
            yield database
        finally:
            database.close()


async def _connection(server: Server, body: Body, until: float, took: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    while time.monotonic() < until:
        began = time.monotonic()
        writer.write(server.request(body()))
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), head
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        await reader.readexactly(length)
        took.append((time.monotonic() - began) * 1000)
    writer.close()


async def _paced(server: Server, body: Body, until: float, per_second: float) -> None:
    """Send so many requests a second, on as many connections as that takes."""
    begun, sent = time.monotonic(), 0
    while time.monotonic() < until:
        due = int((time.monotonic() - begun) * per_second) - sent
        if due > 0:
            await asyncio.gather(*(_connection(server, body, time.monotonic() + 1e-9, []) for _ in range(due)))
            sent += due
        await asyncio.sleep(0.01)


def measure(server: Server, body: Body, beside: tuple[Body, float] | None = None) -> Rate:
    """How many of these requests are answered; ``beside`` says what else is sent meanwhile, and how often a second."""

    async def run() -> list[float]:
        took: list[float] = []
        until = time.monotonic() + SECONDS
        senders = [_connection(server, body, until, took) for _ in range(CONNECTIONS)]
        others = [_paced(server, beside[0], until, beside[1])] if beside else []
        await asyncio.gather(*senders, *others)
        return took

    cpu = server.cpu
    took = asyncio.run(run())
    cost = (server.cpu - cpu) * 1000 / len(took)
    return Rate(len(took) / SECONDS, cost, statistics.quantiles(took, n=20)[-1])


def alternating(runs: dict[str, Callable[[], Rate]]) -> dict[str, Rate]:
    """Each run several times, in turn; the median of each."""
    found: dict[str, list[Rate]] = {name: [] for name in runs}
    for run in runs.values():
        run()
    for _ in range(ROUNDS):
        for name, run in runs.items():
            found[name].append(run())
    return {name: sorted(rates, key=lambda rate: rate.per_second)[len(rates) // 2] for name, rates in found.items()}


def writing(kind: str) -> None:
    """Single events and batches, against the same that writes nothing."""
    with store(kind) as database, serving(database) as server:
        found = alternating(
            {
                "nothing written": lambda: measure(server, refused),
                "one event": lambda: measure(server, record),
                "batches of 50": lambda: measure(server, batch),
            }
        )
    columns = "mutation", "requests/s", "events/s", "p95 ms", "to nothing written", "CPU ms", "to nothing written"
    report = table(f"Recording over HTTP, {CONNECTIONS} connections, {kind}", *columns)
    nothing = found["nothing written"]
    for name, rate in found.items():
        events = {"nothing written": 0, "one event": 1, "batches of 50": 50}[name] * rate.per_second
        ratio, cost = rate.per_second / nothing.per_second, nothing.cpu / rate.cpu
        times = f"{rate.per_second:,.0f}", f"{events:,.0f}", f"{rate.p95:.1f}", f"{ratio:.2f}"
        report.add_row(name, *times, f"{rate.cpu:.2f}", f"{cost:.2f}")
    console.print(report)


def slow() -> None:
    """With 2 ms more for every sync: groups against a commit for each event."""
    compiler = shutil.which("cc")
    if compiler is None:
        console.print("There is no C compiler, so no disk can be slowed down.")
        return
    report = table("The same with 2 ms more for every sync, sqlite", "committed", "events/s", "p95 ms")
    rates = []
    with tempfile.TemporaryDirectory(prefix="kindling-bench-") as folder:
        library = f"{folder}/slow.so"
        make = [compiler, "-shared", "-fPIC", "-x", "c", "-o", library, "-", "-ldl"]
        subprocess.run(make, input=SLOW_SYNC, text=True, check=True)
        for name, before in (("in groups", ""), ("one by one", SINGLY)):
            with store("sqlite") as database, serving(database, before, library) as server:
                found = alternating({name: lambda: measure(server, record)})[name]
            rates.append(found.per_second)
            report.add_row(name, f"{found.per_second:,.0f}", f"{found.p95:.1f}")
    console.print(report)
    console.print(f"{rates[0] / rates[1]:.1f} times as many")


def reading() -> None:
    """Reading with and without a thousand events a second beside it, as 20 batches of 50."""
    with store("sqlite") as database, serving(database) as server:
        found = alternating(
            {
                "alone": lambda: measure(server, read),
                "beside 1,000 events/s": lambda: measure(server, read, (batch, 20.0)),
            }
        )
    report = table("Reading a page of 20 talking points, sqlite", "", "requests/s", "to alone", "p95 ms")
    for name, rate in found.items():
        ratio = f"{rate.per_second / found['alone'].per_second:.2f}"
        report.add_row(name, f"{rate.per_second:,.0f}", ratio, f"{rate.p95:.1f}")
    console.print(report)


PARTS: dict[str, Callable[[], None]] = {
    "sqlite": lambda: writing("sqlite"),
    "slow": slow,
    "postgresql": lambda: writing("postgresql"),
    "reading": reading,
}


if __name__ == "__main__":
    os.sched_setaffinity(0, {1})
    for part in sys.argv[1:] or PARTS:
        PARTS[part]()
