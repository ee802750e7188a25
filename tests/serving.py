"""A real Kindling in a process of its own, for tests that need to reach it over the network or to kill it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

KINDLING = Path(sys.executable).with_name("kindling")
# So long that only what hangs takes longer: a machine may be busy.
START_SECONDS = 300
STOP_SECONDS = 60


@dataclass(frozen=True)
class Server:
    """A running server: where it listens, where it writes, and its process."""

    url: str
    data: Path
    process: subprocess.Popen[bytes]

    @property
    def log(self) -> str:
        """All it has printed so far."""
        return (self.data / "server.log").read_text()

    def stop(self) -> None:
        """Ask it to end, and wait until it has."""
        self.process.terminate()
        self.process.wait(timeout=STOP_SECONDS)

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        self.process.kill()
        self.process.wait(timeout=STOP_SECONDS)


def environment(data: Path, settings: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of a Kindling that keeps everything in ``data`` and knows no settings but the given ones."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("KINDLING_")}
    return inherited | {"KINDLING_DATA_DIR": str(data)} | dict(settings or {})


def unmeasured(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The same environment without coverage: what is killed reports none, and measuring doubles its time."""
    return {name: value for name, value in environment.items() if not name.startswith("COVERAGE_")}


@contextmanager
def serving(
    data: Path, command: str = "serve", settings: Mapping[str, str] | None = None, *, measured: bool = True
) -> Iterator[Server]:
    """Run ``kindling serve`` (or ``demo``) on a free port; yields once it can answer requests.

    ``measured`` is whether its code counts as covered. Raises RuntimeError,
    with what it printed, when it ends or stays silent instead.
    """
    data.mkdir(parents=True, exist_ok=True)
    port = free_port()
    with (data / "server.log").open("ab") as log:
        process = subprocess.Popen(
            [KINDLING, command, "--port", str(port)],
            env=environment(data, settings) if measured else unmeasured(environment(data, settings)),
            cwd=data,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    server = Server(f"http://127.0.0.1:{port}", data, process)
    try:
        _wait_until_ready(server)
        yield server
    finally:
        if process.poll() is None:
            server.stop()


def _wait_until_ready(server: Server) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.process.poll() is None:
        if _answers(server):
            return
        time.sleep(0.05)
    message = f"Kindling did not start:\n{server.log}"
    raise RuntimeError(message)


def _answers(server: Server) -> bool:
    try:
        return httpx2.get(f"{server.url}/healthz", timeout=5, trust_env=False).is_success
    except httpx2.TransportError:
        return False


def free_port() -> int:
    """A port on which nothing listens at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
