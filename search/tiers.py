"""All words first, any word to fill a page: which result a query has.

The rule, so that totals, counts and pages agree: assets with all the words are the result. Only when they are
fewer than one page (``PAGE``, whatever page size was asked for) do those with any of the words belong to it as
well, behind them. Phrases and exclusions hold for both. Words that nothing matches are corrected first.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

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
    _offset: int

    def stretch(self, engine: Engine, offset: int, limit: int) -> Found:
        """The hits from ``offset`` on: those with all words, then the rest."""
        first = self._with_all
        if offset != self._offset:
            first = engine.search(replace(self.everything, mode=Mode.ALL), offset, limit)
        ids, scores = first.ids[:limit], first.scores[:limit]
        if self.everything.mode is not Mode.ALL and len(ids) < limit:
            rest = replace(self.everything, mode=Mode.ANY_BUT_NOT_ALL)
            found = engine.search(rest, max(0, offset - first.total), limit - len(ids))
            ids, scores = ids + found.ids, scores + found.scores
        return Found(ids, scores, self.total)


def plan(index: Index, query: Query, understood: Understood, offset: int, limit: int) -> Plan:
    """The result of ``understood`` within the filter and window of ``query``, to be read from ``offset`` on."""
    engine = index.engine
    wanted = {word.typed: Wanted((word.term,), word.word if word.prefix else None) for word in understood.words}
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
    total = first.total
    if total < PAGE and len(wanted) > 1:
        query = replace(query, mode=Mode.ANY)
        total = engine.count(query)
    return Plan(understood, query, total, corrections, wanted, first, offset)


def _corrections(index: Index, query: Query, understood: Understood) -> Corrections:
    # Without the filter: a word is misspelt when nothing the viewer may see has it, not when nothing here does.
    anywhere = Query(query.window)

    def count(wanted: Wanted) -> int:
        return index.engine.count(replace(anywhere, words=(wanted,)))

    words: dict[str, str] = {}
    for word in understood.words:
        if not count(_as_typed(word)):
            nearest = index.spelling.correct(word.word, lambda known: count(Wanted((_term(known),))))
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
