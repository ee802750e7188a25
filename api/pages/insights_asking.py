"""What an address of insights asks for: a window, filters and what its report understands; and addresses near it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from api.pages.asking import Parameters
from content_store.insights.findings import in_words
from content_store.rules.insights import InsightFilter, first_days_of_quarters, window_problem
from content_store.rules.periods import Days
from content_store.rules.vocabulary import ContentType, Facet, QuotaBand

ROOT = "/insights"
DEFAULT_WINDOW = "90"
# What became of what was made shows only over quarters.
WINDOWS_OF = {"return": "365"}
TIMELESS = frozenset({"freshness"})  # reports on how things are now
WINDOWS = {
    "30": "30 days",
    "90": "90 days",
    "180": "180 days",
    "365": "365 days",
    "quarter": "This quarter",
    "last-quarter": "Last quarter",
}
FACETS = (Facet.PERSONA, Facet.STAGE, Facet.PAIN)
_OF_ASSETS = (*(facet.value for facet in FACETS), "type", "owner")
_OF_PEOPLE = ("team", "region", "band")
FILTERS = _OF_ASSETS + _OF_PEOPLE
# What narrows these reports; all filters narrow the others.
FILTERS_OF = {"searches": _OF_PEOPLE, "freshness": _OF_ASSETS, "promises": ()}
OWN = ("list", "order", "direction", "offset", "axes", "state", "quarter", "part")
MOST_VALUES = 20
_LONGEST = 300  # characters of one value
_LAST_OFFSET = 1_000_000

Known = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class InsightAsking:
    """One state of a report. ``window`` names a preset; empty with ``days`` from the address.

    ``chosen`` holds the values of each filter, ``own`` what only this report understands, ``unknown`` what the address
    names and nothing is called.
    """

    report: str
    today: date
    window: str = ""
    days: Days | None = None
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    own: Mapping[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()

    @classmethod
    def read(cls, report: str, asked: Parameters, known: Known, today: date) -> "InsightAsking":
        """What the address asks for. Whatever it holds, something sensible comes out."""
        chosen: dict[str, tuple[str, ...]] = {}
        unknown: list[str] = []
        for name in FILTERS:
            values = [each[:_LONGEST] for each in dict.fromkeys(asked.getlist(name)[:MOST_VALUES]) if each]
            unknown += [f"{name} “{each[:60]}”" for each in values if each not in known[name]]
            if found := tuple(each for each in values if each in known[name]):
                chosen[name] = found
        own = {name: values[0][:_LONGEST] for name in OWN if (values := asked.getlist(name)) and values[0]}
        window = next(iter(asked.getlist("window")), "")
        days, problem = _days(asked, today)
        known_window = window if window in WINDOWS and days is None else ""
        problems = (*unknown, *([problem] if problem else []))
        return cls(report, today, known_window, days, chosen, own, problems)

    @property
    def preset(self) -> str:
        """The preset that is in force; empty for days from the address."""
        return "" if self.days else self.window or WINDOWS_OF.get(self.report, DEFAULT_WINDOW)

    @property
    def reported(self) -> Days:
        """The days that are reported on."""
        return self.days or preset_days(self.preset, self.today)

    @property
    def when(self) -> str:
        """The window as a sentence ends."""
        if self.preset == "quarter":
            return "in this quarter"
        return in_words(self.reported, self.today.toordinal())

    @property
    def filter(self) -> InsightFilter:
        """The same as the store takes it."""
        return InsightFilter(
            self.reported,
            tuple((facet, self.chosen.get(facet.value, ())) for facet in FACETS),
            types=tuple(_types()[value] for value in self.chosen.get("type", ())),
            owners=self.chosen.get("owner", ()),
            teams=self.chosen.get("team", ()),
            regions=self.chosen.get("region", ()),
            quota_bands=tuple(QuotaBand(value) for value in self.chosen.get("band", ())),
        )

    @property
    def offset(self) -> int:
        """How many rows to pass over."""
        text = self.own.get("offset", "")
        return min(int(text), _LAST_OFFSET) if text.isascii() and text.isdigit() and len(text) < 9 else 0

    def to(self, report: str = "", **own: str) -> str:
        """A report with the same window and filters, and of its own things these."""
        return replace(self, report=report or self.report, own=own).address()

    def narrowed(self, report: str, name: str, value: str) -> str:
        """A report with one more filter."""
        values = dict.fromkeys((*self.chosen.get(name, ()), value))
        return replace(self, report=report, own={}, chosen={**self.chosen, name: tuple(values)}).address()

    def without(self, name: str, value: str) -> str:
        """The same with one filter less."""
        kept = tuple(each for each in self.chosen.get(name, ()) if each != value)
        return replace(self, chosen={**self.chosen, name: kept}, own=self._staying).address()

    def during(self, window: str) -> str:
        """The same in another window."""
        return replace(self, window=window, days=None, own=self._staying).address()

    def file(self, kind: str, part: str) -> str:
        """One table of the page as a file."""
        return replace(self, own={**self._staying, "part": part}).address(f".{kind}")

    @property
    def _staying(self) -> Mapping[str, str]:
        """What a report keeps when its rows change: all but the page."""
        return {name: value for name, value in self.own.items() if name not in {"offset", "part"}}

    def pairs(self) -> list[tuple[str, str]]:
        """The address's names and values."""
        pairs = [(name, value) for name in FILTERS for value in self.chosen.get(name, ())]
        if self.days:
            pairs = [("from", self.days.first.isoformat()), ("to", self.days.last.isoformat()), *pairs]
        elif self.window:
            pairs = [("window", self.window), *pairs]
        return pairs + [(name, self.own[name]) for name in OWN if self.own.get(name)]

    def address(self, ending: str = "") -> str:
        """The address of this state."""
        path = f"{ROOT}/{self.report}{ending}" if self.report != "overview" else ROOT
        pairs = self.pairs()
        return f"{path}?{urlencode(pairs)}" if pairs else path


def preset_days(name: str, today: date) -> Days:
    """The days of a preset; quarters are the calendar's."""
    if name.isdigit():
        return Days(today - timedelta(days=int(name) - 1), today)
    this = quarter_start(today)
    if name == "quarter":
        return Days(this, today)
    last = this - timedelta(days=1)
    return Days(quarter_start(last), last)


def quarter_start(day: date) -> date:
    """The first day of the calendar's quarter of ``day``."""
    return first_days_of_quarters(Days(day, day))[0]


def type_value(type_: ContentType) -> str:
    """A content type as addresses name it."""
    return type_.value.replace("_", "-")


def _types() -> dict[str, Any]:
    return {type_value(each): each for each in ContentType}


def _days(asked: Parameters, today: date) -> tuple[Days | None, str]:
    """The days that an address names, an open end being today; or what is wrong with them."""
    first, last = (next(iter(asked.getlist(name)), "")[:_LONGEST] for name in ("from", "to"))
    if not first and not last:
        return None, ""
    try:
        end = date.fromisoformat(last) if last else today
        begin = date.fromisoformat(first) if first else end - timedelta(days=int(DEFAULT_WINDOW) - 1)
    except (ValueError, OverflowError):
        return None, "day like that (a day is written like 2026-06-30)"
    problem = window_problem(Days(begin, end))
    return (None, f"such window ({problem[2]})") if problem else (Days(begin, end), "")
