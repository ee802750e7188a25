"""From what an author gave to a valid snapshot, with every problem named."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from pydantic import BaseModel, ValidationError
from sqlalchemy.orm import Session

from content_store.content_types import DECLARATIONS
from content_store.content_types.cleaning import cleaned
from content_store.content_types.common import CommonFields
from content_store.errors import Invalid, Problem
from content_store.queries.assets import types_of
from content_store.queries.filters import unknown_tag
from content_store.queries.taxonomy import TagBook, tag_book
from content_store.rules.snapshots import Snapshot
from content_store.rules.vocabulary import ContentType, Facet, LinkKind, TagStatus

PROOF_TYPES = frozenset(
    {ContentType.CASE_STUDY, ContentType.TESTIMONIAL, ContentType.PROOF_STATEMENT, ContentType.WHITE_PAPER}
)
AUTHORED_LINKS = frozenset(LinkKind) - {LinkKind.STEP}
# Pydantic's kinds of errors: our code, and what to tell whoever wrote it, who knows nothing of Pydantic.
_FOUND = {
    "missing": ("REQUIRED", "it is missing"),
    "string_too_short": ("REQUIRED", "it is empty"),
    "string_too_long": ("TOO_LONG", "it may have {max_length:,} characters at most"),
    "too_long": ("TOO_MANY", "there may be {max_length:,} at most"),
    "enum": ("UNKNOWN_VALUE", "it must be {expected}"),
    "extra_forbidden": ("UNKNOWN_FIELD", "there is no such field"),
    "string_pattern_mismatch": ("WRONG_FORM", "it must have the form {pattern}"),
    "greater_than_equal": ("WRONG_VALUE", "it must be {ge:,} or more"),
    "less_than_equal": ("WRONG_VALUE", "it must be {le:,} or less"),
    "string_type": ("WRONG_VALUE", "it must be text"),
    "tuple_type": ("WRONG_VALUE", "it must be a list"),
    "bool_parsing": ("WRONG_VALUE", "it must be true or false"),
    "int_parsing": ("WRONG_VALUE", "it must be a whole number"),
    "date_from_datetime_parsing": ("WRONG_VALUE", "it must be a date, as in 2026-05-24"),
}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a draft may refer to: the taxonomy, and the types of the assets that it names by slug.

    An import is ``lenient``: what it brings may carry a retired tag, and link to what comes later.
    """

    tags: TagBook
    types: Callable[[Iterable[str]], Mapping[str, ContentType]]
    lenient: bool = False


def make_snapshot(
    session: Session,
    type_: ContentType,
    given: Mapping[str, Any],
    base: Snapshot | None = None,
    own_slug: str | None = None,
) -> Snapshot:
    """``base`` with what was ``given``: common fields by name, and ``content``, ``tags``, ``links``, ``extra``.

    A facet or kind of link that is not named in ``given`` stays as it is; so does a field of ``content``.
    Raises Invalid with every problem found.
    """
    around = Surroundings(tag_book(session), partial(types_of, session))
    return checked_snapshot(around, type_, cleaned(given), base, own_slug)


def checked_snapshot(
    around: Surroundings,
    type_: ContentType,
    given: Mapping[str, Any],
    base: Snapshot | None = None,
    own_slug: str | None = None,
) -> Snapshot:
    """As ``make_snapshot``, of ``cleaned`` input and among what is already known of the store."""
    problems: list[Problem] = []
    common = {name: given[name] for name in CommonFields.model_fields if name in given}
    kept = {name: base[name] for name in CommonFields.model_fields} if base else {}  # type: ignore[literal-required]
    fields = _validated(CommonFields, {**kept, **common}, (), problems)
    content = {**(base["content"] if base else {}), **given.get("content", {})}
    written = _validated(DECLARATIONS[type_], content, ("content",), problems)
    tags = _tags(around, given.get("tags", {}), base, problems)
    links = {**(base["links"] if base else {}), **_links(around, given.get("links", {}), own_slug, problems)}
    links[LinkKind.STEP.value] = _steps(around, written, own_slug, problems)
    if problems:
        raise Invalid(problems)
    return cast(
        "Snapshot",
        {
            **fields,
            "content": written,
            "extra": dict(given.get("extra", base["extra"] if base else {})),
            "tags": tags,
            "links": {kind: slugs for kind, slugs in links.items() if slugs},
        },
    )


