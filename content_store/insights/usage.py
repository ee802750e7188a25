"""Used and unused: what was done with each asset."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from sqlalchemy.orm import Session

from content_store.insights.views import UsageReport, UsageRow, UsageTotals
from content_store.queries import insights_usage as queries
from content_store.queries.insights import Narrowed, parts
from content_store.queries.insights_usage import Subject, Use
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
    month_end,
    trend,
)
from content_store.rules.periods import Days
from content_store.rules.vocabulary import Status, Tier

_NONE = Use()


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
    def before(self) -> Mapping[int, Use]:
        """Conversations by asset in as many days right before."""
        return queries.uses(self._session, replace(self._narrowed, window=self._narrowed.window.before))

    def totals(self) -> UsageTotals:
        """All published assets together."""
        found = [use for asset_id, use in self.uses.items() if asset_id in self.listed]
        return UsageTotals(
            self.basis(Tier.USE),
            published=len(self.listed),
            used=len(found),
            conversations=sum(use.conversations for use in found),
            conversations_before=sum(
                use.conversations for asset_id, use in self.before.items() if asset_id in self.listed
            ),
            landed=sum(use.landed for use in found),
            fell_flat=sum(use.fell_flat for use in found),
        )

    def report(self, part: Part) -> UsageReport:
        """One page of one list."""
        ids = self._ordered(self.members(part.list), part)
        page = ids[part.offset :] if part.first is None else ids[part.offset : part.offset + part.first]
        basis = self.basis(_TIERS.get(part.list) or _ORDER_TIERS.get(part.order) or Tier.USE)
        return UsageReport(basis, part.list, part.order, len(ids), self._rows(page))

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
                viewed = queries.measured(self._session, self._narrowed, "views", MANY_VIEWS)
                return [asset_id for asset_id in self._never_used if asset_id in viewed]
            case UsageList.COPIED_FELL_FLAT:
                return self._copied_fell_flat()
            case UsageList.RETIRED_ASKED_FOR:
                return [asset_id for asset_id, views in self.asked_for.items() if views]

    @cached_property
    def retired(self) -> Mapping[int, datetime]:
        """Retired assets, and since when."""
        return queries.retired(self._session, self._narrowed)

    @cached_property
    def asked_for(self) -> Mapping[int, int]:
        """Views of retired assets in the window, from the month after they were retired in it."""
        window = self._narrowed.window
        begins: dict[Days, list[int]] = {}
        for asset_id, since in self.retired.items():
            day = since.date()
            first = window.first if day < window.first else month_end(day) + timedelta(days=1)
            if first <= window.last:
                begins.setdefault(Days(first, window.last), []).append(asset_id)
        found: dict[int, int] = {}
        for days, ids in begins.items():
            figures = queries.figures(self._session, replace(self._narrowed, window=days), ids)
            found |= {asset_id: each.views for asset_id, each in figures.items()}
        return found

    @cached_property
    def _used(self) -> list[int]:
        either = self.listed | self.retired.keys()
        return [asset_id for asset_id in self.uses if asset_id in either]

    @cached_property
    def _never_used(self) -> list[int]:
        return [asset_id for asset_id in self.listed if asset_id not in self.uses]

    def _copied_fell_flat(self) -> list[int]:
        flat = [asset_id for asset_id in self._used if fell_flat(*self.uses[asset_id][1:])]
        copied: set[int] = set()
        for few in parts(flat, queries.MOST_AT_ONCE):
            copied |= queries.measured(self._session, self._narrowed, "copies", few=few).keys()
        return [asset_id for asset_id in flat if asset_id in copied]

    def _ordered(self, ids: Iterable[int], part: Part) -> Sequence[int]:
        values = self._values(part.order)
        return sorted(sorted(ids), key=lambda asset_id: values.get(asset_id, 0.0), reverse=part.descending)

    def _values(self, order: UsageOrder) -> Mapping[int, float]:
        """What assets are ordered by; 0 for those left out."""
        match order:
            case UsageOrder.COPIES | UsageOrder.VIEWS | UsageOrder.IMPRESSIONS:
                return dict(queries.measured(self._session, self._narrowed, order.value))
            case UsageOrder.REPS:
                return dict(queries.reps(self._session, self._narrowed))
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
        return self.before.get(asset_id, _NONE).conversations

    def _rows(self, ids: Sequence[int]) -> tuple[UsageRow, ...]:
        return tuple(row for some in parts(ids, queries.MOST_AT_ONCE) for row in self._some_rows(some))

    def _some_rows(self, ids: Sequence[int]) -> Iterator[UsageRow]:
        assets = queries.subjects(self._session, ids)
        figures = queries.figures(self._session, self._narrowed, ids)
        before = queries.figures(self._session, replace(self._narrowed, window=self._narrowed.window.before), ids)
        reps = queries.reps(self._session, self._narrowed, ids)
        used = queries.last_uses(self._session, ids)
        people = people_book(self._session).by_id
        for asset_id in ids:
            asset, own = assets[asset_id], figures.get(asset_id, Figures())
            earlier = before.get(asset_id, Figures()).conversations
            owner, change = people.get(asset.owner_id or 0), trend(own.conversations, earlier)
            of_lists = tuple(sorted(lists_of(self._judged(asset, own), asset.status)))
            counts = reps.get(asset_id, 0), used.get(asset_id), earlier, change
            yield UsageRow(asset, owner, own, *counts, of_lists)

    def _judged(self, asset: Subject, own: Figures) -> Figures:
        """The figures that decide about lists: a retired asset was asked for only since it retired."""
        return replace(own, views=self.asked_for.get(asset.id, 0)) if asset.status is Status.RETIRED else own


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
