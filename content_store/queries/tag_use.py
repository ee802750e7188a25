"""Reading what tags are used for, and what would follow from merging one."""

from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from content_store.queries.feedback import OPEN
from content_store.queries.insights import narrow, showing
from content_store.queries.insights_usage import uses
from content_store.queries.taxonomy import tag_book
from content_store.rules.insights import InsightFilter
from content_store.rules.periods import Days
from content_store.rules.taxonomy import judge
from content_store.rules.vocabulary import ActorKind, Facet, TagStatus
from content_store.tables import Asset, AssetTag, ContentRequest, Tag
from content_store.taxonomy_views import USE_DAYS, MergePreview, TagUse
from content_store.views import TagView


def tag_use(session: Session, facet: Facet, now: datetime, *, with_conversations: bool = True) -> list[TagUse]:
    """Every tag of a facet, in order, with what it is used for; conversations are 0 where they are not wanted."""
    tags = [tag for tag in tag_book(session).by_id.values() if tag.facet is facet]
    carried = select(AssetTag.tag_id, AssetTag.asset_id).join(Asset, Asset.id == AssetTag.asset_id)
    rows = session.execute(carried.where(AssetTag.tag_id.in_([tag.id for tag in tags]), *showing(now))).all()
    today = now.date()
    asked = InsightFilter(Days(today - timedelta(days=USE_DAYS - 1), today), (), actor_kinds=(ActorKind.HUMAN,))
    used = uses(session, narrow(session, asked, today)) if with_conversations else {}
    published, conversations = Counter[int](), Counter[int]()
    for row in rows:
        published[row.tag_id] += 1
        if row.asset_id in used:
            conversations[row.tag_id] += used[row.asset_id].conversations
    of_facet = len({row.asset_id for row in rows})
    return [
        TagUse(
            tag,
            published[tag.id],
            conversations[tag.id],
            judge(published[tag.id], of_facet) if tag.status is TagStatus.ACTIVE else None,
        )
        for tag in tags
    ]


def merge_preview(session: Session, tag: TagView, into: TagView) -> MergePreview:
    """What would move, as of now."""
    carries = select(AssetTag.asset_id).where(AssetTag.tag_id == tag.id)
    by_status = select(Asset.status, func.count()).where(Asset.id.in_(carries)).group_by(Asset.status)
    both = select(func.count()).where(AssetTag.tag_id == into.id, AssetTag.asset_id.in_(carries))
    asked = or_(*(column == tag.id for column in _ASKED_FOR))
    requests = select(func.count()).select_from(ContentRequest).where(asked, ContentRequest.status.in_(OPEN))
    merged = select(func.count()).select_from(Tag).where(Tag.merged_into_id == tag.id)
    known = {word.casefold() for word in (into.name, *into.synonyms)}
    words = tuple(dict.fromkeys(word for word in (tag.name, *tag.synonyms) if word.casefold() not in known))
    return MergePreview(
        assets={row[0]: row[1] for row in session.execute(by_status)},
        both=session.scalar(both) or 0,
        words=words,
        crm_aliases=tuple(alias for alias in tag.crm_aliases if alias not in into.crm_aliases),
        requests=session.scalar(requests) or 0,
        merged_before=session.scalar(merged) or 0,
    )


_ASKED_FOR = (ContentRequest.persona_id, ContentRequest.stage_id, ContentRequest.pain_id)
