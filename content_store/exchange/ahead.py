"""Reading many files in another process, while this one stores what was read before.

The other process is this module run as a program. It finds what to read on its stdin and answers on its stdout, in
pickles with their length before each. Whatever becomes of it, nothing is lost: what it does not deliver is read here.
"""

import os
import pickle
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, islice
from queue import Queue
from threading import Thread
from typing import IO, cast

from content_store.exchange.entries import Entry
from content_store.exchange.reading import Reading, Understood, seldom_collecting

HERE = 500  # files read by this process while the other one starts,
WORTHWHILE = 1_500  # where at least so many are left for it
CHUNK = 100  # entries sent at once,
CHUNK_TEXT = 1_000_000  # or as many as hold this many characters of text
WAITING = 8  # chunks that may lie ready while a batch is stored

_LENGTH = struct.Struct("!Q")

_Read = tuple[Understood, int]
_Process = subprocess.Popen[bytes]


@contextmanager
def read_ahead(reading: Reading) -> Iterator[Iterator[_Read]]:
    """What ``reading`` understands, in its order; of many files all but the first are read in another process."""
    first, rest = reading.split(HERE)
    worthwhile = len(rest.sources.files) >= WORTHWHILE and (os.cpu_count() or 1) > 1
    process = _started(rest) if worthwhile else None
    if process is None:
        yield reading.understood()
        return
    with process:
        try:
            yield chain(first.understood(), _delivered(process, rest))
        finally:
            process.kill()


def _started(reading: Reading) -> _Process | None:
    """A process that reads; None where none can be had."""
    program = (sys.executable, "-P", "-m", __name__)  # -P: in the folder we stand in is no program of ours
    try:
        with tempfile.TemporaryFile() as order:
            pickle.dump(reading, order)
            order.seek(0)
            # In a group of its own: Ctrl-C is for this process, which ends the other.
            # Without stderr: what goes wrong over there is met again here, and told.
            return subprocess.Popen(  # noqa: S603 - our own interpreter and module
                program, stdin=order, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, process_group=0
            )
    except OSError:
        return None


def _delivered(process: _Process, reading: Reading) -> Iterator[_Read]:
    """What the other process reads; where it ends before it is done, the rest is read here."""
    count = 0
    while (chunk := _received(process)) is not None:
        if not chunk:
            return
        count += len(chunk)
        yield from chunk
    yield from islice(reading.understood(), count, None)


def _received(process: _Process) -> list[_Read] | None:
    """The next chunk, an empty one at the end; None where the process ended too early."""
    answers = cast("IO[bytes]", process.stdout)
    head = answers.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    data = answers.read(length)
    return pickle.loads(data) if len(data) == length else None  # noqa: S301 - our own process wrote it


def _serve() -> None:
    """Read what stdin says. When whoever asked is gone, writing fails, and that is the end."""
    reading: Reading = pickle.load(sys.stdin.buffer)  # noqa: S301 - our own process wrote it
    ready: Queue[bytes] = Queue(WAITING)
    Thread(target=_read, args=(reading, ready), daemon=True).start()
    for data in iter(ready.get, b""):
        sys.stdout.buffer.write(_LENGTH.pack(len(data)) + data)
        sys.stdout.buffer.flush()


def _read(reading: Reading, ready: Queue[bytes]) -> None:
    """Put all chunks into ``ready``, an empty one behind the last, and no bytes where this ends, well or not."""
    try:
        with seldom_collecting():
            for chunk in _chunks(reading):
                ready.put(pickle.dumps(chunk, pickle.HIGHEST_PROTOCOL))
        ready.put(pickle.dumps([]))
    finally:
        ready.put(b"")


def _chunks(reading: Reading) -> Iterator[list[_Read]]:
    chunk: list[_Read] = []
    text = 0
    for understood, done in reading.understood():
        chunk.append((understood, done))
        text += understood.length if isinstance(understood, Entry) else 0
        if len(chunk) >= CHUNK or text >= CHUNK_TEXT:
            yield chunk
            chunk, text = [], 0
    if chunk:
        yield chunk


if __name__ == "__main__":
    _serve()
