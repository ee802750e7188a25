"""Keeping the taxonomy: adding, changing, ordering, merging and retiring tags."""

import re
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any

from pydantic import BaseModel, ValidationError
from slugify import slugify
from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from content_store.changelog import Entity, record
from content_store.content_types.cleaning import cleaned
from content_store.content_types.common import SLUG_PATTERN
from content_store.content_types.tags import DETAILS, TagFields
from content_store.drafting import problems_of
from content_store.errors import Conflict, Invalid, NotFound, Problem
from content_store.queries.taxonomy import carrying, is_merge_target, is_used, last_position, locked_tag, tag_book
from content_store.rules.permissions import Action
from content_store.rules.vocabulary import Facet, TagStatus
from content_store.rules.wording import storable
from content_store.tables import Asset, AssetTag, Tag, TagSynonym
from content_store.views import TagView
from content_store.work import Work

LONGEST_SYNONYM = 200  # characters


def create(work: Work, facet: Facet, given: Mapping[str, Any]) -> TagView:
    """A new tag at the end of its facet. ``given``: slug, name, description, synonyms, crm_aliases, details.

    Raises Forbidden, and Invalid with every problem found.
    """
    work.require(Action.EDIT_TAXONOMY)
    fields, details = _checked(facet, cleaned(given))
    slug = str(given.get("slug") or slugify(fields.name, max_length=100) or "")
    if not re.match(SLUG_PATTERN, slug) or len(slug) > 100:
        raise Invalid.of("slug", "WRONG_FORM", "a slug holds a-z, 0-9 and single hyphens, at most 100 characters")
    if tag_book(work.session).exact(facet, slug) is not None:
        raise Invalid.of("slug", "TAKEN", f"there already is a {facet.value} “{slug}”")
    tag = Tag(
        facet=facet,
        slug=slug,
        name=fields.name,
        description=fields.description,
        position=last_position(work.session, facet) + 1,
        status=TagStatus.ACTIVE,
        crm_aliases=list(fields.crm_aliases),
        details=details,
        created_at=work.now,
    )
    work.session.add(tag)
    work.session.flush()
    _set_synonyms(work.session, tag.id, fields.synonyms)
    return _changed(work, tag.id, "created")


