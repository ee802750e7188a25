"""Where a hit matches, marked in the text a reader sees: one highlighter for both engines.

Works on what was loaded for the page, not on the index. The cost is bounded: long texts are not read word by
word, but searched for the beginnings of the wanted words.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from html import escape
from typing import NamedTuple

from search.analysis import Token, token_at, tokens
from search.plain_text import plain_text
from search.query import Phrase

MARK, END_MARK = "<mark>", "</mark>"
_FRAGMENT = 180  # characters around the best match
_MOST_PLACES = 12  # looked at for one word in one text
_READ_WHOLE = 4_000  # characters up to which a text with odd words in it is read token by token
_READ_FOLDED = 50_000  # characters of a text with accents that are looked at


class Span(NamedTuple):
    """A stretch of a text that matches what was ``typed``."""

    start: int
    end: int
    typed: str


class Target(NamedTuple):
    """One thing to look for: any word with one of these terms or, with ``prefix``, beginning with it."""

    typed: str
    terms: frozenset[str]
    prefix: str | None = None

    def is_met_by(self, token: Token) -> bool:
        """Whether ``token`` is such a word."""
        return token.term in self.terms or (self.prefix is not None and token.word.startswith(self.prefix))


class Highlighter:
    """Marks the words and phrases of one query in any number of texts."""

    def __init__(self, words: Iterable[Target], phrases: Iterable[Phrase]) -> None:
        self._words = tuple(words)
        self._phrases = tuple(phrases)
        # What to look for in a text before reading a single word of it.
        self._beginnings = [
            (beginning, target)
            for target in self._words
            for beginning in {*map(_beginning, target.terms), *([target.prefix] if target.prefix else ())}
        ]
        wanted = [term for target in self._words for term in target.terms]
        wanted += [phrase.terms[0] for phrase in self._phrases]
        # ".NET", "24/7" or "e-mail" are not written as their terms are; only reading every token finds them.
        self._is_odd = any(not term.isalpha() or term in {"dotnet", "email"} for term in wanted)

    def whole(self, text: str) -> tuple[str, tuple[str, ...]]:
        """``text`` as HTML with matches marked, and what was typed for them; empty where nothing matches."""
        text = unicodedata.normalize("NFC", text)
        spans = self._spans(text)
        return (_marked(text, spans), _typed(spans)) if spans else ("", ())

    def fragment(self, markup: str) -> tuple[str, tuple[str, ...]]:
        """The stretch of ``markup`` (Markdown or HTML) with the most different matches, as ``whole`` gives it."""
        spans = self._spans(markup)
        for best in _best_places(spans):
            html, typed = self.whole(_cut_out(markup, best))
            if html:
                return html, typed
        return "", ()

    def _spans(self, text: str) -> list[Span]:
        if self._is_odd and len(text) <= _READ_WHOLE:
            found = self._spans_of_all_tokens(text)
        else:
            folded = _fold_in_place(text)
            found = [
                Span(token.start, token.end, target.typed)
                for beginning, target in self._beginnings
                if beginning in folded
                for token in _tokens_beginning(beginning, text, folded)
                if target.is_met_by(token)
            ]
            found += [span for phrase in self._phrases for span in _phrase_spans(phrase, text, folded)]
        return _without_overlaps(found) if len(found) > 1 else found

    def _spans_of_all_tokens(self, text: str) -> list[Span]:
        read = list(tokens(text))
        found = [
            Span(token.start, token.end, target.typed)
            for token in read
            for target in self._words
            if target.is_met_by(token)
        ]
        for phrase in self._phrases:
            runs = (read[at : at + len(phrase.terms)] for at in range(len(read) - len(phrase.terms) + 1))
            found += [Span(run[0].start, run[-1].end, phrase.typed) for run in runs if _is(phrase, run)]
        return found


def _is(phrase: Phrase, run: list[Token]) -> bool:
    return phrase.terms == tuple(token.term for token in run)


def _phrase_spans(phrase: Phrase, text: str, folded: str) -> Iterator[Span]:
    for first in _tokens_beginning(_beginning(phrase.terms[0]), text, folded):
        # Far enough for the phrase, near enough to stay cheap.
        reach = text[first.start : first.start + 60 * len(phrase.terms)]
        there = [token for token, _ in zip(tokens(reach), phrase.terms, strict=False)]
        if _is(phrase, there):
            yield Span(first.start, first.start + there[-1].end, phrase.typed)


def _tokens_beginning(beginning: str, text: str, folded: str) -> Iterator[Token]:
    at = folded.find(beginning)
    for _ in range(_MOST_PLACES):
        if at < 0:
            return
        if at == 0 or not folded[at - 1].isalnum() or not beginning.isascii():
            token = token_at(text, at)
            if token is not None:
                yield token
        at = folded.find(beginning, at + 1)


def _beginning(term: str) -> str:
    """With what every word of this term begins: stemming may change its last letter (stories, stori, story)."""
    return term[:-1] if len(term) > 2 and term.isascii() else term


def _fold_in_place(text: str) -> str:
    """``text`` in lower case without accents, each character in its place."""
    if text.isascii():
        return text.lower()
    lowered = text[:_READ_FOLDED].lower()
    # A few capitals become two small letters; without them nothing moves.
    if len(lowered) != min(len(text), _READ_FOLDED):
        lowered = "".join(c.lower()[0] for c in text[:_READ_FOLDED])
    return lowered.translate(_bare_letters())


@cache
def _bare_letters() -> dict[int, str]:
    letters = map(chr, range(0xC0, 0x1F00))
    apart = ((letter, unicodedata.normalize("NFKD", letter)) for letter in letters if letter.isalpha())
    return {ord(letter): bare[0] for letter, bare in apart if bare[0] != letter and bare[0].isascii()}


def _without_overlaps(spans: list[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def _best_places(spans: list[Span]) -> list[Span]:
    """The spans to cut around, best first: those with the most different matches close behind."""
    if len(_typed(spans)) < 2:
        return spans[:3]

    def different(at: int) -> int:
        near = (span for span in spans[at : at + 12] if span.start < spans[at].start + _FRAGMENT)
        return len({span.typed for span in near})

    order = sorted(range(len(spans)), key=lambda at: (-different(at), at))
    return [spans[at] for at in order[:3]]


def _cut_out(markup: str, around: Span) -> str:
    """The text around a span, from a sentence's or at least a word's beginning."""
    start = _start_of(markup, around.start)
    end = min(len(markup), max(start + _FRAGMENT, around.end))
    paragraph_end = markup.find("\n\n", around.end, end)
    if paragraph_end >= 0:
        end = paragraph_end
    elif end < len(markup):
        word_end = max(markup.rfind(" ", around.end, end), markup.rfind("\n", around.end, end))
        end = word_end if word_end >= 0 else end
    cut = markup[start:end]
    # Half a tag at either end would be read as text.
    opened, closed = cut.find("<"), cut.find(">")
    if closed >= 0 and (opened < 0 or closed < opened) and closed < around.start - start:
        cut = cut[closed + 1 :]
    if cut.rfind("<") > cut.rfind(">") and cut.rfind("<") >= around.end - start:
        cut = cut[: cut.rfind("<")]
    return " ".join(plain_text(cut).split())


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


def _marked(text: str, spans: list[Span]) -> str:
    parts: list[str] = []
    done = 0
    for span in spans:
        parts += [escape(text[done : span.start]), MARK, escape(text[span.start : span.end]), END_MARK]
        done = span.end
    parts.append(escape(text[done:]))
    return "".join(parts)


def _typed(spans: list[Span]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(span.typed for span in spans))
