"""What the process that reads a file hands back: a file of JSON beside its pictures."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from content_store.rules.files import FileProblem

MOST_PAGES = 2_000
MOST_TEXT = 1_000_000  # characters of one file; of a longer one the beginning is found
MOST_ON_A_PAGE = 100_000
LONGEST_TITLE = 300
MOST_PIXELS = 50_000_000  # of an image, all its frames together twice as many
THUMBNAIL_EDGE = 480  # pixels

RESULT, THUMBNAIL, IMAGE = "result.json", "thumbnail.webp", "image"


@dataclass(frozen=True, slots=True)
class Passage:
    """The text of one page or slide, counted from 1."""

    number: int
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Result:
    """What was found: how many pages, those with text, and what went wrong where something did."""

    pages: int | None = None
    passages: tuple[Passage, ...] = ()
    problem: FileProblem | None = None

    def write(self, folder: Path) -> None:
        """Leave it in ``folder``."""
        (folder / RESULT).write_text(json.dumps(asdict(self)), encoding="utf-8")


def read_result(folder: Path) -> Result | None:
    """What was left in ``folder``; None where nothing whole was."""
    try:
        found = json.loads((folder / RESULT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    passages = tuple(Passage(**each) for each in found["passages"])
    return Result(found["pages"], passages, FileProblem(found["problem"]) if found["problem"] else None)


class Collected:
    """The passages of one file as they are read, up to as much as is kept."""

    def __init__(self) -> None:
        self.passages: list[Passage] = []
        self._room = MOST_TEXT

    @property
    def is_full(self) -> bool:
        """Whether there is room for no more."""
        return self._room <= 0 or len(self.passages) >= MOST_PAGES

    def add(self, number: int, text: str, title: str = "") -> None:
        """Keep the text of page ``number``; of an empty one nothing."""
        # PostgreSQL takes no NUL, and no database a lone surrogate.
        clean = text.replace("\0", " ").encode("utf-8", "replace").decode()
        lines = (" ".join(line.split()) for line in clean.splitlines())
        kept = "\n".join(filter(None, lines))[: min(self._room, MOST_ON_A_PAGE)]
        name = " ".join(title.replace("\0", " ").encode("utf-8", "replace").decode().split())[:LONGEST_TITLE]
        if kept or name:
            self._room -= len(kept)
            self.passages.append(Passage(number, name, kept))
