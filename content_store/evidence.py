"""Telling the search index what evidence is worth, seldom enough that counting a conversation costs it nothing."""

from collections.abc import Collection

from sqlalchemy import update

from content_store.changelog import AssetChange, record_assets
from content_store.queries.evidence import evidence_of, levels
from content_store.rules.counting import EVERYWHERE
from content_store.rules.evidence import NO_EVIDENCE
from content_store.tables import Evidence
from content_store.work import Work

_AT_ONCE = 500


def refresh_levels(work: Work, asset_ids: Collection[int] | None = None) -> int:
    """Store the level of each asset's evidence where it has changed, and note the change for the index.

    Looks at ``asset_ids``, or at all that have evidence. Returns how many changed.
    """
    stored = levels(work.session, asset_ids)
    changed = 0
    ids = sorted(stored)
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        known = evidence_of(work.session, some)
        moved = {each: known.get(each, NO_EVIDENCE).level for each in some}
        moved = {each: level for each, level in moved.items() if level != stored[each]}
        for asset_id, level in moved.items():
            of_asset = Evidence.asset_id == asset_id, Evidence.tag_id == EVERYWHERE
            work.session.execute(update(Evidence).where(*of_asset).values(level=level))
        record_assets(work, [AssetChange(asset_id, "evidence", shown=False) for asset_id in moved])
        changed += len(moved)
    return changed
