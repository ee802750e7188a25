"""Reading who uses what: by person and by what they were part of."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import distinct, func, select
from sqlalchemy.orm import Session

from content_store.queries.insights import Narrowed, added, of_assets, rows_of, summed
from content_store.queries.kept_sums import PEOPLE, added_up, two
from content_store.rules.vocabulary import QuotaBand
from content_store.tables import Cohort, RepSum


class PersonUse(NamedTuple):
    """Conversations of one person while they were of one cohort."""

    person_id: int
    cohort_id: int
    conversations: int
    landed: int
    fell_flat: int


@dataclass(frozen=True, slots=True)
class Group:
    """A team, region and quota band; empty texts where none was known."""

    team: str
    region: str
    quota_band: str


def groups(session: Session) -> dict[int, Group]:
    """All cohorts."""
    return {row.id: Group(row.team, row.region, row.quota_band) for row in session.scalars(select(Cohort))}


def people_uses(session: Session, narrowed: Narrowed) -> list[PersonUse]:
    """What everybody did who had a conversation in the window; onboarding apart."""
    if narrowed.assets is None:
        conversations, landed, flat = added_up(session, narrowed, PEOPLE)
        return [PersonUse(*two(key), n, landed[key], flat[key]) for key, n in conversations.items() if n > 0]
    return _of_assets(session, narrowed)


def _of_assets(session: Session, narrowed: Narrowed) -> list[PersonUse]:
    amounts = {
        "conversations": RepSum.conversations.expression,
        "landed": RepSum.landed.expression,
        "fell_flat": RepSum.fell_flat.expression,
    }
    keys = (RepSum.person_id, RepSum.cohort_id)
    own = (RepSum.onboarding.is_(False), *of_assets(narrowed, RepSum.asset_id))
    # Added up in the order of the index first, which costs no sorting and leaves few rows.
    rows = summed(narrowed, RepSum, keys, amounts, *own, grouped=(RepSum.period, *keys))
    conversations, landed, flat = (added(rows.c[name]) for name in amounts)
    statement = select(*(rows.c[key.key] for key in keys), conversations, landed, flat)
    found = statement.group_by(rows.c.person_id, rows.c.cohort_id).having(conversations > 0)
    return [PersonUse._make(row) for row in rows_of(session, found)]


def users_by_band(session: Session, narrowed: Narrowed, asset_ids: Collection[int]) -> dict[tuple[int, QuotaBand], int]:
    """How many different people of each quota band used each of a few assets."""
    few = RepSum.onboarding.is_(False), RepSum.conversations > 0, RepSum.asset_id.in_(asset_ids)
    keys = (RepSum.asset_id, RepSum.person_id, RepSum.cohort_id)
    rows = summed(narrowed, RepSum, keys, {}, *few, by_period=True, different=True)
    band, counted = Cohort.quota_band, func.count(distinct(rows.c.person_id))
    statement = select(rows.c.asset_id, band, counted).join(Cohort, Cohort.id == rows.c.cohort_id)
    found = rows_of(session, statement.where(band != "").group_by(rows.c.asset_id, band))
    return {(asset_id, QuotaBand(word)): count for asset_id, word, count in found}
