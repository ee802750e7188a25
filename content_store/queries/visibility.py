"""The one place that decides who sees an asset; every query of assets uses it.

Conditions are made from a window's *scope*, which few windows differ in, and take its moment as parameters, so
that a statement is made once and used for every request.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, or_, true
from sqlalchemy.orm import Session

from content_store.access import window
from content_store.queries.reviews import under_review
from content_store.rules.filters import LATELY_DAYS, Window
from content_store.rules.freshness import due_bounds
from content_store.rules.permissions import Action, may
from content_store.rules.vocabulary import Audience, Freshness, Status
from content_store.tables import Asset
from content_store.tables.base import Moment
from content_store.views import Viewer

NOW = bindparam("now", type_=Moment())
OVERDUE_BELOW = bindparam("overdue_below", type_=Moment())
DUE_BELOW = bindparam("due_below", type_=Moment())
USED_SINCE = bindparam("used_since", type_=Moment())
_OPENED: BindParameter[int] = bindparam("opened", expanding=True)


class Scope(NamedTuple):
    """What of a window a statement depends on."""

    drafts: bool
    audiences: frozenset[Audience]
    opens: bool


def scope(window: Window) -> Scope:
    """The window without its moment."""
    return Scope(window.drafts, window.audiences, bool(window.opened))


def moments(now: datetime) -> dict[str, datetime | None]:
    """The parameters that every condition here takes."""
    overdue_below, due_below = due_bounds(Freshness.OVERDUE, now)[1], due_bounds(Freshness.DUE, now)[1]
    return {
        "now": now,
        "overdue_below": overdue_below,
        "due_below": due_below,
        "used_since": now - timedelta(days=LATELY_DAYS),
    }


def parameters(window: Window) -> dict[str, Any]:
    """The parameters of a statement made from ``scope(window)``."""
    return {**moments(window.now), "opened": list(window.opened)} if window.opened else moments(window.now)


def reviewing_window(session: Session, viewer: Viewer, now: datetime) -> Window:
    """What ``viewer`` may see while reviewing.

    Editors see all drafts; others beside what is published the newest revision of what they are asked to review, and
    nothing else that is hidden.
    """
    if may(viewer.role, viewer.scopes, Action.READ_DRAFTS):
        return window(viewer, now, drafts=True)
    return replace(window(viewer, now), opened=under_review(session, viewer))


def visible(seen: Scope) -> ColumnElement[bool]:
    """Assets that a list or search may show."""
    if seen.drafts:
        return true()
    shown = and_(
        Asset.status == Status.PUBLISHED,
        Asset.listed_at <= NOW,
        or_(Asset.unpublish_at.is_(None), Asset.unpublish_at > NOW),
        _audience(seen),
    )
    return or_(shown, Asset.id.in_(_OPENED)) if seen.opens else shown


def reachable(seen: Scope) -> ColumnElement[bool]:
    """Assets that answer to their slug or id: the visible ones, and retired ones, which lead to a successor."""
    if seen.drafts:
        return true()
    left = Asset.status.in_((Status.RETIRED, Status.ARCHIVED))
    return or_(visible(seen), and_(Asset.retired_at.is_not(None), left, _audience(seen)))


def _audience(seen: Scope) -> ColumnElement[bool]:
    if seen.audiences == frozenset(Audience):
        return true()
    return Asset.audience.in_(sorted(seen.audiences))
