"""What notices of reviews and of comment periods are about, in words, and where that stands."""

from collections.abc import Iterable

from api.pages.visits import Visit
from content_store.feedback_views import NoticeView
from content_store.queries.assets import load_reachable
from content_store.queries.periods import load_periods, period_window
from content_store.queries.reviews import load_reviews
from content_store.queries.visibility import reviewing_window


def beside_feedback(visit: Visit, found: Iterable[NoticeView]) -> dict[int, tuple[str, str]]:
    """Words and address by the notice's id; of what the visitor may no longer see there is none."""
    notices = list(found)
    return _reviews(visit, notices) | _periods(visit, notices)


def _reviews(visit: Visit, notices: list[NoticeView]) -> dict[int, tuple[str, str]]:
    ids = {each.review_id for each in notices if each.review_id is not None}
    reviews = {each.id: each for each in load_reviews(visit.session, ids, visit.viewer)}
    seen = reviewing_window(visit.session, visit.viewer, visit.now)
    wanted = sorted({each.asset_id for each in reviews.values()})
    assets = {each.id: each for each in load_reachable(visit.session, wanted, seen)}
    told = {}
    for notice in notices:
        review = reviews.get(notice.review_id or 0)
        asset = assets.get(review.asset_id) if review else None
        if asset is not None:
            told[notice.id] = (f"The review of “{asset.title}”", f"/work/assets/{asset.slug}/review")
    return told


def _periods(visit: Visit, notices: list[NoticeView]) -> dict[int, tuple[str, str]]:
    ids = {each.period_id for each in notices if each.period_id is not None}
    if not ids:
        return {}
    periods = {each.id: each for each in load_periods(visit.session, ids, visit.viewer, visit.now)}
    seen = period_window(visit.viewer, visit.now, periods.values())
    wanted = sorted({each.asset_id for each in periods.values()})
    assets = {each.id: each for each in load_reachable(visit.session, wanted, seen)}
    told = {}
    for notice in notices:
        period = periods.get(notice.period_id or 0)
        asset = assets.get(period.asset_id) if period else None
        if period is not None:
            about = f"“{asset.title}”" if asset else "A guideline"
            told[notice.id] = (f"{about}, open for comment", f"/guidelines/{period.id}")
    return told
