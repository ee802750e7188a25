"""Searching: words in, ranked assets with their reasons out."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import Annotated, Any
from uuid import uuid4

import strawberry

from content_store.errors import Invalid
from content_store.queries.filters import resolve
from content_store.rules.filters import Filter, Where
from content_store.rules.vocabulary import Facet
from content_store.rules.wording import normalised
from content_store.searches import SearchNote
from schema.assets import Asset
from schema.bounds import page_size
from schema.connections import Counted, PageInfo
from schema.cursors import digest, position_cursor, read_position
from schema.enums import Perspective
from schema.fields import read
from schema.filters import AssetWhere, checked, plain, where_of
from schema.operation import Info, Operation
from schema.pages import AssetNode, Page
from search.finding import Hit, SearchRequest, SearchResult
from search.query import Understood
from search.ranking import ReasonCode

LONGEST_TEXT = 10_000  # characters taken; far fewer are read
LONGEST_KEY = 40


@strawberry.input(description="The rep's situation: what carries these tags ranks higher, and nothing is left out.")
class SearchContext:
    """Slugs, one per facet."""

    persona: str | None = strawberry.field(default=None, description="The slug of a persona.")
    stage: str | None = strawberry.field(default=None, description="The slug of a stage.")
    pain: str | None = strawberry.field(default=None, description="The slug of a pain.")


@strawberry.type(description="A stretch of an asset in which the search matched.")
class Highlight:
    """The source is search's ``Highlight``."""

    field: str = read("Which text it is from: title, headline, summary, details, body, file.")
    html: str = read("The text as HTML, escaped, with each match inside <mark>.")


@strawberry.type(description="Why a result is where it is.")
class SearchReason:
    """The source is search's ``Reason``."""

    code: ReasonCode = read("The reason, for programs.")
    text: str = read("The reason, for people, plain text.")


@strawberry.type(description="What a search text was understood to mean.")
class UnderstoodSearch:
    """The source is search's ``Understood``."""

    text: str = read("The text as it was read: cleaned, and cut at 200 characters.")
    words: list[str] = read(
        "The words looked for: all of them, or, where few assets have all, any.",
        lambda understood, _: [word.typed for word in understood.words],
    )
    phrases: list[str] = read(
        "What must stand there word for word.", lambda understood, _: [phrase.typed for phrase in understood.phrases]
    )
    excluded: list[str] = read(
        "What must not be there.", lambda understood, _: [phrase.typed for phrase in understood.excluded]
    )


class HitSource:
    """One hit of a page."""

    __slots__ = ("cursor", "highlights", "node", "reasons", "score")

    def __init__(self, hit: Hit, node: AssetNode, cursor: str) -> None:
        self.node = node
        self.cursor = cursor
        self.score = hit.score
        self.highlights = hit.highlights
        self.reasons = hit.reasons


@strawberry.type(description="One result of a search.")
class SearchEdge:
    """The source is a ``HitSource``."""

    cursor: str = read("Its place in the result: for after.")
    score: float = read("How well it matches; compares within one result only.")
    highlights: list[Highlight] = read("Where it matches.")
    reasons: list[SearchReason] = read("Why it is here, the strongest first.")
    node: Asset = read("The asset.")


@strawberry.type(description="What a search found, page by page.")
class SearchConnection(Counted):
    """The source is a ``Finding``."""

    edges: list[SearchEdge] = read("This page, the best first, with what matched.")
    nodes: list[Asset] = read("The assets of this page.")
    did_you_mean: str | None = read("The text with its typing errors put right; see corrected.")
    corrected: bool = read(
        "Whether these are the results of didYouMean, since the text itself finds nothing. If not, it is only an offer."
    )
    understood: UnderstoodSearch = read("What the text was understood to mean.")
    behind: int = read("How many changes the search lacks: 0, except for moments after a bulk change.")
    search_key: str = read("The key under which this search is logged: for recordSearchOpened.")


class Finding:
    """The source of a search: finds when it is touched, and counts only what was selected."""

    def __init__(self, operation: Operation, request: SearchRequest, perspective: Perspective, key: str) -> None:
        self._operation = operation
        self._request = request
        self._window = operation.window(perspective)
        self.search_key = key
        asked = (request.text, request.correct, request.filter, request.context)
        self.digest = digest("search", *asked, sorted(self._window.audiences))

    @cached_property
    def result(self) -> SearchResult:
        """The page."""
        return self._operation.services.search.find(self._operation.session, self._request, self._window)

    @cached_property
    def nodes(self) -> list[AssetNode]:
        """The assets of the page."""
        return Page(self._operation, self._window, (hit.asset for hit in self.result.hits)).nodes

    @property
    def edges(self) -> list[HitSource]:
        """The hits of the page."""
        hits = zip(self.result.hits, self.nodes, strict=True)
        return [HitSource(hit, node, position_cursor(self.digest, hit.position)) for hit, node in hits]

    @property
    def page_info(self) -> PageInfo:
        """Where the page lies."""
        hits = self.result.hits
        return PageInfo(
            has_next_page=self.result.has_next,
            has_previous_page=self._request.offset > 0,
            start_cursor=position_cursor(self.digest, hits[0].position) if hits else None,
            end_cursor=position_cursor(self.digest, hits[-1].position) if hits else None,
        )

    @property
    def total_count(self) -> int:
        """How many assets were found."""
        return self.result.total

    @property
    def facets(self) -> Sequence[Any]:
        """The counts by tag."""
        return self.result.facets.tags if self.result.facets else ()

    @property
    def types(self) -> Sequence[Any]:
        """The counts by type."""
        return self.result.facets.types if self.result.facets else ()

    @property
    def did_you_mean(self) -> str | None:
        """The text put right."""
        return self.result.did_you_mean

    @property
    def corrected(self) -> bool:
        """Whether that was searched for."""
        return self.result.corrected

    @property
    def understood(self) -> Understood:
        """What was looked for."""
        return self.result.understood

    @property
    def behind(self) -> int:
        """How many changes the index lacks."""
        return self.result.behind


