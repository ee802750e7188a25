"""What the figures of insights say in words: counts, shares, changes, and what they rest on."""

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

from content_store.content_types import DECLARATIONS
from content_store.rules.insights import Basis
from content_store.rules.periods import Days
from content_store.rules.vocabulary import ContentType, QuotaBand, Tier
from content_store.views import TagView
from renderers.wording import alone, day

_TIERS = {
    Tier.EXPOSURE: "Tier exposure: shown or opened",
    Tier.INTENT: "Tier intent: copied, downloaded, exported or shared",
    Tier.USE: "Tier use: used in a conversation, as the reps say",
    Tier.OUTCOME: "Tier outcome: deals, as the CRM tells; a correlation",
}
_BANDS = {QuotaBand.BELOW: "Below quota", QuotaBand.AT: "At quota", QuotaBand.ABOVE: "Above quota"}


def counted(number: int, noun: str, plural: str = "") -> str:
    """``1 asset``, ``2,034 assets``."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def was(number: int) -> str:
    """The verb that goes with a count."""
    return "was" if number == 1 else "were"


def percent(share: float) -> str:
    """A share in whole per cent."""
    return f"{100 * share:.0f}\u00a0%"


def change(share: float | None, now: int) -> str:
    """A change against the window before, with its direction in words' place."""
    if share is None:
        return "new" if now else ""
    if not share:
        return "±0\u00a0%"
    sign = "+" if share > 0 else "\N{MINUS SIGN}"
    return f"{sign}{abs(100 * share):,.0f}\u00a0%"


def basis_words(basis: Basis, otherwise: str) -> tuple[str, ...]:
    """What stands under a figure: the tier (``otherwise`` where nothing of usage is counted), window, exclusions."""
    tier = otherwise if basis.tier is None else _TIERS[basis.tier]
    left_out = (f"Left out: {listed(basis.exclusions)}",) if basis.exclusions else ()
    beside = (f"Beside it: {listed(basis.beside)}",) if basis.beside else ()
    return (tier, *beside, days_words(basis.window), *left_out)


def days_words(window: Days) -> str:
    """``24 August to 22 November 2026``; the year once where one is enough."""
    if window.first == window.last:
        return f"{day(window.last)}, UTC"
    same_year = window.first.year == window.last.year
    first = _without_year(window.first) if same_year else day(window.first)
    return f"{first} to {day(window.last)}, UTC"


def _without_year(moment: date) -> str:
    return f"{moment.day} {moment:%B}"


def listed(words: Sequence[str]) -> str:
    """Words in a row, with “and” before the last."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def band_words(band: str) -> str:
    """A quota band as people say it."""
    return _BANDS[QuotaBand(band)]


def type_words(type_: ContentType) -> str:
    """What a content type is called."""
    return DECLARATIONS[type_].label.capitalize()


def situation_words(*tags: TagView) -> str:
    """Tags of one situation, as a heading says them: ``CFO · Decision``."""
    return " · ".join(alone(tag.name) for tag in tags)


def find_address(*tags: TagView) -> str:
    """Where all that carries these tags is found."""
    return f"/?{urlencode({tag.facet.value: tag.slug for tag in tags} | {'type': 'any'})}"


def search_address(words: str) -> str:
    """What a rep sees who types these words."""
    return f"/?{urlencode({'q': words})}"


def ask_address(*tags: TagView, words: str = "") -> str:
    """Where to ask for what is missing, filled in."""
    known = {tag.facet.value: tag.slug for tag in tags}
    return f"/requests/new?{urlencode(({'words': words} if words else {}) | known)}"


def requests_address(*tags: TagView) -> str:
    """What was asked for already."""
    return f"/requests?{urlencode({tag.facet.value: tag.slug for tag in tags})}"
