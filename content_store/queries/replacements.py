"""Following what was retired to what replaces it."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from content_store.queries.assets import load
from content_store.rules.filters import Window
from content_store.rules.vocabulary import Status
from content_store.tables import Asset
from content_store.views import AssetView

MAX_CHAIN = 50  # of replacements; longer ones end nowhere


def successors(session: Session, ids: Sequence[int], window: Window) -> dict[int, AssetView]:
    """For each retired asset the first visible one down its chain of replacements, where there is one.

    A replacement may itself have been retired and replaced; the chain is walked for the whole page at once.
    """
    at = {each: each for each in ids}
    found: dict[int, AssetView] = {}
    for _ in range(MAX_CHAIN):
        pending = {origin: place for origin, place in at.items() if origin not in found}
        following = _replacements(session, set(pending.values()))
        at = {origin: following[place] for origin, place in pending.items() if place in following}
        if not at:
            break
        shown = {asset.id: asset for asset in load(session, list(set(at.values())), window)}
        found.update({origin: shown[place] for origin, place in at.items() if _is_live(shown.get(place))})
    return found


def chain_of(session: Session, asset_id: int) -> set[int]:
    """The asset and all that its chain of replacements passes."""
    at, seen = {asset_id}, {asset_id}
    while at:
        at = set(_replacements(session, at).values()) - seen
        seen |= at
    return seen


def _is_live(asset: AssetView | None) -> bool:
    return asset is not None and asset.status not in {Status.RETIRED, Status.ARCHIVED}


def _replacements(session: Session, ids: set[int]) -> dict[int, int]:
    rows = session.execute(
        select(Asset.id, Asset.replacement_id).where(Asset.id.in_(ids), Asset.replacement_id.is_not(None))
    )
    return {row.id: row.replacement_id for row in rows}
