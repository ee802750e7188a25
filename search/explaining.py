"""What a page's hits show of the query: marked texts, and which words were met where."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from content_store.rules.filters import Window
from content_store.rules.vocabulary import Audience
from content_store.views import AssetView, TagView
from search.analysis import terms, words
from search.documents import customer_names, headline
from search.engine import Wanted
from search.highlights import Highlighter, Target
from search.lines import split_lines
from search.query import Understood
from search.ranking import Matched, ReasonCode


@dataclass(frozen=True, slots=True)
class Highlight:
    """One text of a hit as escaped HTML with ``<mark>`` around what matches; ``field`` says which text."""

    field: str
    html: str


@dataclass(frozen=True, slots=True)
class Explained:
    """What a hit shows of the query."""

    highlights: tuple[Highlight, ...]
    matched: tuple[Matched, ...]


class Explainer:
    """Explains the hits of one query."""

    def __init__(self, understood: Understood, wanted: Mapping[str, Wanted], window: Window) -> None:
        self._targets = tuple(Target(typed, frozenset(each.terms), each.prefix) for typed, each in wanted.items())
        self._highlighter = Highlighter(self._targets, understood.phrases)
        self._internal = Audience.INTERNAL in window.audiences
        self._everything = len(wanted) + len(understood.phrases)
        # The hits of a page share their tags.
        self._tags: dict[int, Matched | None] = {}

    def explain(self, asset: AssetView) -> Explained:
        """The texts of ``asset`` with matches marked, and where which words were met: each where it weighs most.

        Of the long texts a fragment is shown until every word has been shown somewhere.
        """
        highlights: list[Highlight] = []
        matched: list[Matched] = []
        met: set[str] = set()
        shown: set[str] = set()

        def show(code: ReasonCode, field: str, html: str, words: tuple[str, ...]) -> None:
            if html:
                highlights.append(Highlight(field, html))
                shown.update(words)
                _note(matched, met, Matched(code, words))

        for code, field, text in _short_texts(asset):
            show(code, field, *self._highlighter.whole(text))
        for each in self._customers_and_tags(asset):
            _note(matched, met, each)
        if len(shown) < self._everything:
            show(ReasonCode.MATCHES_DETAILS, "details", *self._highlighter.fragment(self._details(asset)))
        if len(shown) < self._everything:
            show(ReasonCode.MATCHES_BODY, "body", *self._highlighter.fragment(asset.body))
        return Explained(tuple(highlights), tuple(matched))

    def _details(self, asset: AssetView) -> str:
        shared, internal = split_lines(asset.type, asset.content)
        return "\n\n".join([*shared, *internal] if self._internal else shared)

    def _customers_and_tags(self, asset: AssetView) -> Iterator[Matched]:
        customers = " ".join(customer_names(asset.type, asset.content))
        words = self._words_in(customers) if customers else ()
        if words:
            yield Matched(ReasonCode.MATCHES_CUSTOMER, words)
        for tag in asset.tags:
            if tag.id not in self._tags:
                self._tags[tag.id] = self._tag(tag)
            matched = self._tags[tag.id]
            if matched is not None:
                yield matched

    def _tag(self, tag: TagView) -> Matched | None:
        words = self._words_in(tag.name)
        if words:
            return Matched(ReasonCode.MATCHES_TAG, words, tag.name)
        for synonym in (*tag.synonyms, *tag.crm_aliases):
            words = self._words_in(synonym)
            if words:
                return Matched(ReasonCode.SYNONYM, words, tag.name)
        return None

    def _words_in(self, text: str) -> tuple[str, ...]:
        there, words = _terms_of(text)
        return tuple(
            target.typed
            for target in self._targets
            if not there.isdisjoint(target.terms)
            or (target.prefix is not None and any(word.startswith(target.prefix) for word in words))
        )


def _short_texts(asset: AssetView) -> Iterator[tuple[ReasonCode, str, str]]:
    yield ReasonCode.MATCHES_HEADLINE, "headline", headline(asset.content)
    yield ReasonCode.MATCHES_TITLE, "title", asset.title
    yield ReasonCode.MATCHES_SUMMARY, "summary", asset.summary


def _note(matched: list[Matched], met: set[str], new: Matched) -> None:
    """Keep ``new`` if it tells of a word that no weightier place had."""
    words = tuple(word for word in new.words if word not in met)
    if words:
        met.update(words)
        matched.append(Matched(new.code, words, new.by))


@lru_cache(maxsize=20_000)
def _terms_of(text: str) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(terms(text).split()), words(text)
