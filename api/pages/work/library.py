"""All assets, in whatever state: the home of the workspace, from which each of them is reached."""

from collections.abc import Sequence
from urllib.parse import urlencode

from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from api.pages.forms import plain_frame
from api.pages.guarding import guarded
from api.pages.visits import Visit, page
from api.pages.work.library_asking import BEST, FILTERS, ORDERS, ROOT, Known, LibraryAsking
from api.runtime import Runtime
from content_store.access import window
from content_store.content_types import DECLARATIONS
from content_store.queries.assets import reachable_revisions
from content_store.queries.filters import resolve
from content_store.queries.listing import Keyset, ListPage, OrderField, Span
from content_store.queries.people import people_book
from content_store.queries.taxonomy import TagBook, tag_book
from content_store.rules.filters import LATELY_DAYS, Filter
from content_store.rules.lifecycle import State, state_of
from content_store.rules.permissions import Action
from content_store.rules.vocabulary import Facet, Freshness, Role, Status
from content_store.views import AssetView, PersonView, TagView
from renderers.feedback_views import Option, Select
from renderers.library_pages import library_page
from renderers.library_views import LibraryPage, LibraryRow
from renderers.views import Choice
from renderers.wording import spoken
from schema.cursors import digest, keyset_cursor, read_keyset
from search.library import Chosen, Library

SHOWN = 50
NOT_YOURS = "The workspace is for those who write and publish. If you need it, ask an admin for that role."
_LABELS = {"since": "Edited since"}
_USE = {
    "lately": f"In the last {LATELY_DAYS} days",
    "not_lately": f"Not in the last {LATELY_DAYS} days",
    "never": "Never",
}


def library_routes(runtime: Runtime) -> list[Route]:
    """Where the list stands."""
    return [Route(ROOT, page(runtime, guarded(show, Action.READ_DRAFTS, NOT_YOURS)))]


def show(visit: Visit) -> Response:
    """The list."""
    known = known_values(visit)
    asking = LibraryAsking.read(visit.request.query_params, known)
    return HTMLResponse(library_page(_view(visit, asking, known)))


def chosen_of(visit: Visit, asking: LibraryAsking) -> Chosen:
    """What of the library the address means."""
    return Chosen(resolve(visit.session, asking.where), asking.text)


def library_of(visit: Visit, chosen: Chosen) -> Library:
    """What is chosen of the library as the visitor sees it: drafts included."""
    return Library(visit.runtime.search, visit.session, window(visit.viewer, visit.now, drafts=True), chosen)


def known_values(visit: Visit) -> Known:
    """What each filter may be set to, with its name for people. Whoever left stays known: what was theirs is sought."""
    book = tag_book(visit.session)
    people = [each for each in people_book(visit.session).by_id.values() if each.role is not Role.SERVICE]
    return {
        **{facet.value: {tag.slug: tag.name for tag in tags} for facet, tags in _tags(book)},
        "state": {state.value: spoken(state) for state in State},
        "type": {type_.value: each.label.capitalize() for type_, each in DECLARATIONS.items()},
        "owner": {each.email: _named(each) for each in people if each.role is not Role.REP},
        "steward": {each.email: _named(each) for each in people if each.council or each.role is not Role.REP},
        "freshness": {each.value: spoken(each) for each in Freshness},
        "use": _USE,
        "since": {},
    }


