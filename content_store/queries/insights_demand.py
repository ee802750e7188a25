"""Reading what there is for each situation, what was wanted in it, and what searches did not find."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import String, func, select
from sqlalchemy.orm import Session

from content_store.queries.insights import Narrowed, added, of_assets, rows_of, showing, summed
from content_store.queries.taxonomy import TagBook, tag_book
from content_store.rules.freshness import due_bounds
from content_store.rules.insights import Coverage
from content_store.rules.vocabulary import Facet, FeedbackStatus, Freshness
from content_store.tables import Asset, AssetTag, ContentRequest, DemandSum, SearchSum

AXES = {
    Facet.PERSONA: (DemandSum.persona_id, ContentRequest.persona_id),
    Facet.STAGE: (DemandSum.stage_id, ContentRequest.stage_id),
    Facet.PAIN: (DemandSum.pain_id, ContentRequest.pain_id),
}
_COUNTS = {
    "conversations": DemandSum.conversations.expression,
    "searches": DemandSum.searches.expression,
    "without_result": DemandSum.without_result.expression,
}


class Situation(NamedTuple):
    """Two tags; their ids are 0 where none was named."""

    row: int
    column: int


def coverage(
    session: Session, narrowed: Narrowed, axes: tuple[Facet, Facet], now: datetime
) -> dict[Situation, Coverage]:
    """Supply and demand by every pair of tags of two facets; what was merged counts for its successor."""
    book = tag_book(session)
    found: defaultdict[Situation, Counter[str]] = defaultdict(Counter)
    for situation, counts in _demand(session, narrowed, axes, book):
        found[situation].update(counts)
    for situation, count in _requests(session, narrowed, axes, book).items():
        found[situation]["open_requests"] += count
    carried = _carried(session, narrowed, axes, now)
    for row, (these, _) in carried[axes[0]].items():
        for column, (those, fresh) in carried[axes[1]].items():
            supply = {"published": len(these & those), "fresh": len(these & fresh)}
            if supply["published"]:
                found[Situation(row, column)].update(supply)
    return {situation: Coverage(**counts) for situation, counts in found.items()}


def _current(book: TagBook, tag_id: int | None) -> int:
    tag = book.current(book.by_id.get(tag_id or 0))
    return tag.id if tag else 0


def _demand(
    session: Session, narrowed: Narrowed, axes: tuple[Facet, Facet], book: TagBook
) -> list[tuple[Situation, Mapping[str, int]]]:
    chosen = [AXES[facet][0].in_(ids) for facet, ids in narrowed.tags.items()]
    keys = (AXES[axes[0]][0], AXES[axes[1]][0])
    # Added up in the order of the key first, which costs no sorting and leaves few rows.
    rows = summed(narrowed, DemandSum, keys, _COUNTS, *chosen, grouped=(DemandSum.period, *keys))
    statement = select(*rows.c)
    return [
        (Situation(_current(book, row), _current(book, column)), dict(zip(_COUNTS, counts, strict=True)))
        for row, column, *counts in rows_of(session, statement)
    ]


def _requests(session: Session, narrowed: Narrowed, axes: tuple[Facet, Facet], book: TagBook) -> Counter[Situation]:
    row, column = AXES[axes[0]][1], AXES[axes[1]][1]
    still = ContentRequest.status.in_([status for status in FeedbackStatus if status.is_open])
    chosen = [AXES[facet][1].in_(ids) for facet, ids in narrowed.tags.items()]
    statement = select(row, column, func.count()).where(still, row.is_not(None), column.is_not(None), *chosen)
    found: Counter[Situation] = Counter()
    for row_id, column_id, count in session.execute(statement.group_by(row, column)):
        found[Situation(_current(book, row_id), _current(book, column_id))] += count
    return found


def _carried(
    session: Session, narrowed: Narrowed, axes: tuple[Facet, Facet], now: datetime
) -> dict[Facet, dict[int, tuple[frozenset[str], frozenset[str]]]]:
    """By facet and tag the assets that show and carry it, and the fresh ones among them; ids as text."""
    ids = select(Asset.id).where(*showing(now), Asset.due_at >= due_bounds(Freshness.FRESH, now)[0])
    fresh = frozenset(str(row[0]) for row in rows_of(session, ids.where(*of_assets(narrowed, Asset.id))))
    ended = frozenset(str(row[0]) for row in rows_of(session, select(Asset.id).where(Asset.unpublish_at <= now)))
    book = tag_book(session)
    tags = {tag.id: tag.facet for facet in axes for tag in book.of_facet(facet)}
    lists = func.aggregate_strings(AssetTag.asset_id.cast(String), ",")
    statement = select(AssetTag.tag_id, lists).where(AssetTag.tag_id.in_(tags), AssetTag.listed_at <= now)
    rows = session.execute(statement.where(*of_assets(narrowed, AssetTag.asset_id)).group_by(AssetTag.tag_id))
    found: dict[Facet, dict[int, tuple[frozenset[str], frozenset[str]]]] = {facet: {} for facet in axes}
    for tag_id, text in rows:
        carrying = frozenset(text.split(",")) - ended
        found[tags[tag_id]][tag_id] = carrying, carrying & fresh
    return found


class Searched(NamedTuple):
    """The same words, however often they were searched for."""

    words: str
    searches: int
    without_result: int
    opened: int


_SEARCHES = {
    "searches": SearchSum.searches.expression,
    "without_result": SearchSum.without_result.expression,
    "opened": SearchSum.opened.expression,
}


def searched(session: Session, narrowed: Narrowed) -> list[Searched]:
    """All words that were searched for."""
    rows = summed(narrowed, SearchSum, (SearchSum.words,), _SEARCHES)
    searches, without, opened = (added(rows.c[name]) for name in _SEARCHES)
    statement = select(rows.c.words, searches, without, opened).group_by(rows.c.words).having(searches > 0)
    return [Searched._make(row) for row in rows_of(session, statement)]


def search_totals(session: Session, narrowed: Narrowed) -> Searched:
    """All searches together."""
    rows = summed(narrowed, SearchSum, (), _SEARCHES)
    sums = (func.coalesce(added(rows.c[name]), 0) for name in _SEARCHES)
    return Searched("", *rows_of(session, select(*sums))[0])
