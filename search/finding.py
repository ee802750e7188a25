"""The search package's one use case: a text, a filter and a viewer's window in; assets, counts and reasons out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeVar

from sqlalchemy.orm import Session

from content_store.database import Database
from content_store.queries import assets, changes, listing
from content_store.queries.taxonomy import tag_book
from content_store.rules.filters import Filter, Window
from content_store.views import AssetView
from search import engines
from search.catch_up import LONGEST_WAIT, CatchUp, Ready
from search.documents import Field
from search.engine import EVERYTHING, Engine, IndexDamaged, Query, Stretch
from search.explaining import Explainer, Highlight, explanations
from search.facets import Facets, Remembered, facets
from search.generations import Generations
from search.index import Index, Progress
from search.query import Understood, understand
from search.ranking import Reason, reasons
from search.situations import evidence_within, tells_evidence
from search.suggestions import Suggestion, TagNames, heading_suggestions
from search.tiers import Plan, plan

MOST = 100  # hits of one page
_ROUNDS = 3  # of loading, when hits turn out not to be visible

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What somebody looks for.

    ``offset`` is the position of the first hit wanted, ``limit`` how many (at most ``MOST``). ``context`` are tag
    ids of the rep's situation: what carries them ranks higher. Counts are made only when ``with_facets``. Without
    ``correct`` every word is taken as it was typed.
    """

    text: str = ""
    filter: Filter = EVERYTHING
    context: frozenset[int] = frozenset()
    offset: int = 0
    limit: int = 20
    with_facets: bool = False
    with_explanations: bool = True
    correct: bool = True


@dataclass(frozen=True, slots=True)
class Hit:
    """One asset found. ``position`` counts from 0 over the whole result; ``score`` compares within one result."""

    asset: AssetView
    position: int
    score: float
    highlights: tuple[Highlight, ...] = ()
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchResult:
    """One page of hits and what is known of the whole.

    ``did_you_mean`` is the query with typing errors corrected. With ``corrected`` the hits are its; otherwise it is no
    more than an offer. ``behind`` is how many changes the index lacks: 0, except for moments after a bulk change.
    """

    hits: tuple[Hit, ...]
    total: int
    has_next: bool
    facets: Facets | None
    did_you_mean: str | None
    corrected: bool
    understood: Understood
    behind: int


@dataclass(frozen=True, slots=True)
class IndexReport:
    """How the index stands to the store. ``problem`` says what to do; empty when all is well."""

    engine: str
    index_number: int | None
    store_number: int
    documents: int
    assets: int
    problem: str

    @property
    def is_ok(self) -> bool:
        """Whether nothing needs to be done."""
        return not self.problem


