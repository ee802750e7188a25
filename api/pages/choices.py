"""What can be chosen from where the reader stands: context, facets and content types, with counts where known."""

from collections.abc import Mapping

from api.pages.asking import CONTEXT, Asking
from content_store.content_types import DECLARATIONS
from content_store.queries.taxonomy import TagBook
from content_store.rules.vocabulary import ContentType, Facet
from renderers.views import Choice, Choices
from search.facets import Facets


def chips(asking: Asking, book: TagBook, counted: Facets | None) -> tuple[Choices, ...]:
    """The context of the call: one persona, one stage, one pain, each chosen or left open."""
    return tuple(_chip(asking, facet, book, counted) for facet in CONTEXT)


def facets(asking: Asking, book: TagBook, counted: Facets) -> tuple[Choices, ...]:
    """The facets beside the context; any number of values may be chosen. Facets without results are left out."""
    made = []
    for facet in Facet:
        counts = _counts(facet, counted)
        chosen = asking.tags.get(facet, ())
        tags = [tag for tag in book.of_facet(facet) if tag.id in counts or tag in chosen]
        if facet not in CONTEXT and tags:
            choices = tuple(
                Choice(tag.name, asking.toggling(tag).address, counts.get(tag.id, 0), tag in chosen) for tag in tags
            )
            made.append(Choices(facet.value.capitalize(), choices, ", ".join(tag.name for tag in chosen)))
    return tuple(made)


def types(asking: Asking, counted: Facets) -> tuple[Choice, ...]:
    """All types, then each that has results or is chosen."""
    counts = {each.type: each.count for each in counted.types}
    chosen = asking.shown_types
    every = Choice("All", asking.of_types().address, sum(counts.values()), not chosen)
    each = (
        Choice(_plural(type_), asking.of_types(type_).address, counts.get(type_, 0), type_ in chosen)
        for type_ in DECLARATIONS
        if type_ in counts or type_ in chosen
    )
    return (every, *each)


def chosen(asking: Asking) -> tuple[Choice, ...]:
    """Everything that narrows the result, each with the address that drops it."""
    return tuple(
        Choice(tag.name, asking.toggling(tag).address, chosen=True)
        for facet, tags in asking.tags.items()
        if facet not in CONTEXT
        for tag in tags
    )


def _chip(asking: Asking, facet: Facet, book: TagBook, counted: Facets | None) -> Choices:
    counts = _counts(facet, counted) if counted is not None else None
    chosen = asking.tags.get(facet, ())
    choices = tuple(
        Choice(
            tag.name,
            asking.choosing(facet, tag).address,
            None if counts is None else counts.get(tag.id, 0),
            tag in chosen,
        )
        for tag in book.of_facet(facet)
    )
    names = " or ".join(tag.name for tag in chosen)
    return Choices(facet.value.capitalize(), choices, names, asking.choosing(facet).address)


def _counts(facet: Facet, counted: Facets | None) -> Mapping[int, int]:
    found = next((each for each in counted.tags if each.facet is facet), None) if counted else None
    return {each.tag.id: each.count for each in found.values} if found else {}


def _plural(type_: ContentType) -> str:
    return DECLARATIONS[type_].plural.capitalize()
