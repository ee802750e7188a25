"""What the search index is made from: every asset as its live row has it, in any status."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from content_store.queries.evidence import levels
from content_store.queries.files import texts_of
from content_store.rules.evidence import NO_EVIDENCE
from content_store.tables import Asset, AssetTag
from content_store.views import IndexSource

_INDEXED = (
    Asset.id,
    Asset.type,
    Asset.status,
    Asset.title,
    Asset.summary,
    Asset.body,
    Asset.language,
    Asset.audience,
    Asset.content,
    Asset.owner_id,
    Asset.steward_id,
    Asset.listed_at,
    Asset.unpublish_at,
    Asset.due_at,
    Asset.updated_at,
    Asset.edited_at,
)


def sources(session: Session, asset_ids: Sequence[int]) -> list[IndexSource]:
    """What to index for each of ``asset_ids`` that is still there."""
    if not asset_ids:
        return []
    tags: defaultdict[int, list[int]] = defaultdict(list)
    carried = select(AssetTag.asset_id, AssetTag.tag_id).where(AssetTag.asset_id.in_(asset_ids))
    for asset_id, tag_id in session.execute(carried.order_by(AssetTag.tag_id)):
        tags[asset_id].append(tag_id)
    known = levels(session, asset_ids)
    texts = texts_of(session, asset_ids)
    rows = session.execute(select(*_INDEXED).where(Asset.id.in_(asset_ids)))
    return [
        IndexSource(
            tag_ids=tuple(tags[row.id]),
            evidence_level=known.get(row.id, NO_EVIDENCE.level),
            file_texts=tuple(texts.get(row.id, ())),
            **row._mapping,  # noqa: SLF001 - public in SQLAlchemy, in spite of its name
        )
        for row in rows
    ]
