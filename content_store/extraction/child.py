"""Starting the process that reads a file, and what became of it."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Literal

from content_store.extraction.results import Result, read_result
from content_store.rules.files import FileKind, FileProblem

SECONDS = 60.0  # by the clock; of the processor it may have less


def run(what: Literal["read", "clean"], kind: FileKind, source: Path, folder: Path, seconds: float = SECONDS) -> Result:
    """Read the file, or clean an image, with what comes of it in ``folder``; never raises for what is in the file.

    A process that takes too long is killed, with all that it started.
    """
    command = [sys.executable, "-I", "-m", "content_store.extraction", what, kind.value, str(source), str(folder)]
    with subprocess.Popen(  # noqa: S603 - ourselves, and no shell
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=_environment(),
        start_new_session=True,
    ) as process:
        try:
            status = process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            status = -signal.SIGXCPU
    return read_result(folder) or Result(problem=_meaning(status))


def _meaning(status: int) -> FileProblem:
    """Why it left nothing."""
    if status == -signal.SIGXCPU:
        return FileProblem.TOO_SLOW
    # The system kills what takes too much of its memory.
    return FileProblem.TOO_LARGE if status in {-signal.SIGXFSZ, -signal.SIGKILL} else FileProblem.BROKEN


def _environment() -> dict[str, str]:
    """Nothing of ours: no address of a database, no secret; measuring would need more memory than there is."""
    return {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "TMPDIR") if name in os.environ}
