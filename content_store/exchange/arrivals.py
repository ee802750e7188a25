"""Writing many new assets at once, with their revisions, tags and history."""

from dataclasses import dataclass
from typing import Any

from content_store.changelog import AssetChange, record_assets
from content_store.exchange.entries import Entry
from content_store.exchange.lives import HistoryStep
from content_store.placing import row_columns, tag_rows
from content_store.queries.exchange import assets_named
from content_store.queries.people import people_book
from content_store.queries.taxonomy import tag_book
from content_store.rules.snapshots import Snapshot
from content_store.rules.vocabulary import Status
from content_store.rules.wording import storable
from content_store.tables import Asset, AssetTag, Publication, Revision
from content_store.tables.inserting import insert_rows
from content_store.work import Work

IMPORTED = "imported"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A new asset: its slug, what it says now, and where there is one the draft that waits."""

    entry: Entry
    slug: str
    snapshots: list[Snapshot]
    owner_id: int | None
    steward_id: int | None

    @property
    def revisions(self) -> list[tuple[int, Snapshot]]:
        """Its revisions under their numbers."""
        return list(zip((self.entry.life.revision, self.entry.pending_revision), self.snapshots, strict=False))

    @property
    def shown(self) -> Snapshot:
        """What stands in its row: of what was never published the newest revision."""
        waiting = self.entry.life.status in {Status.DRAFT, Status.IN_REVIEW}
        return self.snapshots[-1 if waiting else 0]

    @property
    def latest_revision(self) -> int:
        """The number of its newest revision."""
        return self.revisions[-1][0]

    @property
    def revision(self) -> int:
        """The number of the revision in its row."""
        return next(number for number, snapshot in self.revisions if snapshot is self.shown)


def insert_arrivals(work: Work, arrivals: list[Arrival]) -> list[tuple[Arrival, int]]:
    """Write the new assets down, without their links; returns each with its id."""
    if not arrivals:
        return []
    rows = {arrival.slug: _asset_row(work, arrival) for arrival in arrivals}
    # Asking for the ids afterwards takes half the time of having each insert return its own.
    insert_rows(work.session, Asset, list(rows.values()))
    ids = assets_named(work.session, rows)
    arrived = [(arrival, ids[arrival.slug][0]) for arrival in arrivals]
    insert_rows(
        work.session, Revision, [row for arrival, asset_id in arrived for row in _revisions(work, arrival, asset_id)]
    )
    book = tag_book(work.session)
    tags = [
        row
        for arrival, asset_id in arrived
        for row in tag_rows(book, arrival.shown, asset_id, arrival.entry.type, rows[arrival.slug]["listed_at"])
    ]
    insert_rows(work.session, AssetTag, tags)
    steps = [(asset_id, step) for arrival, asset_id in arrived for step in arrival.entry.life.steps(work.now)]
    add_history(work, steps)
    record_assets(work, [_change(arrival, asset_id) for arrival, asset_id in arrived])
    return arrived


def add_history(work: Work, steps: list[tuple[int, HistoryStep]]) -> None:
    """Write down steps of publication as a file tells them."""
    people = people_book(work.session)
    rows = [
        {
            "asset_id": asset_id,
            "step": step.step,
            "at": step.at,
            "revision": step.revision,
            "actor_id": person.id if (person := people.find(step.actor)) else None,
            "actor_email": storable(step.actor),
            "note": storable(step.note),
        }
        for asset_id, step in steps
    ]
    insert_rows(work.session, Publication, rows)


def _asset_row(work: Work, arrival: Arrival) -> dict[str, Any]:
    life, shown = arrival.entry.life, arrival.shown
    columns = life.columns(work.now, shown["verify_interval_days"])
    first_known = life.created_at or columns["first_published_at"] or work.now
    edited_at = min(life.updated_at or work.now, work.now)
    return {
        **row_columns(shown),
        **columns,
        "slug": arrival.slug,
        "type": arrival.entry.type,
        "owner_id": arrival.owner_id,
        "steward_id": arrival.steward_id,
        "revision": arrival.revision,
        "latest_revision": arrival.latest_revision,
        "created_at": min(first_known, work.now),
        # A scheduled one changes for its readers when it begins to show.
        "updated_at": max(edited_at, columns["publish_at"] or edited_at) if columns["listed_at"] else edited_at,
        "edited_at": edited_at if arrival.revision == arrival.latest_revision else work.now,
        "source": arrival.entry.place.source,
    }


def _revisions(work: Work, arrival: Arrival, asset_id: int) -> list[dict[str, Any]]:
    return [
        {
            "asset_id": asset_id,
            "number": number,
            "snapshot": snapshot,
            "author_id": work.actor_id,
            "note": IMPORTED,
            "created_at": work.now,
        }
        for number, snapshot in arrival.revisions
    ]


def _change(arrival: Arrival, asset_id: int) -> AssetChange:
    shown = arrival.entry.life.status in {Status.PUBLISHED, Status.RETIRED, Status.ARCHIVED}
    return AssetChange(asset_id, IMPORTED, shown, arrival.latest_revision)
