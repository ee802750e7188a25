"""What somebody was told about their feedback and requests, and has looked at."""

from collections.abc import Collection

from sqlalchemy import update

from content_store.answering import person_id_of
from content_store.queries.notices import count_unseen
from content_store.rules.permissions import Action
from content_store.tables import Notice
from content_store.work import Work


def mark_seen(work: Work, ids: Collection[int] | None = None) -> int:
    """Note that one has looked at these notices of one's own, or at all; how many are left unseen."""
    work.require(Action.GIVE_FEEDBACK)
    mine = update(Notice).where(Notice.person_id == person_id_of(work), Notice.seen_at.is_(None))
    if ids is not None:
        mine = mine.where(Notice.id.in_(ids))
    work.session.execute(mine.values(seen_at=work.now), execution_options={"synchronize_session": False})
    return count_unseen(work.session, work.actor)
