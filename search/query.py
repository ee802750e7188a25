"""Our own small query language: words, "phrases", -not, and a last word that may still be half typed.

Every input means something; none is an error. Nothing typed here ever reaches an engine's own parser.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from content_store.rules.wording import storable
from search.analysis import STOP_WORDS, Token, is_alone, tokens
from search.type_names import named_at, type_term

LONGEST = 200  # characters
MOST_PARTS = 20  # words, and phrases; what is more is left out
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»\uff02", '"'))
_CHUNK = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"|(?P<plain>[^\s"]+))')


@dataclass(frozen=True, slots=True)
class Word:
    """One word: as typed, folded, and its term. With ``prefix`` it may be the beginning of a longer one.

    ``type_term`` does as well, where the word is in the name of a content type; see ``type_names``.
    """

    typed: str
    word: str
    term: str
    prefix: bool = False
    type_term: str | None = None


@dataclass(frozen=True, slots=True)
class Phrase:
    """Terms that must stand one behind the other."""

    typed: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Understood:
    """What a query was understood to mean. ``text`` is the query as it was read: cleaned and cut.

    All of ``phrases`` and none of ``excluded`` must be there; of ``words`` all, or any to fill a page.
    """

    text: str
    words: tuple[Word, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    excluded: tuple[Phrase, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing in it can be searched for."""
        return not (self.words or self.phrases or self.excluded)


def understand(text: str) -> Understood:
    """What ``text`` asks for."""
    # Cut before and behind: cleaning a novel takes time, and composing characters changes the length.
    cleaned = storable(text[: 10 * LONGEST]).translate(_QUOTES)[:LONGEST]
    words: dict[str, Word] = {}
    phrases: dict[tuple[str, ...], Phrase] = {}
    excluded: dict[tuple[str, ...], Phrase] = {}
    for chunk in _CHUNK.finditer(cleaned):
        if chunk["minus"]:
            parts = _whole(chunk["phrase"] or chunk["plain"] or "")
            excluded.update((part.terms, part) for part in parts)
        elif chunk["phrase"] is not None:
            phrases.update((part.terms, part) for part in _whole(chunk["phrase"]))
        else:
            still_typing = chunk.end() == len(cleaned)
            for found in _words_and_runs(chunk["plain"], still_typing=still_typing):
                if isinstance(found, Phrase):
                    phrases[found.terms] = found
                else:
                    words[found.term] = found
    telling = _telling(_with_types(tuple(words.values())), beside_phrases=bool(phrases))
    return Understood(
        cleaned.strip(),
        telling[:MOST_PARTS],
        tuple(phrases.values())[:MOST_PARTS],
        tuple(excluded.values())[:MOST_PARTS],
    )


def _whole(text: str) -> list[Phrase]:
    found = list(tokens(text))
    return [Phrase(text.strip(), tuple(token.term for token in found))] if found else []


def _words_and_runs(chunk: str, *, still_typing: bool) -> Iterator[Word | Phrase]:
    for alone, group in groupby(tokens(chunk), key=lambda token: is_alone(token.word)):
        if alone:
            run = list(group)
            yield Phrase(chunk[run[0].start : run[-1].end], tuple(token.term for token in run))
        else:
            for token in group:
                yield _word(chunk, token, still_typing=still_typing)


def _word(chunk: str, token: Token, *, still_typing: bool) -> Word:
    typed = chunk[token.start : token.end]
    prefix = still_typing and token.end == len(chunk) and token.word.isalnum()
    return Word(typed, token.word, token.term, prefix)


def _with_types(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """The words, with what else those mean that make up the name of a content type."""
    found, made = [word.term for word in words], list(words)
    for place in range(len(words)):
        named = named_at(found, place)
        if named is not None:
            type_, length = named
            for at in range(place, place + length):
                made[at] = replace(words[at], type_term=type_term(type_))
    return tuple(made)


def _telling(words: tuple[Word, ...], *, beside_phrases: bool) -> tuple[Word, ...]:
    """The words that tell something: not stop words, nor a lone letter just begun; all, where none does."""
    telling = tuple(word for word in words if word.word not in STOP_WORDS and not (word.prefix and len(word.word) == 1))
    if telling or beside_phrases:
        return telling
    whole = tuple(word for word in words if len(word.word) > 1) or words
    return tuple(replace(word, prefix=word.prefix and word.word not in STOP_WORDS) for word in whole)
