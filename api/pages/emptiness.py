"""An honest empty page: what was understood, and what is near that has results."""

from collections.abc import Iterator

from api.pages.asking import Asking
from api.pages.requesting import ask_address
from api.pages.visits import Visit
from content_store.content_types import DECLARATIONS
from renderers.views import Choice, Emptiness
from search.finding import SearchRequest, SearchResult


def emptiness(visit: Visit, asking: Asking, result: SearchResult) -> Emptiness:
    """What to say and offer where ``asking`` found nothing."""
    options = [(name, other, _find(visit, other)) for name, other in _with_one_filter_less(asking)]
    unfiltered = Asking(text=asking.text, types=(), exact=asking.exact)
    found_anywhere = _find(visit, unfiltered)
    if not any(found.total for _, _, found in options):
        options = [("without any filter", unfiltered, found_anywhere)]
    if asking.text.strip() and asking.tags:
        wordless = asking.saying("").of_types()
        options.append(("for this situation, whatever the words", wordless, _find(visit, wordless)))
    corrected = found_anywhere.did_you_mean
    return Emptiness(
        understood=_understood(asking, result),
        spelling=Choice(corrected, unfiltered.saying(corrected).address) if corrected else None,
        nearest=tuple(Choice(name, other.address, found.total) for name, other, found in options if found.total),
        ask_address=ask_address(asking),
    )


def _find(visit: Visit, asking: Asking) -> SearchResult:
    request = SearchRequest(asking.text, asking.filter, limit=1, with_explanations=False, correct=not asking.exact)
    return visit.runtime.search.find(visit.session, request, visit.window)


def _with_one_filter_less(asking: Asking) -> Iterator[tuple[str, Asking]]:
    for facet, tags in asking.tags.items():
        yield f"without {facet.value} “{' or '.join(tag.name for tag in tags)}”", asking.choosing(facet)
    if asking.shown_types:
        yield "in every content type", asking.of_types()


def _understood(asking: Asking, result: SearchResult) -> tuple[str, ...]:
    """What was looked for, part by part."""
    query = result.understood
    parts = []
    if query.words:
        parts.append("the words " + ", ".join(f"“{word.typed}”" for word in query.words))
    parts += [f"the exact words “{phrase.typed}”" for phrase in query.phrases]
    parts += [f"nothing with “{phrase.typed}”" for phrase in query.excluded]
    parts += [f"{facet.value} {' or '.join(tag.name for tag in tags)}" for facet, tags in asking.tags.items()]
    if asking.shown_types:
        parts.append("only " + " and ".join(DECLARATIONS[type_].plural for type_ in asking.shown_types))
    return tuple(parts)
