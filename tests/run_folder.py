"""One folder per test run, shared by all its workers, and gone when the run ends."""

import os
import shutil
import tempfile
import time
from pathlib import Path

from filelock import FileLock

MEMORY = Path("/dev/shm")  # noqa: S108 - a disk in memory, where the system has one
ROOM = 2_000_000_000  # bytes that must be free there; a container may have far less


class RunFolder:
    """The folder a run keeps what all its workers share in.

    The process that begins the run holds a lock as long as it lives, however it ends. Whoever must clean up
    after the run (see ``tests.postgres_server``) waits for that lock.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path.name.rpartition("-")[2]
        self.alive = FileLock(path / "alive.lock")

    @classmethod
    def begin(cls) -> "RunFolder":
        """Make the folder and hold its lock."""
        folder = cls(Path(tempfile.mkdtemp(prefix="kindling-tests-", dir=_fastest())))
        # The PostgreSQL server may run as another user, who must be able to pass through.
        folder.path.chmod(0o711)
        folder.alive.acquire()
        return folder

    def once(self, name: str) -> FileLock:
        """A lock for what only one of the workers does."""
        return FileLock(self.path / f"{name}.lock")

    def end(self) -> None:
        """Let go of the lock, wait for what cleans up after itself, and remove the folder."""
        self.alive.release()
        deadline = time.monotonic() + 20
        while (self.path / "server").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        shutil.rmtree(self.path, ignore_errors=True)


def _fastest() -> Path | None:
    """Where nothing waits for a disk: what the tests write, they force to the disk again and again, as they should.

    None, which is the system's own place, where memory cannot be used so.
    """
    if not MEMORY.is_dir() or not os.access(MEMORY, os.W_OK):
        return None
    return MEMORY if shutil.disk_usage(MEMORY).free > ROOM else None
