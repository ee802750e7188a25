"""Content types by their names: who types “case studies” finds all of that type, beside those that say so."""

from collections.abc import Sequence

from content_store.content_types import DECLARATIONS
from content_store.rules.vocabulary import ContentType
from search.analysis import terms


def type_term(type_: ContentType) -> str:
    """The term that every asset of this type has, and no text."""
    return terms(f"type{type_.value.replace('_', '')}")


def named_at(found: Sequence[str], place: int) -> tuple[ContentType, int] | None:
    """The type whose name the terms ``found`` spell from ``place`` on, and in how many; None where they spell none."""
    for length in (2, 1):
        spelt = tuple(found[place : place + length])
        if spelt in _NAMES:
            return _NAMES[spelt], len(spelt)
    return None


def _names() -> dict[tuple[str, ...], ContentType]:
    """In one word or two, as people write them: stemming makes one and many alike."""
    labels = [(type_, declared.label) for type_, declared in DECLARATIONS.items()]
    ways = [(type_, way) for type_, label in labels for way in (label, label.replace(" ", ""))]
    return {tuple(terms(way).split()): type_ for type_, way in ways}


_NAMES = _names()
