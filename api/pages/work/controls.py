"""The controls of an asset's form, made from the declaration of its type and what was typed."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from api.pages.work.typed import Typed
from content_store.content_types import DECLARATIONS, Content
from content_store.content_types.common import CommonFields
from content_store.content_types.forms import TO_PUBLISH, Entry, FormField, form_of, mark_field
from content_store.rules.vocabulary import ContentType
from renderers.writing_views import Control, Section

_FIRST = ("title", "summary")
_LAST = ("audience", "language", "verify_interval_days")
Problems = Mapping[str, str]


def sections(type_: ContentType, typed: Typed, problems: Problems) -> tuple[Section, ...]:
    """What is written of an asset, from what a rep sees first on; tags and links come after it."""
    declaration = DECLARATIONS[type_]
    common = {field.name: field for field in form_of(CommonFields)}
    marked = frozenset(typed["content"].get(mark_field(declaration), ()))

    def shared(*names: str) -> tuple[Control, ...]:
        return tuple(control(_to_publish(common[name]), name, typed[name], problems) for name in names)

    own = tuple(
        control(field, f"content.{field.name}", typed["content"][field.name], problems, marked)
        for field in form_of(declaration)
    )
    return (
        Section("What it is", shared(*_FIRST)),
        Section(declaration.label.capitalize(), own, _any_of(declaration)),
        Section("Text", shared("body")),
        Section("Audience and upkeep", shared(*_LAST)),
    )


def control(
    field: FormField, path: str, value: Any, problems: Problems, marked: frozenset[str] = frozenset()
) -> Control:
    """The control of ``field``, which stands at ``path`` and holds ``value``."""
    rows: tuple[Control, ...] = ()
    parts: tuple[Control, ...] = ()
    if field.entry is Entry.LIST and field.item is not None:
        rows = tuple(control(field.item, f"{path}.{place}", each, problems) for place, each in enumerate(value))
    elif field.entry is Entry.PART:
        parts = tuple(control(part, f"{path}.{part.name}", value[part.name], problems) for part in field.parts)
    internal = field.name in marked if field.may_be_internal else None
    return Control(path, field, value, problems.get(path, ""), internal, rows, parts)


def _any_of(declaration: type[Content]) -> str:
    """What is needed to publish, where any one of several fields is enough."""
    groups = (" or ".join(name.replace("_", " ") for name in group) for group in declaration.one_required_to_publish)
    return " ".join(f"To publish it takes {group}." for group in groups)


def names_of(sections: tuple[Section, ...]) -> dict[str, str]:
    """What the field at each path is called, with the place of its row."""
    found: dict[str, str] = {}
    for section in sections:
        for each in section.controls:
            _name(each, each.field.label, found)
    return found


def _name(each: Control, name: str, found: dict[str, str]) -> None:
    found[each.path] = name
    for place, row in enumerate(each.rows, 1):
        _name(row, f"{row.field.label} {place}", found)
    for part in each.parts:
        _name(part, f"{name}: {part.field.label.lower()}", found)


def _to_publish(field: FormField) -> FormField:
    """Readers are shown no asset without a summary, whatever its type."""
    if field.name != "summary":
        return field
    return replace(field, needed=TO_PUBLISH)
