"""What a keystroke costs at the server: keeping what was typed, checking it, and drawing how it will read.

python -m bench.writing [SIZE]        10,000 assets where nothing is said

Milliseconds of processor time of the whole process, as two cores shared with others make any other clock a guess; and
how long the event loop, and with it everybody else, was kept waiting at the most.
"""

import asyncio
import random
import secrets
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.types import Message

from api.app import create_app
from api.pages.work.typed import blank
from api.requests import SESSION_COOKIE
from api.runtime import Runtime, now
from api.settings import Mode, Settings
from bench.corpus import NOW, sentence, store
from bench.timing import console, quantiles_of, table
from content_store import people
from content_store.access import SYSTEM
from content_store.database import Database
from content_store.people import PersonInput
from content_store.rules.vocabulary import ContentType, Role
from content_store.work import Work

EMAIL, PASSWORD = "editor@example.com", "correct horse battery"
_COLUMNS = "work p50", "p95", "passed p50", "p95", "stalled p50", "p95"
ROUNDS, ROUNDS_LARGE = 100, 20
LARGE = 1_000_000  # characters
_BOUNDARY = "----KindlingBench7MA4YWxkTrZu0gW"
_CHUNK = 65_536  # bytes of a request that the server hands on at once
_TICK = 0.001  # seconds


@dataclass
class Spent:
    """Milliseconds: at work, until the answer, and that the event loop stood still at the most."""

    work: list[float] = field(default_factory=list)
    passed: list[float] = field(default_factory=list)
    stalled: list[float] = field(default_factory=list)

    def note(self, work: float, passed: float, stalled: float) -> None:
        """Count one request, given in seconds."""
        for kept, seconds in ((self.work, work), (self.passed, passed), (self.stalled, stalled)):
            kept.append(seconds * 1000)


