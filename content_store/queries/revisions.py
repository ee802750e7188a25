"""Reading what was ever saved of an asset."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from content_store.queries.people import people_book
from content_store.tables import Revision
from content_store.views import RevisionView


def revisions(
    session: Session, asset_ids: Sequence[int], limit: int, before: int | None = None
) -> dict[int, list[RevisionView]]:
    """For each of ``asset_ids`` its newest ``limit`` revisions below number ``before``, newest first. One query."""
    place = func.row_number().over(partition_by=Revision.asset_id, order_by=Revision.number.desc()).label("place")
    columns = (
        Revision.asset_id,
        Revision.number,
        Revision.created_at,
        Revision.author_id,
        Revision.note,
        Revision.snapshot,
    )
    query = select(*columns, place).where(Revision.asset_id.in_(asset_ids))
    if before is not None:
        query = query.where(Revision.number < before)
    ranked = query.subquery()
    people = people_book(session).by_id
    found: defaultdict[int, list[RevisionView]] = defaultdict(list)
    newest = select(ranked).where(ranked.c.place <= limit).order_by(ranked.c.asset_id, ranked.c.number.desc())
    for row in session.execute(newest):
        author = people.get(row.author_id)
        found[row.asset_id].append(RevisionView(row.number, row.created_at, author, row.note, row.snapshot))
    return found


def revision_of(session: Session, asset_id: int, number: int) -> RevisionView | None:
    """One revision of an asset; None where there is none of this number."""
    found = revisions(session, [asset_id], 1, number + 1).get(asset_id, [])
    return found[0] if found and found[0].number == number else None
