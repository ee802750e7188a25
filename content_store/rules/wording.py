"""Plain forms of what people write: sorting keys, first sentences, text and numbers that a database can hold."""

import math
import re
import unicodedata

from content_store.rules.vocabulary import Facet

DEEPEST = 100  # levels of lists and objects that are kept; the JSON library writes 254
_INT_LIMIT = 2**63
# PostgreSQL holds no NUL, and no encoding holds half a surrogate pair.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """``text`` without NUL and lone surrogates, line ends as line feeds, in Unicode's composed form (NFC)."""
    if text.isascii() and "\r" not in text and "\x00" not in text:
        return text
    cleaned = _UNSTORABLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", cleaned)


def is_keepable(number: float) -> bool:
    """Whether JSON and every database keep ``number`` as it is: 64 bits for a whole one, no infinity, no NaN."""
    return -_INT_LIMIT <= number < _INT_LIMIT if isinstance(number, int) else math.isfinite(number)


def sort_key(title: str) -> str:
    """``title`` without case and accents, at most 600 characters: sorts alike in every database."""
    if title.isascii():
        return title.lower()[:600]
    plain = unicodedata.normalize("NFKD", title).casefold()
    return "".join(c for c in plain if not unicodedata.combining(c))[:600]


def first_sentence(text: str, limit: int) -> str:
    """The first sentence of ``text``, or as many whole words of it as ``limit`` characters hold."""
    flat = " ".join(text.split())
    end = re.search(r"[.!?](?=\s|$)", flat)
    sentence = flat[: end.end()] if end else flat
    if len(sentence) <= limit:
        return sentence
    return sentence[: limit - 1].rsplit(" ", 1)[0] + "…"


def normalised(text: str) -> str:
    """``text`` as searches are grouped by: in lower case, with single spaces."""
    return " ".join(text.casefold().split())


def plural(name: str) -> str:
    """Several of what a tag names, in English: ``CFOs``, ``heads of procurement``."""
    head, of, rest = name.partition(" of ")
    if head.endswith(("s", "x", "ch", "sh")):
        return f"{head}es{of}{rest}"
    if head.endswith("y") and head[-2:-1] not in "aeiou":
        return f"{head[:-1]}ies{of}{rest}"
    return f"{head}s{of}{rest}"


def situated(facet: Facet, name: str) -> str:
    """Where a conversation was had: ``with CFOs``, ``at decision``, ``on late deliveries``."""
    match facet:
        case Facet.PERSONA:
            return f"with {plural(name)}"
        case Facet.STAGE:
            return f"at {name}"
        case _:
            return f"on {name}"
