"""Reading the log of searches."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from content_store.tables import Asset, SearchLog, SearchOpening


def logged(session: Session, keys: Collection[str]) -> Sequence[SearchLog]:
    """The searches with these keys, held until the transaction ends."""
    if not keys:
        return []
    query = select(SearchLog).where(SearchLog.key.in_(keys)).order_by(SearchLog.key).with_for_update()
    return session.scalars(query).all()


def opened_keys(session: Session, keys: Collection[str]) -> set[str]:
    """Those of the keys from whose searches something was opened."""
    if not keys:
        return set()
    return set(session.scalars(select(SearchOpening.key).where(SearchOpening.key.in_(keys)).distinct()))


def known_openings(session: Session, pairs: Collection[tuple[str, int]]) -> set[tuple[str, int]]:
    """Those of the pairs of search key and asset id of which both are there."""
    keys = set(session.scalars(select(SearchLog.key).where(SearchLog.key.in_({key for key, _ in pairs}))))
    assets = set(session.scalars(select(Asset.id).where(Asset.id.in_({asset_id for _, asset_id in pairs}))))
    return {(key, asset_id) for key, asset_id in pairs if key in keys and asset_id in assets}
