"""What a page's hits show of the query: marked texts, and which words were met where."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy.orm import Session

from content_store.content_types import DECLARATIONS
from content_store.file_views import PassageView
from content_store.queries.files import passages_of
from content_store.rules.filters import Window
from content_store.rules.vocabulary import Audience
from content_store.views import AssetView, TagView
from search.analysis import terms, words
from search.documents import customer_names, headline
from search.engine import Wanted
from search.highlights import Highlighter, Marked, Span, Target, marked
from search.lines import split_lines
from search.query import Understood
from search.ranking import Matched, ReasonCode
from search.type_names import type_term

MOST_READ = 3_000_000  # characters of files, to tell on which page a page's hits match
_SHORT_TEXTS = (
    (ReasonCode.MATCHES_HEADLINE, "headline"),
    (ReasonCode.MATCHES_TITLE, "title"),
    (ReasonCode.MATCHES_SUMMARY, "summary"),
)
_LONG_TEXTS = ((ReasonCode.MATCHES_DETAILS, "details"), (ReasonCode.MATCHES_BODY, "body"))


class Highlight(NamedTuple):
    """One text of a hit as escaped HTML with ``<mark>`` around what matches; ``field`` says which text."""

    field: str
    html: str


class Explained(NamedTuple):
    """What a hit shows of the query."""

    highlights: tuple[Highlight, ...]
    matched: tuple[Matched, ...]

    def joined(self, other: "Explained") -> "Explained":
        """Both together."""
        return Explained(self.highlights + other.highlights, self.matched + other.matched)


class Explainer:
    """Explains the hits of one query."""

    def __init__(
        self,
        understood: Understood,
        wanted: Mapping[str, Wanted],
        window: Window,
        is_in_files: Callable[[str], bool] = lambda _: True,
    ) -> None:
        """``is_in_files`` tells whether a term may be in any file; where none is, no file need be read."""
        self._targets = tuple(Target(typed, frozenset(each.terms), each.prefix) for typed, each in wanted.items())
        self._in_files = {target.typed for target in self._targets if any(map(is_in_files, target.terms))}
        self._in_files |= {phrase.typed for phrase in understood.phrases if all(map(is_in_files, phrase.terms))}
        self._highlighter = Highlighter(self._targets, understood.phrases)
        self._internal = Audience.INTERNAL in window.audiences
        # The hits of a page share their tags.
        self._tags: dict[int, Matched | None] = {}

    def explain(self, asset: AssetView) -> Explained:
        """The texts of ``asset`` with matches marked, and where which words were met: each where it weighs most.

        Of a long text a fragment is shown where it has a word that was not shown before.
        """
        texts = (headline(asset.content), asset.title, asset.summary, self._details(asset), asset.body)
        spans = self._highlighter.spans(texts)
        highlights: list[Highlight] = []
        matched: list[Matched] = []
        met: set[str] = set()
        shown: set[str] = set()

        def show(code: ReasonCode, field: str, found: Marked) -> None:
            highlights.append(Highlight(field, found.html))
            shown.update(found.typed)
            _note(matched, met, Matched(code, found.typed))

        for (code, field), text, there in zip(_SHORT_TEXTS, texts, spans, strict=False):
            if there:
                show(code, field, marked(text, there))
        for each in self._beside_its_texts(asset):
            _note(matched, met, each)
        for (code, field), text, there in zip(_LONG_TEXTS, texts[3:], spans[3:], strict=True):
            if not shown.issuperset([span.typed for span in there]):
                found = self._highlighter.fragment(text, there)
                if found is not None:
                    show(code, field, found)
        return Explained(tuple(highlights), tuple(matched))

    def misses(self, explained: Explained) -> frozenset[str]:
        """What was typed, may be in a file, and is in none of the places that ``explained`` tells of."""
        return frozenset(self._in_files.difference(*(each.words for each in explained.matched)))

    def explain_files(self, passages: Iterable[PassageView], missed: frozenset[str]) -> Explained:
        """On which page of which file the ``missed`` words are: the page that has the most of them, then others."""
        found = [(passage, spans) for passage in passages if (spans := self._spans_in(passage, missed))]
        highlights: list[Highlight] = []
        matched: list[Matched] = []
        # Of pages that have as many the first, as somebody who turns them would find it.
        for passage, spans in sorted(found, key=lambda each: -len({span.typed for span in each[1]})):
            words = tuple(dict.fromkeys(span.typed for span in spans if span.typed in missed))
            fragment = self._highlighter.fragment(passage.text, spans) if words else None
            if fragment is not None:
                highlights.append(Highlight("file", fragment.html))
                matched.append(Matched(ReasonCode.MATCHES_FILE, words, passage.place))
                missed -= set(words)
        return Explained(tuple(highlights), tuple(matched))

    def _spans_in(self, passage: PassageView, missed: frozenset[str]) -> list[Span]:
        spans = self._highlighter.spans([passage.text])[0]
        return spans if any(span.typed in missed for span in spans) else []

    def _details(self, asset: AssetView) -> str:
        shared, internal = split_lines(asset.type, asset.content)
        return "\n\n".join([*shared, *internal] if self._internal else shared)

    def _beside_its_texts(self, asset: AssetView) -> Iterator[Matched]:
        named = type_term(asset.type)
        typed = tuple(target.typed for target in self._targets if named in target.terms)
        if typed:
            yield Matched(ReasonCode.MATCHES_TYPE, typed, DECLARATIONS[asset.type].label)
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


def _note(matched: list[Matched], met: set[str], new: Matched) -> None:
    """Keep ``new`` if it tells of a word that no weightier place had."""
    if not met.issuperset(new.words):
        matched.append(Matched(new.code, tuple([word for word in new.words if word not in met]), new.by))
        met.update(new.words)


@lru_cache(maxsize=20_000)
def _terms_of(text: str) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(terms(text).split()), words(text)


def explanations(session: Session, assets: Sequence[AssetView], explainer: Explainer) -> list[Explained]:
    """What each asset shows of the query; files are read only where a word is in nothing else."""
    explained = [explainer.explain(asset) for asset in assets]
    missed = {asset.id: explainer.misses(each) for asset, each in zip(assets, explained, strict=True)}
    in_files = [asset_id for asset_id, words in missed.items() if words]
    if not in_files:
        return explained
    passages = passages_of(session, in_files, MOST_READ)
    return [
        each.joined(explainer.explain_files(passages[asset.id], missed[asset.id])) if asset.id in passages else each
        for asset, each in zip(assets, explained, strict=True)
    ]
