"""Completions for the search box: tags by name or synonym, then assets by a word of title or headline."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from content_store.queries import assets
from content_store.queries.taxonomy import TagBook
from content_store.rules.filters import Window
from content_store.rules.vocabulary import TagStatus
from content_store.views import AssetView, TagView
from search.analysis import fold
from search.documents import headline, tag_texts
from search.engine import Engine, Query, Wanted
from search.query import Understood


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One completion: ``text`` is what to show, ``tag`` or ``asset`` what it leads to. ``by`` names the synonym met."""

    text: str
    tag: TagView | None = None
    asset: AssetView | None = None
    by: str = ""


class TagNames:
    """The folded names and synonyms of all active tags, ready to be completed."""

    def __init__(self, tags: TagBook) -> None:
        self._tags: Mapping[int, TagView] = tags.by_id
        self._names = [
            (f" {fold(name)}", name, tag.id)
            for tag in tags.by_id.values()
            if tag.status is TagStatus.ACTIVE
            for name in tag_texts(tag)
        ]

    def beginning(self, text: str, limit: int) -> list[Suggestion]:
        """Tags with a name of which a word begins with ``text``; names that begin with it come first."""
        wanted = f" {' '.join(fold(text).split())}"
        found = [(folded.find(wanted), name, tag_id) for folded, name, tag_id in self._names if wanted in folded]
        first: dict[int, str] = {}
        for _, name, tag_id in sorted(found, key=lambda each: each[0] > 0):
            first.setdefault(tag_id, name)
        made = [self._suggestion(self._tags[tag_id], name) for tag_id, name in first.items()]
        return made[:limit]

    @staticmethod
    def _suggestion(tag: TagView, name: str) -> Suggestion:
        return Suggestion(tag.name, tag=tag, by="" if name == tag.name else name)


def heading_suggestions(
    session: Session, engine: Engine, understood: Understood, window: Window, limit: int
) -> list[Suggestion]:
    """Assets whose title or headline has all the words, the last one begun."""
    words = tuple(Wanted((word.term,), word.word if word.prefix else None) for word in understood.words)
    if not (words or understood.phrases) or limit < 1:
        return []
    query = Query(window, words=words, phrases=understood.phrases, excluded=understood.excluded, headings_only=True)
    ids = engine.search(query, 0, limit).ids
    shown = assets.load(session, ids, window)
    return [Suggestion(_heading(asset, understood), asset=asset) for asset in shown]


def _heading(asset: AssetView, understood: Understood) -> str:
    """Headline or title, whichever begins to say what was typed."""
    said = headline(asset.content)
    typed = understood.words[-1].word if understood.words else ""
    return said if f" {typed}" in f" {fold(said)}" else asset.title
