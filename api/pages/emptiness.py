"""An honest empty page: what was understood, and what is near that has results."""

from collections.abc import Iterator

from api.pages.asking import Asking
from api.pages.visits import Visit
from content_store.content_types import DECLARATIONS
from content_store.rules.vocabulary import Facet
from renderers.views import Choice, Emptiness
from search.finding import SearchRequest, SearchResult


def emptiness(visit: Visit, asking: Asking, result: SearchResult) -> Emptiness:
    """What to say and offer where ``asking`` found nothing."""
    options = [(name, other, _find(visit, other)) for name, other in _nearby(asking)]
    counted = tuple(Choice(name, other.address, found.total) for name, other, found in options if found.total)
    corrected = next((found.did_you_mean for _, _, found in options if found.did_you_mean), None)
    # Without any filter comes last: it is offered only where dropping a single one does not help.
    nearest = counted[:-1] or counted
    spelling = Choice(corrected, asking.saying(corrected).address) if corrected else None
    return Emptiness(_understood(asking, result), spelling, tuple(sorted(nearest, key=lambda each: -(each.count or 0))))


def _find(visit: Visit, asking: Asking) -> SearchResult:
    request = SearchRequest(asking.text, asking.filter, limit=1, with_explanations=False)
    return visit.runtime.search.find(visit.session, request, visit.window)


def _nearby(asking: Asking) -> Iterator[tuple[str, Asking]]:
    """The same question with one filter less, for each filter; then with none."""
    for facet, tags in asking.tags.items():
        yield f"without {facet.value} “{' or '.join(tag.name for tag in tags)}”", asking.choosing(facet)
    if asking.shown_types:
        yield "in every content type", asking.of_types()
    yield "without any filter", Asking(text=asking.text, types=())


def _understood(asking: Asking, result: SearchResult) -> tuple[str, ...]:
    """What was looked for, part by part."""
    query = result.understood
    parts = []
    if query.words:
        parts.append("the words " + ", ".join(f"“{word.typed}”" for word in query.words))
    parts += [f"the exact words “{phrase.typed}”" for phrase in query.phrases]
    parts += [f"nothing with “{phrase.typed}”" for phrase in query.excluded]
    parts += [f"{_name(facet)} {' or '.join(tag.name for tag in tags)}" for facet, tags in asking.tags.items()]
    if asking.shown_types:
        parts.append("only " + " and ".join(DECLARATIONS[type_].plural for type_ in asking.shown_types))
    return tuple(parts)


def _name(facet: Facet) -> str:
    return facet.value
