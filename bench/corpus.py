"""Stores of any size, alike from run to run: assets whose words follow Zipf's law, tagged and linked."""

import random
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, Table, insert, update

from content_store import migrations
from content_store.content_types.talking_point import DiscoveryQuestion, TalkingPoint
from content_store.database import Database
from content_store.rules.vocabulary import Audience, ContentType, Facet, LinkKind, Status, TagStatus
from content_store.tables import Asset, AssetLink, AssetTag, ChangeCounter, Tag

NOW = datetime(2026, 11, 1, tzinfo=UTC)
SIZES = {Facet.PERSONA: 10, Facet.STAGE: 5, Facet.PAIN: 10, Facet.INDUSTRY: 6}
# Nobody of this persona has this pain: the filter that matches nothing, though both match a lot.
NEVER = ("persona-0", "pain-0")
_BATCH = 20_000
_SITUATIONS = 1_000  # different sets of tags
_STREAM = 1_000_000  # words that texts are cut out of
_SYLLABLES = ("ba", "ce", "di", "fo", "gu", "ka", "le", "mi", "no", "pu", "ra", "se", "ti", "vo", "zu", "bra", "cle")
_BLANK = TalkingPoint(headline="Blank").model_dump(mode="json")
_QUESTION = DiscoveryQuestion(text="Blank?").model_dump(mode="json")
_TABLES = tuple(cast("Table", each.__table__) for each in (Asset, AssetTag, AssetLink))
# Past the library's own binding of values, which takes longer than the rows of these two tables take to write.
_TAG = "INSERT INTO asset_tag (asset_id, tag_id, type, listed_at) SELECT id, ?, type, listed_at FROM asset WHERE id = ?"
_LINK = "INSERT INTO asset_link (source_id, kind, target_id, position) VALUES (?, ?, ?, ?)"


def _words() -> list[str]:
    known = ["budget", "forecast", "audit", "delivery", "margin", "stock", "churn", "pricing", "security", "invoice"]
    rng = random.Random(7)
    made = {"".join(rng.choices(_SYLLABLES, k=rng.randint(2, 4))) for _ in range(40_000)}
    return known + sorted(made - set(known))[:20_000]


WORDS = _words()
_WEIGHTS = list(accumulate(1 / (rank + 2) for rank in range(len(WORDS))))


@cache
def _stream() -> list[str]:
    return random.Random(1).choices(WORDS, cum_weights=_WEIGHTS, k=_STREAM)


def sentence(rng: random.Random, length: int) -> str:
    """``length`` words, the common ones often: a cut out of one long stream, as drawing each anew takes minutes."""
    start = int(rng.random() * (_STREAM - length))
    return " ".join(_stream()[start : start + length])


@contextmanager
def store(count: int) -> Iterator[tuple[Database, Path]]:
    """A SQLite store of ``count`` published assets, with an empty folder for its index; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="kindling-bench-") as folder:
        database = Database(f"sqlite:///{folder}/kindling.sqlite")
        migrations.upgrade(database)
        fill(database, count)
        try:
            yield database, Path(folder) / "index"
        finally:
            database.close()


def fill(database: Database, count: int) -> None:
    """Put ``count`` published assets into an empty store."""
    rng = random.Random(42)
    indexes = [index for table in _TABLES for index in table.indexes]
    with database.writing() as session:
        connection = session.connection()
        situations = _situations(rng, _tags(connection))
        # Made once at the end, sorted: a third of the time.
        for index in indexes:
            index.drop(connection)
    for start in range(0, count, _BATCH):
        with database.writing() as session:
            _assets(session.connection(), rng, situations, range(start + 1, min(start + _BATCH, count) + 1))
    with database.writing() as session:
        for index in indexes:
            index.create(session.connection())
        session.execute(update(ChangeCounter).values(change=1, published=1, taxonomy=1))


def _tags(connection: Connection) -> dict[Facet, list[int]]:
    rows = [
        {
            "facet": facet,
            "slug": f"{facet.value}-{number}",
            "name": f"{facet.value} {WORDS[100 + number * 7]}",
            "position": number,
            "description": "",
            "status": TagStatus.ACTIVE,
            "details": {},
            "crm_aliases": [],
            "created_at": NOW,
        }
        for facet, size in SIZES.items()
        for number in range(size)
    ]
    ids = iter(connection.scalars(insert(Tag).returning(Tag.id, sort_by_parameter_order=True), rows))
    return {facet: [next(ids) for _ in range(size)] for facet, size in SIZES.items()}


def _situations(rng: random.Random, tags: dict[Facet, list[int]]) -> list[tuple[int, ...]]:
    """Sets of tags as assets carry them."""
    never = {tags[Facet.PERSONA][0], tags[Facet.PAIN][0]}
    made = []
    for _ in range(_SITUATIONS):
        chosen = {id_ for facet, ids in tags.items() for id_ in rng.sample(ids, 1 if facet is Facet.INDUSTRY else 2)}
        if never <= chosen:
            chosen.remove(tags[Facet.PAIN][0])
        made.append(tuple(sorted(chosen)))
    return made


def _assets(connection: Connection, rng: random.Random, situations: Sequence[tuple[int, ...]], ids: range) -> None:
    connection.execute(insert(_TABLES[0]), [_asset(rng, asset_id) for asset_id in ids])
    carried = zip(ids, rng.choices(situations, k=len(ids)), strict=True)
    connection.exec_driver_sql(_TAG, [(tag_id, asset_id) for asset_id, tag_ids in carried for tag_id in tag_ids])
    links = [link for asset_id in ids if asset_id > 10 and asset_id % 2 for link in _links(rng, asset_id)]
    if links:
        connection.exec_driver_sql(_LINK, links)


def _asset(rng: random.Random, asset_id: int) -> dict[str, Any]:
    is_talking_point = asset_id % 2
    title = sentence(rng, 5)
    listed = NOW - timedelta(minutes=asset_id * 7 % 500_000, seconds=asset_id % 60)
    return {
        "id": asset_id,
        "slug": f"asset-{asset_id}",
        "type": ContentType.TALKING_POINT if is_talking_point else ContentType.PROOF_STATEMENT,
        "status": Status.PUBLISHED,
        "title": title,
        "sort_title": title,
        "summary": sentence(rng, 15),
        "body": sentence(rng, 60),
        "language": "en",
        "audience": Audience.INTERNAL,
        "content": _talking_point(rng) if is_talking_point else {"claim": sentence(rng, 12), "metric": "31 %"},
        "extra": {},
        "published_at": listed,
        "first_published_at": listed,
        "listed_at": listed,
        "verified_at": listed,
        "verify_interval_days": 90,
        "due_at": listed + timedelta(days=90),
        "retire_note": "",
        "revision": 1,
        "latest_revision": 1,
        "created_at": listed,
        "updated_at": listed,
        "edited_at": listed,
    }


def _talking_point(rng: random.Random) -> dict[str, Any]:
    questions = [{**_QUESTION, "text": sentence(rng, 12)} for _ in range(3)]
    return _BLANK | {
        "headline": sentence(rng, 8),
        "opener": sentence(rng, 25),
        "discovery_questions": questions,
        "value_statement": sentence(rng, 20),
    }


def _links(rng: random.Random, asset_id: int) -> Iterator[tuple[int, str, int, int]]:
    """Three proofs for a talking point, among the assets before it."""
    for position, target in enumerate(rng.sample(range(2, asset_id, 2), 3)):
        yield asset_id, LinkKind.PROOF.value, target, position