def missing_to_publish(type_: ContentType, snapshot: Snapshot) -> list[Problem]:
    """What must still be written before readers may see it."""
    declaration = DECLARATIONS[type_]
    values: dict[str, Any] = {**snapshot["content"], "body": snapshot["body"], "summary": snapshot["summary"]}
    problems = [
        Problem(("summary",) if name == "summary" else ("content", name), "REQUIRED", f"{_said(name)} is missing")
        for name in ("summary", *declaration.required_to_publish)
        if not values.get(name)
    ]
    for group in declaration.one_required_to_publish:
        if not any(values.get(name) for name in group):
            wanted = " or ".join(_said(name) for name in group)
            problems.append(Problem(("content", group[0]), "REQUIRED", f"{wanted} is missing"))
    return problems


def problems_of(error: ValidationError, path: tuple[str, ...] = ()) -> Iterable[Problem]:
    """What Pydantic found, in our words."""
    for found in error.errors(include_url=False, include_context=True, include_input=False):
        where = (*path, *(str(part) for part in found["loc"]))
        code, message = _FOUND.get(found["type"], ("WRONG_VALUE", ""))
        yield Problem(where, code, message.format(**found.get("ctx", {})) or found["msg"])


def _said(name: str) -> str:
    return name.replace("_", " ")


def _validated(
    model: type[BaseModel], values: Mapping[str, Any], path: tuple[str, ...], problems: list[Problem]
) -> dict[str, Any]:
    try:
        return model.model_validate(values).model_dump(mode="json")
    except ValidationError as error:
        problems.extend(problems_of(error, path))
        return {}


def _tags(
    around: Surroundings, given: Mapping[Facet, Iterable[str]], base: Snapshot | None, problems: list[Problem]
) -> dict[str, list[str]]:
    tags = dict(base["tags"]) if base else {}
    for facet, slugs in given.items():
        kept = set(tags.get(facet.value, ()))
        tags[facet.value] = _facet_tags(around, facet, list(dict.fromkeys(slugs)), kept, problems)
    return {facet: slugs for facet, slugs in tags.items() if slugs}


def _facet_tags(
    around: Surroundings, facet: Facet, slugs: list[str], kept: set[str], problems: list[Problem]
) -> list[str]:
    book, found = around.tags, []
    for place, slug in enumerate(slugs):
        tag = book.find(facet, slug)
        path = (facet.plural, str(place))
        if tag is None:
            problems.append(unknown_tag(book, facet, slug, path))
        elif tag.status is TagStatus.RETIRED and slug not in kept and not around.lenient:
            problems.append(Problem(path, "RETIRED_TAG", f"the {facet.value} “{slug}” is retired"))
        else:
            found.append(tag.slug)
    return list(dict.fromkeys(found))


def _links(
    around: Surroundings, given: Mapping[LinkKind, Iterable[str]], own_slug: str | None, problems: list[Problem]
) -> dict[str, list[str]]:
    links = {kind: list(dict.fromkeys(slugs)) for kind, slugs in given.items() if kind in AUTHORED_LINKS}
    types = around.types({slug for slugs in links.values() for slug in slugs})
    for kind, slugs in links.items():
        for place, slug in enumerate(slugs):
            problem = link_problem(kind, slug, types.get(slug), own_slug)
            if problem and not (around.lenient and slug not in types):
                problems.append(Problem((kind.value, str(place)), *problem))
    return {kind.value: slugs for kind, slugs in links.items()}


def link_problem(kind: LinkKind, slug: str, type_: ContentType | None, own_slug: str | None) -> tuple[str, str] | None:
    """Code and message of what is wrong with a link to the asset ``slug`` of ``type_``; None where nothing is."""
    if slug == own_slug:
        return "LINK_TO_ITSELF", "an asset cannot link to itself"
    if type_ is None:
        return "UNKNOWN_ASSET", f"there is no asset “{slug[:100]}”"
    if kind is LinkKind.PROOF and type_ not in PROOF_TYPES:
        return "NOT_A_PROOF", f"“{slug}” is a {type_.value.replace('_', ' ')}, which proves nothing"
    return None


def _steps(
    around: Surroundings, content: Mapping[str, Any], own_slug: str | None, problems: list[Problem]
) -> list[str]:
    """The assets that the steps of a play use; they are links too, so that nothing in use is lost from sight."""
    steps = [(place, step["asset"]) for place, step in enumerate(content.get("steps", ())) if step.get("asset")]
    types = around.types({slug for _, slug in steps})
    for place, slug in steps:
        problem = link_problem(LinkKind.STEP, slug, types.get(slug), own_slug)
        if problem and not (around.lenient and slug not in types):
            problems.append(Problem(("content", "steps", str(place), "asset"), *problem))
    return list(dict.fromkeys(slug for _, slug in steps))
