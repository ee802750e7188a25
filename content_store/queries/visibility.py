"""The one place that decides who sees an asset; every query of assets uses it."""

from sqlalchemy import ColumnElement, and_, or_, true

from content_store.rules.filters import Window
from content_store.rules.vocabulary import Audience, Status
from content_store.tables import Asset


def visible(window: Window) -> ColumnElement[bool]:
    """Assets that a list or search may show in ``window``. Archived ones show only where asked for by status."""
    if window.drafts:
        return true()
    return and_(
        Asset.status == Status.PUBLISHED,
        Asset.listed_at <= window.now,
        or_(Asset.unpublish_at.is_(None), Asset.unpublish_at > window.now),
        _audience(window),
    )


def reachable(window: Window) -> ColumnElement[bool]:
    """Assets that answer to their slug or id: the visible ones, and retired ones, which lead to a successor."""
    if window.drafts:
        return true()
    left = Asset.status.in_((Status.RETIRED, Status.ARCHIVED))
    return or_(visible(window), and_(Asset.retired_at.is_not(None), left, _audience(window)))


def _audience(window: Window) -> ColumnElement[bool]:
    if window.audiences == frozenset(Audience):
        return true()
    return Asset.audience.in_(window.audiences)
