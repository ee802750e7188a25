"""Asking for content: the form, filled in where something is known, and what may make it needless."""

from collections.abc import Mapping
from secrets import token_hex

from starlette.responses import HTMLResponse, Response

from api.pages.asking import CONTEXT, Asking
from api.pages.forms import REFUSED, Form, onward, plain_frame, problems_of, read_day, working
from api.pages.requests import new_address, tag_selects
from api.pages.visits import Visit
from content_store import requests
from content_store.content_types import DECLARATIONS
from content_store.queries.requests import TAG_FACETS, Wish, similar_requests
from content_store.queries.taxonomy import TagBook, tag_book
from content_store.requests import LONGEST_TITLE, RequestInput
from content_store.rules.vocabulary import ContentType
from renderers.feedback_pages import ask_page, similar_fragment
from renderers.feedback_views import AskPage, Option, Problems, Select, SimilarView
from search.finding import SearchRequest

MOST_SIMILAR = 3  # of each kind, beside a form
_NAMES = ("title", "why", "type", "wanted_by", *(facet.value for facet in TAG_FACETS))


def new(visit: Visit) -> Response:
    """The form; the address may fill it in, with ``words`` that found nothing as its title."""
    asked = visit.request.query_params
    typed = {name: asked.get(name, "")[:LONGEST_TITLE] for name in _NAMES}
    typed["title"] = typed["title"] or asked.get("words", "")[:LONGEST_TITLE]
    return _form(visit, typed, token_hex(16), _similar(visit, typed))


def ask(visit: Visit, form: Form) -> Response:
    """Ask, unless others asked for much the same: then they are shown first, once."""
    typed = {name: form.get(name, "") for name in _NAMES}
    similar = _similar(visit, typed)
    if similar.requests and not form.get("anyway"):
        return _form(visit, typed, form.get("key", ""), similar)
    try:
        with working(visit) as work:
            made = requests.ask(work, _given(form))
    except REFUSED as error:
        return _form(visit, typed, form.get("key", ""), similar, problems_of(error))
    return onward(f"/requests/{made.id}")


def similar(visit: Visit) -> Response:
    """What may make the request needless, while its title is typed."""
    asked = visit.request.query_params
    return HTMLResponse(similar_fragment(_similar(visit, {name: asked.get(name, "") for name in _NAMES})))


def ask_address(asking: Asking) -> str:
    """Where to ask for what was looked for and not found."""
    tags = {facet.value: asking.tags[facet][0].slug for facet in CONTEXT if asking.tags.get(facet)}
    kind = asking.types[0].value if asking.types and len(asking.types) == 1 else ""
    return new_address({"words": asking.text.strip(), **tags, "type": kind})


def _given(form: Form) -> RequestInput:
    """As the store takes it. Raises Invalid."""
    return RequestInput(
        title=form.get("title", ""),
        why=form.get("why", ""),
        tags={facet: form[facet.value] for facet in TAG_FACETS if form.get(facet.value)},
        type=next((each for each in ContentType if each.value == form.get("type")), None),
        wanted_by=read_day(form, "wanted_by"),
        idempotency_key=form.get("key", ""),
    )


def _similar(visit: Visit, typed: Mapping[str, str]) -> SimilarView:
    text = typed["title"][:LONGEST_TITLE]
    if not text.strip():
        return SimilarView()
    book = tag_book(visit.session)
    tags = (book.find(facet, typed[facet.value]) for facet in TAG_FACETS)
    wish = Wish(text, frozenset(tag.id for tag in tags if tag is not None))
    asked = similar_requests(visit.session, visit.viewer, visit.now, wish, MOST_SIMILAR)
    wanted = SearchRequest(text, context=wish.tag_ids, limit=MOST_SIMILAR, with_explanations=False)
    found = visit.runtime.search.find(visit.session, wanted, visit.window)
    return SimilarView(tuple(asked), tuple(hit.asset for hit in found.hits))


def _form(
    visit: Visit, typed: Mapping[str, str], key: str, similar: SimilarView, problems: Problems | None = None
) -> Response:
    view = AskPage(
        frame=plain_frame(visit),
        typed=typed,
        selects=_selects(tag_book(visit.session), typed),
        similar=similar,
        key=key,
        problems=problems or {},
    )
    return HTMLResponse(ask_page(view), 400 if problems else 200)


def _selects(book: TagBook, typed: Mapping[str, str]) -> tuple[Select, ...]:
    kinds = [Option("", "Whatever fits")]
    kinds += [Option(type_.value, each.label.capitalize(), type_.value == typed["type"]) for type_, each in _TYPES]
    chosen = {facet: typed[facet.value] for facet in TAG_FACETS}
    return (*tag_selects(book, chosen), Select("type", "As", tuple(kinds)))


_TYPES = tuple(DECLARATIONS.items())
