"""GraphQL object types made from the content types' declarations, so that a field is declared once.

The sources are the stored, plain values: mappings, lists, texts. A missing key reads as the declaration's default.
"""

from collections.abc import Callable, Iterator
from functools import cache
from inspect import cleandoc
from typing import Annotated, Any

import strawberry
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from content_store.content_types.case_study import Result
from content_store.content_types.fields import marked, plain_default, unwrapped
from schema.fields import Reader, entry, read
from schema.markdown import Markdown
from schema.naming import camel

# A name that says enough beside its type, and too little in a schema.
_NAMES: dict[type[BaseModel], str] = {Result: "CaseStudyResult"}
# Where a part of a play keeps the asset it belongs to.
OWNER = "\0owner"


def graphql_name(model: type[BaseModel]) -> str:
    """What a declaration's type is called in the schema."""
    return _NAMES.get(model, model.__name__)


def declared_fields(
    model: type[BaseModel], reader: Callable[[str, Any], Reader] = entry
) -> Iterator[tuple[str, Any, Any]]:
    """Name, annotation and field for each of a declaration's fields; ``reader`` makes what reads one."""
    for name, field in model.model_fields.items():
        annotation, reading = _output(field), reader(name, plain_default(field))
        if marked(field, "asset_slug"):
            annotation, reading = _asset(), _step_asset(name)
        elif _has_asset(field):
            reading = _with_owner(reading)
        elif marked(field, "field_names"):
            reading = _camel(reading)
        yield name, annotation, read(field.description or "", reading)


@cache
def part_type(model: type[BaseModel]) -> type:
    """The GraphQL type of a part; its source is a mapping."""
    return make_type(graphql_name(model), (), cleandoc(model.__doc__ or ""), declared_fields(model))


def make_type(
    name: str, bases: tuple[type, ...], description: str, fields: Iterator[tuple[str, Any, Any]], **more: Any
) -> type:
    """A GraphQL object type with these fields."""
    listed = list(fields)
    namespace = {
        "__module__": __name__,
        "__doc__": description,
        "__annotations__": {name: annotation for name, annotation, _ in listed},
        **{name: field for name, _, field in listed},
        **more,
    }
    return strawberry.type(type(name, bases, namespace), name=name, description=description)


def _output(field: FieldInfo) -> Any:
    inner, many, optional = unwrapped(field.annotation)
    if marked(field, "markdown"):
        inner = Markdown
    elif isinstance(inner, type) and issubclass(inner, BaseModel):
        inner = part_type(inner)
    if many:
        return list[inner]  # type: ignore[valid-type]
    return inner | None if optional else inner


def _asset() -> Any:
    return Annotated["Asset", strawberry.lazy("schema.assets")] | None  # noqa: F821 - strawberry looks it up


def _has_asset(field: FieldInfo) -> bool:
    inner, many, _ = unwrapped(field.annotation)
    is_part = many and isinstance(inner, type) and issubclass(inner, BaseModel)
    return is_part and any(marked(each, "asset_slug") for each in inner.model_fields.values())


def _with_owner(reading: Reader) -> Reader:
    return lambda node, info: [{**part, OWNER: node} for part in reading(node, info)]


def _camel(reading: Reader) -> Reader:
    """Names of fields as the schema has them."""
    return lambda source, info: [camel(name) for name in reading(source, info)]


def _step_asset(name: str) -> Reader:
    return lambda part, _: part[OWNER].step_asset(part.get(name))
