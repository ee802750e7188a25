"""Doing the same to many assets, and taking it back."""

import signal
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from content_store import authoring, bulk, publishing, taxonomy
from content_store.access import SYSTEM
from content_store.bulk_acts import Order
from content_store.database import Database
from content_store.errors import Conflict, Forbidden, Invalid
from content_store.queries.assets import load
from content_store.queries.bulk import BulkView, bulk_view, items, reasons
from content_store.queries.impact import impact
from content_store.queries.replacements import successors
from content_store.rules.bulk import BulkKind, BulkStatus, ItemState
from content_store.rules.filters import Window
from content_store.rules.vocabulary import ContentType, Facet, LinkKind, RetireReason, Role, Status
from content_store.tables import Publication
from content_store.views import AssetView
from content_store.work import Work
from tests.content_store.making import ENOUGH, NOON, after, draft, published, tag, viewer
from tests.serving import unmeasured

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


def test_what_cannot_be_taken_back_is_told_and_holds_up_nothing(sqlite_database: Database) -> None:
    database = sqlite_database
    cfo = tag(database, Facet.PERSONA, "CFO")
    tagged = [draft(database, title=f"Tagged {n}", tags={Facet.PERSONA: ["cfo"]}) for n in range(2)]
    planned = done(database, Order(BulkKind.REMOVE_TAG, facet=Facet.PERSONA, tag="cfo"), tagged)
    with database.writing() as session:
        taxonomy.retire(Work(session, SYSTEM, SOON), cfo.id)
    undo(database, planned)
    assert told(database, planned).status is BulkStatus.UNDONE
    with database.reading() as session:
        assert [(each.state, each.reason, each.count) for each in reasons(session, planned)] == [
            (ItemState.KEPT, "the persona “cfo” is retired", 2)
        ]


def test_what_is_not_approved_is_told_before_and_stays_a_draft(sqlite_database: Database) -> None:
    written = draft(sqlite_database)
    strict = Database(sqlite_database.url, demands_review=True)
    planned = plan(strict, Order(BulkKind.PUBLISH), [written])
    with strict.reading() as session:
        refused = items(session, planned, list(ItemState), 10)
    assert [(each.state, each.code) for each in refused] == [(ItemState.REFUSED, "NOT_APPROVED")]
    # Planned while review was not demanded, run since.
    planned = plan(sqlite_database, Order(BulkKind.PUBLISH), [written])
    begin(strict, planned)
    finish(strict)
    strict.close()
    assert told(sqlite_database, planned).counts == {ItemState.REFUSED: 1}
    assert now_of(sqlite_database, written)[0].status is Status.DRAFT


def test_one_killed_in_the_middle_is_gone_on_with_by_two_at_once_each_asset_once(database: Database) -> None:
    url = database.url.render_as_string(hide_password=False)
    with database.writing() as session:
        given = {"title": "One of many", "summary": "One.", "content": ENOUGH[ContentType.PROOF_STATEMENT]}
        work = Work(session, SYSTEM, NOON)
        many = [authoring.create(work, ContentType.PROOF_STATEMENT, given) for _ in range(3 * bulk.PART)]
    planned = plan(database, Order(BulkKind.ARCHIVE), many)
    begin(database, planned)
    with subprocess.Popen(
        [sys.executable, "-m", "tests.content_store.bulk_loop", url],
        env=unmeasured(),
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()  # a part is done
        process.send_signal(signal.SIGKILL)
    assert told(database, planned).counts[ItemState.DONE] in {bulk.PART, 2 * bulk.PART, 3 * bulk.PART}

    def go_on(_: int) -> None:
        node = Database(url)
        while told(node, planned).status is BulkStatus.RUNNING:
            bulk.advance(node, SOON)
        node.close()

    with ThreadPoolExecutor(2) as nodes:
        list(nodes.map(go_on, range(2)))
    assert told(database, planned).counts == {ItemState.DONE: len(many)}
    with database.reading() as session:
        steps = session.scalars(select(Publication.asset_id).order_by(Publication.asset_id)).all()
    assert steps == [asset.id for asset in many]
