"""The assets among which a proposed kit is looked for: of each persona and stage those most proven, and the newest."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from content_store.queries.visibility import moments, scope, visible
from content_store.rules.counting import EVERYWHERE
from content_store.rules.filters import Window
from content_store.tables import Asset, AssetTag, Evidence

_PROVEN, _NEWEST = 60, 60  # of each tag


def candidate_ids(session: Session, tag_ids: Sequence[int], window: Window) -> list[int]:
    """Their ids, each once; at most 120 for each tag, whatever the size of the store."""
    found: dict[int, None] = {}
    for tag_id in tag_ids:
        for query in (_proven(tag_id, window), _newest(tag_id, window)):
            found |= dict.fromkeys(session.scalars(query, moments(window.now)))
    return list(found)


def _carrying(tag_id: int, window: Window) -> Select[int]:
    query = select(Asset.id).join(AssetTag, AssetTag.asset_id == Asset.id)
    return query.where(AssetTag.tag_id == tag_id, AssetTag.listed_at <= window.now, visible(scope(window)))


def _proven(tag_id: int, window: Window) -> Select[int]:
    proven = _carrying(tag_id, window).join(Evidence, Evidence.asset_id == Asset.id)
    chosen = proven.where(Evidence.tag_id == EVERYWHERE, Evidence.landed > 0)
    return chosen.order_by(Evidence.landed.desc(), Asset.id).limit(_PROVEN)


def _newest(tag_id: int, window: Window) -> Select[int]:
    ordered = _carrying(tag_id, window).order_by(AssetTag.listed_at.desc(), AssetTag.asset_id.desc())
    return ordered.limit(_NEWEST)
