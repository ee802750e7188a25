"""Finding: words and filters in, results, counts and the best result's content out."""

from collections.abc import Iterable
from dataclasses import replace

from starlette.responses import HTMLResponse, RedirectResponse, Response

from api.pages.asking import CONTEXT_COOKIE, PAGE_SIZE, Asking, Remembered
from api.pages.choices import chips, chosen, facets, types
from api.pages.emptiness import emptiness
from api.pages.framing import frame, remember_context
from api.pages.noting import note_opening, note_search, note_view
from api.pages.reading import reading, reading_of
from api.pages.starting import Start, start
from api.pages.visits import Visit
from content_store.content_types import DECLARATIONS
from content_store.queries.listing import Order, Span, count, list_assets
from content_store.queries.taxonomy import TagBook, tag_book
from renderers.pages import find_fragment as fragment_html
from renderers.pages import find_page
from renderers.views import Choice, FindView, Reading, Row, Spelling
from search.facets import Facets
from search.finding import Hit, SearchRequest, SearchResult
from search.ranking import ReasonCode

_NO_FACETS = Facets((), ())


def find(visit: Visit) -> Response:
    """The whole page. The bare address leads to the remembered context, so that every state has an address."""
    if not visit.request.query_params.keys():
        book = tag_book(visit.session)
        remembered = Asking.read(Remembered(visit.request.cookies.get(CONTEXT_COOKIE, "")), book)
        if remembered.tags:
            return RedirectResponse(remembered.address, 303)
    asking, view = _found(visit)
    response = HTMLResponse(find_page(view))
    remember_context(visit, asking, response)
    return response


def find_fragment(visit: Visit) -> Response:
    """The same without what surrounds it, for a page that is already open."""
    asking, view = _found(visit)
    response = HTMLResponse(fragment_html(view))
    remember_context(visit, asking, response)
    return response


def _found(visit: Visit) -> tuple[Asking, FindView]:
    book = tag_book(visit.session)
    asking = Asking.read(visit.request.query_params, book)
    begun = start(visit, asking)
    result = _counted(visit, asking, begun) if begun else _result(visit, asking)
    note_search(visit, asking, result)
    note_opening(visit, asking, result)
    view = _view(visit, asking, result, book)
    if begun:
        view = replace(view, start=begun.view, rows=_selected(begun.rows, view.reading))
    if asking.is_open and view.reading is not None and view.reading.asset is not None:
        note_view(visit, view.reading.asset, asking)
    return asking, view


def _counted(visit: Visit, asking: Asking, begun: Start) -> SearchResult:
    """What is recommended, with the counts of all that fits the situation."""
    request = SearchRequest(filter=asking.filter, limit=1, with_facets=True, with_explanations=False)
    result = visit.runtime.search.find(visit.session, request, visit.window)
    return replace(result, hits=begun.hits, has_next=False)


def _result(visit: Visit, asking: Asking) -> SearchResult:
    request = SearchRequest(
        text=asking.text,
        filter=asking.filter,
        context=asking.context_ids,
        offset=asking.offset,
        limit=PAGE_SIZE,
        with_facets=True,
        correct=not asking.exact,
    )
    result = visit.runtime.search.find(visit.session, request, visit.window)
    if result.hits or not result.behind or asking.text.strip():
        return result
    # While the index is being built, the store itself can still list what is newest.
    page = list_assets(visit.session, asking.filter, visit.window, Order(), Span(PAGE_SIZE))
    hits = tuple(Hit(asset, place, 0.0) for place, asset in enumerate(page.items))
    return replace(result, hits=hits, total=count(visit.session, asking.filter, visit.window))


def _view(visit: Visit, asking: Asking, result: SearchResult, book: TagBook) -> FindView:
    counted = result.facets or _NO_FACETS
    shown = _shown(visit, asking, result)
    first, last = asking.offset, asking.offset + PAGE_SIZE
    return FindView(
        frame=frame(visit, asking, chips(asking, book, counted)),
        title=asking.text.strip()[:60],
        noun=_noun(asking, result.total),
        types=types(asking, counted),
        facets=facets(asking, book, counted),
        rows=_selected([_row(hit, asking) for hit in result.hits], shown),
        total=result.total,
        first=first,
        reading=shown,
        is_open=asking.is_open,
        close_address=asking.showing("").address,
        earlier=asking.at(first - PAGE_SIZE).address if first else "",
        later=asking.at(last).address if result.has_next else "",
        spelling=_spelling(asking, result),
        nothing=None if result.hits else emptiness(visit, asking, result),
        unknown=asking.unknown,
        behind=result.behind,
        chosen=chosen(asking),
    )


def _shown(visit: Visit, asking: Asking, result: SearchResult) -> Reading | None:
    """What stands beside the list: what the reader opened, else the best result."""
    if asking.is_open:
        return reading(visit, asking.show, asking) or Reading(None, visit.now)
    return reading_of(visit, result.hits[0].asset, asking) if result.hits else None


def _row(hit: Hit, asking: Asking) -> Row:
    return Row(
        asset=hit.asset,
        address=asking.showing(hit.asset.slug).address,
        marked={highlight.field: highlight.html for highlight in hit.highlights},
        why=tuple(reason.text for reason in hit.reasons if reason.code is not ReasonCode.TYPO),
    )


def _selected(rows: Iterable[Row], shown: Reading | None) -> tuple[Row, ...]:
    """The rows, with the one marked that is being read."""
    read = shown.asset.id if shown is not None and shown.asset is not None else None
    return tuple(replace(row, selected=row.asset.id == read) for row in rows)


def _noun(asking: Asking, total: int) -> str:
    if len(asking.shown_types) != 1:
        return "result" if total == 1 else "results"
    declaration = DECLARATIONS[asking.shown_types[0]]
    return declaration.label if total == 1 else declaration.plural


def _spelling(asking: Asking, result: SearchResult) -> Spelling | None:
    if not (result.did_you_mean and result.hits):
        return None
    meant = Choice(result.did_you_mean, asking.saying(result.did_you_mean).address)
    as_typed = Choice(result.understood.text, asking.saying(asking.text, exact=True).address)
    return Spelling(meant, as_typed, corrected=result.corrected)
