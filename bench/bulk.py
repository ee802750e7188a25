"""How long it takes to retire many assets at once, and to take that back.

python -m bench.bulk [SIZE]             1,000 assets where nothing is said, among twice as many
"""

import sys
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import event, select

from bench.corpus import NOW, store
from bench.timing import console, table
from content_store import bulk
from content_store.access import SYSTEM
from content_store.bulk_acts import Order
from content_store.database import Database
from content_store.rules.bulk import BulkKind
from content_store.rules.vocabulary import RetireReason
from content_store.tables import Asset, AssetLink, AssetTag, Revision, Tag
from content_store.tables.inserting import insert_rows
from content_store.work import Work

LATER = NOW + timedelta(days=1)
_COPIED = ("title", "summary", "body", "language", "audience", "verify_interval_days", "content", "extra")
RETIRE = Order(BulkKind.RETIRE, reason=RetireReason.OUTDATED)


def keep_revisions(database: Database, count: int) -> list[int]:
    """Give the first assets the revisions they would have, had they been written one by one; gives back their ids."""
    with database.writing() as session:
        ids = list(session.scalars(select(Asset.id).order_by(Asset.id).limit(count)))
        carried = select(AssetTag.asset_id, Tag.facet, Tag.slug).join(Tag, Tag.id == AssetTag.tag_id)
        tags: defaultdict[int, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for asset_id, facet, slug in session.execute(carried.where(AssetTag.asset_id.in_(ids))):
            tags[asset_id][facet.value].append(slug)
        led = select(AssetLink.source_id, AssetLink.kind, Asset.slug).join(Asset, Asset.id == AssetLink.target_id)
        links: defaultdict[int, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for source, kind, slug in session.execute(led.where(AssetLink.source_id.in_(ids)).order_by(AssetLink.position)):
            links[source][kind.value].append(slug)
        rows = [
            {
                "asset_id": asset.id,
                "number": 1,
                "snapshot": {name: getattr(asset, name) for name in _COPIED}
                | {"tags": tags[asset.id], "links": links[asset.id]},
                "author_id": None,
                "note": "",
                "created_at": NOW,
            }
            for asset in session.scalars(select(Asset).where(Asset.id.in_(ids)))
        ]
        insert_rows(session, Revision, rows)
    return ids


def main(count: int) -> None:
    """Print the time of both, from the order to the last asset."""
    report = table(f"Many at once: {count:,} assets, SQLite", "what", "seconds", "of the processor", "statements")
    with store(2 * count) as (database, _):
        ids = keep_revisions(database, count)
        made: list[str] = []
        event.listen(database.engine, "before_cursor_execute", lambda *given: made.append(given[2]))
        with database.writing() as session:
            planned = bulk.plan(Work(session, SYSTEM, LATER), RETIRE, ids)
        for name, begin in (("retired", bulk.run), ("taken back", bulk.undo)):
            made.clear()
            begun, worked = time.perf_counter(), time.process_time()
            _done(database, planned, begin)
            taken, busy = time.perf_counter() - begun, time.process_time() - worked
            report.add_row(name, f"{taken:.1f}", f"{busy:.1f}", f"{len(made):,}")
    console.print(report)


def _done(database: Database, planned: int, begin: Callable[[Work, int], None]) -> None:
    with database.writing() as session:
        begin(Work(session, SYSTEM, LATER), planned)
    while bulk.advance(database, LATER):
        pass


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000)
