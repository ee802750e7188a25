"""All words first, any word to fill a page: which result a query has.

The rule, so that totals, counts and pages agree: assets with all the words are the result. Only when they are
fewer than one page (``PAGE``, whatever page size was asked for) do those with any of the words belong to it as
well, behind them. Phrases and exclusions hold for both. Words that nothing matches are corrected first, where what
was meant is sure enough; otherwise the nearest spelling is offered.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from content_store.rules.filters import Window
from search.analysis import tokens
from search.engine import Engine, Found, Mode, Query, Stretch, Wanted
from search.index import Index
from search.query import Understood, Word

PAGE = 20  # hits


@dataclass(frozen=True, slots=True)
class Corrections:
    """Words as typed and what they were read as; empty without any.

    ``text`` is the whole query with them put right. Where no word was read as another one, it is a spelling to offer.
    """

    words: Mapping[str, str] = field(default_factory=dict)
    text: str | None = None


@dataclass(frozen=True, slots=True)
class _Tiers:
    """What stands in front and, where that is little, what stands behind it."""

    front: Query
    behind: Query | None

    @property
    def everything(self) -> Query:
        """What finds both."""
        return self.front if self.behind is None else replace(self.behind, without=frozenset())

    def read(self, engine: Engine, stretch: Stretch, front: Found | None = None) -> Found:
        """One stretch of both, and one hit more at times; ``front`` is that of the first, if it was read already."""
        front = front or engine.search(self.front, *stretch)
        if self.behind is None:
            return front
        # One at least, for the total's sake.
        room = max(1, stretch.limit - len(front.ids))
        behind = engine.search(self.behind, max(0, stretch.offset - front.total), room)
        return Found(front.ids + behind.ids, front.scores + behind.scores, front.total + behind.total)


@dataclass(frozen=True, slots=True)
class Plan:
    """A query's result, with one stretch of it read. ``everything`` finds all of it.

    ``wanted`` is what each typed word means.
    """

    understood: Understood
    everything: Query
    total: int
    corrections: Corrections
    wanted: Mapping[str, Wanted]
    _tiers: _Tiers
    _read: Found
    _offset: int

    def stretch(self, engine: Engine, stretch: Stretch) -> Found:
        """One stretch of the result."""
        found = self._read if stretch.offset == self._offset else self._tiers.read(engine, stretch)
        return Found(found.ids[: stretch.limit], found.scores[: stretch.limit], self.total)


def plan(index: Index, query: Query, understood: Understood, stretch: Stretch, *, correct: bool = True) -> Plan:
    """The result of ``understood`` within the filter and window of ``query``, to be read from ``stretch`` on.

    Without ``correct`` every word is taken as it was typed.
    """
    engine = index.engine
    wanted = {word.typed: _as_typed(word) for word in understood.words}
    query = replace(query, words=tuple(wanted.values()), phrases=understood.phrases, excluded=understood.excluded)
    front = engine.search(query, *stretch)
    corrections = Corrections()
    if correct and wanted and not front.total:
        corrections = _corrections(index, query, understood)
    if corrections.words:
        for typed, meant in corrections.words.items():
            wanted[typed] = replace(wanted[typed], terms=(*wanted[typed].terms, _term(meant)))
        query = replace(query, words=tuple(wanted.values()))
        front = engine.search(query, *stretch)
    tiers = _Tiers(query, _behind(engine, query, front))
    read = tiers.read(engine, stretch, front)
    return Plan(understood, tiers.everything, read.total, corrections, wanted, tiers, read, stretch.offset)


def _behind(engine: Engine, query: Query, front: Found) -> Query | None:
    """What finds those with any of the words behind ``front``, those with all; None where there are enough of them."""
    if front.total >= PAGE or len(query.words) < 2:
        return None
    # A few ids to leave out cost nothing; asking for all the words once more would.
    ids = front.ids if len(front.ids) == front.total else engine.search(query, 0, PAGE).ids
    return replace(query, mode=Mode.ANY, without=frozenset(ids))


class _Vocabulary:
    """Which words there are. Without the filter: misspelt is what nothing the viewer may see has, not nothing here."""

    def __init__(self, engine: Engine, window: Window) -> None:
        self._engine = engine
        self._anywhere = Query(window)

    def most(self, known: str) -> int:
        """Not more than so many assets have ``known``."""
        return self._engine.most(_term(known))

    def count(self, known: str) -> int:
        """How many assets have ``known``."""
        return self._engine.count(replace(self._anywhere, words=(Wanted((_term(known),)),)))

    def has(self, word: Word) -> bool:
        """Whether any asset has ``word`` as it was typed."""
        if not (word.prefix or self._engine.most(word.term)):
            return False
        return self._engine.count(replace(self._anywhere, words=(_as_typed(word),))) > 0


def _corrections(index: Index, query: Query, understood: Understood) -> Corrections:
    vocabulary = _Vocabulary(index.engine, query.window)
    found = {
        word.typed: nearest
        for word in understood.words
        if not vocabulary.has(word)
        and (nearest := index.spelling.nearest(word.word, vocabulary.most, vocabulary.count)) is not None
    }
    sure = {typed: nearest.word for typed, nearest in found.items() if nearest.is_sure}
    put_right = sure or {typed: nearest.word for typed, nearest in found.items()}
    text = understood.text
    for typed, meant in put_right.items():
        # A known word is letters only, so nothing in it has a meaning to ``re``.
        text = re.sub(rf"(?<!\w){re.escape(typed)}(?!\w)", meant, text, count=1)
    return Corrections(sure, text if put_right else None)


def _as_typed(word: Word) -> Wanted:
    terms = (word.term,) if word.type_term is None else (word.term, word.type_term)
    return Wanted(terms, word.word if word.prefix else None)


def _term(word: str) -> str:
    return next(token.term for token in tokens(word))
