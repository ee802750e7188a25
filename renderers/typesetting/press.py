"""Setting documents in a process that is kept: warm, bounded in time and memory, and replaced when it fails."""

import contextlib
import json
import os
import select
import signal
import struct
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass
from time import monotonic
from typing import Any

SECONDS = 20.0  # for one document
MOST_JOBS = 300  # of one process; what a setter remembers grows
# Where packages would come from if any were asked for: nowhere.
_NOWHERE = "http://127.0.0.1:9"


class NotSet(Exception):
    """A document that could not be set; the message says why, for people."""


class TemplateFault(NotSet):
    """The template is wrong; ``diagnostic`` says where."""

    def __init__(self, message: str, diagnostic: str) -> None:
        super().__init__(message)
        self.diagnostic = diagnostic


@dataclass(frozen=True, slots=True)
class Job:
    """A template and its data; ``made`` is the document's moment, seconds since 1970, so that the same is the same.

    Of ``sizes`` the first is taken at which it fits on one page, or the last.
    """

    template: str
    data: dict[str, Any]
    made: int
    sizes: tuple[float, ...] = (1.0,)


class Press:
    """One process that sets one document at a time. Starts with the first document."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._jobs = 0

    def pdf(self, job: Job) -> bytes:
        """The document as PDF. Raises NotSet, and TemplateFault where the template is wrong."""
        asked = json.dumps(asdict(job)).encode()
        if not self._turn.acquire(timeout=self._seconds):
            message = "too many documents are being set just now; try again in a moment"
            raise NotSet(message)
        try:
            status, body = self._asked(struct.pack(">I", len(asked)) + asked)
        finally:
            self._turn.release()
        return _meant(status, body)

    def close(self) -> None:
        """Let the process go."""
        with self._turn:
            self._stop()

    def _asked(self, asked: bytes) -> tuple[bytes, bytes]:
        if self._jobs >= MOST_JOBS:
            self._stop()
        process = self._running()
        self._jobs += 1
        until = monotonic() + self._seconds
        try:
            _write(process, asked, until)
            head = _read(process, 5, until)
            return head[:1], _read(process, struct.unpack(">I", head[1:])[0], until)
        except (OSError, EOFError, TimeoutError) as error:
            self._stop()
            message = "it needed more memory than there may be"
            if isinstance(error, TimeoutError):
                message = f"it took longer than {self._seconds:.0f} seconds"
            raise NotSet(message) from error

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._jobs = 0
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-m", "renderers.typesetting"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
                start_new_session=True,
            )
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    os.set_blocking(pipe.fileno(), False)
        return self._process

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        process.wait()


def _meant(status: bytes, body: bytes) -> bytes:
    if status == b"P":
        return body
    told = json.loads(body)
    if status == b"G":
        shown = f": {told['missing']}" if told["missing"] else ""
        message = f"no font here can show its characters{shown}; see docs/documents.md on fonts"
        raise NotSet(message)
    raise TemplateFault(told["message"], told["diagnostic"])


def _write(process: subprocess.Popen[bytes], data: bytes, until: float) -> None:
    pipe = process.stdin
    left = memoryview(data)
    while left and pipe is not None:
        _, ready, _ = select.select([], [pipe], [], max(until - monotonic(), 0))
        if not ready:
            raise TimeoutError
        left = left[os.write(pipe.fileno(), left[:65536]) :]


def _read(process: subprocess.Popen[bytes], size: int, until: float) -> bytes:
    pipe = process.stdout
    parts: list[bytes] = []
    while size and pipe is not None:
        ready, _, _ = select.select([pipe], [], [], max(until - monotonic(), 0))
        if not ready:
            raise TimeoutError
        part = os.read(pipe.fileno(), min(size, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _environment() -> dict[str, str]:
    """Nothing of ours: no address of a database, no secret."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "TMPDIR") if name in os.environ}
    return {**kept, **dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), _NOWHERE)}
