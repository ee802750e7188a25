"""Where an index lives: one folder per generation, and a file that names the current one.

A new generation is built beside the current one and takes its place by one atomic rename, so that a process
killed at any moment leaves a whole index or none. One process of the host writes at a time, under a file lock.
"""

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from filelock import FileLock, Timeout


class Generations:
    """The generations under ``folder``. ``kind`` names engine and version; those of another kind do not count."""

    def __init__(self, folder: Path, kind: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._kind = kind
        self._pointer = folder / "current"
        # The file lock keeps processes apart, the other one the threads of this process.
        self._between_processes = FileLock(folder / "writer.lock", thread_local=False)
        self._between_threads = Lock()

    def try_to_write(self) -> bool:
        """Become the one writer, if there is none; then ``stop_writing`` must follow."""
        if not self._between_threads.acquire(blocking=False):
            return False
        try:
            self._between_processes.acquire(blocking=False)
        except Timeout:
            self._between_threads.release()
            return False
        return True

    def stop_writing(self) -> None:
        """Let others write."""
        self._between_processes.release()
        self._between_threads.release()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Wait for everybody else to finish, and be the one writer."""
        with self._between_threads, self._between_processes:
            yield

    def current(self) -> Path | None:
        """The generation to read; None where there is none of this kind."""
        try:
            name = self._pointer.read_text(encoding="utf-8").strip()
        except (FileNotFoundError, UnicodeDecodeError):
            return None
        folder = self._folder / name
        return folder if name.startswith(f"{self._kind}-") and "/" not in name and folder.is_dir() else None

    def begin(self) -> Path:
        """A new, empty folder for the next generation. Only while writing."""
        folder = self._folder / f"{self._kind}-{uuid.uuid4().hex[:12]}"
        folder.mkdir()
        return folder

    def install(self, folder: Path) -> None:
        """Make ``folder`` the current generation and remove all others. Only while writing."""
        prepared = self._folder / "next"
        with prepared.open("w", encoding="utf-8") as file:
            file.write(folder.name)
            file.flush()
            os.fsync(file.fileno())
        prepared.replace(self._pointer)
        for other in self._folder.iterdir():
            if other.is_dir() and other != folder:
                # Whoever still reads it keeps its files open; where that forbids removing, the next one will.
                shutil.rmtree(other, ignore_errors=True)
