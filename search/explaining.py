"""What a page's hits show of the query: marked texts, and which words were met where."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from content_store.rules.filters import Window
from content_store.rules.vocabulary import Audience
from content_store.views import AssetView, TagView
from search.analysis import terms
from search.documents import customer_names, headline, split_lines
from search.engine import Wanted
from search.highlights import Highlighter, Target
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

    def explain(self, asset: AssetView) -> Explained:
        """The texts of ``asset`` with matches marked, and where which words were met: each where it weighs most."""
        highlights: list[Highlight] = []
        matched: list[Matched] = []
        met: set[str] = set()
        for code, field, html, words in self._texts(asset):
            highlights.append(Highlight(field, html))
            _note(matched, met, Matched(code, words))
        for each in self._customers_and_tags(asset):
            _note(matched, met, each)
        for code, field, html, words in self._long_texts(asset):
            highlights.append(Highlight(field, html))
            _note(matched, met, Matched(code, words))
        return Explained(tuple(highlights), tuple(matched))

    def _texts(self, asset: AssetView) -> Iterator[tuple[ReasonCode, str, str, tuple[str, ...]]]:
        for code, field, text in (
            (ReasonCode.MATCHES_HEADLINE, "headline", headline(asset.content)),
            (ReasonCode.MATCHES_TITLE, "title", asset.title),
            (ReasonCode.MATCHES_SUMMARY, "summary", asset.summary),
        ):
            html, words = self._highlighter.whole(text) if text else ("", ())
            if html:
                yield code, field, html, words

    def _long_texts(self, asset: AssetView) -> Iterator[tuple[ReasonCode, str, str, tuple[str, ...]]]:
        """The best line of the details, or else of the body: one is enough for a reader to judge by."""
        html, words = self._highlighter.fragment(self._details(asset))
        if html:
            yield ReasonCode.MATCHES_DETAILS, "details", html, words
        if len(words) < self._everything:
            html, words = self._highlighter.fragment(asset.body)
            if html:
                yield ReasonCode.MATCHES_BODY, "body", html, words

    def _details(self, asset: AssetView) -> str:
        shared, internal = split_lines(asset.type, asset.content)
        return "\n\n".join([*shared, *internal] if self._internal else shared)

    def _customers_and_tags(self, asset: AssetView) -> Iterator[Matched]:
        customers = " ".join(customer_names(asset.type, asset.content))
        words = self._words_in(customers) if customers else ()
        if words:
            yield Matched(ReasonCode.MATCHES_CUSTOMER, words)
        for tag in asset.tags:
            yield from self._tag(tag)

    def _tag(self, tag: TagView) -> Iterator[Matched]:
        words = self._words_in(tag.name)
        if words:
            yield Matched(ReasonCode.MATCHES_TAG, words, tag.name)
            return
        for synonym in (*tag.synonyms, *tag.crm_aliases):
            words = self._words_in(synonym)
            if words:
                yield Matched(ReasonCode.SYNONYM, words, tag.name)
                return

    def _words_in(self, text: str) -> tuple[str, ...]:
        there, words = _terms_of(text)
        return tuple(
            target.typed
            for target in self._targets
            if not there.isdisjoint(target.terms)
            or (target.prefix is not None and any(word.startswith(target.prefix) for word in words))
        )


def _note(matched: list[Matched], met: set[str], new: Matched) -> None:
    """Keep ``new`` if it tells of a word that no weightier place had."""
    words = tuple(word for word in new.words if word not in met)
    if words:
        met.update(words)
        matched.append(Matched(new.code, words, new.by))


@lru_cache(maxsize=20_000)
def _terms_of(text: str) -> tuple[frozenset[str], frozenset[str]]:
    ordered, words = terms(text)
    return frozenset(ordered), frozenset(words)
