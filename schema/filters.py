"""What a list or a search may be narrowed to."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime
from typing import Annotated, Any, Optional

import strawberry

from content_store.errors import Invalid
from content_store.rules.filters import Filter, Use, Where
from content_store.rules.lifecycle import State
from content_store.rules.vocabulary import Audience, ContentType, Facet, Freshness, Status
from schema.enums import Perspective

MOST_NESTED = 5  # levels of and, or, not
MOST_PARTS = 30  # filters in one, itself included
MOST_VALUES = 100  # in one field

_Nested = Optional[list[Annotated["AssetWhere", strawberry.lazy("schema.filters")]]]  # noqa: UP045 - read when run


def _chosen(description: str, name: str | None = None) -> Any:
    return strawberry.field(default=None, description=description, name=name)


@strawberry.input(
    description="Narrows a list: any of the values inside a field, all of the fields together. A field that is left "
    "out, or empty, narrows nothing."
)
class AssetWhere:
    """Facets are named by their plurals and hold slugs."""

    personas: list[str] | None = _chosen("Slugs of personas.")
    stages: list[str] | None = _chosen("Slugs of stages.")
    pains: list[str] | None = _chosen("Slugs of pains.")
    industries: list[str] | None = _chosen("Slugs of industries.")
    products: list[str] | None = _chosen("Slugs of products.")
    competitors: list[str] | None = _chosen("Slugs of competitors.")
    regions: list[str] | None = _chosen("Slugs of regions.")
    types: list[ContentType] | None = _chosen("Types of assets.")
    status: list[Status] | None = _chosen("Statuses; without it archived assets are left out.")
    states: list[State] | None = _chosen("As status, with what is published told apart by its times.")
    owner: list[str] | None = _chosen("E-mail addresses of owners.")
    steward: list[str] | None = _chosen("E-mail addresses of stewards.")
    language: list[str] | None = _chosen("Languages (BCP 47), exactly as the assets have them.")
    audience: list[Audience] | None = _chosen("Who the assets are for.")
    freshness: list[Freshness] | None = _chosen("How near the next verification is.")
    use: list[Use] | None = _chosen(
        "Whether they were used in conversations. For lists with the perspective DRAFT; a search takes no such filter."
    )
    updated_since: datetime | None = _chosen("Only what changed for its readers at this moment or later.")
    edited_since: datetime | None = _chosen(
        "Only what somebody edited at this moment or later; with the perspective DRAFT."
    )
    and_: _Nested = _chosen("All of these hold too. At most 5 levels and 30 filters in all.", "and")
    or_: _Nested = _chosen("Any of these holds too.", "or")
    not_: _Nested = _chosen("None of these holds.", "not")


def where_of(given: AssetWhere | None) -> Where:
    """The store's form of a filter. Raises Invalid where it is nested too deeply or says too much."""
    if given is None:
        return Where()
    if _count(given, 0) > MOST_PARTS:
        raise Invalid.of("where", "TOO_MANY", f"a filter holds at most {MOST_PARTS} filters")
    return _where(given)


def checked(narrowing: Filter, perspective: Perspective, *, searched: bool = False) -> Filter:
    """The filter, where this perspective may ask for it: readers learn neither of waiting drafts nor of use.

    Raises Invalid, also where a search is asked for what its index does not know.
    """
    if narrowing.names_use and searched:
        raise Invalid.of(("where", "use"), "NOT_SEARCHED", "a search does not know of use; list the assets instead")
    parts = narrowing.walk()
    if perspective is Perspective.PUBLISHED and any(part.use or part.edited_since for part in parts):
        raise Invalid.of("where", "DRAFT_ONLY", "use and editedSince are for the perspective DRAFT")
    return narrowing


def plain(given: AssetWhere | None) -> dict[str, Any]:
    """What was said, for the log of searches."""
    if given is None:
        return {}
    return {
        field.name.rstrip("_"): _plain_value(value) for field in fields(given) if (value := getattr(given, field.name))
    }


def _plain_value(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return [plain(each) if isinstance(each, AssetWhere) else str(each) for each in value]


def _where(given: AssetWhere) -> Where:
    return Where(
        tags={facet: _values(given, facet.plural) for facet in Facet},
        types=_values(given, "types"),
        statuses=_values(given, "status"),
        states=_values(given, "states"),
        owners=_values(given, "owner"),
        stewards=_values(given, "steward"),
        languages=_values(given, "language"),
        audiences=_values(given, "audience"),
        freshness=_values(given, "freshness"),
        use=_values(given, "use"),
        updated_since=given.updated_since,
        edited_since=given.edited_since,
        all_of=tuple(map(_where, given.and_ or ())),
        any_of=tuple(map(_where, given.or_ or ())),
        none_of=tuple(map(_where, given.not_ or ())),
    )


def _values(given: AssetWhere, name: str) -> tuple[Any, ...]:
    values = getattr(given, name) or ()
    if len(values) > MOST_VALUES:
        raise Invalid.of(("where", name), "TOO_MANY", f"at most {MOST_VALUES} values")
    return tuple(values)


def _count(given: AssetWhere, depth: int) -> int:
    if depth > MOST_NESTED:
        raise Invalid.of("where", "TOO_DEEP", f"and, or, not go at most {MOST_NESTED} levels deep")
    nested: Iterable[AssetWhere] = (*(given.and_ or ()), *(given.or_ or ()), *(given.not_ or ()))
    return 1 + sum(_count(each, depth + 1) for each in nested)
