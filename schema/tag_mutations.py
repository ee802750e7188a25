"""Keeping the taxonomy."""

from collections.abc import Callable
from typing import Any

import strawberry
from strawberry import UNSET

from content_store import taxonomy
from content_store.content_types.tags import DETAILS, TagFields
from content_store.errors import Invalid, NotFound, Problem
from content_store.queries.taxonomy import tag_book
from content_store.rules.permissions import Action
from content_store.rules.vocabulary import Facet
from content_store.views import TagView
from content_store.work import Work
from schema.fields import read
from schema.ids import Kind, global_id, number_of
from schema.inputs import input_type, optional, patch_input, patch_of
from schema.mutating import Mutation
from schema.operation import Operation
from schema.tags import Tag

_ID: tuple[Any, Any] = (strawberry.ID, strawberry.field(description="The tag's global id."))
_WITH_DETAILS = (Facet.PERSONA, Facet.PAIN)
_TAG: dict[str, tuple[Any, Any]] = {"tag": (Tag, read("The tag, as it is now."))}
_TAGS: dict[str, tuple[Any, Any]] = {"tags": (list[Tag], read("The active tags of the facet, in their new order."))}
_GONE: dict[str, tuple[Any, Any]] = {"deleted_id": (strawberry.ID, read("The global id that the tag had."))}

_FIELDS: dict[str, tuple[Any, Any]] = {
    **{
        name: (
            list[str] | None if name in {"synonyms", "crm_aliases"} else str | None,
            optional(field.description or ""),
        )
        for name, field in TagFields.model_fields.items()
    },
    **{
        facet.value: (patch_input(DETAILS[facet]) | None, optional(f"What only a {facet.value} has."))
        for facet in _WITH_DETAILS
    },
}


def _create(work: Work, given: Any) -> TagView:
    fields = _given(given, given.facet)
    if given.slug:
        fields["slug"] = given.slug
    return _placed(given.facet, lambda: taxonomy.create(work, given.facet, fields))


def _update(work: Work, given: Any) -> TagView:
    tag = _tag(work, given.id)
    return _placed(tag.facet, lambda: taxonomy.change(work, tag.id, _given(given, tag.facet)))


def _add_synonym(work: Work, given: Any) -> TagView:
    return taxonomy.add_synonym(work, _tag(work, given.id).id, given.word)


def _merge(work: Work, given: Any) -> TagView:
    into = number_of(Kind.TAG, given.into)
    if into is None or into not in tag_book(work.session).by_id:
        raise Invalid.of("into", "UNKNOWN_TAG", "there is no such tag")
    return taxonomy.merge(work, _tag(work, given.id).id, into)


def _retire(work: Work, given: Any) -> TagView:
    return taxonomy.retire(work, _tag(work, given.id).id)


def _restore(work: Work, given: Any) -> TagView:
    return taxonomy.restore(work, _tag(work, given.id).id)


def _delete(work: Work, given: Any) -> int:
    tag = _tag(work, given.id)
    taxonomy.remove(work, tag.id)
    return tag.id


def _reorder(work: Work, given: Any) -> tuple[TagView, ...]:
    return taxonomy.reorder(work, given.facet, given.slugs)


def _given(given: Any, facet: Facet) -> dict[str, Any]:
    """What was said of a tag, as the store takes it. Raises Invalid for details of another facet."""
    found = patch_of(TagFields, given)
    for other in _WITH_DETAILS:
        details = getattr(given, other.value)
        if details is UNSET or details is None:
            continue
        if other is not facet:
            raise Invalid.of(other.value, "OTHER_FACET", f"the tag is a {facet.value}")
        found["details"] = patch_of(DETAILS[facet], details)
    return found


def _placed(facet: Facet, change: Callable[[], TagView]) -> TagView:
    """Run ``change``; the paths of its problems name the details as the input does."""
    try:
        return change()
    except Invalid as error:
        raise Invalid(
            Problem((facet.value, *each.path[1:]), each.code, each.message) if each.path[0] == "details" else each
            for each in error.problems
        ) from error


def _tag(work: Work, id_: str) -> TagView:
    tag = tag_book(work.session).by_id.get(number_of(Kind.TAG, id_) or 0)
    if tag is None:
        message = "there is no such tag"
        raise NotFound(message)
    return tag


def _pays_tag(_operation: Operation, tag: TagView) -> dict[str, Any]:
    return {"tag": tag}


def _mutation(
    name: str, description: str, change: Callable[[Work, Any], TagView], declared: dict[str, tuple[Any, Any]]
) -> Mutation:
    title = "".join(part.capitalize() for part in name.split("_"))
    given = input_type(f"{title}Input", description, declared)
    return Mutation(name, Action.EDIT_TAXONOMY, description, given, change, _TAG, _pays_tag)


_FACET: tuple[Any, Any] = (Facet, strawberry.field(description="The facet."))
_INTO: tuple[Any, Any] = (strawberry.ID, strawberry.field(description="The global id of the tag it becomes part of."))
_WORD: tuple[Any, Any] = (str, strawberry.field(description="The word or words, at most 200 characters."))
_SLUG: tuple[Any, Any] = (str | None, optional("Its stable name, a-z, 0-9 and hyphens; made from the name without it."))
_SLUGS: tuple[Any, Any] = (
    list[str],
    strawberry.field(description="The tags to put first, in this order; the others follow as they were."),
)

TAG_MUTATIONS = [
    _mutation("create_tag", "Add a tag at the end of its facet.", _create, {"facet": _FACET, "slug": _SLUG, **_FIELDS}),
    _mutation("update_tag", "Change a tag; what is left out stays.", _update, {"id": _ID, **_FIELDS}),
    _mutation(
        "add_synonym",
        "Give a tag one more word that people type for it; one that it has already changes nothing.",
        _add_synonym,
        {"id": _ID, "word": _WORD},
    ),
    _mutation(
        "merge_tag",
        "Make one tag part of another: its assets, name and synonyms go over, and its slug leads there.",
        _merge,
        {"id": _ID, "into": _INTO},
    ),
    _mutation("retire_tag", "Offer a tag no longer; the assets that carry it keep it.", _retire, {"id": _ID}),
    _mutation("restore_tag", "Offer a retired tag again.", _restore, {"id": _ID}),
    Mutation(
        "delete_tag",
        Action.EDIT_TAXONOMY,
        "Delete a tag that nothing uses.",
        input_type("DeleteTagInput", "Which tag to delete.", {"id": _ID}),
        _delete,
        _GONE,
        lambda _, tag_id: {"deleted_id": global_id(Kind.TAG, tag_id)},
    ),
    Mutation(
        "reorder_tags",
        Action.EDIT_TAXONOMY,
        "Put tags of a facet into another order.",
        input_type("ReorderTagsInput", "Which tags come first.", {"facet": _FACET, "slugs": _SLUGS}),
        _reorder,
        _TAGS,
        lambda _, tags: {"tags": list(tags)},
    ),
]
