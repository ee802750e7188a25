"""Stores of any size, alike from run to run: assets whose words follow Zipf's law, tagged and linked."""

import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from content_store import migrations
from content_store.content_types.talking_point import DiscoveryQuestion, TalkingPoint
from content_store.database import Database
from content_store.rules.vocabulary import Audience, ContentType, Facet, LinkKind, Status, TagStatus
from content_store.tables import Asset, AssetLink, AssetTag, ChangeCounter, Tag

NOW = datetime(2026, 11, 1, tzinfo=UTC)
SIZES = {Facet.PERSONA: 10, Facet.STAGE: 5, Facet.PAIN: 10, Facet.INDUSTRY: 6}
# Nobody of this persona has this pain: the filter that matches nothing, though both match a lot.
NEVER = ("persona-0", "pain-0")
_BATCH = 5_000
_SYLLABLES = ("ba", "ce", "di", "fo", "gu", "ka", "le", "mi", "no", "pu", "ra", "se", "ti", "vo", "zu", "bra", "cle")


def _words() -> list[str]:
    known = ["budget", "forecast", "audit", "delivery", "margin", "stock", "churn", "pricing", "security", "invoice"]
    rng = random.Random(7)
    made = {"".join(rng.choices(_SYLLABLES, k=rng.randint(2, 4))) for _ in range(40_000)}
    return known + sorted(made - set(known))[:20_000]


WORDS = _words()
_WEIGHTS = list(accumulate(1 / (rank + 2) for rank in range(len(WORDS))))


def sentence(rng: random.Random, length: int) -> str:
    """``length`` words, the common ones often."""
    return " ".join(rng.choices(WORDS, cum_weights=_WEIGHTS, k=length))


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
    with database.writing() as session:
        tags = _tags(session)
    for start in range(0, count, _BATCH):
        with database.writing() as session:
            _assets(session, rng, tags, range(start + 1, min(start + _BATCH, count) + 1))
    with database.writing() as session:
        session.execute(update(ChangeCounter).values(change=1, published=1, taxonomy=1))


def _tags(session: Session) -> dict[Facet, list[int]]:
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
    ids = iter(session.scalars(insert(Tag).returning(Tag.id, sort_by_parameter_order=True), rows))
    return {facet: [next(ids) for _ in range(size)] for facet, size in SIZES.items()}


def _assets(session: Session, rng: random.Random, tags: dict[Facet, list[int]], ids: range) -> None:
    rows = [_asset(rng, asset_id) for asset_id in ids]
    session.execute(insert(Asset), rows)
    session.execute(insert(AssetTag), [tagged for row in rows for tagged in _tagged(rng, tags, row)])
    links = [link for row in rows if row["id"] > 10 for link in _links(rng, row)]
    if links:
        session.execute(insert(AssetLink), links)


def _asset(rng: random.Random, asset_id: int) -> dict[str, Any]:
    type_ = ContentType.TALKING_POINT if asset_id % 2 else ContentType.PROOF_STATEMENT
    title = sentence(rng, 5)
    content = TalkingPoint(
        headline=sentence(rng, 8),
        opener=sentence(rng, 25),
        discovery_questions=tuple(DiscoveryQuestion(text=sentence(rng, 12)) for _ in range(3)),
        value_statement=sentence(rng, 20),
    )
    listed = NOW - timedelta(minutes=asset_id * 7 % 500_000, seconds=asset_id % 60)
    return {
        "id": asset_id,
        "slug": f"asset-{asset_id}",
        "type": type_,
        "status": Status.PUBLISHED,
        "title": title,
        "sort_title": title,
        "summary": sentence(rng, 15),
        "body": sentence(rng, 60),
        "language": "en",
        "audience": Audience.INTERNAL,
        "content": content.model_dump(mode="json") if asset_id % 2 else {"claim": sentence(rng, 12), "metric": "31 %"},
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


def _tagged(rng: random.Random, tags: dict[Facet, list[int]], row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    never = {tags[Facet.PERSONA][0], tags[Facet.PAIN][0]}
    chosen = {tag_id for facet, ids in tags.items() for tag_id in rng.sample(ids, 1 if facet is Facet.INDUSTRY else 2)}
    if never <= chosen:
        chosen.remove(tags[Facet.PAIN][0])
    for tag_id in sorted(chosen):
        yield {"asset_id": row["id"], "tag_id": tag_id, "type": row["type"], "listed_at": row["listed_at"]}


def _links(rng: random.Random, row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Three proofs for every talking point, among the assets before it."""
    if row["type"] is ContentType.TALKING_POINT:
        for position, target in enumerate(rng.sample(range(2, row["id"], 2), 3)):
            yield {"source_id": row["id"], "kind": LinkKind.PROOF, "target_id": target, "position": position}