def search(  # noqa: PLR0913, PLR0917 - each is an argument of the field
    info: Info,
    text: Annotated[
        str,
        strawberry.argument(
            description='What is looked for: words, "phrases" in quotes, -words to leave out; the last word may be '
            "half typed. Anything may be typed; at most 200 characters of it are read."
        ),
    ],
    where: Annotated[AssetWhere | None, strawberry.argument(description="What to narrow the result to.")] = None,
    context: Annotated[SearchContext | None, strawberry.argument(description="What should rank higher.")] = None,
    search_key: Annotated[
        str | None,
        strawberry.argument(
            description="A key made by the client, at most 40 characters: searches with the same key are the steps of "
            "one search while somebody types, and only the last is logged."
        ),
    ] = None,
    correct: Annotated[
        bool,
        strawberry.argument(description="Whether typing errors are put right; if not, every word is taken as typed."),
    ] = True,
    perspective: Annotated[
        Perspective,
        strawberry.argument(
            description="Which state of the content to search in. The words are those of the live content either way: "
            "a draft that waits behind something published is found by what is published."
        ),
    ] = Perspective.PUBLISHED,
    first: Annotated[int, strawberry.argument(description="The size of the page, 1 to 100.")] = 20,
    after: Annotated[str | None, strawberry.argument(description="A cursor: the page begins behind it.")] = None,
) -> Any:
    """Find assets, the best first."""
    operation = info.context
    if len(text) > LONGEST_TEXT:
        raise Invalid.of("text", "TOO_LONG", f"a search has at most {LONGEST_TEXT} characters")
    if search_key is not None and not 0 < len(search_key) <= LONGEST_KEY:
        raise Invalid.of("searchKey", "WRONG_LENGTH", f"a key has 1 to {LONGEST_KEY} characters")
    request = SearchRequest(
        text=text,
        filter=checked(resolve(operation.session, where_of(where)), perspective, searched=True),
        context=_context(operation, context),
        limit=page_size("first", first),
        with_facets=_selects(info, {"facets", "types"}),
        with_explanations=_selects(info, {"highlights", "reasons"}),
        correct=correct,
    )
    finding = Finding(operation, request, perspective, search_key or uuid4().hex)
    if after is None:
        _note(operation, finding, text, plain(where) | _situation(context))
        return finding
    offset = read_position(finding.digest, after, "after") + 1
    return Finding(operation, replace(request, offset=offset), perspective, finding.search_key)


def _context(operation: Operation, given: SearchContext | None) -> frozenset[int]:
    if given is None:
        return frozenset()
    chosen = {Facet.PERSONA: given.persona, Facet.STAGE: given.stage, Facet.PAIN: given.pain}
    try:
        found: Filter = resolve(operation.session, Where(tags={f: (slug,) for f, slug in chosen.items() if slug}))
    except Invalid as error:
        # The store's path is that of a filter: where, personas, 0.
        raise Invalid.of(
            ("context", error.problems[0].path[1][:-1]), "UNKNOWN_TAG", error.problems[0].message
        ) from error
    return frozenset().union(*found.tag_groups)


def _situation(given: SearchContext | None) -> dict[str, Any]:
    """The context, as the log of searches keeps it."""
    chosen = {name: slug for name, slug in vars(given).items() if slug} if given else {}
    return {"context": chosen} if chosen else {}


def _note(operation: Operation, finding: Finding, text: str, filters: dict[str, Any]) -> None:
    """Log the search, unless nothing was typed."""
    result = finding.result
    if text.strip():
        operation.services.journal.searched(
            SearchNote(
                key=finding.search_key,
                at=operation.now,
                person_id=operation.viewer.person.id,
                channel=operation.channel,
                text=result.understood.text,
                normalised=normalised(result.understood.text),
                filters=filters,
                result_count=result.total,
                did_you_mean=result.did_you_mean or "",
                shown=tuple(hit.asset.id for hit in result.hits),
                actor_kind=operation.actor,
            )
        )


def _selects(info: Info, names: set[str]) -> bool:
    """Whether any field of these names is selected below, however deep, whatever it is called in the answer."""
    waiting: list[Any] = list(info.selected_fields)
    while waiting:
        selected = waiting.pop()
        if getattr(selected, "name", None) in names:
            return True
        waiting.extend(selected.selections)
    return False
