"""The default engine: tantivy, through its Python binding.

All queries are built from objects, never parsed: tantivy's own parser takes the process down on deep nesting.
Documents are keyed by a signed integer: deleting by an unsigned one deletes nothing and says nothing.
"""

import json
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, Self

import tantivy
from tantivy import Order

from content_store.rules.vocabulary import ContentType
from search.documents import NEVER, Document, Field, micros
from search.engine import Found, Query, Spread, Stamp, failure
from search.tantivy_queries import QueryBuilder

STAMP_ID = 0  # asset ids begin at 1
_STAMP_STATUS = "stamp"
_SMALL_HEAP = 20_000_000  # bytes
_LARGE_HEAP = 150_000_000
_MANY = 1_000  # documents; from here on, and for a new index, memory buys speed
_SPREAD = {
    "tag": {"terms": {"field": "tag", "size": 65_000}},
    "type": {"terms": {"field": "type", "size": len(ContentType)}},
}


class _View(NamedTuple):
    """What one commit shows; replaced as a whole, so that a search never mixes two."""

    searcher: tantivy.Searcher
    stamp: Stamp | None


class _Writer(NamedTuple):
    """An open writer, and how many bytes it may fill before it writes a segment."""

    writer: tantivy.IndexWriter
    heap: int


class TantivyEngine:
    """A tantivy index in one folder."""

    def __init__(self, index: tantivy.Index) -> None:
        index.config_reader("manual")
        self._index = index
        self._queries = QueryBuilder(index.schema)
        self._view = _View(index.searcher(), None)
        # Kept from one ``apply`` to the next: what begins to merge behind a commit would hold up a new writer.
        self._writer: _Writer | None = None
        self.refresh()

    @classmethod
    def create(cls, folder: Path) -> Self:
        """A new, empty index in ``folder``."""
        with _told():
            return cls(tantivy.Index(_schema(), str(folder), reuse=False))

    @classmethod
    def open(cls, folder: Path) -> Self:
        """The index in ``folder``."""
        with _told():
            return cls(tantivy.Index.open(str(folder)))

    @property
    def stamp(self) -> Stamp | None:
        """The state shown, as of the last ``refresh``."""
        return self._view.stamp

    def refresh(self) -> Stamp | None:
        """See what this or another process committed."""
        with _told():
            self._index.reload()
            searcher = self._index.searcher()
            self._view = _View(searcher, _read_stamp(searcher, self._queries))
            return self._view.stamp

    def apply(self, replaced: Collection[int], documents: Iterable[Document], stamp: Stamp) -> None:
        """Remove the documents of the ``replaced`` assets, add ``documents``, and commit both with ``stamp``."""
        with _told():
            writer = self._open_writer(_SMALL_HEAP if 0 < len(replaced) < _MANY else _LARGE_HEAP)
            for asset_id in replaced:
                writer.delete_documents_by_term("id", asset_id)
            for document in documents:
                writer.add_document(_to_tantivy(document))
            writer.delete_documents_by_term("id", STAMP_ID)
            writer.add_document(_stamp_document(stamp))
            writer.commit()

    def tidy(self) -> None:
        """Finish the merges that commits began; a writer merely dropped would throw them away."""
        writer, self._writer = self._writer, None
        if writer is not None:
            with _told():
                writer.writer.wait_merging_threads()

    def _open_writer(self, heap: int) -> tantivy.IndexWriter:
        if self._writer is not None and self._writer.heap < heap:
            self.tidy()
        if self._writer is None:
            # One thread: how documents are spread over segments must not depend on timing.
            self._writer = _Writer(self._index.writer(heap, 1), heap)
        return self._writer.writer

    def search(self, query: Query, offset: int, limit: int) -> Found:
        """The hits from ``offset`` on, by falling score, or newest first where nothing is ranked."""
        with _told():
            searcher = self._view.searcher
            built = self._queries.build(query)
            if query.is_ranked:
                found = searcher.search(built, limit, offset=offset)
            else:
                place = "worth" if query.proven_first else "listed_at"
                found = searcher.search(built, limit, offset=offset, order_by_field=place, order=Order.Desc)
            addresses = [address for _, address in found.hits]
            ids = searcher.fast_field_values("id", addresses) if addresses else []
            scores = (float(score) if query.is_ranked else 0.0 for score, _ in found.hits)
            return Found(tuple(int(each or 0) for each in ids), tuple(scores), _total(found))

    def count(self, query: Query) -> int:
        """How many assets match."""
        with _told():
            return _total(self._view.searcher.search(self._queries.build(query, scored=False), 1))

    def most(self, term: str, fields: Iterable[Field] = tuple(Field)) -> int:
        """Not more than so many assets have ``term`` in ``fields``, whoever may see them."""
        with _told():
            return sum(self._view.searcher.doc_freq(field.value, term) for field in fields)

    def spread(self, query: Query) -> Spread:
        """How the matching assets are spread over tags and types, both counted on one way through them."""
        with _told():
            found = self._view.searcher.aggregate(self._queries.build(query, scored=False), _SPREAD)
        by_tag, by_type = (
            {bucket["key"]: bucket["doc_count"] for bucket in found[name]["buckets"]} for name in ("tag", "type")
        )
        return Spread(
            {int(tag_id): count for tag_id, count in by_tag.items()},
            {ContentType(type_): count for type_, count in by_type.items()},
        )

    def next_boundary(self, now: datetime) -> int | None:
        """The first time after ``now`` at which something is listed or leaves."""
        with _told():
            moments = [self._first_after(name, micros(now)) for name in ("listed_at", "unpublish_at")]
        return min((moment for moment in moments if moment is not None), default=None)

    def _first_after(self, field: str, now: int) -> int | None:
        later = self._queries.between(field, now + 1, NEVER)
        hits = self._view.searcher.search(later, 1, count=False, order_by_field=field, order=Order.Asc).hits
        return int(hits[0][0]) if hits else None

    def document_count(self) -> int:
        """How many assets are indexed."""
        view = self._view
        return int(view.searcher.num_docs) - (view.stamp is not None)

    def close(self) -> None:
        """Nothing to do: files are closed when the last search is done with them."""


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except BaseException as error:
        # A panic inside the library arrives as an exception of its own, outside of Exception.
        if isinstance(error, ValueError | OSError) or type(error).__name__ == "PanicException":
            raise failure(error) from error
        raise


