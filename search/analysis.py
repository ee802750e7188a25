"""Text into the terms that are indexed and searched: one analysis for both engines and the highlighter.

A token keeps its place in the original text, so that it can be marked there. Its ``word`` is what was written,
folded (lower case, no accents); its ``term`` is the word's English stem. Both are remembered per written form.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Generic, NamedTuple, TypeVar

from search.stemming import stem

# "it" is missing on purpose: whoever sells to IT types it; so are "no" and "not", which turn a meaning round.
_STOP_WORDS = """
a an and are as at be but by do does for from has have how i if in into is my of on or our so such that the their
them then there these they this to was we were what when which with you your
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())
LONGEST_WORD = 60  # characters; what is longer is no word, and is cut

T = TypeVar("T")
_REMEMBERED = 200_000
_APART = {ord("ø"): "o", ord("đ"): "d", ord("ł"): "l", ord("æ"): "ae", ord("œ"): "oe", ord("þ"): "th", 0x131: "i"}


def _combining_marks() -> str:
    marks = [chr(c) for c in range(0x300, 0x3100) if unicodedata.category(chr(c)) in {"Mn", "Mc"}]
    return re.escape("".join(marks))


# Scripts written without spaces, or with particles glued on: each character is a token, a word is a phrase of them.
_ALONE = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005\u3040-\u30ff\u3130-\u318f\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff"
)
_PICTURES = "\u2600-\u27bf\U0001f300-\U0001faff"
_LETTER = rf"(?:[^\W_]|[{_combining_marks()}])"

_TOKEN = re.compile(
    # First, because nearly every token is one: a plain word with nothing odd behind it. The rest can tell it, too.
    r'[A-Za-z0-9]+(?=[\s"()!?;]|[.,:](?:\s|\Z)|\Z)'
    rf"|[{_ALONE}{_PICTURES}]"
    r"|\.[Nn][Ee][Tt](?![^\W_])"
    r"|[A-Za-z][+]{2}|[A-Za-z]\#(?![^\W_])"
    r"|[A-Za-z]{1,3}&[A-Za-z]{1,3}(?![^\W_])(?:['\u2019]s(?![^\W_]))?"
    r"|[A-Za-z]-[A-Za-z]{2,}"
    r"|[0-9]+(?:[./,:][0-9]+)+"
    rf"|(?:(?![{_ALONE}{_PICTURES}]){_LETTER})+(?:['\u2019](?:(?![{_ALONE}]){_LETTER})+)*(?:[+]{{2}})?"
)
_IS_ALONE = re.compile(f"[{_ALONE}{_PICTURES}]")
_THOUSANDS = re.compile("[0-9]{1,3}(?:,[0-9]{3})+")


class Token(NamedTuple):
    """One token: where it stands in the text (``start``, ``end``), its folded ``word`` and its ``term``."""

    start: int
    end: int
    word: str
    term: str


def tokens(text: str) -> Iterator[Token]:
    """The tokens of ``text`` in order. Places are exact for text in Unicode's composed form (NFC)."""
    for found in _TOKEN.finditer(text):
        yield Token(found.start(), found.end(), *_known[found[0]])


def written_at(text: str, place: int) -> str:
    """The token that begins at ``place`` as it is written there; empty where none does."""
    found = _TOKEN.match(text, place)
    return "" if found is None else found[0]


def word_and_term(written: str) -> tuple[str, str]:
    """The folded word and the term of one token."""
    return _known[written]


# No token reaches over a space, so what stands between two spaces is read once for all texts: four times faster.


def terms(text: str) -> str:
    """All terms of ``text`` in order, apart by spaces."""
    return " ".join(filter(None, map(_terms_of_chunk.__getitem__, text.split())))


def words(text: str) -> frozenset[str]:
    """The folded words of ``text`` that can be completed or corrected."""
    return frozenset(" ".join(map(_words_of_chunk.__getitem__, set(text.split()))).split())


def is_alone(word: str) -> bool:
    """Whether ``word`` is a single character of a script written without spaces, or a picture."""
    return len(word) == 1 and _IS_ALONE.match(word) is not None


def fold(text: str) -> str:
    """``text`` in lower case without accents: how words are compared."""
    if text.isascii():
        return text.lower()
    # Taken apart before and after: some letters hide a capital (U+1D56C), some fall apart in lower case only.
    lowered = unicodedata.normalize("NFKD", text).casefold()
    apart = unicodedata.normalize("NFKD", lowered.translate(_APART))
    bare = "".join(c for c in apart if not "\u0300" <= c <= "\u036f")
    return unicodedata.normalize("NFC", bare)


class _Remembered(dict[str, T], Generic[T]):
    """What ``make`` says of a piece of text, made once."""

    def __init__(self, make: Callable[[str], T]) -> None:
        self._make = make

    def __missing__(self, written: str) -> T:
        made = self._make(written)
        # Emptied rather than trimmed: simple, safe between threads, and full again after a few documents.
        if len(self) >= _REMEMBERED:
            self.clear()
        if len(written) <= LONGEST_WORD:
            self[written] = made
        return made


def _word_and_term(written: str) -> tuple[str, str]:
    word = _folded_word(written)
    return word, stem(word) if word.isascii() and word.isalpha() else word


def _terms_in(chunk: str) -> str:
    return " ".join(_known[written][1] for written in _TOKEN.findall(chunk))


def _words_in(chunk: str) -> str:
    found = (_known[written][0] for written in _TOKEN.findall(chunk))
    return " ".join(word for word in found if not is_alone(word))


_known = _Remembered(_word_and_term)
_terms_of_chunk = _Remembered(_terms_in)
_words_of_chunk = _Remembered(_words_in)


def _folded_word(written: str) -> str:
    if written[0] == ".":
        return "dotnet"
    word = fold(written).replace("\u2019", "'")
    if "'" in word:
        word = word.removesuffix("'s").replace("'", "")
    elif "-" in word:
        word = word.replace("-", "")
    elif _THOUSANDS.fullmatch(word):
        word = word.replace(",", "")
    # A fold may bring spaces or leave nothing (a lone accent): never an empty or a broken term.
    return "".join(word.split())[:LONGEST_WORD] or "\u25cc"
