"""Doing the same to many assets, and taking it back."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from content_store import authoring, bulk, publishing
from content_store.access import SYSTEM
from content_store.bulk_acts import Order
from content_store.database import Database
from content_store.errors import Conflict, Forbidden, Invalid
from content_store.queries.assets import load, successors
from content_store.queries.bulk import BulkView, bulk_view, items, reasons
from content_store.queries.impact import impact
from content_store.rules.bulk import BulkKind, BulkStatus, ItemState
from content_store.rules.filters import Window
from content_store.rules.vocabulary import ContentType, Facet, LinkKind, RetireReason, Role, Status
from content_store.views import AssetView
from content_store.work import Work
from tests.content_store.making import NOON, after, draft, published, tag, viewer

SOON = after(60)
RETIRE = Order(BulkKind.RETIRE, reason=RetireReason.OUTDATED)


def plan(database: Database, order: Order, assets: Sequence[AssetView]) -> int:
    with database.writing() as session:
        return bulk.plan(Work(session, SYSTEM, SOON), order, [asset.id for asset in assets])


def begin(database: Database, bulk_id: int) -> None:
    with database.writing() as session:
        bulk.run(Work(session, SYSTEM, SOON), bulk_id)


def finish(database: Database) -> None:
    while bulk.advance(database, SOON):
        pass


def done(database: Database, order: Order, assets: Sequence[AssetView]) -> int:
    planned = plan(database, order, assets)
    begin(database, planned)
    finish(database)
    return planned


def undo(database: Database, bulk_id: int) -> None:
    with database.writing() as session:
        bulk.undo(Work(session, SYSTEM, after(90)), bulk_id)
    finish(database)


def told(database: Database, bulk_id: int) -> BulkView:
    with database.reading() as session:
        found = bulk_view(session, bulk_id)
    assert found is not None
    return found


def now_of(database: Database, *assets: AssetView) -> list[AssetView]:
    with database.reading() as session:
        return load(session, [asset.id for asset in assets], Window(after(120), drafts=True))


def alike(one: AssetView, other: AssetView) -> bool:
    """Whether all but the moment of the last edit is the same."""
    from dataclasses import replace

    return replace(one, edited_at=NOON, latest_revision=0, revision=0) == replace(
        other, edited_at=NOON, latest_revision=0, revision=0
    )


def test_what_can_be_done_is_told_first_then_done_and_taken_back_exactly(database: Database) -> None:
    shown, written = [published(database, title=f"Shown {n}") for n in range(3)], draft(database, title="Written")
    replacement = published(database, title="Better")
    order = Order(BulkKind.RETIRE, reason=RetireReason.REPLACED, replacement_id=replacement.id)
    before = now_of(database, *shown)
    planned = plan(database, order, [*shown, written, replacement])
    assert told(database, planned).counts == {ItemState.WAITING: 3, ItemState.REFUSED: 2}
    with database.reading() as session:
        assert {each.reason for each in reasons(session, planned)} == {
            "cannot retire what is draft: it was never published; archive it instead",
            "it cannot replace itself",
        }
    assert [asset.status for asset in now_of(database, *shown)] == [Status.PUBLISHED] * 3
    begin(database, planned)
    finish(database)
    assert told(database, planned).status is BulkStatus.DONE
    with database.reading() as session:
        found = successors(session, [asset.id for asset in shown], Window(after(120)))
    assert {asset.slug for asset in found.values()} == {"better"}
    undo(database, planned)
    assert told(database, planned).counts == {ItemState.UNDONE: 3, ItemState.REFUSED: 2}
    assert all(alike(*pair) for pair in zip(before, now_of(database, *shown), strict=True))


@pytest.mark.parametrize(
    ("order", "made"),
    [
        (Order(BulkKind.PUBLISH), draft),
        (Order(BulkKind.SCHEDULE, publish_at=after(9_000)), draft),
        (Order(BulkKind.EXPIRE, unpublish_at=after(9_000)), published),
        (RETIRE, published),
        (Order(BulkKind.ARCHIVE), draft),
        (Order(BulkKind.VERIFY), published),
        (Order(BulkKind.OWNER, email="marketing@example.com"), published),
        (Order(BulkKind.STEWARD, email="marketing@example.com"), draft),
        (Order(BulkKind.ADD_TAG, facet=Facet.PERSONA, tag="cfo"), published),
        (Order(BulkKind.ADD_TAG, facet=Facet.PERSONA, tag="cfo"), draft),
    ],
)
def test_every_kind_is_done_and_taken_back(sqlite_database: Database, order: Order, made) -> None:  # type: ignore[no-untyped-def]
    database = sqlite_database
    viewer(database, Role.MARKETING)
    tag(database, Facet.PERSONA, "CFO")
    asset = made(database)
    before = now_of(database, asset)[0]
    with database.writing() as session:
        one = bulk.do_one(Work(session, SYSTEM, SOON), order, asset.id)
    assert not alike(before, now_of(database, asset)[0])
    undo(database, one)
    assert told(database, one).counts == {ItemState.UNDONE: 1}
    assert alike(before, now_of(database, asset)[0])


def test_what_somebody_changed_meanwhile_is_left_and_told(database: Database) -> None:
    assets = [published(database, title=f"Shown {n}") for n in range(3)]
    planned = plan(database, RETIRE, assets)
    with database.writing() as session:
        authoring.update(Work(session, SYSTEM, SOON), assets[0].id, {"title": "Otherwise"}, 1)
    begin(database, planned)
    finish(database)
    with database.writing() as session:
        publishing.restore(Work(session, SYSTEM, SOON), assets[1].id)
    undo(database, planned)
    with database.reading() as session:
        found = {each.slug: each.state for each in items(session, planned, list(ItemState), 10)}
    assert found == {"shown-0": ItemState.REFUSED, "shown-1": ItemState.KEPT, "shown-2": ItemState.UNDONE}
    assert [asset.status for asset in now_of(database, *assets)] == [Status.PUBLISHED, Status.DRAFT, Status.PUBLISHED]


def test_a_long_one_goes_on_part_by_part(sqlite_database: Database) -> None:
    assets = [published(sqlite_database, title=f"Shown {n}") for n in range(bulk.PART + 5)]
    planned = plan(sqlite_database, RETIRE, assets)
    begin(sqlite_database, planned)
    assert bulk.advance(sqlite_database, SOON)
    assert told(sqlite_database, planned).counts == {ItemState.DONE: bulk.PART, ItemState.WAITING: 5}
    other = plan(sqlite_database, Order(BulkKind.VERIFY), assets[:2])
    with pytest.raises(Conflict, match="another bulk is at work on 2 of these"):
        begin(sqlite_database, other)
    # Another process goes on from there.
    finish(sqlite_database)
    assert told(sqlite_database, planned).counts == {ItemState.DONE: bulk.PART + 5}
    undo(sqlite_database, planned)
    assert told(sqlite_database, planned).counts == {ItemState.UNDONE: bulk.PART + 5}


def test_what_makes_no_sense_is_refused(sqlite_database: Database) -> None:
    asset, unseen = published(sqlite_database), draft(sqlite_database, title="Unseen")
    for order, code in (
        (Order(BulkKind.RETIRE), "REQUIRED"),
        (Order(BulkKind.RETIRE, reason=RetireReason.REPLACED), "REQUIRED"),
        (Order(BulkKind.RETIRE, reason=RetireReason.OUTDATED, replacement_id=unseen.id), "NOT_PUBLISHED"),
        (Order(BulkKind.SCHEDULE), "REQUIRED"),
        (Order(BulkKind.SCHEDULE, publish_at=NOON - timedelta(days=1)), "IN_THE_PAST"),
        (Order(BulkKind.OWNER, email="nobody@example.com"), "UNKNOWN_PERSON"),
        (Order(BulkKind.ADD_TAG, facet=Facet.PERSONA, tag="none"), "UNKNOWN_TAG"),
    ):
        with pytest.raises(Invalid) as refused:
            plan(sqlite_database, order, [asset])
        assert refused.value.problems[0].code == code
    with pytest.raises(Invalid, match="choose the assets first"):
        plan(sqlite_database, RETIRE, [])
    rep = viewer(sqlite_database, Role.REP)
    with pytest.raises(Forbidden), sqlite_database.writing() as session:
        bulk.plan(Work(session, rep, SOON), RETIRE, [asset.id])
    planned = done(sqlite_database, RETIRE, [asset])
    with pytest.raises(Conflict):
        begin(sqlite_database, planned)


def test_what_goes_tells_what_uses_it(database: Database) -> None:
    proof = published(database, ContentType.PROOF_STATEMENT, "A third less")
    play = {"steps": [{"kind": "say", "text": "This.", "asset": proof.slug}]}
    published(database, ContentType.PLAY, "Freeze play", content=play)
    for number in range(2):
        published(database, title=f"Point {number}", links={LinkKind.PROOF: [proof.slug]})
    with database.reading() as session:
        found = impact(session, [proof.id])
    assert [each.words for each in found] == ["1 play uses it as a step", "2 assets show it as proof"]
    assert [one.title for one in found[1].examples] == ["Point 0", "Point 1"]
