"""What an author may say about an asset, and the store's form of it."""

from collections.abc import Callable
from typing import Any

import strawberry
from strawberry import UNSET
from strawberry.scalars import JSON

from content_store.content_types import DECLARATIONS
from content_store.content_types.common import CommonFields
from content_store.content_types.fields import plain_default
from content_store.errors import Invalid, Problem
from content_store.rules.vocabulary import Audience, ContentType, Facet, LinkKind
from content_store.views import AssetView
from schema.inputs import input_type, optional, patch_input, patch_of
from schema.naming import camel

AssetContentInput: Any = input_type(
    "AssetContentInput",
    "The fields of the asset's own type: exactly one of these.",
    {
        type_.value: (patch_input(declaration) | None, optional(f"For a {declaration.label}. {declaration.help}"))
        for type_, declaration in DECLARATIONS.items()
    },
    one_of=True,
)

# Who answers for an asset, and what is noted of a save, is for those who save it.
_NOT_PROPOSED = frozenset({"owner", "steward", "extra", "note"})
_LISTS = (LinkKind.PROOF, LinkKind.RELATED, LinkKind.SUPERSEDES)


def _common() -> dict[str, tuple[Any, Any]]:
    kinds: dict[str, Any] = {"audience": Audience, "verify_interval_days": int}
    fields = {
        name: (kinds.get(name, str) | None, optional(field.description or ""))
        for name, field in CommonFields.model_fields.items()
    }
    for facet in Facet:
        fields[facet.plural] = (list[str] | None, optional(f"Slugs of all its {facet.plural}; replaces those it has."))
    for kind in _LISTS:
        fields[kind.value] = (
            list[str] | None,
            optional(f"Slugs of the assets it links to as {kind.value}, in order; replaces those it has."),
        )
    return fields | {
        "translation_of": (str | None, optional("The slug of the asset it is a translation of.")),
        "owner": (
            str | None,
            optional("The e-mail address of who answers for it; without it, of a new one, the author."),
        ),
        "steward": (str | None, optional("The e-mail address of the rep who looks after it.")),
        "extra": (JSON | None, optional("Anything to keep along with it: a JSON object; replaces what it has.")),
        "note": (str | None, optional("What to write down about this save, plain text.")),
    }


def given_of(given: Any, type_: ContentType) -> dict[str, Any]:
    """What was said about an asset, as the store's use cases take it. Raises Invalid."""
    found: dict[str, Any] = {}
    for name, field in CommonFields.model_fields.items():
        value = getattr(given, name)
        if value is not UNSET:
            found[name] = plain_default(field) if value is None else value
    found["tags"] = {facet: getattr(given, facet.plural) or [] for facet in Facet if _said(given, facet.plural)}
    found["links"] = {kind: getattr(given, kind.value) or [] for kind in _LISTS if _said(given, kind.value)}
    if _said(given, "translation_of"):
        found["links"][LinkKind.TRANSLATION_OF] = [given.translation_of] if given.translation_of else []
    for name in ("slug", "owner", "steward"):
        if _said(given, name):
            found[name] = getattr(given, name)
    if _said(given, "extra"):
        found["extra"] = _object(given.extra)
    content = getattr(given.content, type_.value, UNSET) if _said(given, "content") else UNSET
    if content is not UNSET:
        found["content"] = patch_of(DECLARATIONS[type_], content)
    return found


def type_of(content: Any) -> ContentType:
    """The type that was said; there is exactly one."""
    return next(type_ for type_ in ContentType if getattr(content, type_.value) is not UNSET)


def said_of(type_: ContentType, change: Callable[[], AssetView]) -> AssetView:
    """Run ``change``; paths of its problems lead through the input's own names."""
    try:
        return change()
    except Invalid as error:
        raise Invalid(_placed(problem, type_) for problem in error.problems) from error


def note_of(given: Any) -> str:
    """The note, or nothing."""
    return str(given.note or "")


def _placed(problem: Problem, type_: ContentType) -> Problem:
    if len(problem.path) > 1 and problem.path[0] == "content":
        return Problem(("content", camel(type_.value), *problem.path[1:]), problem.code, problem.message)
    if problem.path[:1] == (LinkKind.TRANSLATION_OF.value,):
        return Problem(problem.path[:1], problem.code, problem.message)
    return problem


def _said(given: Any, name: str) -> bool:
    return getattr(given, name, UNSET) is not UNSET


def _object(value: Any) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Invalid.of("extra", "WRONG_VALUE", "extra is a JSON object")
    return value


CreateAssetInput: Any = input_type(
    "CreateAssetInput",
    "A new draft.",
    {
        "content": (AssetContentInput, strawberry.field(description="Its type, and the fields of that.")),
        "slug": (str | None, optional("Its stable name, a-z, 0-9 and hyphens; made from the title without it.")),
        **_common(),
    },
)
ProposalInput: Any = input_type(
    "ProposalInput",
    "How an asset should read: what is left out stays, null empties.",
    {
        "content": (AssetContentInput | None, optional("Fields of its own type; those left out stay.")),
        **{name: declared for name, declared in _common().items() if name not in _NOT_PROPOSED},
    },
)
UpdateAssetInput: Any = input_type(
    "UpdateAssetInput",
    "What to change of an asset; what is left out stays, null empties.",
    {
        "id": (strawberry.ID, strawberry.field(description="The asset's global id.")),
        "expected_revision": (
            int,
            strawberry.field(
                description="The latestRevision that was read; if another is newer, CONFLICT is answered."
            ),
        ),
        "content": (AssetContentInput | None, optional("Fields of its own type; those left out stay.")),
        **_common(),
    },
)
