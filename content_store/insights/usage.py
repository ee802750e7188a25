"""Used and unused: what was done with each asset."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property

from sqlalchemy.orm import Session

from content_store.insights.views import UsageReport, UsageRow, UsageTotals
from content_store.queries import insights_usage as queries
from content_store.queries.insights import Narrowed, parts
from content_store.queries.insights_usage import Use
from content_store.queries.people import people_book
from content_store.rules.evidence import wilson_lower_bound
from content_store.rules.insights import (
    MANY_VIEWS,
    Basis,
    Figures,
    UsageList,
    UsageOrder,
    exclusions,
    fell_flat,
    lists_of,
    trend,
)
from content_store.rules.periods import Grain
from content_store.rules.vocabulary import Status, Tier


@dataclass(frozen=True, slots=True)
class Part:
    """Which assets to list, in which order, and which page of them."""

    list: UsageList = UsageList.ALL
    order: UsageOrder = UsageOrder.CONVERSATIONS
    descending: bool = True
    first: int | None = 20  # None for all
    offset: int = 0


class Usage:
    """What was done with the assets of a filter. Reads what is asked for, each thing once."""

    def __init__(self, session: Session, narrowed: Narrowed, now: datetime) -> None:
        self._session = session
        self._narrowed = narrowed
        self._now = now

    def basis(self, tier: Tier) -> Basis:
        """What the figures of a tier rest on."""
        return Basis(tier, self._narrowed.window, exclusions(self._narrowed.asked))

    @cached_property
    def listed(self) -> frozenset[int]:
        """Published assets."""
        return frozenset(queries.listed_ids(self._session, self._narrowed, self._now))

    @cached_property
    def uses(self) -> Mapping[int, Use]:
        """Conversations by asset."""
        return queries.uses(self._session, self._narrowed)

    @cached_property
    def before(self) -> Mapping[int, int]:
        """How many conversations with each asset there were in as many days right before."""
        narrowed = replace(self._narrowed, window=self._narrowed.window.before)
        return queries.measured(self._session, narrowed, "conversations")

    @cached_property
    def reps(self) -> Mapping[int, int]:
        """How many different people used each asset."""
        return queries.reps(self._session, self._narrowed)

    def totals(self) -> UsageTotals:
        """All published assets together."""
        found = [use for asset_id, use in self.uses.items() if asset_id in self.listed]
        return UsageTotals(
            self.basis(Tier.USE),
            published=len(self.listed),
            used=len(found),
            conversations=sum(use.conversations for use in found),
            conversations_before=sum(
                conversations for asset_id, conversations in self.before.items() if asset_id in self.listed
            ),
            landed=sum(use.landed for use in found),
            fell_flat=sum(use.fell_flat for use in found),
        )

    def report(self, part: Part) -> UsageReport:
        """One page of one list."""
        ids = self._ordered(self.members(part.list), part)
        page = ids[part.offset :] if part.first is None else ids[part.offset : part.offset + part.first]
        basis = self.basis(_TIERS.get(part.list) or _ORDER_TIERS.get(part.order) or Tier.USE)
        return UsageReport(basis, part.list, part.order, len(ids), self._rows(page, part))

    def members(self, wanted: UsageList) -> Iterable[int]:
        """The assets of a list."""
        match wanted:
            case UsageList.ALL:
                return self.listed | self.retired.keys()
            case UsageList.USED:
                return self._used
            case UsageList.NEVER_USED:
                return self._never_used
            case UsageList.ONBOARDING_ONLY:
                learned = queries.used_in_onboarding(self._session, self._narrowed)
                return [asset_id for asset_id in self._never_used if asset_id in learned]
            case UsageList.VIEWED_NEVER_USED:
                views = queries.measured(self._session, self._narrowed, "views")
                return [asset_id for asset_id in self._never_used if views.get(asset_id, 0) >= MANY_VIEWS]
            case UsageList.COPIED_FELL_FLAT:
                return self._copied_fell_flat()
            case UsageList.RETIRED_ASKED_FOR:
                return self.asked_for

    @cached_property
    def retired(self) -> Mapping[int, datetime]:
        """Retired assets, and since when."""
        return queries.retired(self._session, self._narrowed)

    @cached_property
    def asked_for(self) -> frozenset[int]:
        """Retired assets that were looked at in the window; those retired in it, after the day of that."""
        return self._asked_for(self.retired)

    def _asked_for(self, ids: Iterable[int]) -> frozenset[int]:
        window = self._narrowed.window
        since = {each: max(window.first, self.retired[each].date() + timedelta(days=1)) for each in ids}
        return viewed_since(
            self._session, self._narrowed, {each: day for each, day in since.items() if day <= window.last}
        )

    @cached_property
    def _used(self) -> list[int]:
        either = self.listed | self.retired.keys()
        return [asset_id for asset_id in self.uses if asset_id in either]

    @cached_property
    def _never_used(self) -> list[int]:
        return [asset_id for asset_id in self.listed if asset_id not in self.uses]

    def _copied_fell_flat(self) -> list[int]:
        flat = [asset_id for asset_id in self._used if fell_flat(*self.uses[asset_id][1:])]
        copied = queries.measured(self._session, self._narrowed, "copies")
        return [asset_id for asset_id in flat if asset_id in copied]

    def _ordered(self, ids: Iterable[int], part: Part) -> Sequence[int]:
        values = self._values(part.order)
        return sorted(sorted(ids), key=lambda asset_id: values.get(asset_id, 0.0), reverse=part.descending)

    def _values(self, order: UsageOrder) -> Mapping[int, float]:
        """What assets are ordered by; 0 for those left out."""
        match order:
            case UsageOrder.COPIES | UsageOrder.VIEWS | UsageOrder.IMPRESSIONS:
                return queries.measured(self._session, self._narrowed, order.value)
            case UsageOrder.REPS:
                return self.reps
            case UsageOrder.LAST_USED:
                return {asset_id: at.timestamp() for asset_id, at in queries.last_uses(self._session).items()}
            case UsageOrder.TREND:
                found = {key: trend(use.conversations, self._before(key)) for key, use in self.uses.items()}
                gone = dict.fromkeys(self.before, -1.0)
                return gone | {key: value for key, value in found.items() if value is not None}
            case UsageOrder.CONVERSATIONS | UsageOrder.LANDED | UsageOrder.FELL_FLAT | UsageOrder.LANDED_RATE:
                value = _VALUES[order]
                return {asset_id: value(use) for asset_id, use in self.uses.items()}

    def _before(self, asset_id: int) -> int:
        return self.before.get(asset_id, 0)

    def _rows(self, ids: Sequence[int], part: Part) -> tuple[UsageRow, ...]:
        return tuple(row for some in parts(ids, queries.MOST_AT_ONCE) for row in self._some_rows(some, part))

    def _some_rows(self, ids: Sequence[int], part: Part) -> Iterator[UsageRow]:
        assets = queries.subjects(self._session, ids)
        figures = queries.figures(self._session, self._narrowed, ids)
        is_known = part.list is UsageList.RETIRED_ASKED_FOR
        wanted = self.asked_for if is_known else self._asked_for(each for each in ids if each in self.retired)
        reps = self.reps if part.order is UsageOrder.REPS else queries.reps_of(self._session, self._narrowed, ids)
        used = queries.last_uses(self._session, ids)
        people = people_book(self._session).by_id
        for asset_id in ids:
            asset, own = assets[asset_id], figures.get(asset_id, Figures())
            earlier = self._before(asset_id)
            owner, change = people.get(asset.owner_id or 0), trend(own.conversations, earlier)
            # A retired asset was asked for only since it retired.
            is_unwanted = asset.status is Status.RETIRED and asset_id not in wanted
            judged = replace(own, views=0) if is_unwanted else own
            of_lists = tuple(sorted(lists_of(judged, asset.status)))
            counts = reps.get(asset_id, 0), used.get(asset_id), earlier, change
            yield UsageRow(asset, owner, own, *counts, of_lists)


def viewed_since(session: Session, narrowed: Narrowed, since: Mapping[int, date]) -> frozenset[int]:
    """The assets that were looked at between a day of their own and the window's last.

    Mostly a later month settles it; of the others the days of the two months are read that are not whole.
    """
    last = narrowed.window.last
    months = range(Grain.MONTH.of(min(since.values(), default=last)), Grain.MONTH.of(last) + 1)
    viewed = dict(queries.viewed(session, narrowed, Grain.MONTH, months))
    found: set[int] = set()
    for month in range(months.start, Grain.MONTH.of(last + timedelta(days=1))):
        found |= {asset_id for asset_id in since.keys() & viewed[month] if month > Grain.MONTH.of(since[asset_id])}
    by_month: defaultdict[int, list[int]] = defaultdict(list)
    for asset_id in since.keys() - found:
        for month in {Grain.MONTH.of(since[asset_id]), Grain.MONTH.of(last)}:
            if asset_id in viewed[month]:
                by_month[month].append(asset_id)
    for month, ids in by_month.items():
        days = Grain.MONTH.start(month).toordinal(), min(Grain.MONTH.end(month), last).toordinal()
        on_days = queries.last_views(session, narrowed, days, ids)
        found |= {asset_id for asset_id, day in on_days.items() if day >= since[asset_id].toordinal()}
    return frozenset(found)


_VALUES: dict[UsageOrder, Callable[[Use], float]] = {
    UsageOrder.CONVERSATIONS: lambda use: use.conversations,
    UsageOrder.LANDED: lambda use: use.landed,
    UsageOrder.FELL_FLAT: lambda use: use.fell_flat,
    UsageOrder.LANDED_RATE: lambda use: wilson_lower_bound(use.landed, use.landed + use.fell_flat),
}
_TIERS = {UsageList.RETIRED_ASKED_FOR: Tier.EXPOSURE}
_ORDER_TIERS = {
    UsageOrder.COPIES: Tier.INTENT,
    UsageOrder.VIEWS: Tier.EXPOSURE,
    UsageOrder.IMPRESSIONS: Tier.EXPOSURE,
}
