"""Reading links to drafts."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from content_store.queries.assets import ids_of
from content_store.queries.people import people_book
from content_store.rules.vocabulary import Audience, Status
from content_store.tables import Asset, PreviewLink, Revision, SigningKey
from content_store.views import PersonView

_COLUMNS = (
    PreviewLink.id,
    PreviewLink.asset_id,
    PreviewLink.maker_id,
    PreviewLink.audience,
    PreviewLink.created_at,
    PreviewLink.expires_at,
    PreviewLink.revoked_at,
)
_GONE = (Status.RETIRED, Status.ARCHIVED)


@dataclass(frozen=True, slots=True)
class PreviewLinkView:
    """A link to a draft, as those who edit see it. ``maker`` made it; it ends with their right to."""

    id: int
    asset_id: int
    audience: Audience
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    maker: PersonView | None


def link_by_id(session: Session, link_id: int) -> PreviewLinkView | None:
    """One link, whatever became of it."""
    return next(iter(_views(session, select(*_COLUMNS).where(PreviewLink.id == link_id))), None)


def links_of(session: Session, asset_ids: Sequence[int], limit: int) -> dict[int, list[PreviewLinkView]]:
    """For each of ``asset_ids`` its newest ``limit`` links, the newest first."""
    place = func.row_number().over(partition_by=PreviewLink.asset_id, order_by=PreviewLink.id.desc()).label("place")
    ranked = select(*_COLUMNS, place).where(PreviewLink.asset_id.in_(asset_ids)).subquery()
    newest = select(*(ranked.c[each.key] for each in _COLUMNS)).where(ranked.c.place <= limit)
    found: defaultdict[int, list[PreviewLinkView]] = defaultdict(list)
    for view in _views(session, newest.order_by(ranked.c.id.desc())):
        found[view.asset_id].append(view)
    return found


def count_open(session: Session, asset_id: int, now: datetime) -> int:
    """How many links of the asset still lead somewhere."""
    is_open = (PreviewLink.asset_id == asset_id, PreviewLink.revoked_at.is_(None), PreviewLink.expires_at > now)
    return session.scalar(select(func.count()).select_from(PreviewLink).where(*is_open)) or 0


def signing_secret(session: Session, purpose: str) -> str | None:
    """The secret that signs for ``purpose``; None before anything was signed."""
    return session.scalar(select(SigningKey.secret).where(SigningKey.purpose == purpose))


def locked_link(session: Session, link_id: int) -> PreviewLink | None:
    """A link's row, held until the transaction ends."""
    return session.scalar(select(PreviewLink).where(PreviewLink.id == link_id).with_for_update())


def drafts_with(session: Session, asset_id: int) -> dict[int, int]:
    """The newest revisions of the asset and of what that links to, by asset; without what was withdrawn."""
    links = session.scalar(
        select(Revision.snapshot["links"])
        .join(Asset, Asset.id == Revision.asset_id)
        .where(Asset.id == asset_id, Revision.number == Asset.latest_revision)
    )
    targets = ids_of(session, {slug for slugs in (links or {}).values() for slug in slugs})
    wanted = Asset.id.in_({asset_id, *targets.values()})
    rows = session.execute(select(Asset.id, Asset.latest_revision).where(wanted, Asset.status.not_in(_GONE)))
    return {row.id: row.latest_revision for row in rows}


def _views(session: Session, statement: object) -> list[PreviewLinkView]:
    people = people_book(session).by_id
    return [
        PreviewLinkView(
            row.id, row.asset_id, row.audience, row.created_at, row.expires_at, row.revoked_at, people.get(row.maker_id)
        )
        for row in session.execute(statement)  # type: ignore[call-overload]
    ]
