"""Did you mean: the known words nearest to an unknown one.

A deletes table (W. Garbe, "1000x faster spelling correction", 2012): two words one edit apart meet in a form
that lacks one letter of each. The table is a small SQLite file beside the index, which all processes share:
nothing to build at start, nothing held in memory. It may know words that are gone; the index is asked last.
"""

import json
import logging
import sqlite3
import zlib
from collections.abc import Callable, Collection
from contextlib import closing
from pathlib import Path

from search.engine import IndexDamaged

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
SELECT DISTINCT text FROM json_each(?) AS asked
JOIN form ON form.key BETWEEN asked.value AND asked.value + (1 << 30) - 1
JOIN word ON word.id = form.key & (1 << 30) - 1
"""


class Spelling:
    """The words of one index. Any thread may ask; one at a time may teach."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "words.sqlite"
        self._taught: set[str] = set()

    def learn(self, words: Collection[str]) -> None:
        """Remember ``words``; those known already cost next to nothing. Raises IndexDamaged."""
        untaught = set(filter(_is_correctable, words)) - self._taught
        if not untaught:
            return
        try:
            # A connection for each call: opening takes 0.1 ms, and none is left open when the index is replaced.
            with closing(self._connect()) as connection, connection:
                connection.executescript(_TABLES)
                _add(connection, untaught)
        except sqlite3.Error as error:
            raise IndexDamaged(str(error)) from error
        if len(self._taught) > _MOST_TAUGHT:
            self._taught.clear()
        self._taught |= untaught

    def correct(self, word: str, most: Callable[[str], int], count: Callable[[str], int]) -> str | None:
        """The nearest word that ``count`` (how many assets hold it) finds anywhere; the commonest of equals.

        ``most`` is a bound of ``count`` that costs less to ask.
        """
        if not _is_correctable(word):
            return None
        allowed = _edits(word)
        letters, length = set(word), len(word)
        # Each edit changes the set of letters by two at most; asking that first saves most of the comparing.
        likely = [
            each
            for each in self._candidates(word)
            if abs(len(each) - length) <= allowed and len(letters.symmetric_difference(each)) <= 2 * allowed
        ]
        for far in range(1, allowed + 1):
            near = [each for each in likely if _edits(each) >= far and distance(word, each, far) == far]
            commonest = _commonest(near, most, count)
            if commonest is not None:
                return commonest
        return None

    def _candidates(self, word: str) -> list[str]:
        try:
            with closing(self._connect()) as connection:
                asked = json.dumps([form << _ID_BITS for form in _forms(word)])
                return [text for (text,) in connection.execute(_CANDIDATES, (asked,))]
        except sqlite3.Error:
            log.warning("no suggestions: the words beside the index cannot be read", exc_info=True)
            return []

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._file, timeout=1.0)
        # A copy of what the store knows: a lost write costs a suggestion, a sync would cost every publish.
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = OFF")
        return connection


def _add(connection: sqlite3.Connection, words: Collection[str]) -> None:
    there = connection.execute(
        "SELECT text FROM word WHERE text IN (SELECT value FROM json_each(?))", (json.dumps(list(words)),)
    )
    added = sorted(set(words).difference(text for (text,) in there))
    (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM word").fetchone()
    rows = list(enumerate(added, last + 1))
    connection.executemany("INSERT INTO word VALUES (?, ?)", rows)
    # In the table's own order: a third of the time.
    keys = sorted(form << _ID_BITS | word_id for word_id, word in rows for form in _forms(word))
    connection.executemany("INSERT INTO form VALUES (?)", ((key,) for key in keys))


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


def distance(one: str, other: str, most: int) -> int:
    """Edits between two words: insert, delete, replace, swap neighbours; ``most`` + 1 where there are more.

    Optimal string alignment (Damerau 1964, as restricted by Oommen and Loke 1997).
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    one, other = _differing(one, other)
    if len(one) <= 1 and len(other) <= 1:
        return max(len(one), len(other))
    before_last: list[int] = []
    last = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        row = [i]
        for j, right in enumerate(other, 1):
            cost = min(last[j] + 1, row[-1] + 1, last[j - 1] + (left != right))
            if i > 1 and j > 1 and left == other[j - 2] and one[i - 2] == right:
                cost = min(cost, before_last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before_last, last = last, row
    return min(last[-1], most + 1)


def _differing(one: str, other: str) -> tuple[str, str]:
    """Both without what they begin and end with alike: edits are elsewhere."""
    start = _common_start(one, other)
    one, other = one[start:], other[start:]
    end = _common_start(one[::-1], other[::-1])
    return one[: len(one) - end], other[: len(other) - end]


def _common_start(one: str, other: str) -> int:
    return next(
        (at for at, (left, right) in enumerate(zip(one, other, strict=False)) if left != right),
        min(len(one), len(other)),
    )


def _is_correctable(word: str) -> bool:
    return SHORTEST <= len(word) <= 40 and word.isalpha()


def _edits(word: str) -> int:
    return 2 if len(word) >= LONG else 1


def _forms(word: str) -> set[int]:
    start = word[:_COMPARED]
    forms = {start}
    for _ in range(_edits(word)):
        forms |= {form[:place] + form[place + 1 :] for form in forms for place in range(len(form))}
    return {zlib.crc32(form.encode()) for form in forms}
