"""Did you mean: the known words nearest to an unknown one.

A deletes table (W. Garbe, "1000x faster spelling correction", 2012): two words one edit apart meet in a form
that lacks one letter of each. The table is a small SQLite file beside the index, which all processes share:
nothing to build at start, nothing held in memory. It may know words that are gone; the index is asked last.
"""

import json
import logging
import sqlite3
import zlib
from collections.abc import Callable, Collection, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from rapidfuzz.distance import OSA

from search.engine import failure

SHORTEST = 4  # letters; shorter words have too many neighbours
LONG = 8  # letters; from here on two edits
_MOST_TAUGHT = 200_000  # words remembered, so as not to look for them in the file again
_COMPARED = 7  # letters that the table covers; those behind are compared when candidates are ranked

log = logging.getLogger(__name__)

_TABLES = """
CREATE TABLE IF NOT EXISTS word (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS form (key INTEGER PRIMARY KEY);
"""
# A key is a form's hash and, in its lower half, a word's id: half the size of two columns, and quicker to fill.
_ID_BITS = 30
_CANDIDATES = """
SELECT text FROM word WHERE id IN (
    SELECT form.key & (1 << 30) - 1 FROM json_each(?) AS asked
    JOIN form ON form.key BETWEEN asked.value AND asked.value + (1 << 30) - 1
)
"""


class Nearest(NamedTuple):
    """The known word nearest to one that is not known; ``is_sure`` unless it may well be another word."""

    word: str
    is_sure: bool


class Spelling:
    """The words of one index. Any thread may ask; one at a time may teach."""

    def __init__(self, folder: Path) -> None:
        self._file = folder.absolute() / "words.sqlite"
        self._taught: set[str] = set()

    def learn(self, words: Collection[str]) -> None:
        """Remember ``words``; those known already cost next to nothing. Raises IndexDamaged and IndexFull."""
        untaught = set(filter(_is_correctable, words)) - self._taught
        if not untaught:
            return
        try:
            # A connection for each call: opening takes 0.1 ms, and none is left open when the index is replaced.
            with closing(sqlite3.connect(self._file, timeout=1.0)) as connection, connection:
                # A copy of what the store knows: a lost write costs a suggestion, a sync would cost every publish. No
                # log beside it, either: whoever only reads would open three files, in twice the time.
                connection.execute("PRAGMA synchronous = OFF")
                connection.executescript(_TABLES)
                _add(connection, untaught)
        except sqlite3.Error as error:
            raise failure(error) from error
        if len(self._taught) > _MOST_TAUGHT:
            self._taught.clear()
        self._taught |= untaught

    def nearest(self, word: str, most: Callable[[str], int], count: Callable[[str], int]) -> Nearest | None:
        """The nearest word that ``count`` (how many assets hold it) finds anywhere; the commonest of equals.

        ``most`` is a bound of ``count`` that costs less to ask.
        """
        # Without a file nothing was learnt: there are no assets yet.
        if not _is_correctable(word) or not self._file.exists():
            return None
        try:
            with closing(sqlite3.connect(f"{self._file.as_uri()}?mode=ro", uri=True, timeout=1.0)) as connection:
                for near in _rings(connection, word):
                    commonest = _commonest(near, most, count)
                    if commonest is not None:
                        return Nearest(commonest, _is_sure(word, commonest))
        except sqlite3.Error:
            log.warning("no suggestions: the words beside the index cannot be read", exc_info=True)
        return None


def _add(connection: sqlite3.Connection, words: Collection[str]) -> None:
    there = connection.execute(
        "SELECT text FROM word WHERE text IN (SELECT value FROM json_each(?))", (json.dumps(list(words)),)
    )
    added = sorted(set(words).difference(text for (text,) in there))
    (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM word").fetchone()
    rows = list(enumerate(added, last + 1))
    connection.executemany("INSERT INTO word VALUES (?, ?)", rows)
    # In the table's own order: a third of the time.
    keys = sorted(form << _ID_BITS | word_id for word_id, word in rows for form in _forms(word, _edits(word)))
    connection.executemany("INSERT INTO form VALUES (?)", ((key,) for key in keys))


def _rings(connection: sqlite3.Connection, word: str) -> Iterator[list[str]]:
    """The known words around ``word``, the nearest first."""
    for far in range(1, _edits(word) + 1):
        # Fewer forms to ask for, and fewer candidates, while the nearest are looked for.
        candidates = connection.execute(_CANDIDATES, (json.dumps([form << _ID_BITS for form in _forms(word, far)]),))
        near = [each for (each,) in candidates if _distance(word, each, far) == far and _edits(each) >= far]
        yield [each for each in near if _is_sure(word, each)]
        yield [each for each in near if not _is_sure(word, each)]


def _distance(word: str, other: str, most: int) -> int:
    """How many edits two words are apart: insert, delete, replace, swap neighbours; more than ``most`` as one more."""
    return OSA.distance(word, other, score_cutoff=most)


def _is_sure(word: str, other: str) -> bool:
    """Whether ``word`` is ``other`` misspelt: with one of its four letters replaced it may as well be another word."""
    return len(word) > SHORTEST or len(other) != len(word) or sorted(other) == sorted(word)


def _commonest(words: Collection[str], most: Callable[[str], int], count: Callable[[str], int]) -> str | None:
    found: list[tuple[int, str]] = []
    for bound, word in sorted(((most(word), word) for word in words), key=lambda each: (-each[0], each[1])):
        # Nothing that follows can be commoner.
        if not bound or (found and bound < -min(found)[0]):
            break
        counted = count(word)
        if counted:
            found.append((-counted, word))
    return min(found)[1] if found else None


def _is_correctable(word: str) -> bool:
    return SHORTEST <= len(word) <= 40 and word.isalpha()


def _edits(word: str) -> int:
    return 2 if len(word) >= LONG else 1


def _forms(word: str, edits: int) -> set[int]:
    start = word[:_COMPARED]
    forms = {start}
    for _ in range(edits):
        forms |= {form[:place] + form[place + 1 :] for form in forms for place in range(len(form))}
    return {zlib.crc32(form.encode()) for form in forms}
