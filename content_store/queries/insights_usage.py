"""Reading what happened with assets, and with searches and situations, from the sums."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, distinct, func, literal_column, select, text
from sqlalchemy.orm import Session

from content_store.queries.insights import Narrowed, added, of_assets, parts, rows_of, summed, whose
from content_store.rules.counting import EVERYWHERE
from content_store.rules.insights import Figures
from content_store.rules.periods import Grain
from content_store.rules.vocabulary import ContentType, Status
from content_store.tables import NOTICED, Asset, Evidence, RepSum, UsageSum

MOST_AT_ONCE = 500  # assets named in one statement

# What is counted of an asset; “copies” is all that is of the tier intent.
MEASURES: dict[str, ColumnElement[int]] = {
    "impressions": UsageSum.impressions.expression,
    "views": UsageSum.views.expression,
    "copies": UsageSum.copies + UsageSum.downloads + UsageSum.exports + UsageSum.shares,
    "conversations": UsageSum.conversations.expression,
    "landed": UsageSum.landed.expression,
    "fell_flat": UsageSum.fell_flat.expression,
}
# Written out, so that the indexes on just these rows are known to do.
_USED = UsageSum.conversations > literal_column("0")
_NOTICED = text(f"({NOTICED})")


class Use(NamedTuple):
    """Conversations with one asset, onboarding apart."""

    conversations: int = 0
    landed: int = 0
    fell_flat: int = 0


@dataclass(frozen=True, slots=True)
class Subject:
    """An asset that a report lists."""

    id: int
    slug: str
    type: ContentType
    status: Status
    title: str
    owner_id: int | None


def subjects(session: Session, ids: Collection[int]) -> dict[int, Subject]:
    """The assets of these ids."""
    columns = (Asset.id, Asset.slug, Asset.type, Asset.status, Asset.title, Asset.owner_id)
    return {row.id: Subject(*row) for row in session.execute(select(*columns).where(Asset.id.in_(ids)))}


def listed_ids(session: Session, narrowed: Narrowed, now: datetime) -> list[int]:
    """Published assets that showed at some time of the window."""
    found = select(Asset.id).where(
        Asset.status == Status.PUBLISHED,
        Asset.listed_at <= now,
        Asset.first_published_at < narrowed.window.end,
        Asset.unpublish_at.is_(None) | (Asset.unpublish_at > narrowed.window.start),
        *of_assets(narrowed, Asset.id),
    )
    return [row[0] for row in rows_of(session, found)]


def retired(session: Session, narrowed: Narrowed) -> dict[int, datetime]:
    """Assets that are retired, and since when."""
    found = select(Asset.id, Asset.retired_at).where(Asset.status == Status.RETIRED, Asset.retired_at.is_not(None))
    return {row[0]: row[1] for row in rows_of(session, found.where(*of_assets(narrowed, Asset.id)))}


def uses(session: Session, narrowed: Narrowed) -> dict[int, Use]:
    """Conversations and verdicts of every asset that had any; onboarding apart."""
    amounts = {name: MEASURES[name] for name in Use._fields}
    own = _USED, UsageSum.onboarding.is_(False)
    rows = summed(narrowed, UsageSum, (UsageSum.asset_id,), amounts, *own)
    conversations, *verdicts = (added(rows.c[name]) for name in amounts)
    # The assets are chosen once, not in each piece of the window.
    statement = select(rows.c.asset_id, conversations, *verdicts).where(*of_assets(narrowed, rows.c.asset_id))
    found = statement.group_by(rows.c.asset_id).having(conversations > 0)
    return {row[0]: Use(*row[1:]) for row in rows_of(session, found)}


def used_in_onboarding(session: Session, narrowed: Narrowed) -> set[int]:
    """Assets that were used for onboarding."""
    learned = _USED, UsageSum.onboarding.is_(True)
    amounts = {"conversations": MEASURES["conversations"]}
    rows = summed(narrowed, UsageSum, (UsageSum.asset_id,), amounts, *learned)
    statement = select(rows.c.asset_id).where(*of_assets(narrowed, rows.c.asset_id)).group_by(rows.c.asset_id)
    return {row[0] for row in rows_of(session, statement.having(added(rows.c.conversations) > 0))}


def measured(
    session: Session, narrowed: Narrowed, measure: str, at_least: int = 1, few: Collection[int] | None = None
) -> dict[int, int]:
    """One measure of every asset that reaches ``at_least``, onboarding apart; of all that are meant, or of a few."""
    own: list[Any] = [UsageSum.onboarding.is_(False)]
    if measure in {"views", "copies"}:
        own += [_NOTICED, MEASURES[measure] > 0]
    if few is not None:
        own.append(UsageSum.asset_id.in_(few))
    rows = summed(narrowed, UsageSum, (UsageSum.asset_id,), {"amount": MEASURES[measure]}, *own)
    total = added(rows.c.amount)
    statement = select(rows.c.asset_id, total).group_by(rows.c.asset_id).having(total >= at_least)
    found = statement if few is not None else statement.where(*of_assets(narrowed, rows.c.asset_id))
    return {row[0]: row[1] for row in rows_of(session, found)}


def last_views(
    session: Session, narrowed: Narrowed, grain: Grain, within: tuple[int, int], asset_ids: Collection[int]
) -> dict[int, int]:
    """The last of these days or months in which each of some assets was looked at; onboarding apart."""
    found: dict[int, int] = {}
    for few in parts(asset_ids, MOST_AT_ONCE):
        statement = select(UsageSum.asset_id, func.max(UsageSum.period)).where(
            UsageSum.grain == grain,
            UsageSum.period.between(*within),
            UsageSum.asset_id.in_(few),
            UsageSum.views > 0,
            UsageSum.onboarding.is_(False),
            _NOTICED,
            *whose(narrowed, UsageSum),
        )
        found |= {row[0]: row[1] for row in rows_of(session, statement.group_by(UsageSum.asset_id))}
    return found


def figures(session: Session, narrowed: Narrowed, asset_ids: Collection[int]) -> dict[int, Figures]:
    """All figures of some assets; those of which nothing is known are left out."""
    found: dict[int, Figures] = {}
    for few in parts(asset_ids, MOST_AT_ONCE):
        found |= _figures(session, narrowed, few)
    return found


def _figures(session: Session, narrowed: Narrowed, asset_ids: Collection[int]) -> dict[int, Figures]:
    few = UsageSum.asset_id.in_(asset_ids)
    keys = (UsageSum.asset_id, UsageSum.onboarding)
    rows = summed(narrowed, UsageSum, keys, MEASURES, few, by_period=True)
    sums = [added(rows.c[name]) for name in MEASURES]
    statement = select(rows.c.asset_id, rows.c.onboarding, *sums).group_by(rows.c.asset_id, rows.c.onboarding)
    found: dict[int, Figures] = {}
    for asset_id, onboarding, *counts in session.execute(statement):
        known = found.get(asset_id, Figures())
        if onboarding:
            found[asset_id] = replace(known, in_onboarding=counts[3])
        else:
            found[asset_id] = Figures(**dict(zip(MEASURES, counts, strict=True)), in_onboarding=known.in_onboarding)
    return found


def reps(session: Session, narrowed: Narrowed, asset_ids: Collection[int] | None = None) -> dict[int, int]:
    """How many different people used each asset; of all that are meant, or of a few."""
    own = [RepSum.onboarding.is_(False), RepSum.conversations > 0]
    if asset_ids is not None:
        own.append(RepSum.asset_id.in_(asset_ids))
    keys = (RepSum.asset_id, RepSum.person_id)
    rows = summed(narrowed, RepSum, keys, {}, *own, by_period=asset_ids is not None, different=True)
    statement = select(rows.c.asset_id, func.count(distinct(rows.c.person_id))).group_by(rows.c.asset_id)
    found = statement if asset_ids is not None else statement.where(*of_assets(narrowed, rows.c.asset_id))
    return {row[0]: row[1] for row in rows_of(session, found)}


def last_uses(session: Session, asset_ids: Collection[int] | None = None) -> dict[int, datetime]:
    """When each asset was last used, since it exists; of all, or of a few."""
    statement = select(Evidence.asset_id, Evidence.last_used_at).where(Evidence.tag_id == EVERYWHERE)
    if asset_ids is not None:
        statement = statement.where(Evidence.asset_id.in_(asset_ids))
    return {row[0]: row[1] for row in rows_of(session, statement.where(Evidence.last_used_at.is_not(None)))}


def first_uses(session: Session, narrowed: Narrowed, grain: Grain, asset_ids: Collection[int] | None) -> dict[int, int]:
    """The day or month of the first conversation with each asset since the window began; of all, or of a few."""
    statement = select(UsageSum.asset_id, func.min(UsageSum.period)).where(
        UsageSum.grain == grain,
        UsageSum.period >= grain.of(narrowed.window.first),
        _USED,
        UsageSum.onboarding.is_(False),
        *whose(narrowed, UsageSum),
        *(of_assets(narrowed, UsageSum.asset_id) if asset_ids is None else [UsageSum.asset_id.in_(asset_ids)]),
    )
    return {row[0]: row[1] for row in rows_of(session, statement.group_by(UsageSum.asset_id))}
