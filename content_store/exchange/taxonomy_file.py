"""The taxonomy as a file: seven lists of tags in their order, or one tag a line."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from slugify import slugify

from content_store import taxonomy
from content_store.content_types.cleaning import cleaned
from content_store.content_types.tags import DETAILS, TagFields
from content_store.errors import Invalid
from content_store.exchange.files import decoded
from content_store.exchange.front_matter import parse_yaml
from content_store.exchange.names import normal
from content_store.exchange.raw import Place, RawTag, Unreadable
from content_store.exchange.report import Report
from content_store.exchange.shapes import shaped
from content_store.exchange.tagging import facet_named
from content_store.queries.taxonomy import TagBook, tag_book
from content_store.rules.vocabulary import Facet, TagStatus
from content_store.views import TagView
from content_store.work import Work

_COMMON = ("name", "description", "synonyms", "crm_aliases")
_NOT_FIELDS = frozenset({"kind", "facet", "slug", "status", "merged_into", *_COMMON})


def read_taxonomy(file: Path) -> list[RawTag]:
    """The tags in a taxonomy file. Raises Unreadable and OSError."""
    text, _ = decoded(file.read_bytes())
    return read_taxonomy_text(text, file.name)


def read_taxonomy_text(text: str, name: str) -> list[RawTag]:
    """The tags in the text of a taxonomy file, which is called ``name`` in messages. Raises Unreadable."""
    given = parse_yaml(text)
    if not isinstance(given, Mapping):
        message = "it holds no lists of tags"
        raise Unreadable(message, 1)
    place = Place(name, name)
    found = []
    for facet, tags in given.items():
        if tags is not None and not isinstance(tags, list):
            message = f"“{str(facet)[:60]}” is no list of tags"
            raise Unreadable(message, 1)
        found += [RawTag(place, {**_as_fields(tag), "facet": facet}) for tag in tags or () if tag]
    return found


def store_tags(work: Work, tags: list[RawTag], report: Report) -> None:
    """Make or change the tags as they are described; what is as described stays untouched."""
    mergers: list[tuple[RawTag, Facet, str]] = []
    for tag in tags:
        facet = facet_named(tag.fields.get("facet"))
        if facet is None:
            report.skip(tag.place, f"there is no facet “{str(tag.fields.get('facet'))[:60]}”")
            continue
        try:
            slug = _store_tag(work, facet, tag.fields, report)
        except Invalid as error:
            name = tag.fields.get("slug") or tag.fields.get("name")
            report.skip(tag.place, f"{facet.value} “{str(name)[:60]}”: {error}")
            continue
        if tag.fields.get("merged_into"):
            mergers.append((tag, facet, slug))
    for tag, facet, slug in mergers:
        _merge(work, facet, slug, tag, report)


def _store_tag(work: Work, facet: Facet, given: Mapping[str, Any], report: Report) -> str:
    fields = {normal(str(name)): value for name, value in given.items() if value is not None}
    slug = str(fields.get("slug") or slugify(str(fields.get("name", "")), max_length=100))
    common = shaped(TagFields, {name: fields[name] for name in _COMMON if name in fields})
    common.setdefault("name", slug)
    details = shaped(DETAILS[facet], {name: value for name, value in fields.items() if name not in _NOT_FIELDS})
    there = tag_book(work.session).exact(facet, slug)
    wanted = cleaned({**common, "details": details})
    if there is None:
        there = taxonomy.create(work, facet, {**wanted, "slug": slug})
        report.new_tags.append(f"{facet.value} {there.name}")
    elif there.status is not TagStatus.MERGED and _differs(there, wanted):
        taxonomy.change(work, there.id, wanted)
        report.changed_tags += 1
    _set_retired(work, there, str(fields.get("status", "")))
    return slug


def _differs(tag: TagView, wanted: Mapping[str, Any]) -> bool:
    now = as_fields(tag)
    before = {name: now.get(name, type(value)()) for name, value in wanted.items() if name != "details"}
    details = {name: tag.details.get(name) for name in wanted["details"]}
    after = {name: value for name, value in wanted.items() if name != "details"}
    return before != after or details != wanted["details"]


def _set_retired(work: Work, tag: TagView, status: str) -> None:
    if status == TagStatus.RETIRED and tag.status is TagStatus.ACTIVE:
        taxonomy.retire(work, tag.id)


def _merge(work: Work, facet: Facet, slug: str, tag: RawTag, report: Report) -> None:
    """Make the tag lead to the one it was merged into; its words went there when that was done."""
    book = tag_book(work.session)
    there, into = book.exact(facet, slug), book.find(facet, str(tag.fields["merged_into"]))
    if there is None or into is None or there.id == into.id:
        report.note(tag.place, f"there is no {facet.value} “{tag.fields['merged_into']}” to merge “{slug}” into")
    elif there.status is not TagStatus.MERGED:
        synonyms, aliases = into.synonyms, into.crm_aliases
        taxonomy.merge(work, there.id, into.id)
        taxonomy.change(work, into.id, {"synonyms": synonyms, "crm_aliases": aliases})


def place_tags(work: Work, tags: list[RawTag]) -> None:
    """Put the tags of a taxonomy file in the file's order, where they are not."""
    book = tag_book(work.session)
    for facet in Facet:
        named = [tag.fields for tag in tags if facet_named(tag.fields.get("facet")) is facet]
        slugs = [str(fields.get("slug") or slugify(str(fields.get("name", "")), max_length=100)) for fields in named]
        known = [slug for slug in slugs if book.exact(facet, slug)]
        now = [tag.slug for tag in book.by_id.values() if tag.facet is facet]
        if known and now[: len(known)] != known:
            taxonomy.reorder(work, facet, known)


def tag_fields(book: TagBook) -> Iterator[tuple[Facet, dict[str, Any]]]:
    """Every tag as a file has it, in the taxonomy's order."""
    for tag in book.by_id.values():
        fields = as_fields(tag)
        if tag.merged_into_id is not None:
            fields["merged_into"] = book.by_id[tag.merged_into_id].slug
        yield tag.facet, fields


def as_fields(tag: TagView) -> dict[str, Any]:
    """A tag's fields as a file has them, without the empty ones."""
    fields: dict[str, Any] = {
        "slug": tag.slug,
        "name": tag.name,
        "description": tag.description,
        "status": tag.status.value if tag.status is TagStatus.RETIRED else "",
        "synonyms": list(tag.synonyms),
        "crm_aliases": list(tag.crm_aliases),
        **tag.details,
    }
    return {name: value for name, value in fields.items() if value not in (None, "", [])}


def _as_fields(tag: Any) -> dict[str, Any]:
    """A tag may be described by its name alone."""
    return dict(tag) if isinstance(tag, Mapping) else {"name": str(tag)}
