"""A digest for 5,000 people: the work of rendering, handing over and writing down, and the memory it takes.

``python -m bench.digests [PEOPLE]``. The mail server is one of ours that takes everything, in a process of its own.
"""

import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from api.digest_mails import Courier
from api.settings import Settings
from bench.corpus import store
from content_store import people
from content_store.access import SYSTEM
from content_store.deliveries import plan_all
from content_store.people import PersonInput
from content_store.rules.digests import DeliveryStatus
from content_store.rules.vocabulary import Role
from content_store.work import Work

ASSETS = 1_000
_SERVER = """
import asyncio, sys

async def talk(reader, writer):
    writer.write(b"220 bench\\r\\n")
    in_mail = False
    while line := await reader.readline():
        if in_mail:
            if line == b".\\r\\n":
                in_mail = False
                writer.write(b"250 taken\\r\\n")
            continue
        if line[:4].upper() == b"DATA":
            in_mail = True
            writer.write(b"354 go on\\r\\n")
        else:
            writer.write(b"250 fine\\r\\n")

async def main():
    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()

asyncio.run(main())
"""


def main(count: int) -> None:
    """Print seconds of wall clock and of the processor, and the memory before and after."""
    with store(ASSETS) as (database, folder):
        now = datetime.now(UTC)
        with database.writing() as session:
            work = Work(session, SYSTEM, now)
            for number in range(count):
                people.add(work, PersonInput(f"rep{number}@example.com", f"Rep {number}", Role.REP))
        with database.writing() as session:
            planned = plan_all(session, now - timedelta(days=365), now)
        with _server() as address:
            settings = Settings(data_dir=folder, smtp_url=address)
            before, began, worked = _memory(), time.perf_counter(), time.process_time()
            tally = Courier(database, settings).send_waiting()
            seconds, processor = time.perf_counter() - began, time.process_time() - worked
    print(f"{planned:,} planned, {tally.of(DeliveryStatus.SENT):,} sent")
    print(f"{seconds:.1f} s by the clock, {processor:.1f} s of the processor (target 60)")
    print(f"memory: {before:.0f} MB before, {_memory():.0f} MB at most")


@contextmanager
def _server() -> Iterator[str]:
    process = subprocess.Popen([sys.executable, "-c", _SERVER], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield f"smtp://127.0.0.1:{process.stdout.readline().strip()}"
    finally:
        process.kill()
        process.wait()


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000)
