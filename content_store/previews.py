"""Links under which a draft can be looked at without signing in: made, revoked, and followed."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from content_store.changelog import Entity, record
from content_store.errors import Invalid, NotFound
from content_store.queries.assets import load
from content_store.queries.previews import (
    PreviewLinkView,
    count_open,
    drafts_with,
    link_by_id,
    locked_link,
    signing_secret,
)
from content_store.rules.filters import Window
from content_store.rules.permissions import Action, may
from content_store.rules.signing import read_signed, signed
from content_store.rules.vocabulary import Audience
from content_store.tables import PreviewLink, SigningKey
from content_store.views import AssetView
from content_store.work import Work

LONGEST_HOURS = 30 * 24
USUAL_HOURS = 7 * 24
MOST_OPEN = 50  # links of one asset
_PURPOSE = "preview"


@dataclass(frozen=True, slots=True)
class Preview:
    """What an open link shows: the asset as its newest revision has it, through a window that shows its links too."""

    asset: AssetView
    link: PreviewLinkView
    window: Window


def create(work: Work, asset_id: int, audience: Audience, hours: int = USUAL_HOURS) -> PreviewLinkView:
    """A link to the asset's draft as ``audience`` would see it, for so many hours.

    Raises Forbidden, NotFound, Invalid.
    """
    work.require(Action.EDIT)
    work.require(Action.READ_DRAFTS)
    if not 1 <= hours <= LONGEST_HOURS:
        raise Invalid.of("hours", "OUT_OF_RANGE", f"a link lasts from one hour to {LONGEST_HOURS} hours")
    asset = next(iter(load(work.session, [asset_id], Window(work.now, drafts=True))), None)
    if asset is None:
        message = "there is no such asset"
        raise NotFound(message)
    if asset.audience not in _audiences(audience):
        message = "the asset is internal, so customers see nothing of it; choose the internal view"
        raise Invalid.of("audience", "NOT_FOR_CUSTOMERS", message)
    if count_open(work.session, asset_id, work.now) >= MOST_OPEN:
        raise Invalid.of("id", "TOO_MANY", f"an asset has at most {MOST_OPEN} open links; revoke some")
    _make_secret(work)
    # Whole seconds: the token tells the very same moment.
    now = work.now.replace(microsecond=0)
    link = PreviewLink(
        asset_id=asset_id,
        maker_id=work.actor.person.id,
        audience=audience,
        created_at=work.now,
        expires_at=now + timedelta(hours=hours),
    )
    work.session.add(link)
    work.session.flush()
    record(work, Entity.ASSET, asset_id, "preview_made", revision=asset.latest_revision)
    return _view(work.session, link.id)


def revoke(work: Work, link_id: int) -> PreviewLinkView:
    """End a link at once; one that has ended stays so. Raises Forbidden, NotFound."""
    work.require(Action.EDIT)
    link = locked_link(work.session, link_id)
    if link is None:
        message = "there is no such link"
        raise NotFound(message)
    if link.revoked_at is None:
        link.revoked_at = work.now
        work.session.flush()
        record(work, Entity.ASSET, link.asset_id, "preview_revoked")
    return _view(work.session, link_id)


def token_of(session: Session, link: PreviewLinkView) -> str:
    """The token that leads to the draft, for those who may hand it on."""
    return signed(signing_secret(session, _PURPOSE) or "", _PURPOSE, link.id, link.expires_at)


def is_open(link: PreviewLinkView, now: datetime) -> bool:
    """Whether the link leads anywhere: it lasts, and whoever made it may still read drafts."""
    maker = link.maker
    may_read = maker is not None and maker.disabled_at is None and may(maker.role, frozenset(), Action.READ_DRAFTS)
    return may_read and link.revoked_at is None and now < link.expires_at


def follow(
    session: Session, token: str, now: datetime, audiences: AbstractSet[Audience] = frozenset(Audience)
) -> Preview | None:
    """What the token leads to, as far as it is for ``audiences``.

    None for a token that is forged, expired or revoked, or whose maker may no longer.
    """
    secret = signing_secret(session, _PURPOSE)
    read = read_signed(secret, _PURPOSE, token, now) if secret else None
    link = link_by_id(session, read[0]) if read else None
    if link is None or read is None or link.expires_at != read[1] or not is_open(link, now):
        return None
    seen = Window(now, _audiences(link.audience) & audiences, opened=drafts_with(session, link.asset_id))
    asset = next(iter(load(session, [link.asset_id], seen)), None) if link.asset_id in seen.opened else None
    return Preview(asset, link, seen) if asset else None


def _audiences(audience: Audience) -> frozenset[Audience]:
    return frozenset(Audience) if audience is Audience.INTERNAL else frozenset({audience})


def _view(session: Session, link_id: int) -> PreviewLinkView:
    found = link_by_id(session, link_id)
    if found is None:
        message = f"preview link {link_id} went away while it was written"
        raise LookupError(message)
    return found


def _make_secret(work: Work) -> None:
    """Two nodes may make the first link at once; the first secret stands."""
    dialect = postgresql if work.session.get_bind().dialect.name == "postgresql" else sqlite
    row = {"purpose": _PURPOSE, "secret": token_urlsafe(32), "created_at": work.now}
    work.session.execute(dialect.insert(SigningKey).values(**row).on_conflict_do_nothing())
