"""How alike two wishes are, by the words they share: a hint for people, not a search."""

import re
import unicodedata
from math import sqrt

ALIKE = 0.4  # from here on two wishes are shown as perhaps the same
_TAG_WORTH = 0.1  # of each tag that both name
_WORD = re.compile(r"[^\W_]+")
# Leaves three letters at least; the longest that fits goes. “Delay” keeps its y, “study” loses it as “studies” does.
_ENDING = re.compile(r"(?<=\w{3})(?:ations?|ings?|ies|ers?|ed|es|s|e|(?<=[^aeiou])y)$")
_EMPTY_WORDS = frozenset(
    _WORD.findall(
        "a about an and are as at be by can do for from have how i in is it its me my need of on or our some something "
        "that the there they this to us want we what when which who why will with you your"
    )
)


def stems(text: str) -> frozenset[str]:
    """The words of ``text`` that say something, without case, accents and endings."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text).casefold() if not unicodedata.combining(c))
    return frozenset(_ENDING.sub("", word) for word in _WORD.findall(plain) if word not in _EMPTY_WORDS)


def likeness(one: frozenset[str], other: frozenset[str], shared_tags: int = 0) -> float:
    """From 0, nothing in common, to 1: the cosine of two sets of words, and a little for each shared tag.

    Tags alone make nothing alike.
    """
    common = len(one & other)
    if not common:
        return 0.0
    return min(1.0, common / sqrt(len(one) * len(other)) + _TAG_WORTH * shared_tags)
