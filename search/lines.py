"""The lines of a content type's own fields, as plain values hold them, and which of them never leave the company.

Where text is, is worked out once from the type's declaration. Reading it from the declaration's model for every
hit of a page would take longer than the search.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple, get_args

from pydantic import BaseModel

from content_store.content_types import DECLARATIONS
from content_store.content_types.lines import internal_names
from content_store.rules.vocabulary import Audience, ContentType

# Adds the lines of a value to the first list, and those of them that are marked internal to the second.
Read = Callable[[Any, list[str], list[str]], None]


class _Place(NamedTuple):
    """A field with text in it, and how to read its lines."""

    name: str
    read: Read


def split_lines(type_: ContentType, content: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """The lines without headline and customers: those for everybody, and those marked internal."""
    kept_inside = internal_names(content)
    shared: list[str] = []
    internal: list[str] = []
    for name, read in _places_of_type(type_):
        value = content.get(name)
        if value:
            read(value, internal if name in kept_inside else shared, internal)
    return shared, internal


@cache
def _places_of_type(type_: ContentType) -> tuple[_Place, ...]:
    declaration = DECLARATIONS[type_]
    apart = {"headline", *declaration.customer_fields}
    return tuple(place for place in _places(declaration) if place.name not in apart)


def _places(model: type[BaseModel]) -> tuple[_Place, ...]:
    found: list[_Place] = []
    for name, field in model.model_fields.items():
        extra = field.json_schema_extra
        read = _reader(field.annotation)
        if read is not None and not (isinstance(extra, dict) and extra.get("searchable") is False):
            found.append(_Place(name, read))
    return tuple(found)


def _reader(annotation: Any) -> Read | None:
    if annotation is str:
        return _read_text
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _part_reader(_places(annotation))
    # tuple[X, ...], X | None, Annotated[X, ...]: whatever text is inside.
    inner = next((read for part in get_args(annotation) if (read := _reader(part)) is not None), None)
    return None if inner is None else _each_reader(inner)


def _read_text(value: Any, shared: list[str], internal: list[str]) -> None:
    del internal
    if isinstance(value, str) and value:
        shared.append(value)


def _part_reader(places: tuple[_Place, ...]) -> Read:
    def read(value: Any, shared: list[str], internal: list[str]) -> None:
        if isinstance(value, dict):
            lines = internal if value.get("audience") == Audience.INTERNAL else shared
            for name, inner in places:
                inner(value.get(name), lines, internal)

    return read


def _each_reader(inner: Read) -> Read:
    def read(value: Any, shared: list[str], internal: list[str]) -> None:
        if isinstance(value, list | tuple):
            for item in value:
                inner(item, shared, internal)
        elif value is not None:
            inner(value, shared, internal)

    return read
