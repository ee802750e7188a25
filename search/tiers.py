"""All words first, any word to fill a page: which result a query has.

The rule, so that totals, counts and pages agree: assets with all the words are the result. Only when they are
fewer than one page (``PAGE``, whatever page size was asked for) do those with any of the words belong to it as
well, behind them. Phrases and exclusions hold for both. Words that nothing matches are corrected first.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from content_store.rules.filters import Window
from search.analysis import tokens
from search.engine import Engine, Found, Mode, Query, Wanted
from search.index import Index
from search.query import Understood, Word

PAGE = 20  # hits


@dataclass(frozen=True, slots=True)
class Corrections:
    """Words as typed and what they were read as, and the whole query with them put right; empty without any."""

    words: Mapping[str, str] = field(default_factory=dict)
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A query's result, not read yet. ``everything`` finds all of it; ``wanted`` is what each typed word means."""

    understood: Understood
    everything: Query
    total: int
    corrections: Corrections
    wanted: Mapping[str, Wanted]
    _with_all: Found
    _rest: Found
    _offset: int

    def stretch(self, engine: Engine, offset: int, limit: int) -> Found:
        """The hits from ``offset`` on: those with all words, then the rest."""
        first, rest = self._with_all, self._rest
        if offset != self._offset:
            first = engine.search(replace(self.everything, mode=Mode.ALL), offset, limit)
            rest = _rest(engine, self.everything, first, offset, limit)
        ids, scores = first.ids[:limit], first.scores[:limit]
        room = limit - len(ids)
        return Found(ids + rest.ids[:room], scores + rest.scores[:room], self.total)


def plan(index: Index, query: Query, understood: Understood, offset: int, limit: int) -> Plan:
    """The result of ``understood`` within the filter and window of ``query``, to be read from ``offset`` on."""
    engine = index.engine
    wanted = {word.typed: _as_typed(word) for word in understood.words}
    query = replace(query, words=tuple(wanted.values()), phrases=understood.phrases, excluded=understood.excluded)
    first = engine.search(query, offset, limit)
    corrections = Corrections()
    if not first.total and wanted:
        corrections = _corrections(index, query, understood)
        for typed, read in corrections.words.items():
            wanted[typed] = replace(wanted[typed], terms=(*wanted[typed].terms, _term(read)))
        if corrections.words:
            query = replace(query, words=tuple(wanted.values()))
            first = engine.search(query, offset, limit)
    if first.total < PAGE and len(wanted) > 1:
        query = replace(query, mode=Mode.ANY)
    rest = _rest(engine, query, first, offset, limit)
    return Plan(understood, query, first.total + rest.total, corrections, wanted, first, rest, offset)


def _rest(engine: Engine, everything: Query, first: Found, offset: int, limit: int) -> Found:
    """What stands behind ``first``, the hits with all words, from ``offset`` of the whole result on."""
    if everything.mode is Mode.ALL:
        return Found((), (), 0)
    # One at least, for the total's sake.
    room = max(1, limit - len(first.ids))
    return engine.search(replace(everything, mode=Mode.ANY_BUT_NOT_ALL), max(0, offset - first.total), room)


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
    words: dict[str, str] = {}
    for word in understood.words:
        if not vocabulary.has(word):
            nearest = index.spelling.correct(word.word, vocabulary.most, vocabulary.count)
            if nearest is not None:
                words[word.typed] = nearest
    if not words:
        return Corrections()
    text = understood.text
    for typed, read in words.items():
        # A known word is letters only, so nothing in it has a meaning to ``re``.
        text = re.sub(rf"(?<!\w){re.escape(typed)}(?!\w)", read, text, count=1)
    return Corrections(words, text)


def _as_typed(word: Word) -> Wanted:
    return Wanted((word.term,), word.word if word.prefix else None)


def _term(word: str) -> str:
    return next(token.term for token in tokens(word))
