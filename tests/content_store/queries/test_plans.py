"""SQLite has no statistics in a young store; without care it walks an index where it should read twenty rows."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from content_store.database import Database
from content_store.queries.assets import by_slug, linked, load
from content_store.queries.filters import resolve
from content_store.queries.listing import Order, OrderField, Span, list_assets
from content_store.rules.filters import Filter, Where, Window
from content_store.rules.vocabulary import ContentType, Facet, LinkKind
from tests.content_store.making import after, published, tag

NOW = Window(after(60))
BY_SLUG = "SEARCH asset USING INDEX sqlite_autoindex_asset_1 (slug=?)"
BY_TAG = "SEARCH asset_tag USING COVERING INDEX ix_asset_tag_tag_id_type_listed_at_asset_id"
BY_ID = "SEARCH asset USING INTEGER PRIMARY KEY (rowid=?)"


@contextmanager
def plans(database: Database) -> Iterator[list[str]]:
    """How SQLite goes about every SELECT of assets meanwhile."""
    found: list[str] = []

    def explain(_connection: object, cursor, statement: str, parameters, *_: object) -> None:  # type: ignore[no-untyped-def]
        if statement.startswith("SELECT asset."):
            plan = cursor.connection.cursor().execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            found.extend(row[3] for row in plan if " asset " in row[3] or "asset_tag USING COVERING" in row[3])

    event.listen(database.engine, "before_cursor_execute", explain)
    try:
        yield found
    finally:
        event.remove(database.engine, "before_cursor_execute", explain)


def by_tag(session: Session) -> Filter:
    return resolve(session, Where({Facet.PERSONA: ("cfo",)}, types=(ContentType.TALKING_POINT,)))


READS: dict[str, tuple[Callable[[Session], object], str]] = {
    "by id": (lambda session: load(session, [1, 2], NOW), BY_ID),
    "by slug": (
        lambda session: by_slug(session, "x", NOW),
        BY_SLUG,
    ),
    "few, newest first": (
        lambda session: list_assets(session, by_tag(session), NOW, Order(), Span(20), among=[2, 1]),
        BY_ID,
    ),
    "few, by title": (
        lambda session: list_assets(session, Filter(), NOW, Order(OrderField.TITLE), Span(20), among=[2, 1]),
        BY_ID,
    ),
    "all": (
        lambda session: list_assets(session, Filter(), NOW, Order(), Span(20)),
        "SEARCH asset USING INDEX ix_asset_listed_at_id (listed_at<?)",
    ),
    "by tag": (
        lambda session: list_assets(session, by_tag(session), NOW, Order(), Span(20)),
        f"{BY_TAG} (tag_id=? AND type=? AND listed_at<?)",
    ),
    "linked": (lambda session: linked(session, [2], LinkKind.PROOF, NOW), BY_ID),
}


@pytest.mark.parametrize("read", READS)
def test_every_read_goes_straight_to_its_rows(sqlite_database: Database, read: str) -> None:
    tag(sqlite_database, Facet.PERSONA, "CFO")
    proof = published(sqlite_database, ContentType.PROOF_STATEMENT, "A third less")
    published(sqlite_database, tags={Facet.PERSONA: ["cfo"]}, links={LinkKind.PROOF: [proof.slug]})
    run, expected = READS[read]
    with plans(sqlite_database) as found, sqlite_database.reading() as session:
        run(session)
    assert found[0] == expected