_MOMENTS = ("listed_at", "unpublish_at", "due_at", "updated_at", "edited_at")


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", indexed=True, fast=True)
    for field in Field:
        builder.add_text_field(field.value, tokenizer_name="whitespace", index_option="position")
    for name in ("words", "internal_words", "heading_words"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    for name in ("status", "language", "audience"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("type", tokenizer_name="raw", index_option="basic", fast=True)
    for name in ("owner", "steward"):
        builder.add_integer_field(name, indexed=True)
    builder.add_integer_field("tag", indexed=True, fast=True)
    builder.add_integer_field("evidence", indexed=True)
    builder.add_integer_field("worth", fast=True)
    for name in _MOMENTS:
        builder.add_integer_field(name, fast=True)
    # The only thing stored: reading stored documents is slow.
    builder.add_text_field("stamp", stored=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


def _to_tantivy(source: Document) -> tantivy.Document:
    made = tantivy.Document()
    made.add_integer("id", source.id)
    for field, text in source.fields.items():
        made.add_text(field.value, text)
    for name in ("words", "internal_words", "heading_words"):
        made.add_text(name, " ".join(getattr(source, name)))
    for name in ("status", "language", "audience", "type"):
        made.add_text(name, getattr(source, name))
    for tag_id in source.tag_ids:
        made.add_integer("tag", tag_id)
    made.add_integer("evidence", source.evidence)
    made.add_integer("worth", source.worth)
    people = {"owner": source.owner_id, "steward": source.steward_id}
    moments = {name: getattr(source, name) for name in _MOMENTS}
    for name, number in (people | moments).items():
        if number is not None:
            made.add_integer(name, number)
    return made


def _stamp_document(stamp: Stamp) -> tantivy.Document:
    made = tantivy.Document()
    made.add_integer("id", STAMP_ID)
    made.add_text("status", _STAMP_STATUS)
    made.add_text("stamp", json.dumps(asdict(stamp)))
    return made


def _read_stamp(searcher: tantivy.Searcher, queries: QueryBuilder) -> Stamp | None:
    hits = searcher.search(queries.number("id", STAMP_ID), 1).hits
    if not hits:
        return None
    return Stamp(**json.loads(str(searcher.doc(hits[0][1]).get_first("stamp"))))


def _total(found: tantivy.SearchResult) -> int:
    # The library's type stubs leave this attribute out.
    total: int = found.count  # type: ignore[attr-defined]
    return total
