"""The process that reads one file: ``python -m content_store.extraction read|clean KIND SOURCE FOLDER``."""

import contextlib
import logging
import os
import resource
import sys
from pathlib import Path
from zipfile import BadZipFile

from content_store.rules.files import FileKind, FileProblem

MEMORY = 1_500_000_000  # bytes of addresses
PROCESSOR_SECONDS = 30
LARGEST_WRITTEN = 200_000_000  # bytes


def main() -> None:
    """Do what the arguments say, under limits; the exit status tells nothing, what lies in the folder all."""
    what, kind, source, folder = sys.argv[1], FileKind(sys.argv[2]), Path(sys.argv[3]), Path(sys.argv[4])
    _limit()
    # The libraries complain of every other file.
    logging.disable()
    if what == "clean":
        _clean(source, kind, folder)
    else:
        _read(source, kind, folder)


def _limit() -> None:
    os.nice(10)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_WRITTEN, LARGEST_WRITTEN))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _clean(source: Path, kind: FileKind, folder: Path) -> None:
    from content_store.extraction.pictures import TooManyPixels, clean  # noqa: PLC0415 - under the limits
    from content_store.extraction.results import IMAGE, Result  # noqa: PLC0415

    try:
        clean(source, kind, folder / IMAGE)
        Result(1).write(folder)
    except (TooManyPixels, MemoryError):
        Result(problem=FileProblem.TOO_LARGE).write(folder)
    except Exception:  # noqa: BLE001 - whatever the library tripped over, the file is broken
        Result(problem=FileProblem.BROKEN).write(folder)


def _read(source: Path, kind: FileKind, folder: Path) -> None:
    from content_store.extraction import documents, pictures  # noqa: PLC0415 - under the limits
    from content_store.extraction.results import THUMBNAIL, Result  # noqa: PLC0415

    try:
        result = Result(1) if kind.is_image else documents.read(source, kind)
    except (BadZipFile, Exception):  # noqa: BLE001 - whatever the library tripped over, the file is broken
        result = Result(problem=FileProblem.BROKEN)
    # Before the picture: that may fail without costing the text.
    result.write(folder)
    unfinished = folder / "unfinished"
    with contextlib.suppress(Exception):
        if kind.is_image:
            pictures.thumbnail(pictures.opened(source, kind), unfinished)
        else:
            documents.draw_first_page(source, kind, unfinished)
        unfinished.rename(folder / THUMBNAIL)


if __name__ == "__main__":
    main()
