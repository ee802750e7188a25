"""Two texts side by side: which words went and which came."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

MOST_WORDS = 2_000  # of one text; comparing takes the square of them
_ALIKE = 0.6  # of the words; below that, single words that stayed only confuse
_WORDS = re.compile(r"\s+|[\w\u2019'-]+|[^\w\s]")
_SEPARATOR = " · "


class Kind(StrEnum):
    """What happened to a stretch of text."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of text, and what happened to it."""

    kind: Kind
    text: str


def differences(before: Any, after: Any) -> list[Stretch]:
    """The two values as one text: what stayed, what went, what came."""
    old, new = readable(before), readable(after)
    old_words, new_words = _WORDS.findall(old), _WORDS.findall(new)
    if max(len(old_words), len(new_words)) > MOST_WORDS:
        return _replaced(old, new)
    matcher = SequenceMatcher(None, old_words, new_words, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return _replaced(old, new)
    found = []
    for what, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if what == "equal":
            found.append(Stretch(Kind.SAME, "".join(old_words[old_from:old_to])))
        else:
            found.append(Stretch(Kind.GONE, "".join(old_words[old_from:old_to])))
            found.append(Stretch(Kind.NEW, "".join(new_words[new_from:new_to])))
    return _kept(found)


def readable(value: Any) -> str:
    """A field's value as text: a list one entry a line, a part's texts one behind the other."""
    match value:
        case None:
            return ""
        case str():
            return value
        case list() | tuple():
            return "\n".join(readable(each) for each in value)
        case Mapping():
            return _SEPARATOR.join(text for each in value.values() if (text := readable(each)))
        case _:
            return str(value)


def _replaced(old: str, new: str) -> list[Stretch]:
    return _kept([Stretch(Kind.GONE, old), Stretch(Kind.NEW, new)])


def _kept(stretches: list[Stretch]) -> list[Stretch]:
    return [stretch for stretch in stretches if stretch.text]
