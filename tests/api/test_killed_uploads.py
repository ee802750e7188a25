"""Uploads that are cut off, and servers that are killed meanwhile: the whole file, or nothing."""

import random
import resource
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from content_store import people
from content_store.access import SYSTEM
from content_store.database import Database
from content_store.queries.files import files_of
from content_store.rules.vocabulary import ContentType, Role
from content_store.work import Work
from tests import databases
from tests.conftest import RUN
from tests.content_store.making import NOON, person, published
from tests.serving import Server, serving

MEGABYTE = 1_000_000
BOUNDARY = "cut"
_READING = {"result.json", "thumbnail.webp", "unfinished"}  # what comes of reading a file
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="asks the kernel of Linux")


@dataclass(frozen=True)
class Uploading:
    """A server, and the headers of somebody who may upload to its asset ``deck``."""

    server: Server
    headers: dict[str, str]


def ready(database: Database) -> dict[str, str]:
    """An asset to upload to, and the headers of somebody who may."""
    published(database, ContentType.PRESENTATION, "Deck")
    someone = person(database, Role.MARKETING)
    with database.writing() as session:
        token = people.create_token(Work(session, SYSTEM, NOON), someone.email, "test")[0]
    return {"Authorization": f"Bearer {token}", "Accept": "application/json"}


def request_head(headers: dict[str, str], size: int) -> tuple[bytes, bytes]:
    """What comes before the file's bytes, and what behind them."""
    part = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'.encode()
    end = f"\r\n--{BOUNDARY}--\r\n".encode()
    lines = {
        "Host": "127.0.0.1",
        "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
        "Content-Length": str(len(part) + size + len(end)),
        **headers,
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"POST /assets/deck/files HTTP/1.1\r\n{head}\r\n".encode() + part, end


def connected(server: Server) -> socket.socket:
    address = urlsplit(server.url)
    return socket.create_connection((address.hostname, address.port), timeout=30)


def send(server: Server, headers: dict[str, str], megabytes: int, cut_after: int | None = None) -> bytes:
    """Send a PDF of so many megabytes, all of it or up to ``cut_after``; returns the answer's first line."""
    head, end = request_head(headers, megabytes * MEGABYTE)
    piece = b"%PDF-" + bytes(MEGABYTE - 5)
    with connected(server) as line:
        line.sendall(head)
        for number in range(megabytes):
            if number == cut_after:
                return b""
            line.sendall(piece)
        line.sendall(end)
        return line.recv(100).partition(b"\r\n")[0]


def memory(server: Server) -> int:
    """How many bytes of memory the server holds now."""
    return int(Path(f"/proc/{server.process.pid}/statm").read_text().split()[1]) * resource.getpagesize()


def lying_in(data: Path) -> list[Path]:
    return sorted(
        path
        for part in ("blobs", "incoming")
        for path in (data / "files" / part).rglob("*")
        if path.is_file() and path.name not in _READING
    )


@pytest.fixture(scope="module")
def uploading(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Uploading]:
    """One server for all tests but those that kill it."""
    folder = tmp_path_factory.mktemp("uploading")
    with databases.sqlite(request.config.stash[RUN], folder) as database:
        headers = ready(database)
        with serving(folder, measured=False) as server:
            yield Uploading(server, headers)


def test_an_upload_that_is_cut_off_leaves_nothing(uploading: Uploading) -> None:
    before = lying_in(uploading.server.data)
    for cut_after in (1, 3):
        send(uploading.server, uploading.headers, 5, cut_after)
    deadline = time.monotonic() + 20
    while lying_in(uploading.server.data) != before and time.monotonic() < deadline:
        time.sleep(0.05)
    assert lying_in(uploading.server.data) == before
    assert send(uploading.server, uploading.headers, 2).endswith(b"201 Created")
    (new,) = set(lying_in(uploading.server.data)) - set(before)
    assert new.stat().st_size == 2 * MEGABYTE


@LINUX
def test_a_large_upload_needs_no_memory(uploading: Uploading) -> None:
    server = uploading.server
    assert send(server, uploading.headers, 1).endswith(b"201 Created")
    before = highest = memory(server)
    done = threading.Event()

    def watch() -> None:
        nonlocal highest
        while not done.wait(0.01):
            highest = max(highest, memory(server))

    watching = threading.Thread(target=watch)
    watching.start()
    assert send(server, uploading.headers, 100).endswith(b"201 Created")
    done.set()
    watching.join()
    assert highest - before < 40 * MEGABYTE


@LINUX
def test_a_disk_that_is_full_keeps_nothing(uploading: Uploading) -> None:
    """No file may grow beyond a limit that the system sets, which is how a full disk looks to a process."""
    server, before = uploading.server, lying_in(uploading.server.data)
    unlimited = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (10 * MEGABYTE, unlimited[1]))
    assert b"503" in send(server, uploading.headers, 16)
    assert lying_in(server.data) == before
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, unlimited)
    assert send(server, uploading.headers, 16).endswith(b"201 Created")


def test_a_server_that_is_killed_keeps_the_whole_file_or_nothing(sqlite_database: Database, tmp_path: Path) -> None:
    headers = ready(sqlite_database)
    rng = random.Random(1)
    for _ in range(2):
        with serving(tmp_path, measured=False) as server:
            killer = threading.Timer(rng.uniform(0.05, 0.5), server.kill)
            killer.start()
            with suppress(OSError):
                while True:
                    send(server, headers, rng.randint(1, 20))
            killer.join()
    with sqlite_database.reading() as session:
        found = [file for files in files_of(session, [1]).values() for file in files]
    blobs = tmp_path / "files" / "blobs"
    for file in found:
        assert (blobs / file.digest[:2] / file.digest).stat().st_size == file.bytes
    # What is no file yet is whole all the same: it got its name when it was.
    assert all(path.stat().st_size % MEGABYTE == 0 for path in blobs.rglob("*") if path.is_file())
