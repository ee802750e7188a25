"""How the library is kept: freshness, promises, and what became of what marketing made."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from statistics import median

from sqlalchemy.orm import Session

from content_store.insights.views import FreshnessReport, FreshnessRow, PromiseReport, QuarterRow, ReturnReport
from content_store.queries import insights_upkeep as queries
from content_store.queries import insights_usage
from content_store.queries.insights import Narrowed
from content_store.queries.insights_upkeep import Promise
from content_store.queries.people import people_book
from content_store.rules.insights import Basis, exclusions, first_days_of_quarters, quarter_of
from content_store.rules.periods import Days, Grain
from content_store.rules.vocabulary import FeedbackStatus, Tier

SOON_DAYS = 90


def freshness(session: Session, narrowed: Narrowed, now: datetime) -> FreshnessReport:
    """How fresh what is published is now; the window plays no part."""
    people = people_book(session).by_id
    rows = [
        FreshnessRow(people.get(each.owner_id or 0), each.fresh, each.due, each.overdue)
        for each in queries.freshness_by_owner(session, narrowed, now)
    ]
    rows.sort(key=lambda row: (-row.overdue, row.owner.email if row.owner else ""))
    sums = (sum(getattr(row, name) for row in rows) for name in ("fresh", "due", "overdue"))
    today = Days(narrowed.today, narrowed.today)
    return FreshnessReport(Basis(None, today, ()), FreshnessRow(None, *sums), tuple(rows))


def promises(session: Session, narrowed: Narrowed) -> PromiseReport:
    """What became of the content requests that were asked in the window."""
    found = queries.promises(session, narrowed)
    in_time = [verdict for each in found if (verdict := kept(each, narrowed.today)) is not None]
    return PromiseReport(
        Basis(None, narrowed.window, ()),
        asked=len(found),
        answered=sum(each.answered_at is not None for each in found),
        fulfilled=sum(each.status is FeedbackStatus.RESOLVED for each in found),
        declined=sum(each.status is FeedbackStatus.DECLINED for each in found),
        promised=sum(each.promised_for is not None for each in found),
        in_time=sum(in_time),
        late=len(in_time) - sum(in_time),
        median_days_to_answer=_median_days((each.asked_at, each.answered_at) for each in found),
        median_days_to_fulfil=_median_days((each.asked_at, each.resolved_at) for each in found),
    )


def kept(promise: Promise, today: date) -> bool | None:
    """Whether a promise was kept; None where nothing was promised, or its day has not passed yet."""
    if promise.promised_for is None:
        return None
    if promise.resolved_at is not None:
        return promise.resolved_at.date() <= promise.promised_for
    still_waits = promise.status.is_open and today > promise.promised_for
    return False if still_waits else None


def _median_days(moments: Iterable[tuple[datetime, datetime | None]]) -> float | None:
    lasted = [(end - begin) / timedelta(days=1) for begin, end in moments if end is not None]
    return median(lasted) if lasted else None


def marketing_return(session: Session, narrowed: Narrowed, now: datetime) -> ReturnReport:
    """Assets by the quarter of their first publication: how many were used within 90 days, and by now.

    Whole quarters: the first and last reach beyond the window where it cuts them.
    """
    quarters = first_days_of_quarters(narrowed.window)
    last = quarters[-1]
    end = (date(last.year + 1, 1, 1) if last.month == 10 else last.replace(month=last.month + 3)) - timedelta(days=1)
    whole = Days(quarters[0], end)
    made = queries.first_published(session, narrowed, whole)
    first_days = _first_days(session, replace(narrowed, window=whole), made)
    rows = []
    for first_day in quarters:
        ids = [asset_id for asset_id, at in made.items() if quarter_of(at.date()) == quarter_of(first_day)]
        soon = sum(first_days.get(each, end.max) <= _soon(made[each]) for each in ids)
        rows.append(QuarterRow(first_day, len(ids), soon, sum(each in first_days for each in ids)))
    basis = Basis(Tier.USE, Days(quarters[0], min(end, max(now.date(), quarters[0]))), exclusions(narrowed.asked))
    return ReturnReport(basis, tuple(rows))


def _soon(published: datetime) -> date:
    return published.date() + timedelta(days=SOON_DAYS)


def _first_days(session: Session, narrowed: Narrowed, made: dict[int, datetime]) -> dict[int, date]:
    """The day of each asset's first conversation; where its month alone settles the matter, that month's first."""
    months = insights_usage.first_uses(session, narrowed, Grain.MONTH, None)
    unsettled = [asset_id for asset_id, at in made.items() if months.get(asset_id) == Grain.MONTH.of(_soon(at))]
    found = {asset_id: date(month // 12, month % 12 + 1, 1) for asset_id, month in months.items()}
    if unsettled:
        days = insights_usage.first_uses(session, narrowed, Grain.DAY, unsettled)
        found |= {asset_id: date.fromordinal(day) for asset_id, day in days.items()}
    return found
