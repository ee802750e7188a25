"""An opener as it is spoken in this call: its placeholders filled in, or left as gaps to speak over."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from content_store.rules.vocabulary import Facet

# “in the {persona} role” without a persona is “in your role”, and “a {persona}” is “a person in your role”: read
# aloud, it must still be a sentence.
_PLACE = re.compile(r"(?P<around>the\s+)?\{(?P<name>persona|industry|pain)\}(?P<role>\s+role)?", re.IGNORECASE)
_GAPS = {Facet.PERSONA: "person in your role", Facet.INDUSTRY: "your industry", Facet.PAIN: "this"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of speech. ``name`` is the placeholder it stands for; ``filled`` whether the context knew it."""

    text: str
    name: str = ""
    filled: bool = False


def spoken_pieces(opener: str, context: Mapping[Facet, str]) -> tuple[Piece, ...]:
    """``opener`` with its placeholders replaced from ``context``, piece by piece."""
    pieces: list[Piece] = []
    done = 0
    for place in _PLACE.finditer(opener):
        pieces.append(Piece(opener[done : place.start()]))
        pieces.extend(_replaced(place, context))
        done = place.end()
    pieces.append(Piece(opener[done:]))
    return tuple(piece for piece in pieces if piece.text)


def plain(pieces: tuple[Piece, ...]) -> str:
    """The speech as one text, to copy."""
    return "".join(piece.text for piece in pieces)


def _replaced(place: re.Match[str], context: Mapping[Facet, str]) -> list[Piece]:
    facet = Facet(place["name"].lower())
    article, role = place["around"] or "", place["role"] or ""
    if facet in context:
        return [Piece(article), Piece(context[facet], facet.value, filled=True), Piece(role)]
    if facet is Facet.PERSONA and role:
        return [Piece("your role", facet.value)]
    return [Piece(article), Piece(_GAPS[facet], facet.value), Piece(role)]