def talking_point(rows: int) -> dict[str, str]:
    """A talking point as people write it, with so many rows."""
    typed = blank(ContentType.TALKING_POINT, EMAIL)
    lines = [sentence(random.Random(number), 12) for number in range(rows * 3)]
    said = iter(lines)
    typed |= {"title": "Budget freeze in the autumn", "summary": sentence(random.Random(1), 15), "body": ""}
    typed["content"] |= {
        "headline": "Cash lies in stock",
        "opener": "People in your role tell us that orders are late. Is that the case for you?",
        "value_statement": "A third fewer orders are late.",
        "discovery_questions": [{"kind": "problem", "text": next(said), "audience": ""} for _ in range(rows // 2)],
        "objections": [
            {"buyer_says": next(said), "response": next(said), "evidence": "", "audience": ""} for _ in range(rows // 4)
        ],
        "do_say": [next(said) for _ in range(rows - rows // 2 - rows // 4)],
    }
    typed["tags"] |= {"persona": ["persona-1"], "stage": ["stage-1"], "pain": ["pain-1"]}
    typed["links"] |= {"proof": ["asset-2", "asset-4"]}
    return dict(_flat(typed))


def white_paper(length: int) -> dict[str, str]:
    """A white paper with a body of so many characters."""
    typed = blank(ContentType.WHITE_PAPER, EMAIL) | {"title": "The whole of it", "summary": "All that we know."}
    rng = random.Random(2)
    paragraphs = (
        f"## {sentence(rng, 5)}\n\n{sentence(rng, 120)}, *that* is **all**.\n\n" for _ in range(length // 500)
    )
    typed["body"] = "".join(paragraphs)[:length]
    typed["content"] |= {"abstract": "In *short*.", "key_findings": ["One.", "Two."]}
    return dict(_flat(typed))


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """The fields of a form by name, as a browser sends them."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _flat(each, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for place, each in enumerate(value):
            yield from _flat(each, f"{path}.{place}")
    elif not isinstance(value, bool):
        yield path, value


def _body(form: Mapping[str, str]) -> bytes:
    parts = (
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'
        for name, text in ((name, text.replace("\n", "\r\n")) for name, text in form.items())
    )
    return ("".join(parts) + f"--{_BOUNDARY}--\r\n").encode()


async def _sent(app: Starlette, secret: str, address: str, body: bytes) -> int:
    """Send a form past the network, in pieces as a server hands them on; the status of the answer."""
    pieces = [body[start : start + _CHUNK] for start in range(0, len(body), _CHUNK)]
    messages = iter(
        {"type": "http.request", "body": piece, "more_body": number < len(pieces)}
        for number, piece in enumerate(pieces, 1)
    )
    status = 0

    async def receive() -> Message:
        await asyncio.sleep(0)
        return next(messages)

    async def send(message: Message) -> None:
        nonlocal status
        status = message.get("status", status)

    headers = {
        "host": "testserver",
        "origin": "http://testserver",
        "cookie": f"{SESSION_COOKIE}={secret}",
        "content-type": f"multipart/form-data; boundary={_BOUNDARY}",
        "content-length": str(len(body)),
        "accept-encoding": "gzip",
    }
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "path": address,
        "raw_path": address.encode(),
        "query_string": b"",
        "root_path": "",
        "scheme": "http",
        "server": ("testserver", 80),
        "client": ("127.0.0.1", 1),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    await app(scope, receive, send)
    return status


async def _longest_stall(done: asyncio.Event) -> float:
    """Seconds that the event loop let a clock wait at the most until ``done``."""
    longest, before = 0.0, time.perf_counter()
    while not done.is_set():
        await asyncio.sleep(_TICK)
        longest, before = max(longest, time.perf_counter() - before - _TICK), time.perf_counter()
    return longest


async def spent(app: Starlette, secret: str, address: str, form: Mapping[str, str], rounds: int) -> Spent:
    """Send ``form`` so often, each time with another title, as somebody who types does."""
    found = Spent()
    for number in range(-1, rounds):
        body = _body({**form, "title": f"{form['title']} {number}"})
        done = asyncio.Event()
        clock = asyncio.create_task(_longest_stall(done))
        await asyncio.sleep(0)
        work, passed = time.process_time(), time.perf_counter()
        status = await _sent(app, secret, address, body)
        work, passed = time.process_time() - work, time.perf_counter() - passed
        done.set()
        stalled = await clock
        if status != 200:
            message = f"{address} answered {status}"
            raise RuntimeError(message)
        if number >= 0:
            found.note(work, passed, stalled)
    return found


def prepare(database: Database) -> str:
    """Somebody from marketing; the secret of their session."""
    with database.writing() as session:
        people.add(Work(session, SYSTEM, NOW), PersonInput(EMAIL, "Editor", Role.MARKETING, PASSWORD))
    return people.sign_in(database, EMAIL, PASSWORD, now())


def main(size: int) -> None:
    """Print what each form costs when it is kept, and when the preview is drawn too, and the whole page."""
    new = "/work/assets/new"
    usual, long = talking_point(20), white_paper(LARGE)
    runs = (
        ("talking point: kept, checked", f"{new}/talking-point/live", usual, ROUNDS),
        ("  and previewed", f"{new}/talking-point/live", {**usual, "show": "preview"}, ROUNDS),
        ("  the whole form", f"{new}/talking-point", {**usual, "do": "preview"}, ROUNDS),
        ("white paper: kept, checked", f"{new}/white-paper/live", long, ROUNDS_LARGE),
        ("  and previewed", f"{new}/white-paper/live", {**long, "show": "preview"}, ROUNDS_LARGE),
        ("  the whole form", f"{new}/white-paper", {**long, "do": "preview"}, ROUNDS_LARGE),
    )
    report = table(
        f"Writing beside {size:,} assets, SQLite: a talking point of 20 rows, a white paper of 1 MB; ms",
        "form",
        *_COLUMNS,
    )
    with store(size) as (database, folder):
        secret = prepare(database)
        settings = Settings(
            data_dir=folder.parent,
            database_url=database.url.render_as_string(),
            mode=Mode.PRODUCTION,
            changes_per_minute=1_000_000,
        )
        runtime = Runtime.open(settings)
        runtime.search.reindex(lambda *_: None)
        app = create_app(runtime)
        for name, address, form, rounds in runs:
            key = {"key": secrets.token_hex(16), "writer": "bench"}
            found = asyncio.run(spent(app, secret, address, {**form, **key}, rounds))
            work, passed, stalled = (quantiles_of(each) for each in (found.work, found.passed, found.stalled))
            figures = work.p50, work.p95, passed.p50, passed.p95, stalled.p50, stalled.p95
            report.add_row(name, *(f"{each:.1f}" for each in figures))
        runtime.close()
    console.print(report)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
