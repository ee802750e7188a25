"""What insights can be narrowed to: every filter's values by name, the form to choose them, and what is chosen."""

from api.pages.insights_asking import FACETS, FILTERS, FILTERS_OF, TIMELESS, WINDOWS, InsightAsking, Known, type_value
from api.pages.visits import Visit
from content_store.content_types import DECLARATIONS
from content_store.queries.insights_people import groups
from content_store.queries.people import people_book
from content_store.queries.taxonomy import region_names, tag_book
from content_store.rules.vocabulary import QuotaBand, Role
from renderers.feedback_views import Option, Select
from renderers.insight_views import Narrowing
from renderers.insight_words import band_words
from renderers.views import Choice

_LABELS = {"band": "Quota band"}


def known_values(visit: Visit) -> Known:
    """What each filter may be set to, with its name for people. Whoever left stays known: their time is reported."""
    book = tag_book(visit.session)
    people = [each for each in people_book(visit.session).by_id.values() if each.role is not Role.SERVICE]
    once = groups(visit.session).values()
    names = region_names(visit.session)
    teams = {each.team for each in people} | {each.team for each in once}
    regions = {each.region for each in people} | {each.region for each in once}
    return {
        **{facet.value: {tag.slug: tag.name for tag in book.of_facet(facet)} for facet in FACETS},
        "type": {type_value(type_): each.label.capitalize() for type_, each in DECLARATIONS.items()},
        "owner": {each.email: each.name for each in people if each.role is not Role.REP},
        "team": {name: name for name in sorted(teams - {""})},
        "region": {name: names.get(name, name) for name in sorted(regions - {""})},
        "band": {band.value: band_words(band.value) for band in QuotaBand},
    }


def narrowing(asking: InsightAsking, known: Known) -> Narrowing:
    """What stands above a report."""
    used = FILTERS_OF.get(asking.report, FILTERS)
    chosen = [
        Choice(_chip(name, known[name][value], is_used=name in used), asking.without(name, value), chosen=True)
        for name in FILTERS
        for value in asking.chosen.get(name, ())
    ]
    days = asking.reported
    windows = () if asking.report in TIMELESS else WINDOWS.items()
    return Narrowing(
        action=asking.address().partition("?")[0],
        windows=tuple(Choice(name, asking.during(window), None, window == asking.preset) for window, name in windows),
        days=(days.first.isoformat(), days.last.isoformat()) if asking.days else ("", ""),
        selects=tuple(_select(name, asking, known) for name in used if known[name]),
        chosen=tuple(chosen),
        kept=tuple((name, value) for name, value in asking.pairs() if name not in {"from", "to", "offset"}),
        unknown=asking.unknown,
    )


def _label(name: str) -> str:
    return _LABELS.get(name, name.capitalize())


def _chip(name: str, value: str, *, is_used: bool) -> str:
    """A filter that is chosen; one that this report knows nothing of stays for the others, and says so."""
    return f"{_label(name)}: {value}{'' if is_used else ' (not used here)'}"


def _select(name: str, asking: InsightAsking, known: Known) -> Select:
    """What more to choose; what is chosen already goes along with the form by itself."""
    chosen = asking.chosen.get(name, ())
    options = [Option(value, words) for value, words in known[name].items() if value not in chosen]
    return Select(name, _label(name), (Option("", "or any other …" if chosen else "Any"), *options))