def _view(visit: Visit, asking: LibraryAsking, known: Known) -> LibraryPage:
    chosen, name = chosen_of(visit, asking), asking.order_name
    of = digest("library", chosen, name)
    library = library_of(visit, chosen)
    found, counted = _page(library, asking, of), library.counted
    cursors = [keyset_cursor(of, place) for place in found.places]
    return LibraryPage(
        frame=plain_frame(visit),
        states=_states(visit, asking, known),
        text=asking.text,
        selects=(*(_select(each, asking, known) for each in FILTERS[1:-1] if known[each]), _order(asking)),
        since=next(iter(asking.chosen.get("since", ())), ""),
        chosen=_chips(asking, known),
        kept=tuple(pair for pair in asking.pairs() if pair[0] not in {"q", "order", "since"}),
        rows=_rows(visit, found.items),
        total=counted.total,
        is_more=counted.is_more,
        earlier=asking.at(before=cursors[0]).address if cursors and found.has_previous and name != BEST else "",
        later=asking.at(after=cursors[-1]).address if cursors and found.has_next else "",
        first=asking.at().address if asking.after or asking.before else "",
        unknown=asking.unknown,
        now=visit.now,
        is_narrowed=bool(asking.text or asking.chosen),
        clear=ROOT,
        all_address=f"/work/bulk/new?{urlencode([('all', '1'), *asking.pairs()])}",
    )


def _page(library: Library, asking: LibraryAsking, of: str) -> ListPage:
    if asking.is_best_first:
        return library.best(SHOWN, _place(of, asking.after, "after", by_time=False))
    order = ORDERS[asking.order_name][1]
    by_time = order.field is not OrderField.TITLE
    after = _place(of, asking.after, "after", by_time=by_time)
    before = None if after else _place(of, asking.before, "before", by_time=by_time)
    return library.page(order, Span(SHOWN, after, before, backward=before is not None))


def _place(of: str, cursor: str, name: str, *, by_time: bool) -> Keyset | None:
    return read_keyset(of, cursor, name, by_time=by_time) if cursor else None


def _states(visit: Visit, asking: LibraryAsking, known: Known) -> tuple[Choice, ...]:
    """All that is not archived, and each state with how many it has."""
    every = Choice("All", asking.choosing("state").address, chosen="state" not in asking.chosen)
    each = (
        Choice(
            words,
            asking.choosing("state", state).address,
            library_of(visit, Chosen(Filter(states=frozenset({State(state)})))).counted.total,
            chosen=state in asking.chosen.get("state", ()),
        )
        for state, words in known["state"].items()
    )
    return (every, *(choice for choice in each if choice.count or choice.chosen))


def _rows(visit: Visit, assets: Sequence[AssetView]) -> tuple[LibraryRow, ...]:
    editors = window(visit.viewer, visit.now, drafts=True)
    shown = reachable_revisions(visit.session, [asset.id for asset in assets], editors)
    return tuple(
        LibraryRow(
            asset,
            state_of(asset.status, asset.listed_at, asset.unpublish_at, visit.now),
            f"{ROOT}/{asset.slug}",
            asset.status is Status.PUBLISHED and shown[asset.id] < asset.latest_revision,
        )
        for asset in assets
    )


def _chips(asking: LibraryAsking, known: Known) -> tuple[Choice, ...]:
    return tuple(
        Choice(f"{_label(name)}: {known[name].get(value, value)}", asking.without(name, value).address, chosen=True)
        for name in FILTERS[1:]
        for value in asking.chosen.get(name, ())
    )


def _select(name: str, asking: LibraryAsking, known: Known) -> Select:
    """What more to choose; what is chosen already goes along with the form by itself."""
    chosen = asking.chosen.get(name, ())
    options = [Option(value, words) for value, words in known[name].items() if value not in chosen]
    return Select(name, _label(name), (Option("", "or any other …" if chosen else "Any"), *options))


def _order(asking: LibraryAsking) -> Select:
    orders = ({BEST: "Best match"} if asking.text.strip() else {}) | {
        name: words for name, (words, _) in ORDERS.items()
    }
    options = (Option(name, words, name == asking.order_name) for name, words in orders.items())
    return Select("order", "Order", tuple(options))


def _label(name: str) -> str:
    return _LABELS.get(name, name.capitalize())


def _named(person: PersonView) -> str:
    return person.name if person.disabled_at is None else f"{person.name} (left)"


def _tags(book: TagBook) -> list[tuple[Facet, Sequence[TagView]]]:
    return [(facet, book.of_facet(facet)) for facet in Facet]
