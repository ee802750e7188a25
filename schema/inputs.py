"""Input types made from the same declarations as the output types: a patch names only what it changes."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from inspect import cleandoc
from typing import Any

import strawberry
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from strawberry import UNSET

from content_store.content_types.fields import marked, plain_default, unwrapped
from schema.declared import graphql_name
from schema.naming import snake


@cache
def part_input(model: type[BaseModel]) -> type:
    """The input type of a part: what its declaration requires is required."""
    return _input(f"{graphql_name(model)}Input", model, (_part_field(*each) for each in model.model_fields.items()))


@cache
def patch_input(model: type[BaseModel]) -> type:
    """The input type of a whole declaration, of which nothing is required."""
    return _input(f"{graphql_name(model)}Input", model, (_patch_field(*each) for each in model.model_fields.items()))


def patch_of(model: type[BaseModel], given: Any) -> dict[str, Any]:
    """What a patch says, as plain values; null stands for what a new draft would have."""
    return {
        name: plain_default(field) if value is None else _named(field, plain_of(value))
        for name, field in model.model_fields.items()
        if (value := getattr(given, name, UNSET)) is not UNSET
    }


def plain_of(value: Any) -> Any:
    """An input object as a mapping of what was given of it; null reads as not given."""
    if is_dataclass(value):
        found = ((field.name, getattr(value, field.name)) for field in fields(value))
        return {name: plain_of(inner) for name, inner in found if inner is not UNSET and inner is not None}
    return [plain_of(each) for each in value] if isinstance(value, list) else value


def input_type(name: str, description: str, declared: Mapping[str, tuple[Any, Any]], **more: Any) -> type:
    """An input type of these fields: annotation and field by name."""
    namespace = {
        "__module__": __name__,
        "__doc__": description,
        "__annotations__": {field: annotation for field, (annotation, _) in declared.items()},
        **{field: made for field, (_, made) in declared.items()},
    }
    return strawberry.input(type(name, (), namespace), name=name, description=description, **more)


def optional(description: str) -> Any:
    """An input field that may be left out."""
    return strawberry.field(default=UNSET, description=description)


def _input(name: str, model: type[BaseModel], declared: Iterator[tuple[str, Any, Any]]) -> type:
    return input_type(name, cleandoc(model.__doc__ or ""), {field: (kind, made) for field, kind, made in declared})


def _part_field(name: str, field: FieldInfo) -> tuple[str, Any, Any]:
    if field.is_required():
        return name, _annotation(field), strawberry.field(description=_described(field))
    return _patch_field(name, field)


def _patch_field(name: str, field: FieldInfo) -> tuple[str, Any, Any]:
    return name, _annotation(field) | None, optional(_described(field))


def _annotation(field: FieldInfo) -> Any:
    inner, many, _ = unwrapped(field.annotation)
    if isinstance(inner, type) and issubclass(inner, BaseModel):
        inner = part_input(inner)
    return list[inner] if many else inner  # type: ignore[valid-type]


def _described(field: FieldInfo) -> str:
    """What it is, and how much of it fits."""
    limit = next((each.max_length for each in field.metadata if getattr(each, "max_length", None)), None)
    if limit is None:
        return field.description or ""
    unit = "items" if unwrapped(field.annotation)[1] else "characters"
    return f"{field.description} At most {limit} {unit}."


def _named(field: FieldInfo, value: Any) -> Any:
    """Names of fields as the declarations have them."""
    return [snake(each) for each in value] if marked(field, "field_names") else value
