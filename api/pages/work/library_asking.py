"""What an address of the library asks for: words, filters, an order and a page; and the addresses near it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from urllib.parse import urlencode

from api.pages.asking import Parameters
from content_store.queries.listing import Order, OrderField
from content_store.rules.filters import Use, Where
from content_store.rules.lifecycle import State
from content_store.rules.vocabulary import ContentType, Facet, Freshness

ROOT = "/work/assets"
BEST = "best"
# What can be chosen, in an editor's words; the first is what the bare address shows.
ORDERS: dict[str, tuple[str, Order]] = {
    "edited": ("Edited last", Order(OrderField.EDITED)),
    "stalest": ("Edited longest ago", Order(OrderField.EDITED, descending=False)),
    "title": ("Title", Order(OrderField.TITLE, descending=False)),
    "due": ("Due soonest", Order(OrderField.DUE, descending=False)),
}
FACETS = tuple(facet.value for facet in Facet)
FILTERS = ("state", "type", *FACETS, "owner", "steward", "freshness", "use", "since")
MOST_VALUES = 20
_LONGEST = 300  # characters of one value

Known = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class LibraryAsking:
    """One state of the list. ``chosen`` holds the values of each filter, ``unknown`` what nothing is called.

    ``order`` is empty for the best match first where there are words, for the last edit first otherwise. ``after`` and
    ``before`` are cursors.
    """

    text: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    order: str = ""
    after: str = ""
    before: str = ""
    unknown: tuple[str, ...] = ()

    @classmethod
    def read(cls, asked: Parameters, known: Known) -> "LibraryAsking":
        """What the address asks for. Whatever it holds, something sensible comes out."""
        chosen: dict[str, tuple[str, ...]] = {}
        unknown: list[str] = []
        for name in FILTERS:
            values = [each[:_LONGEST] for each in dict.fromkeys(asked.getlist(name)[:MOST_VALUES]) if each]
            right = [each for each in values if (_is_day(each) if name == "since" else each in known[name])]
            unknown += [f"{name} “{each[:60]}”" for each in values if each not in right]
            if right:
                chosen[name] = tuple(right[:1] if name == "since" else right)
        own = {name: next(iter(asked.getlist(name)), "") for name in ("q", "order", "after", "before")}
        order = own["order"] if own["order"] in {*ORDERS, BEST} else ""
        return cls(own["q"][:200], chosen, order, own["after"], own["before"], tuple(unknown))

    @property
    def is_best_first(self) -> bool:
        """Whether words decide the order."""
        return bool(self.text.strip()) and self.order in {"", BEST}

    @property
    def order_name(self) -> str:
        """The order in force."""
        if self.is_best_first:
            return BEST
        return self.order if self.order in ORDERS else next(iter(ORDERS))

    @property
    def where(self) -> Where:
        """The filter as the store takes it."""
        chosen = self.chosen
        since = date.fromisoformat(chosen["since"][0]) if "since" in chosen else None
        return Where(
            tags={facet: chosen.get(facet.value, ()) for facet in Facet},
            types=tuple(map(ContentType, chosen.get("type", ()))),
            states=tuple(map(State, chosen.get("state", ()))),
            owners=chosen.get("owner", ()),
            stewards=chosen.get("steward", ()),
            freshness=tuple(map(Freshness, chosen.get("freshness", ()))),
            use=tuple(map(Use, chosen.get("use", ()))),
            edited_since=datetime.combine(since, time(), UTC) if since else None,
        )

    def choosing(self, name: str, *values: str) -> "LibraryAsking":
        """The same with exactly these values of a filter, from its first page on."""
        kept = {each: chosen for each, chosen in self.chosen.items() if each != name}
        return replace(self, chosen={**kept, name: values} if values else kept, after="", before="")

    def without(self, name: str, value: str) -> "LibraryAsking":
        """The same with one value less."""
        return self.choosing(name, *(each for each in self.chosen.get(name, ()) if each != value))

    def at(self, *, after: str = "", before: str = "") -> "LibraryAsking":
        """Another page of the same."""
        return replace(self, after=after, before=before)

    def pairs(self) -> list[tuple[str, str]]:
        """The names and values that say what is listed, in one order, without the page."""
        found = [("q", self.text)] if self.text else []
        found += [(name, value) for name in FILTERS for value in self.chosen.get(name, ())]
        return found + ([("order", self.order)] if self.order else [])

    @property
    def address(self) -> str:
        """The address of this state."""
        places = [(name, value) for name, value in (("after", self.after), ("before", self.before)) if value]
        pairs = self.pairs() + places
        return f"{ROOT}?{urlencode(pairs)}" if pairs else ROOT


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
