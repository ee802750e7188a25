"""Reading the log of searches."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from content_store.tables import Asset, SearchLog


def known_openings(session: Session, pairs: Collection[tuple[str, int]]) -> set[tuple[str, int]]:
    """Those of the pairs of search key and asset id of which both are there."""
    keys = set(session.scalars(select(SearchLog.key).where(SearchLog.key.in_({key for key, _ in pairs}))))
    assets = set(session.scalars(select(Asset.id).where(Asset.id.in_({asset_id for _, asset_id in pairs}))))
    return {(key, asset_id) for key, asset_id in pairs if key in keys and asset_id in assets}
