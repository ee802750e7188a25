"""Doing the same to many assets: planned first, then done in parts, and taken back as one.

A part is one transaction that holds the bulk's row, so that no two processes do the same asset, and a process that is
killed leaves whole parts. What each asset was is kept with it, so that taking back outlives any process.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from content_store.access import SYSTEM
from content_store.authoring import locked
from content_store.bulk_acts import Order, act, take_back
from content_store.bulk_checks import check_order, refusals
from content_store.database import Database
from content_store.errors import Conflict, Forbidden, Invalid, KindlingError, NotFound
from content_store.queries.assets import locked_assets
from content_store.queries.bulk import (
    changed_last,
    count_items,
    existing,
    items_in,
    locked_bulk,
    moving_bulk,
    shared_with_running,
)
from content_store.queries.changes import numbers
from content_store.queries.people import people_book
from content_store.rules.bulk import MOST_ITEMS, BulkStatus, ItemState
from content_store.rules.permissions import Action
from content_store.tables import Asset, Bulk, BulkItem
from content_store.tables.inserting import insert_rows
from content_store.views import Viewer
from content_store.work import Work

PART = 50  # assets of one transaction


def plan(work: Work, order: Order, asset_ids: Sequence[int]) -> int:
    """Write down what is to be done to which assets, with those that cannot; nothing is done to them yet.

    Raises Invalid where the order makes no sense, or is for no asset or too many.
    """
    work.require(Action.PUBLISH)
    check_order(work, order)
    ids = existing(work.session, list(dict.fromkeys(asset_ids))[: MOST_ITEMS + 1])
    if not ids:
        raise Invalid.of("assets", "NOTHING_CHOSEN", "choose the assets first")
    if len(ids) > MOST_ITEMS:
        raise Invalid.of("assets", "TOO_MANY", f"at most {MOST_ITEMS:,} at once; narrow the list")
    bulk = _new(work, order, BulkStatus.PLANNED)
    refused = refusals(work, order, ids)
    rows: list[dict[str, Any]] = [
        {
            "bulk_id": bulk.id,
            "asset_id": asset_id,
            "state": ItemState.REFUSED if asset_id in refused else ItemState.WAITING,
            "code": refused.get(asset_id, ("", ""))[0],
            "reason": refused.get(asset_id, ("", ""))[1],
            "before": {},
            "number": None,
        }
        for asset_id in ids
    ]
    insert_rows(work.session, BulkItem, rows)
    return bulk.id


def run(work: Work, bulk_id: int) -> None:
    """Begin what was planned; parts follow by ``advance``. Raises NotFound, Conflict where others are at work on it."""
    work.require(Action.PUBLISH)
    bulk = _locked(work, bulk_id)
    if bulk.status is not BulkStatus.PLANNED:
        raise Conflict("it was begun already")
    shared = shared_with_running(work.session, bulk.id)
    if shared:
        raise Conflict(f"another bulk is at work on {shared:,} of these assets; wait until it is done")
    bulk.status, bulk.actor_id = BulkStatus.RUNNING, work.actor_id
    _end(work, bulk)


def undo(work: Work, bulk_id: int) -> None:
    """Begin to take back what was done; a short one is taken back at once. Raises NotFound, Conflict."""
    work.require(Action.PUBLISH)
    bulk = _locked(work, bulk_id)
    if bulk.status is not BulkStatus.DONE:
        raise Conflict("it is not done, or was taken back already")
    bulk.status, bulk.actor_id, bulk.finished_at = BulkStatus.UNDOING, work.actor_id, None
    if count_items(work.session, bulk.id).get(ItemState.DONE, 0) <= PART:
        _undo_part(work, bulk)
    else:
        _end(work, bulk)


def do_one(work: Work, order: Order, asset_id: int, expected_revision: int | None = None) -> int:
    """Do it to one asset at once; gives back the bulk by which it can be taken back. Raises as the use cases do."""
    work.require(Action.PUBLISH)
    check_order(work, order)
    bulk = _new(work, order, BulkStatus.DONE)
    bulk.finished_at = work.now
    before = act(work, order, [locked(work.session, asset_id, expected_revision)])[0]
    number = changed_last(work.session, [asset_id]).get(asset_id)
    item = BulkItem(bulk_id=bulk.id, asset_id=asset_id, state=ItemState.DONE, code="", reason="", before=before)
    item.number = number
    work.session.add(item)
    work.session.flush()
    return bulk.id


def advance(database: Database, now: datetime) -> bool:
    """Do the next part of any bulk that is under way; False where none is, or others hold them all."""
    with database.writing() as session:
        bulk = moving_bulk(session)
        if bulk is None:
            return False
        person = people_book(session).by_id.get(bulk.actor_id) if bulk.actor_id else SYSTEM.person
        work = Work(session, Viewer(person) if person else SYSTEM, now)
        if bulk.status is BulkStatus.RUNNING:
            _do_part(work, bulk, may_act=person is not None and person.disabled_at is None)
        else:
            _undo_part(work, bulk)
        return True


def _do_part(work: Work, bulk: Bulk, *, may_act: bool) -> None:
    order = Order.read(bulk.kind, bulk.given)
    items, assets, changed = _part(work, bulk, ItemState.WAITING)
    ready = []
    for item in items:
        if changed.get(item.asset_id, 0) > bulk.seen:
            _stick(item, ItemState.REFUSED, Conflict("somebody changed it after this was planned"))
        elif not may_act:
            _stick(item, ItemState.REFUSED, Forbidden("whoever ordered it is no longer here"))
        else:
            ready.append(item)

    def do(some: Sequence[BulkItem]) -> None:
        work.require(Action.PUBLISH)
        was = act(work, order, [assets[item.asset_id] for item in some])
        for item, before in zip(some, was, strict=True):
            item.before, item.state = before, ItemState.DONE

    _try(work, ready, do, ItemState.REFUSED)
    numbers_now = changed_last(work.session, [item.asset_id for item in ready])
    for item in ready:
        if item.state is ItemState.DONE:
            item.number = numbers_now.get(item.asset_id)
    _end(work, bulk)


def _undo_part(work: Work, bulk: Bulk) -> None:
    order = Order.read(bulk.kind, bulk.given)
    items, assets, changed = _part(work, bulk, ItemState.DONE)
    ready = []
    for item in items:
        if changed.get(item.asset_id) == item.number:
            ready.append(item)
        else:
            _stick(item, ItemState.KEPT, Conflict("somebody changed it since; it stays as it is now"))

    def do(some: Sequence[BulkItem]) -> None:
        take_back(work, order, [(assets[item.asset_id], item.before) for item in some])
        for item in some:
            item.state = ItemState.UNDONE

    _try(work, ready, do, ItemState.KEPT)
    _end(work, bulk)


def _part(
    work: Work, bulk: Bulk, state: ItemState
) -> tuple[Sequence[BulkItem], Mapping[int, Asset], Mapping[int, int]]:
    """The next items, the rows of their assets, and the last change of each: of rows held, so that none follows."""
    items = items_in(work.session, bulk.id, state, PART)
    ids = [item.asset_id for item in items]
    assets = locked_assets(work.session, ids)
    return items, assets, changed_last(work.session, ids)


def _try(work: Work, items: Sequence[BulkItem], do: Callable[[Sequence[BulkItem]], None], stuck: ItemState) -> None:
    """Do it to all of these; where one of them cannot, to each half on its own."""
    if not items:
        return
    try:
        with work.session.begin_nested():
            do(items)
    except (Invalid, Conflict, NotFound, Forbidden) as error:
        if len(items) == 1:
            _stick(items[0], stuck, error)
            return
        middle = len(items) // 2
        for half in (items[:middle], items[middle:]):
            _try(work, half, do, stuck)


def _end(work: Work, bulk: Bulk) -> None:
    """Call it done where nothing is left to do."""
    work.session.flush()
    counts = count_items(work.session, bulk.id)
    left = ItemState.WAITING if bulk.status is BulkStatus.RUNNING else ItemState.DONE
    if not counts.get(left):
        bulk.status = BulkStatus.DONE if bulk.status is BulkStatus.RUNNING else BulkStatus.UNDONE
        bulk.finished_at = work.now
        work.session.flush()


def _stick(item: BulkItem, stuck: ItemState, error: KindlingError) -> None:
    item.state = stuck
    problem = error.problems[0] if isinstance(error, Invalid) else None
    item.code, item.reason = (problem.code, problem.message) if problem else (error.code, str(error))


def _new(work: Work, order: Order, status: BulkStatus) -> Bulk:
    bulk = Bulk(
        kind=order.kind,
        status=status,
        given=order.plain(),
        seen=numbers(work.session).change,
        actor_id=work.actor_id,
        created_at=work.now,
        finished_at=None,
    )
    work.session.add(bulk)
    work.session.flush()
    return bulk


def _locked(work: Work, bulk_id: int) -> Bulk:
    bulk = locked_bulk(work.session, bulk_id)
    if bulk is None:
        message = "there is no such bulk"
        raise NotFound(message)
    return bulk
