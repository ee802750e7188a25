"""Reading what happened with assets, and with searches and situations, from the sums."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import compress
from typing import NamedTuple

from sqlalchemy import ColumnElement, distinct, func, literal_column, select, text
from sqlalchemy.orm import Session

from content_store.queries.insights import Narrowed, added, of_assets, parts, rows_of, summed, whose
from content_store.queries.kept_sums import NOTICED_BY, SHOWN, USED, USERS, added_up, by_period, different, two
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


def meant(session: Session, narrowed: Narrowed, asset_ids: Collection[int]) -> Collection[int]:
    """Those of some assets that the filter chooses."""
    if narrowed.assets is None:
        return asset_ids
    chosen = {row[0] for row in rows_of(session, narrowed.asset_ids())}
    return [each for each in asset_ids if each in chosen]


def retired(session: Session, narrowed: Narrowed) -> dict[int, datetime]:
    """Assets that are retired, and since when."""
    found = select(Asset.id, Asset.retired_at).where(Asset.status == Status.RETIRED, Asset.retired_at.is_not(None))
    return {row[0]: row[1] for row in rows_of(session, found.where(*of_assets(narrowed, Asset.id)))}


def uses(session: Session, narrowed: Narrowed) -> dict[int, Use]:
    """Conversations and verdicts of every asset that had any, whatever assets are meant; onboarding apart."""
    conversations, landed, flat = added_up(session, narrowed, USED)
    return {each: Use(count, landed[each], flat[each]) for each, count in conversations.items() if count > 0}


def used_in_onboarding(session: Session, narrowed: Narrowed) -> set[int]:
    """Assets that were used for onboarding."""
    learned = _USED, UsageSum.onboarding.is_(True)
    amounts = {"conversations": MEASURES["conversations"]}
    rows = summed(narrowed, UsageSum, (UsageSum.asset_id,), amounts, *learned)
    statement = select(rows.c.asset_id).where(*of_assets(narrowed, rows.c.asset_id)).group_by(rows.c.asset_id)
    return {row[0] for row in rows_of(session, statement.having(added(rows.c.conversations) > 0))}


def measured(session: Session, narrowed: Narrowed, measure: str) -> dict[int, int]:
    """One measure of every asset that has any, whatever assets are meant; onboarding apart."""
    figure, place = _MEASURED[measure]
    (found,) = added_up(session, narrowed, figure, (place,))
    return {each: count for each, count in found.items() if count > 0}


_MEASURED = {"conversations": (USED, 0), "views": (NOTICED_BY, 0), "copies": (NOTICED_BY, 1), "impressions": (SHOWN, 0)}


def viewed(session: Session, narrowed: Narrowed, grain: Grain, periods: range) -> Iterator[tuple[int, set[int]]]:
    """Each of these periods with the assets that were looked at in it; onboarding apart."""
    for period, found in by_period(session, narrowed, NOTICED_BY, grain, periods).items():
        yield period, set(compress(found.keys, found.columns[0]))


def last_views(
    session: Session, narrowed: Narrowed, within: tuple[int, int], asset_ids: Collection[int]
) -> dict[int, int]:
    """The last of these days on which each of some assets was looked at; onboarding apart."""
    found: dict[int, int] = {}
    for few in parts(asset_ids, MOST_AT_ONCE):
        statement = select(UsageSum.asset_id, func.max(UsageSum.period)).where(
            UsageSum.grain == Grain.DAY,
            # Looked up one by one: of each day a few rows are wanted.
            UsageSum.period.in_(range(within[0], within[1] + 1)),
            UsageSum.asset_id.in_(few),
            UsageSum.views > 0,
            UsageSum.onboarding.is_(False),
            _NOTICED,
            *whose(UsageSum, narrowed.actor_kinds, narrowed.cohorts),
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


def reps(session: Session, narrowed: Narrowed) -> Counter[int]:
    """How many different people used each asset, whatever assets are meant."""
    return Counter(two(key)[0] for key in different(session, narrowed, USERS))


def reps_of(session: Session, narrowed: Narrowed, asset_ids: Collection[int]) -> dict[int, int]:
    """How many different people used each of a few assets."""
    own = RepSum.onboarding.is_(False), RepSum.conversations > 0, RepSum.asset_id.in_(asset_ids)
    rows = summed(narrowed, RepSum, (RepSum.asset_id, RepSum.person_id), {}, *own, by_period=True, different=True)
    counted = select(rows.c.asset_id, func.count(distinct(rows.c.person_id))).group_by(rows.c.asset_id)
    return {row[0]: row[1] for row in rows_of(session, counted)}


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
        *whose(UsageSum, narrowed.actor_kinds, narrowed.cohorts),
        *(of_assets(narrowed, UsageSum.asset_id) if asset_ids is None else [UsageSum.asset_id.in_(asset_ids)]),
    )
    return {row[0]: row[1] for row in rows_of(session, statement.group_by(UsageSum.asset_id))}
