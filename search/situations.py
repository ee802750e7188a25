"""What conversations proved of assets within the tags of a rep's situation."""

from collections.abc import Collection, Sequence

from sqlalchemy.orm import Session

from content_store.queries.evidence import evidence_in
from content_store.queries.taxonomy import tag_book
from content_store.rules.evidence import Evidence
from content_store.rules.filters import Window
from content_store.rules.vocabulary import Audience
from content_store.views import TagView

Within = dict[int, list[tuple[TagView, Evidence]]]


def tells_evidence(window: Window) -> bool:
    """Whether whoever looks may know what came of using assets: customers may not."""
    return Audience.INTERNAL in window.audiences


def evidence_within(session: Session, asset_ids: Sequence[int], tag_ids: Collection[int]) -> Within:
    """For each asset what is known of it within each of the tags, in the taxonomy's order; the unknown is left out."""
    book = tag_book(session)
    tags = sorted((book.by_id[tag_id] for tag_id in tag_ids if tag_id in book.by_id), key=book.place)
    found = evidence_in(session, asset_ids, {tag.id: book.with_merged(tag.id) for tag in tags})
    return {asset_id: [(tag, each[tag.id]) for tag in tags if tag.id in each] for asset_id, each in found.items()}
