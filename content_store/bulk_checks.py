"""What of a bulk makes no sense, and to which assets it cannot be done: told before anything is."""

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from content_store.approval import unapproved
from content_store.bulk_acts import Order
from content_store.drafting import missing_to_publish
from content_store.errors import Invalid
from content_store.queries.assets import locked_asset
from content_store.queries.bulk import Standing, standings
from content_store.queries.people import people_book
from content_store.queries.taxonomy import tag_book
from content_store.rules.bulk import STEPS, BulkKind
from content_store.rules.lifecycle import Step, after, is_scheduled, refusal
from content_store.rules.snapshots import Snapshot
from content_store.rules.vocabulary import RetireReason, Status, TagStatus
from content_store.work import Work

_PEOPLE = frozenset({BulkKind.OWNER, BulkKind.STEWARD})
_TAGS = frozenset({BulkKind.ADD_TAG, BulkKind.REMOVE_TAG})
_BATCH = 500

Refusal = tuple[str, str]


def check_order(work: Work, order: Order) -> None:
    """Raise Invalid where the order itself makes no sense, whatever the assets."""
    if order.kind is BulkKind.SCHEDULE and order.publish_at is None:
        raise Invalid.of("publish_at", "REQUIRED", "say from when on it shows")
    for name, moment in (("publish_at", order.publish_at), ("unpublish_at", order.unpublish_at)):
        if moment is not None and moment <= work.now:
            raise Invalid.of(name, "IN_THE_PAST", "that time has passed; it must lie ahead")
    if order.kind is BulkKind.RETIRE:
        _check_retiring(work, order)
    if order.kind in _PEOPLE and order.email:
        person = people_book(work.session).find(order.email)
        if person is None or person.disabled_at is not None:
            raise Invalid.of("email", "UNKNOWN_PERSON", f"nobody active has the address “{order.email[:100]}”")
    if order.kind in _TAGS:
        _check_tag(work, order)


def _check_retiring(work: Work, order: Order) -> None:
    if order.reason is None:
        raise Invalid.of("reason", "REQUIRED", "say why")
    if order.replacement_id is None:
        if order.reason is RetireReason.REPLACED:
            raise Invalid.of("replacement", "REQUIRED", "say what replaces it")
        return
    replacement = locked_asset(work.session, order.replacement_id)
    if replacement is None:
        raise Invalid.of("replacement", "UNKNOWN_ASSET", "there is no such asset")
    if replacement.status is not Status.PUBLISHED:
        state = replacement.status.value.replace("_", " ")
        raise Invalid.of("replacement", "NOT_PUBLISHED", f"“{replacement.slug}” is {state}; readers could not see it")


def _check_tag(work: Work, order: Order) -> None:
    tag = tag_book(work.session).find(order.facet, order.tag) if order.facet else None
    if tag is None:
        raise Invalid.of("tag", "UNKNOWN_TAG", "there is no such tag")
    if order.kind is BulkKind.ADD_TAG and tag.status is not TagStatus.ACTIVE:
        raise Invalid.of("tag", "RETIRED_TAG", "that tag is retired")


def refusals(work: Work, order: Order, ids: Sequence[int]) -> dict[int, Refusal]:
    """For each of the assets to which it cannot be done: a code, and why."""
    found: dict[int, Refusal] = {}
    publishes = STEPS.get(order.kind) is Step.PUBLISH
    for begin in range(0, len(ids), _BATCH):
        batch = standings(work.session, ids[begin : begin + _BATCH], with_snapshots=publishes)
        checked = batch if publishes and not order.override else ()
        lacking = unapproved(work, {each.id: each.latest_revision for each in checked})
        for standing in batch:
            why = next(_refusals(work, order, standing, lacking), None)
            if why is not None:
                found[standing.id] = why
    return found


def _refusals(work: Work, order: Order, standing: Standing, lacking: Mapping[int, str]) -> Iterator[Refusal]:
    step = STEPS.get(order.kind)
    if step is not None and after(step, standing.status) is None:
        yield "WRONG_STATUS", refusal(step, standing.status)
    if order.kind is BulkKind.EXPIRE and standing.status is not Status.PUBLISHED:
        yield "WRONG_STATUS", "only what is published can expire"
    # No other circle can be: what replaces must show, and what shows is replaced by nothing.
    if order.replacement_id == standing.id:
        yield "CYCLE", "it cannot replace itself"
    if standing.status is Status.PUBLISHED and not is_scheduled(standing.listed_at, work.now):
        yield from _refusals_of_what_shows(order)
    if step is Step.PUBLISH and standing.snapshot is not None:
        missing = missing_to_publish(standing.type, cast("Snapshot", standing.snapshot))
        if missing:
            yield missing[0].code, "; ".join(problem.message for problem in missing)
    if standing.id in lacking:
        yield "NOT_APPROVED", lacking[standing.id]


def _refusals_of_what_shows(order: Order) -> Iterator[Refusal]:
    if order.kind is BulkKind.UNSCHEDULE:
        yield "NOT_SCHEDULED", "it already shows; retire it instead"
    if order.publish_at is not None:
        yield "ALREADY_LIVE", "it already shows; publish the new revision when its time has come"