class Search:
    """The search over one store, with its index under ``folder``. Safe to share between threads.

    ``longest_wait`` is how many seconds a search waits for the index to come up before it answers with what there is.
    """

    def __init__(
        self,
        database: Database,
        folder: Path,
        engine: Literal["tantivy", "whoosh"] = "tantivy",
        longest_wait: float = LONGEST_WAIT,
    ) -> None:
        self.engine_name = engine
        chosen = engines.named(engine)
        self._catch_up = CatchUp(database, Generations(folder, chosen.kind), chosen.engine, longest_wait)
        self._remembered = Remembered()
        self._tag_names: tuple[object, TagNames] | None = None

    def find(self, session: Session, request: SearchRequest, window: Window) -> SearchResult:
        """One page of what ``request`` asks for, of what ``window`` lets through."""
        understood = understand(request.text)
        nothing = SearchResult((), 0, False, None, None, False, understood, 0)
        if understood.is_empty and understood.text:
            return nothing

        def found(index: Index, ready: Ready) -> SearchResult:
            query = Query(window, request.filter, context=request.context)
            # An engine makes room for all hits up to the page, and a forged cursor may name any position.
            asked = replace(request, offset=max(0, min(request.offset, index.engine.document_count())))
            stretch = Stretch(asked.offset, _limit(request))
            planned = plan(index, query, understood, stretch, correct=request.correct)
            return self._page(session, index.engine, planned, asked, ready.behind)

        return self._read(session, found, lambda ready: replace(nothing, behind=ready.behind))

    def suggest(self, session: Session, text: str, window: Window, limit: int = 8) -> list[Suggestion]:
        """Completions of what is typed so far: tags first, then assets; at most ``limit``."""
        understood = understand(text)
        if not understood.text:
            return []
        names = self._names(session).beginning(understood.text, limit - limit // 2)

        def found(index: Index, ready: Ready) -> list[Suggestion]:
            del ready
            headings = heading_suggestions(session, index.engine, understood, window, limit - len(names))
            return [*names, *headings]

        return self._read(session, found, lambda _: names)

    def matching(self, session: Session, narrowing: Filter, window: Window, at_most: int) -> list[int] | None:
        """The ids of all visible assets that match, newest first; None when they are more than ``at_most``.

        None, too, while the index is behind, or where use is asked for: then only the store knows.
        """
        if narrowing == EVERYTHING or narrowing.names_use:
            return None

        def found(index: Index, ready: Ready) -> list[int] | None:
            query = Query(window, narrowing)
            some = self._remembered.recall(
                index.engine, query, at_most, lambda: index.engine.search(query, 0, at_most + 1).ids
            )
            return None if ready.behind or len(some) > at_most else list(some)

        return self._read(session, found, lambda _: None)

    def ranked(
        self, session: Session, text: str, narrowing: Filter, window: Window, at_most: int
    ) -> tuple[list[int], int]:
        """The ids of the best ``at_most`` visible assets for ``text``, the best first, and how many there are."""
        understood = understand(text)

        def found(index: Index, ready: Ready) -> tuple[list[int], int]:
            del ready
            stretch = Stretch(0, min(at_most, max(1, index.engine.document_count())))
            planned = plan(index, Query(window, narrowing), understood, stretch)
            return list(planned.stretch(index.engine, stretch).ids), planned.total

        if understood.is_empty and understood.text:
            return [], 0
        return self._read(session, found, lambda _: ([], 0))

    def leading(
        self, session: Session, narrowing: Filter, window: Window, limit: int, *, proven_first: bool
    ) -> list[int] | None:
        """The ids of the first ``limit`` visible assets that match: the newest, or what conversations prove most.

        None until there is an index.
        """
        query = Query(window, narrowing, proven_first=proven_first)

        def found(index: Index, ready: Ready) -> list[int] | None:
            del ready
            name = ("leading", limit, proven_first)
            return list(
                self._remembered.recall(index.engine, query, name, lambda: index.engine.search(query, 0, limit).ids)
            )

        return self._read(session, found, lambda _: None)

    def count(self, session: Session, narrowing: Filter, window: Window) -> int:
        """How many visible assets match."""
        if narrowing.names_use:
            return listing.count(session, narrowing, window)
        query = Query(window, narrowing)

        def found(index: Index, ready: Ready) -> int:
            del ready
            return self._remembered.recall(index.engine, query, "count", lambda: index.engine.count(query))

        # Until there is an index the database counts: slowly, and right.
        return self._read(session, found, lambda _: listing.count(session, narrowing, window))

    def facets(self, session: Session, narrowing: Filter, window: Window) -> Facets:
        """How the visible assets that match are spread over facets and types."""
        query = Query(window, narrowing)
        return self._read(
            session,
            lambda index, _: self._facets(session, index.engine, query),
            lambda _: Facets((), ()),
        )

    def reindex(self, progress: Progress) -> None:
        """Build the index anew, now; ``progress`` is told how many assets are done, and of how many."""
        self._catch_up.rebuild(progress)

    def check(self, session: Session) -> IndexReport:
        """How the index on disk stands to the store, without changing it."""
        known = changes.numbers(session)
        wanted = changes.asset_count(session)
        try:
            index = self._catch_up.on_disk()
            stamp = index.engine.stamp if index is not None else None
            documents = index.engine.document_count() if index is not None else 0
            continues = index is not None and index.continues(session)
        except IndexDamaged:
            stamp, documents, continues = None, 0, False
        number = stamp.number if stamp is not None else None
        problem = ""
        if not continues:
            problem = "there is no index of this store yet: the next search builds it, or run “kindling reindex” now"
        elif number == known.change and documents != wanted:
            problem = "the index holds another number of assets than the store: run “kindling reindex”"
        return IndexReport(self.engine_name, number, known.change, documents, wanted, problem)

    def close(self) -> None:
        """Stop the thread that keeps the index current, and close the index."""
        self._catch_up.close()

    def _read(self, session: Session, found: Callable[[Index, Ready], T], nothing: Callable[[Ready], T]) -> T:
        """``found`` in the index, once more in a new one if this one is damaged; ``nothing`` where there is none."""
        ready = self._catch_up.ready(session)
        for _ in range(2):
            if ready.index is None:
                break
            try:
                return found(ready.index, ready)
            except IndexDamaged:
                self._catch_up.distrust(ready.index)
                ready = self._catch_up.ready(session)
        return nothing(ready)

    def _page(
        self, session: Session, engine: Engine, planned: Plan, request: SearchRequest, behind: int
    ) -> SearchResult:
        hits = self._hits(session, engine, planned, request)
        shown = self._explained(session, engine, hits, planned, request) if request.with_explanations else hits
        return SearchResult(
            hits=tuple(shown),
            total=planned.total,
            has_next=bool(hits) and hits[-1].position + 1 < planned.total,
            facets=self._facets(session, engine, planned.everything) if request.with_facets else None,
            did_you_mean=planned.corrections.text if hits or not planned.corrections.words else None,
            corrected=bool(hits and planned.corrections.words),
            understood=planned.understood,
            behind=behind,
        )

    @staticmethod
    def _hits(session: Session, engine: Engine, planned: Plan, request: SearchRequest) -> list[Hit]:
        limit, offset = _limit(request), request.offset
        hits: list[Hit] = []
        for _ in range(_ROUNDS):
            found = planned.stretch(engine, Stretch(offset, limit - len(hits)))
            visible = {asset.id: asset for asset in assets.load(session, found.ids, planned.everything.window)}
            hits += [
                Hit(visible[asset_id], offset + place, score)
                for place, (asset_id, score) in enumerate(zip(found.ids, found.scores, strict=True))
                if asset_id in visible
            ]
            offset += len(found.ids)
            if len(hits) >= limit or offset >= planned.total or not found.ids:
                break
        return hits

    @staticmethod
    def _explained(
        session: Session, engine: Engine, hits: Sequence[Hit], planned: Plan, request: SearchRequest
    ) -> list[Hit]:
        window = planned.everything.window
        within = evidence_within(session, [hit.asset.id for hit in hits], request.context)
        explainer = Explainer(
            planned.understood, planned.wanted, window, lambda term: engine.most(term, (Field.FILES,)) > 0
        )
        found = explanations(session, [hit.asset for hit in hits], explainer)
        made: list[Hit] = []
        for hit, explained in zip(hits, found, strict=True):
            corrected, proven, told = planned.corrections.words, within.get(hit.asset.id, ()), tells_evidence(window)
            why = reasons(
                hit.asset, explained.matched, request.context, corrected, window.now, proven, tells_evidence=told
            )
            made.append(Hit(hit.asset, hit.position, hit.score, explained.highlights, why))
        return made

    def _facets(self, session: Session, engine: Engine, query: Query) -> Facets:
        tags = tag_book(session)
        return self._remembered.recall(
            engine, query, ("facets", changes.numbers(session).taxonomy), lambda: facets(engine, query, tags)
        )

    def _names(self, session: Session) -> TagNames:
        tags = tag_book(session)
        kept = self._tag_names
        if kept is None or kept[0] is not tags:
            kept = self._tag_names = (tags, TagNames(tags))
        return kept[1]


def _limit(request: SearchRequest) -> int:
    return max(1, min(request.limit, MOST))
