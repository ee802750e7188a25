"""The engine as it comes: the same texts in a plain tantivy index, stored, with its own parser and snippets."""

from collections.abc import Iterator
from pathlib import Path

import tantivy
from sqlalchemy import select

from content_store.database import Database
from content_store.tables import Asset, AssetTag

_FIELDS = ("title", "summary", "body")


class PlainTantivy:
    """What a search of a store's assets costs without Kindling."""

    def __init__(self, database: Database, folder: Path) -> None:
        builder = tantivy.SchemaBuilder()
        for name in _FIELDS:
            builder.add_text_field(name, stored=True, tokenizer_name="en_stem")
        builder.add_integer_field("tag", indexed=True, fast=True)
        builder.add_integer_field("id", stored=True, indexed=True)
        self._index = tantivy.Index(builder.build(), str(folder))
        writer = self._index.writer(150_000_000, 1)
        for document in _documents(database):
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def search(
        self, text: str, tag_id: int, distance: int = 0, *, half_typed: bool = False
    ) -> list[tuple[int, list[str]]]:
        """The first 20 hits with their highlighted texts, narrowed to a tag, with the counts of every tag."""
        words = self._half_typed(text) if half_typed else self._typed(text, distance)
        narrowed = tantivy.Query.term_query(self._index.schema, "tag", tag_id)
        query = tantivy.Query.boolean_query(
            [(tantivy.Occur.Must, words), (tantivy.Occur.Must, tantivy.Query.const_score_query(narrowed, 0.0))]
        )
        found = self._searcher.search(query, 20)
        self._searcher.aggregate(query, {"tags": {"terms": {"field": "tag", "size": 1000}}})
        snippets = [
            tantivy.SnippetGenerator.create(self._searcher, query, self._index.schema, name) for name in _FIELDS
        ]
        documents = [self._searcher.doc(address) for _, address in found.hits]
        return [(doc["id"][0], [made.snippet_from_doc(doc).to_html() for made in snippets]) for doc in documents]

    def _typed(self, text: str, distance: int) -> tantivy.Query:
        fuzzy = dict.fromkeys(_FIELDS, (False, distance, True)) if distance else {}
        return self._index.parse_query(text, list(_FIELDS), fuzzy_fields=fuzzy)

    def _half_typed(self, text: str) -> tantivy.Query:
        """The words, or what begins with the last one: its parser completes no single word, so that one is built."""
        before, last = text.rsplit(" ", 1)
        begun = [
            tantivy.Query.fuzzy_term_query(self._index.schema, name, last, distance=0, prefix=True) for name in _FIELDS
        ]
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, each) for each in (self._typed(before, 0), *begun)])


def _documents(database: Database) -> Iterator[tantivy.Document]:
    with database.reading() as session:
        tags: dict[int, list[int]] = {}
        for asset_id, tag_id in session.execute(select(AssetTag.asset_id, AssetTag.tag_id)):
            tags.setdefault(asset_id, []).append(tag_id)
        rows = session.execute(select(Asset.id, Asset.title, Asset.summary, Asset.body, Asset.content))
        for row in rows.yield_per(1000):
            written = " ".join(str(value) for value in row.content.values() if isinstance(value, str))
            yield tantivy.Document(
                id=row.id, title=row.title, summary=row.summary, body=f"{row.body} {written}", tag=tags.get(row.id, [])
            )