def fingerprint(tag: TagView) -> str:
    """A short sum of all that can be changed of a tag, by which a form tells whether somebody else was faster."""
    said = (tag.name, tag.description, tag.synonyms, tag.crm_aliases, sorted(tag.details.items()))
    return blake2b(repr(said).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def change(work: Work, tag_id: int, given: Mapping[str, Any], *, seen: str = "") -> TagView:
    """Change what was given of a tag; its slug and facet stay, since content is filed under them.

    Raises Conflict where the tag's fingerprint is no longer the one ``seen``, and Invalid for one that was merged.
    """
    work.require(Action.EDIT_TAXONOMY)
    tag = _locked(work.session, tag_id)
    before = tag_book(work.session).by_id[tag_id]
    if seen and seen != fingerprint(before):
        message = "somebody changed this tag meanwhile; open it again, and say it once more"
        raise Conflict(message)
    kept = {name: getattr(before, name) for name in TagFields.model_fields}
    details = {**before.details, **given.get("details", {})}
    fields, checked = _checked(tag.facet, cleaned({**kept, **given, "details": details}))
    tag.name, tag.description = fields.name, fields.description
    tag.crm_aliases, tag.details = list(fields.crm_aliases), checked
    _set_synonyms(work.session, tag.id, fields.synonyms)
    return _changed(work, tag.id, "changed")


def add_synonym(work: Work, tag_id: int, word: str) -> TagView:
    """Give a tag one more word; one that it has already changes nothing.

    Raises NotFound, and Invalid where the word is none or another tag's of the same facet.
    """
    work.require(Action.EDIT_TAXONOMY)
    tag = _locked(work.session, tag_id)
    said = storable(word).strip()
    if not said or len(said) > LONGEST_SYNONYM:
        raise Invalid.of("word", "WRONG_LENGTH", f"a synonym has 1 to {LONGEST_SYNONYM} characters")
    book = tag_book(work.session)
    known, meant = book.by_id[tag_id], book.find_by_word(tag.facet, said)
    if meant is not None and meant.id != tag_id:
        raise Invalid.of("word", "TAKEN", f"“{said}” stands for “{meant.name}” already")
    return known if meant is not None else change(work, tag_id, {"synonyms": [*known.synonyms, said]})


def remove_synonym(work: Work, tag_id: int, word: str) -> TagView:
    """Take one word from a tag, in any case; one that it does not have changes nothing. Raises NotFound."""
    work.require(Action.EDIT_TAXONOMY)
    tag = _locked(work.session, tag_id)
    known = tag_book(work.session).by_id[tag.id]
    kept = [each for each in known.synonyms if each.casefold() != storable(word).strip().casefold()]
    return change(work, tag_id, {"synonyms": kept}) if len(kept) < len(known.synonyms) else known


def merge(work: Work, tag_id: int, into_id: int) -> TagView:
    """Make one tag part of another: its assets, synonyms and name go over, and its slug leads there."""
    work.require(Action.EDIT_TAXONOMY)
    # Always in the same order, so that two merges cannot wait for each other.
    rows = {each: _locked(work.session, each) for each in sorted({tag_id, into_id})}
    tag, into = rows[tag_id], rows[into_id]
    if tag_id == into_id:
        raise Invalid.of("into", "CYCLE", "a tag cannot be merged into itself")
    if tag.facet is not into.facet:
        raise Invalid.of("into", "OTHER_FACET", f"{tag.facet.value} and {into.facet.value} do not mix")
    if into.status is not TagStatus.ACTIVE:
        raise Invalid.of("into", "WRONG_STATUS", f"“{into.slug}” is {into.status.value} itself")
    book = tag_book(work.session)
    words = (*book.by_id[into_id].synonyms, tag.name, *book.by_id[tag_id].synonyms)
    _set_synonyms(work.session, into_id, words)
    into.crm_aliases = list(dict.fromkeys([*into.crm_aliases, *tag.crm_aliases]))
    _move_assets(work, tag_id, into_id)
    tag.status, tag.merged_into_id = TagStatus.MERGED, into_id
    work.session.execute(update(Tag).where(Tag.merged_into_id == tag_id).values(merged_into_id=into_id))
    _changed(work, tag_id, "merged")
    return _changed(work, into_id, "merged_into")


def retire(work: Work, tag_id: int) -> TagView:
    """Offer a tag no longer; the assets that carry it keep it."""
    return _set_status(work, tag_id, TagStatus.RETIRED, "retired")


def restore(work: Work, tag_id: int) -> TagView:
    """Offer a retired tag again."""
    return _set_status(work, tag_id, TagStatus.ACTIVE, "restored")


def remove(work: Work, tag_id: int) -> None:
    """Delete a tag that nothing uses. Raises Invalid when an asset carries it or a tag was merged into it."""
    work.require(Action.EDIT_TAXONOMY)
    tag = _locked(work.session, tag_id)
    if is_used(work.session, tag_id) or is_merge_target(work.session, tag_id):
        raise Invalid.of("id", "IN_USE", f"“{tag.slug}” is in use; merge or retire it instead")
    work.session.delete(tag)
    work.session.flush()
    record(work, Entity.TAG, tag_id, "removed", shown=True)


def reorder(work: Work, facet: Facet, slugs: Sequence[str]) -> tuple[TagView, ...]:
    """Put the named tags of a facet first, in this order; the others follow as they were."""
    work.require(Action.EDIT_TAXONOMY)
    book = tag_book(work.session)
    named = [book.exact(facet, slug) for slug in slugs]
    unknown = [
        Problem(("slugs", str(place)), "UNKNOWN_TAG", f"there is no {facet.value} “{slugs[place]}”")
        for place, tag in enumerate(named)
        if tag is None
    ]
    if unknown:
        raise Invalid(unknown)
    others = [tag for tag in book.by_id.values() if tag.facet is facet]
    order = dict.fromkeys(tag.id for tag in (*named, *others) if tag is not None)
    for position, tag_id in enumerate(order):
        work.session.execute(update(Tag).where(Tag.id == tag_id).values(position=position))
    record(work, Entity.TAG, next(iter(order), 0), "reordered", shown=True, note=facet.value)
    return tag_book(work.session).of_facet(facet)


def move(work: Work, tag_id: int, by: int) -> tuple[TagView, ...]:
    """Move a tag up (``by`` -1) or down (1) among the active ones of its facet; the last stays. Raises NotFound."""
    work.require(Action.EDIT_TAXONOMY)
    tag = _locked(work.session, tag_id)
    slugs = tag_book(work.session).slugs(tag.facet)
    if tag.slug not in slugs:
        raise Invalid.of("id", "WRONG_STATUS", f"“{tag.slug}” is {tag.status.value}; it has no place in the order")
    place = slugs.index(tag.slug)
    slugs.insert(max(place + by, 0), slugs.pop(place))
    return reorder(work, tag.facet, slugs)


def _checked(facet: Facet, given: Mapping[str, Any]) -> tuple[TagFields, dict[str, Any]]:
    problems: list[Problem] = []
    named = {name: value for name, value in given.items() if name not in {"slug", "details"}}
    fields = _valid(TagFields, named, (), problems)
    details = _valid(DETAILS[facet], given.get("details", {}), ("details",), problems)
    if fields is None or details is None:
        raise Invalid(problems)
    return TagFields.model_validate(fields), details.model_dump(mode="json")


def _valid(
    model: type[BaseModel], values: Mapping[str, Any], path: tuple[str, ...], problems: list[Problem]
) -> BaseModel | None:
    try:
        return model.model_validate(values)
    except ValidationError as error:
        problems.extend(problems_of(error, path))
        return None


def _set_synonyms(session: Session, tag_id: int, words: Sequence[str]) -> None:
    distinct = {word.casefold(): word for word in reversed(words)}
    session.execute(delete(TagSynonym).where(TagSynonym.tag_id == tag_id))
    rows = [
        {"tag_id": tag_id, "text": word, "position": place} for place, word in enumerate(reversed(distinct.values()))
    ]
    if rows:
        session.execute(insert(TagSynonym), rows)


def _move_assets(work: Work, tag_id: int, into_id: int) -> None:
    """Assets that carry both lose the old tag; the others get the new one in its place. All of them have changed."""
    session = work.session
    session.execute(update(Asset).where(Asset.id.in_(carrying(tag_id))).values(updated_at=work.now))
    both = AssetTag.asset_id.in_(carrying(into_id))
    session.execute(
        delete(AssetTag).where(AssetTag.tag_id == tag_id, both), execution_options={"synchronize_session": False}
    )
    session.execute(update(AssetTag).where(AssetTag.tag_id == tag_id).values(tag_id=into_id))


def _set_status(work: Work, tag_id: int, status: TagStatus, kind: str) -> TagView:
    work.require(Action.EDIT_TAXONOMY)
    tag = _locked(work.session, tag_id)
    if tag.status is TagStatus.MERGED:
        raise Invalid.of("id", "WRONG_STATUS", f"“{tag.slug}” was merged; change what it was merged into")
    tag.status = status
    return _changed(work, tag_id, kind)


def _changed(work: Work, tag_id: int, kind: str) -> TagView:
    work.session.flush()
    record(work, Entity.TAG, tag_id, kind, shown=True)
    return tag_book(work.session).by_id[tag_id]


def _locked(session: Session, tag_id: int) -> Tag:
    tag = locked_tag(session, tag_id)
    if tag is None:
        message = "there is no such tag"
        raise NotFound(message)
    return tag
