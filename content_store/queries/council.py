"""Reading the council: its members, the regions they speak for, and what they recommend."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from content_store.council_views import CouncilView, MemberView, RecommendationView, RegionView
from content_store.queries.assets import load
from content_store.queries.people import people_book
from content_store.queries.taxonomy import TagBook, tag_book
from content_store.rules.filters import Window
from content_store.rules.vocabulary import Audience, Facet, Role
from content_store.tables import Asset, Recommendation
from content_store.views import AssetView, PersonView


def council(session: Session, seen: Window) -> CouncilView:
    """The council as of now: reps with a seat who are still here. Nothing of it is for customers."""
    if Audience.INTERNAL not in seen.audiences:
        return CouncilView((), ())
    reps = [each for each in people_book(session).by_id.values() if each.role is Role.REP and each.disabled_at is None]
    members = sorted((each for each in reps if each.council), key=lambda each: (each.region, each.name))
    stewarded = _stewarded(session, [each.id for each in members], seen)
    made = tuple(MemberView(each, tuple(stewarded[each.id])) for each in members)
    return CouncilView(made, _regions(tag_book(session), reps))


def recommendations(
    session: Session, seen: Window, *, since: datetime | None = None, asset_ids: Sequence[int] = (), most: int = 100
) -> list[RecommendationView]:
    """The recommendations that stand, of assets that show, the newest first; those made ``since`` a moment."""
    if Audience.INTERNAL not in seen.audiences:
        return []
    query = select(Recommendation).where(Recommendation.withdrawn_at.is_(None))
    if since is not None:
        query = query.where(Recommendation.created_at >= since)
    if asset_ids:
        query = query.where(Recommendation.asset_id.in_(asset_ids))
    rows = session.scalars(query.order_by(Recommendation.created_at.desc(), Recommendation.id.desc()).limit(most)).all()
    shown = {asset.id for asset in load(session, list({row.asset_id for row in rows}), seen)}
    people, book = people_book(session).by_id, tag_book(session)

    def view(row: Recommendation) -> RecommendationView:
        persona, stage = (book.current(book.by_id[each]) if each else None for each in (row.persona_id, row.stage_id))
        return RecommendationView(row.id, row.asset_id, people[row.person_id], row.text, persona, stage, row.created_at)

    return [view(row) for row in rows if row.asset_id in shown]


def locked_recommendation(session: Session, recommendation_id: int) -> Recommendation | None:
    """The row, held until the transaction ends; None where there is none."""
    return session.scalar(select(Recommendation).where(Recommendation.id == recommendation_id).with_for_update())


def standing_recommendation(session: Session, asset_id: int, person_id: int) -> int | None:
    """The recommendation of an asset that somebody made and that still stands."""
    mine = Recommendation.asset_id == asset_id, Recommendation.person_id == person_id
    return session.scalar(select(Recommendation.id).where(*mine, Recommendation.withdrawn_at.is_(None)))


def _stewarded(session: Session, person_ids: Sequence[int], seen: Window) -> dict[int, list[AssetView]]:
    query = select(Asset.id).where(Asset.steward_id.in_(person_ids)).order_by(func.lower(Asset.title))
    found: defaultdict[int, list[AssetView]] = defaultdict(list)
    for asset in load(session, list(session.scalars(query)), seen):
        if asset.steward is not None:
            found[asset.steward.id].append(asset)
    return found


def _regions(book: TagBook, reps: Sequence[PersonView]) -> tuple[RegionView, ...]:
    """The regions of the taxonomy, and those in which reps work besides."""
    names = {tag.slug: tag.name for tag in book.of_facet(Facet.REGION)}
    there: defaultdict[str, list[PersonView]] = defaultdict(list)
    for person in reps:
        if person.region:
            tag = book.find(Facet.REGION, person.region)
            there[tag.slug if tag else person.region].append(person)
    slugs = [*names, *sorted(slug for slug in there if slug not in names)]
    return tuple(
        RegionView(slug, names.get(slug, slug), len(there[slug]), tuple(each for each in there[slug] if each.council))
        for slug in slugs
    )
