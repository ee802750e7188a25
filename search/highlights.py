"""Where a hit matches, marked in the text a reader sees: one highlighter for both engines.

Works on what was loaded for the page, not on the index. The cost is bounded: long texts are not read word by
word, but searched for the beginnings of the wanted words. Texts are in Unicode's composed form (NFC), as stored.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from itertools import accumulate, takewhile
from typing import NamedTuple

from search.analysis import tokens, word_and_term, written_at
from search.plain_text import plain_text
from search.query import Phrase

MARK, END_MARK = "<mark>", "</mark>"
_SPECIAL = re.compile("[&<>\"']")
_BETWEEN = "\0"  # two texts read at once; in none of them, since no database keeps it
_FRAGMENT = 180  # characters around the best match
_MOST_PLACES = 40  # looked at for one word in one hit
_READ_WHOLE = 4_000  # characters up to which odd words are looked for token by token
_READ_FOLDED = 50_000  # characters of a text with accents that are looked at


class Span(NamedTuple):
    """A stretch of a text that matches what was ``typed``."""

    start: int
    end: int
    typed: str


class Marked(NamedTuple):
    """A text as HTML with matches marked, and what was typed for them."""

    html: str
    typed: tuple[str, ...]


class Target(NamedTuple):
    """One thing to look for: any word with one of these terms or, with ``prefix``, beginning with it."""

    typed: str
    terms: frozenset[str]
    prefix: str | None = None

    def is_met_by(self, word: str, term: str) -> bool:
        """Whether ``word``, whose term is ``term``, is such a word."""
        return term in self.terms or (self.prefix is not None and word.startswith(self.prefix))


class Highlighter:
    """Finds and marks the words and phrases of one query in any number of texts."""

    def __init__(self, words: Iterable[Target], phrases: Iterable[Phrase]) -> None:
        self._words = tuple(words)
        self._phrases = tuple(phrases)
        terms = {term for target in self._words for term in target.terms}
        terms |= {phrase.terms[0] for phrase in self._phrases}
        prefixes = {target.prefix for target in self._words if target.prefix}
        # What to look for in a text before reading a single word of it.
        self._beginnings = _without_longer({*map(_beginning, terms), *prefixes})
        # The hits of one query have the same few words again and again.
        self._typed_for = cache(self._meant_by)
        # ".NET", "24/7" or "e-mail" are not written as their terms are; only reading every token finds them.
        self._is_odd = any(not term.isalpha() or term in {"dotnet", "email"} for term in terms)

    def spans(self, texts: Sequence[str]) -> list[list[Span]]:
        """Where each of ``texts`` matches, from left to right. They are read as one, for most match nowhere."""
        found: list[list[Span]] = [[] for _ in texts]
        everywhere = self._spans(_BETWEEN.join(texts))
        if everywhere:
            begins = list(accumulate((len(text) + len(_BETWEEN) for text in texts), initial=0))
            for start, end, typed in everywhere:
                at = bisect_right(begins, start) - 1
                found[at].append(Span(start - begins[at], end - begins[at], typed))
        return found

    def fragment(self, markup: str, spans: list[Span]) -> Marked | None:
        """The stretch of ``markup`` (Markdown or HTML) with the most different matches; None where only tags match."""
        for best in _best_places(spans):
            start, end = _stretch_around(markup, best)
            cut = markup[start:end]
            text = " ".join(plain_text(cut).split())
            # Where nothing had to be taken out, the matches are known.
            inside = _between(start, end, spans) if text == cut else self._spans(text)
            if inside:
                return marked(text, inside)
        return None

    def _spans(self, text: str) -> list[Span]:
        found: list[Span] = []
        places = self._places(text)
        for start in places:
            written = written_at(text, start)
            typed = self._typed_for(written)
            if typed:
                found.append(Span(start, start + len(written), typed))
        for phrase in self._phrases:
            found += [span for start in places for span in _phrase_spans(phrase, text, start)]
        return _without_overlaps(found) if len(found) > 1 else found

    def _places(self, text: str) -> list[int]:
        """Where in ``text`` tokens begin that may match; some of them twice."""
        places: list[int] = []
        if self._is_odd:
            places += takewhile(lambda start: start < _READ_WHOLE, (token.start for token in tokens(text)))
        folded = _fold_in_place(text)
        for beginning in self._beginnings:
            if beginning in folded:
                places += _words_beginning(beginning, folded)
        return places

    def _meant_by(self, written: str) -> str:
        """What was typed for the word that is written so; empty where none was."""
        word, term = word_and_term(written)
        return next((target.typed for target in self._words if target.is_met_by(word, term)), "")


def marked(text: str, spans: list[Span]) -> Marked:
    """``text`` with ``spans`` marked."""
    # Most texts have nothing to escape: one search saves two times five for each span.
    safe = escape if _SPECIAL.search(text) else str
    parts: list[str] = []
    done = 0
    for start, end, _ in spans:
        parts += (safe(text[done:start]), MARK, safe(text[start:end]), END_MARK)
        done = end
    parts.append(safe(text[done:]))
    return Marked("".join(parts), _typed(spans))


def _phrase_spans(phrase: Phrase, text: str, start: int) -> list[Span]:
    """The phrase, where it begins at ``start``."""
    # Far enough for the phrase, near enough to stay cheap.
    reach = text[start : start + 60 * len(phrase.terms)].partition(_BETWEEN)[0]
    there = [token for token, _ in zip(tokens(reach), phrase.terms, strict=False)]
    if phrase.terms != tuple(token.term for token in there):
        return []
    return [Span(start, start + there[-1].end, phrase.typed)]


def _words_beginning(beginning: str, folded: str) -> list[int]:
    """Where words with this beginning stand."""
    places: list[int] = []
    at = folded.find(beginning)
    for _ in range(_MOST_PLACES):
        if at < 0:
            break
        if at == 0 or not folded[at - 1].isalnum() or not beginning.isascii():
            places.append(at)
        at = folded.find(beginning, at + 1)
    return places


def _beginning(term: str) -> str:
    """With what every word of this term begins: stemming may change its last letter (stories, stori, story)."""
    return term[:-1] if len(term) > 2 and term.isascii() else term


def _without_longer(beginnings: set[str]) -> list[str]:
    """``beginnings`` without those that begin with another one: what begins with them is found with that."""
    return sorted(
        each for each in beginnings if not any(each != other and each.startswith(other) for other in beginnings)
    )


def _fold_in_place(text: str) -> str:
    """``text`` in lower case without accents, each character in its place."""
    if text.isascii():
        return text.lower()
    lowered = text[:_READ_FOLDED].lower()
    # A few capitals become two small letters; without them nothing moves.
    if len(lowered) != min(len(text), _READ_FOLDED):
        lowered = "".join(c.lower()[0] for c in text[:_READ_FOLDED])
    accented, bare = _bare_letters()
    # Most texts have none, only curly quotes and dashes: a search for them takes a quarter of a translation.
    return accented.sub(lambda found: bare[found[0]], lowered)


@cache
def _bare_letters() -> tuple[re.Pattern[str], dict[str, str]]:
    """What finds letters with accents, and what each is without."""
    letters = map(chr, range(0xC0, 0x1F00))
    apart = ((letter, unicodedata.normalize("NFKD", letter)) for letter in letters if letter.isalpha())
    bare = {letter: plain[0] for letter, plain in apart if plain[0] != letter and plain[0].isascii()}
    return re.compile(f"[{''.join(bare)}]"), bare


def _without_overlaps(spans: list[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def _between(start: int, end: int, spans: list[Span]) -> list[Span]:
    """Those of ``spans`` that lie between two places, counted from the first."""
    return [Span(a - start, b - start, typed) for a, b, typed in spans if start <= a and b <= end]


def _best_places(spans: list[Span]) -> list[Span]:
    """The spans to cut around, best first: those with the most different matches close behind."""
    if len(_typed(spans)) < 2:
        return spans[:3]

    def different(at: int) -> int:
        near = (span for span in spans[at : at + 12] if span.start < spans[at].start + _FRAGMENT)
        return len({span.typed for span in near})

    order = sorted(range(len(spans)), key=lambda at: (-different(at), at))
    return [spans[at] for at in order[:3]]


def _stretch_around(markup: str, around: Span) -> tuple[int, int]:
    """Where a text around a span begins and ends: a sentence or at least a word, and no half of a tag."""
    start = _start_of(markup, around.start)
    end = min(len(markup), max(start + _FRAGMENT, around.end))
    paragraph_end = markup.find("\n\n", around.end, end)
    if paragraph_end >= 0:
        end = paragraph_end
    elif end < len(markup):
        word_end = max(markup.rfind(" ", around.end, end), markup.rfind("\n", around.end, end))
        end = word_end if word_end >= 0 else end
    # Half a tag at either end would be read as text.
    opened, closed = markup.find("<", start, end), markup.find(">", start, end)
    if 0 <= closed < around.start and (opened < 0 or closed < opened):
        start = closed + 1
    opened = markup.rfind("<", around.end, end)
    if opened > markup.rfind(">", start, end):
        end = opened
    return start, end


def _start_of(markup: str, place: int) -> int:
    earliest = max(0, place - _FRAGMENT // 2)
    paragraph = markup.rfind("\n\n", earliest, place)
    if paragraph >= 0:
        return paragraph + 2
    ends = [markup.rfind(mark, earliest, place) for mark in (". ", "! ", "? ")]
    if max(ends) >= 0:
        return max(ends) + 2
    if earliest == 0:
        return 0
    word = markup.find(" ", earliest, place)
    return word + 1 if word >= 0 else earliest


def _typed(spans: list[Span]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(span.typed for span in spans))
