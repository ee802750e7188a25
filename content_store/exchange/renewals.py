"""Bringing an asset that is already here up to what a file says of it now."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from content_store.authoring import keep_revision, locked
from content_store.changelog import AssetChange, record_assets
from content_store.exchange.arrivals import IMPORTED, add_history
from content_store.exchange.entries import Entry
from content_store.exchange.lives import HistoryStep
from content_store.placing import place_in_row, relist
from content_store.queries.exchange import Present, snapshots_of
from content_store.queries.taxonomy import TagBook
from content_store.rules.freshness import due_at
from content_store.rules.lifecycle import Step
from content_store.rules.snapshots import Snapshot
from content_store.rules.vocabulary import Facet, Status
from content_store.tables import Asset
from content_store.work import Work


@dataclass(slots=True)
class Renewal:
    """What a file changed in an asset. ``saved`` are the new revisions: number, text, whether it is in the row."""

    changed: bool = False
    saved: list[tuple[int, Snapshot, bool]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def renew(
    work: Work, book: TagBook, there: Present, entry: Entry, snapshots: list[Snapshot], people: Mapping[str, int]
) -> Renewal:
    """Save what the file says and no revision has said before; move the asset forward in its life, never back."""
    fresh = not_said_before(work.session, book, there, snapshots)
    facts = _new_facts(there, entry, people)
    ahead = entry.life.is_ahead_of(there.status)
    renewal = Renewal()
    if not (fresh or facts or ahead):
        return renewal
    asset = locked(work.session, there.id, None)
    _set_facts(asset, facts)
    steps = []
    for snapshot in fresh:
        steps += _save(work, asset, entry, snapshot, waits=snapshot is not snapshots[0], renewal=renewal)
    if ahead:
        steps += _advance(work, asset, entry)
    # Where a file lies is nobody's business but the next import's.
    renewal.changed = bool(fresh or steps or facts.keys() - {"source"})
    if renewal.changed:
        asset.edited_at = work.now
        if steps or facts.keys() - {"source"} or any(in_row for *_, in_row in renewal.saved):
            asset.updated_at = work.now
    work.session.flush()
    if renewal.changed:
        add_history(work, [(asset.id, step) for step in steps])
        shown = {there.status, asset.status} != {Status.DRAFT}
        record_assets(work, [AssetChange(asset.id, IMPORTED, shown, asset.latest_revision)])
    return renewal


def _set_facts(asset: Asset, facts: Mapping[str, Any]) -> None:
    for name, value in facts.items():
        setattr(asset, name, value)
    if "verified_at" in facts:
        asset.due_at = due_at(asset.verified_at, asset.verify_interval_days)


def not_said_before(session: Session, book: TagBook, there: Present, snapshots: list[Snapshot]) -> list[Snapshot]:
    """Those of ``snapshots`` that no revision of the asset holds: what was changed here since stays changed."""
    known = [as_in_store(book, there.newest)]
    if any(snapshot not in known for snapshot in snapshots):
        known = [as_in_store(book, snapshot) for snapshot in snapshots_of(session, there.id).values()]
    return [snapshot for snapshot in snapshots if snapshot not in known]


def as_in_store(book: TagBook, snapshot: Snapshot) -> Snapshot:
    """A saved state with its tags as they are called today; some may have been merged since."""
    tags: dict[str, list[str]] = {}
    for facet, slugs in snapshot["tags"].items():
        found = [tag.slug if (tag := book.find(Facet(facet), slug)) else slug for slug in slugs]
        tags[facet] = list(dict.fromkeys(found))
    return snapshot if tags == snapshot["tags"] else {**snapshot, "tags": tags}


def _new_facts(there: Present, entry: Entry, people: Mapping[str, int]) -> dict[str, Any]:
    """What a file states of an asset beside its text counts at every import; silence takes nothing back."""
    wanted: dict[str, Any] = {f"{name}_id": person_id for name, person_id in people.items()}
    wanted["source"] = entry.place.source
    life = entry.life
    if life.unpublish_at is not None and there.status is Status.PUBLISHED:
        wanted["unpublish_at"] = life.unpublish_at
    if life.verified_at is not None and life.verified_at > there.verified_at:
        wanted["verified_at"] = life.verified_at
    return {name: value for name, value in wanted.items() if getattr(there, name) != value}


def _save(
    work: Work, asset: Asset, entry: Entry, snapshot: Snapshot, *, waits: bool, renewal: Renewal
) -> list[HistoryStep]:
    """Save one more revision, and show it unless it waits for somebody to publish it."""
    asset.latest_revision += 1
    keep_revision(work, asset, snapshot, IMPORTED)
    published = asset.status is Status.PUBLISHED
    if waits or (published and entry.life.status in {Status.DRAFT, Status.IN_REVIEW}):
        renewal.saved.append((asset.latest_revision, snapshot, False))
        renewal.notes.append("the file's text waits as a draft beside what is published")
        return []
    place_in_row(work.session, asset, snapshot, asset.latest_revision)
    renewal.saved.append((asset.latest_revision, snapshot, True))
    if not published:
        return []
    return [HistoryStep(Step.PUBLISH, work.now, asset.latest_revision, "", IMPORTED)]


def _advance(work: Work, asset: Asset, entry: Entry) -> list[HistoryStep]:
    columns = entry.life.columns(work.now, asset.verify_interval_days)
    kept = ("published_at", "first_published_at", "verified_at", "due_at")
    for name, value in columns.items():
        if name not in kept or getattr(asset, name) is None or asset.status in {Status.DRAFT, Status.IN_REVIEW}:
            setattr(asset, name, value)
    relist(work.session, [asset])
    step = entry.life.next_step(work.now)
    return [step] if step else []
