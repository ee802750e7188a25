"""Plain functions that make documents, engines and searches for tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from content_store.database import Database
from content_store.rules.filters import Filter, Window
from content_store.rules.vocabulary import Audience, ContentType, Facet, Status, TagStatus
from content_store.views import AssetView, IndexSource, TagView
from search import engines
from search.documents import Document, document
from search.engine import Engine, Query, Stamp, Wanted
from search.finding import Search, SearchRequest, SearchResult
from search.query import understand

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
NOW = Window(NOON)
EngineName = Literal["tantivy", "whoosh"]
ENGINES: tuple[EngineName, ...] = ("tantivy", "whoosh")
# The fixture of the database that each is tried over.
DATABASES: dict[EngineName, str] = {"tantivy": "postgresql_database", "whoosh": "sqlite_database"}


def tag_view(id_: int, facet: Facet = Facet.PERSONA, name: str = "CFO", **given: Any) -> TagView:
    fields: dict[str, Any] = {
        "slug": f"tag-{id_}",
        "description": "",
        "position": id_,
        "status": TagStatus.ACTIVE,
        "synonyms": (),
        "crm_aliases": (),
        "details": {},
    }
    return TagView(id=id_, facet=facet, name=name, **{**fields, **given})


def source(id_: int, title: str = "Plain title", **given: Any) -> IndexSource:
    fields: dict[str, Any] = {
        "type": ContentType.TALKING_POINT,
        "status": Status.PUBLISHED,
        "summary": "",
        "body": "",
        "language": "en",
        "audience": Audience.CUSTOMER_FACING,
        "content": {},
        "tag_ids": (),
        "owner_id": None,
        "steward_id": None,
        "listed_at": NOON - DAY,
        "unpublish_at": None,
        "due_at": NOON + 30 * DAY,
        "updated_at": NOON - DAY,
        "edited_at": NOON - DAY,
        "evidence_level": 1,
    }
    return IndexSource(id=id_, title=title, **{**fields, **given})


def doc(id_: int, title: str = "Plain title", **given: Any) -> Document:
    return document(source(id_, title, **given), {})


def asset_view(id_: int = 1, title: str = "Plain title", **given: Any) -> AssetView:
    from content_store.rules.freshness import freshness

    fields: dict[str, Any] = {
        "slug": f"asset-{id_}",
        "type": ContentType.TALKING_POINT,
        "status": Status.PUBLISHED,
        "summary": "",
        "body": "",
        "language": "en",
        "audience": Audience.CUSTOMER_FACING,
        "content": {},
        "extra": {},
        "tags": (),
        "verified_at": NOON,
        "verify_interval_days": 90,
        "due_at": NOON + 90 * DAY,
        "revision": 1,
        "latest_revision": 1,
        "created_at": NOON,
        "updated_at": NOON,
        "edited_at": NOON,
        "retire_note": "",
        **dict.fromkeys(
            ("owner", "steward", "publish_at", "unpublish_at", "published_at", "first_published_at", "listed_at",
             "retired_at", "retire_reason", "replacement_id")
        ),
        **given,
    }  # fmt: skip
    return AssetView(id=id_, title=title, freshness=freshness(fields["due_at"], NOON), **fields)


def new_engine(name: EngineName, folder: Path) -> Engine:
    folder.mkdir(exist_ok=True)
    return engines.named(name).engine.create(folder)


def put(engine: Engine, *documents: Document, number: int = 1, gone: tuple[int, ...] = ()) -> None:
    """Index ``documents`` in place of what was there of them, and remove what is ``gone``."""
    replaced = [*(each.id for each in documents), *gone]
    engine.apply(replaced, list(documents), Stamp("store", number))
    engine.tidy()
    engine.refresh()


def ids(engine: Engine, text: str = "", window: Window = NOW, **given: Any) -> list[int]:
    """The ids found for a query as somebody would type it, in order."""
    return list(engine.search(query(text, window, **given), 0, 1_000).ids)


def query(text: str = "", window: Window = NOW, narrowing: Filter | None = None, **given: Any) -> Query:
    read = understand(text)
    words = tuple(Wanted((word.term,), word.word if word.prefix else None) for word in read.words)
    parts: dict[str, Any] = {"words": words, "phrases": read.phrases, "excluded": read.excluded}
    return Query(window, narrowing or Filter(), **{**parts, **given})


@contextmanager
def searching(database: Database, folder: Path, engine: EngineName = "tantivy") -> Iterator[Search]:
    # Long enough for a busy machine; that a search does not wait that long is tested on its own.
    search = Search(database, folder, engine, longest_wait=30)
    try:
        yield search
    finally:
        search.close()


def find(database: Database, search: Search, text: str = "", window: Window = NOW, **given: Any) -> SearchResult:
    with database.reading() as session:
        return search.find(session, SearchRequest(text, **given), window)


def titles(result: SearchResult) -> list[str]:
    return [hit.asset.title for hit in result.hits]
