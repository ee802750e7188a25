"""What stands beside the form: how a rep will read it, and what the checker points out."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from pydantic import ValidationError

from api.pages.visits import Visit
from api.pages.work.desks import Desk, place_of
from api.pages.work.pickers import editors, named_assets
from api.pages.work.typed import Typed, given_of, tidied
from content_store.checking import Written
from content_store.content_types import DECLARATIONS
from content_store.errors import Problem
from content_store.queries.people import people_book
from content_store.queries.taxonomy import tag_book
from content_store.rules.checking import Finding as Found
from content_store.rules.vocabulary import Audience, ContentType, Facet, Freshness, Status
from content_store.views import AssetView, TagView
from renderers.views import Reading
from renderers.writing_pages import preview_fragment
from renderers.writing_views import Finding
from search.checking import check

LONGEST_PREVIEW = 50_000  # characters of a body; the rest looks the same
_TRIES = 3


def preview(visit: Visit, desk: Desk, typed: Typed) -> str:
    """What was typed, as a rep will read it."""
    asset = _as_read(visit, desk, tidied(desk.type, typed))
    known = named_assets(visit, _mentioned(typed))
    links = typed["links"]
    reading = Reading(
        asset=asset,
        now=visit.now,
        proof=tuple(known[slug] for slug in links.get("proof", ()) if slug in known),
        related=tuple(known[slug] for slug in links.get("related", ()) if slug in known),
        steps=known,
        is_draft=True,
    )
    return preview_fragment(reading, is_cut=len(typed["body"]) > LONGEST_PREVIEW)


def findings(visit: Visit, desk: Desk, typed: Typed) -> tuple[Finding, ...]:
    """What the checker points out about what was typed."""
    slug = desk.asset.slug if desk.asset else ""
    links = typed["links"]
    kin = (*links.get("supersedes", ()), *links.get("translation_of", ()))
    # Rows that are still empty stay, so that a finding names the row that the form shows.
    content = given_of(desk.type, typed, {})["content"]
    written = Written(
        desk.type, slug, typed["title"], typed["summary"], content, typed["tags"], links.get("proof", ()), kin
    )
    return tuple(_shown(each) for each in check(visit.runtime.search, visit.session, written, editors(visit)))


def _shown(found: Found) -> Finding:
    path = place_of(Problem(found.path, "", "")) if found.path[0] != "proof" else "links.proof"
    address = f"/a/{found.slug}" if found.slug else ""
    return Finding(found.check.value, found.severity.value, path, found.message, address)


def _mentioned(typed: Typed) -> set[str]:
    steps = {row.get("asset", "") for row in typed["content"].get("steps", ())}
    return {slug for slug in (*typed["links"].get("proof", ()), *typed["links"].get("related", ()), *steps) if slug}


def _as_read(visit: Visit, desk: Desk, typed: Typed) -> AssetView:
    given = given_of(desk.type, typed, {})
    own = visit.viewer.person
    owner = people_book(visit.session).find(typed["owner"]) if typed["owner"] else None
    return replace(
        desk.asset or _new(visit, desk.type),
        title=typed["title"] or "Without a title",
        summary=typed["summary"],
        body=typed["body"][:LONGEST_PREVIEW],
        audience=Audience(typed["audience"]) if typed["audience"] in list(Audience) else Audience.INTERNAL,
        content=_readable(desk.type, given["content"]),
        tags=_tags(visit, typed),
        owner=owner or (desk.asset.owner if desk.asset else own),
    )


def _tags(visit: Visit, typed: Typed) -> tuple[TagView, ...]:
    book = tag_book(visit.session)
    found = (book.find(facet, slug) for facet in Facet for slug in typed["tags"].get(facet.value, ()))
    return tuple(tag for tag in found if tag is not None)


def _readable(type_: ContentType, content: Mapping[str, Any]) -> dict[str, Any]:
    """As much of ``content`` as can be read already: what is too long is cut, what is wrong is left out."""
    made = dict(content)
    for _ in range(_TRIES):
        try:
            return DECLARATIONS[type_].model_validate(made).model_dump(mode="json")
        except ValidationError as error:
            for found in error.errors(include_url=False, include_input=False):
                _mend(made, found["loc"], found.get("ctx", {}).get("max_length"))
            made = {name: _without_nothing(value) for name, value in made.items()}
    return DECLARATIONS[type_]().model_dump(mode="json")


def _mend(content: dict[str, Any], loc: tuple[int | str, ...], limit: int | None) -> None:
    at: Any = content
    *way, last = loc[: 3 if limit is not None else 2] if len(loc) > 1 else loc
    try:
        for step in way:
            at = at[step]
        at[last] = at[last][:limit] if limit is not None else None
    except (KeyError, IndexError, TypeError):
        content.pop(str(loc[0]), None)


def _without_nothing(value: Any) -> Any:
    return [each for each in value if each is not None] if isinstance(value, list) else value


def _new(visit: Visit, type_: ContentType) -> AssetView:
    """An asset that is not there yet, for the preview to begin from."""
    now = visit.now
    return AssetView(
        id=0,
        slug="",
        type=type_,
        status=Status.DRAFT,
        title="",
        summary="",
        body="",
        language="en",
        audience=Audience.INTERNAL,
        content={},
        extra={},
        publish_at=None,
        unpublish_at=None,
        published_at=None,
        first_published_at=None,
        listed_at=None,
        verified_at=now,
        verify_interval_days=90,
        due_at=now + timedelta(days=90),
        retired_at=None,
        retire_reason=None,
        retire_note="",
        replacement_id=None,
        revision=0,
        latest_revision=0,
        created_at=now,
        updated_at=now,
        edited_at=now,
        tags=(),
        owner=None,
        steward=None,
        freshness=Freshness.FRESH,
    )
