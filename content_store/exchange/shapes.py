"""Bringing what people write into the form that a declaration expects: words, days, lists, numbers as text."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from content_store.exchange.moments import read_day
from content_store.exchange.names import normal, word

Shaper = Callable[[Any], Any]


def shaped(model: type[BaseModel], fields: Mapping[str, Any]) -> dict[str, Any]:
    """``fields`` by the model's names, each value in the form its field expects.

    What cannot be brought into form stays as it is, for the model's own validation to name. Empty values are left out.
    """
    shapers = _shapers(model)
    found = {}
    for key, value in fields.items():
        name = normal(str(key))
        if value is not None:
            found[name if name in shapers else str(key)] = shapers.get(name, _as_it_is)(value)
    return found


def as_text(value: Any) -> Any:
    """A number as text, since declarations make numbers of texts where they want them; anything else as it is."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return value
    return str(value)


def as_list(value: Any, marks: str = ";|") -> list[Any]:
    """A list as it is; a text as the list of its parts between ``marks`` or lines."""
    if isinstance(value, list | tuple):
        return [entry for entry in value if entry is not None]
    if not isinstance(value, str):
        return [value]
    return [part.strip() for part in re.split(f"[{re.escape(marks)}\n]", value) if part.strip()]


@cache
def day_fields(model: type[BaseModel]) -> tuple[str, ...]:
    """The names of the fields that hold a day."""
    return tuple(name for name, field in model.model_fields.items() if date in get_args(field.annotation))


@cache
def _shapers(model: type[BaseModel]) -> dict[str, Shaper]:
    return {name: _shaper(field.annotation) for name, field in model.model_fields.items()}


def _shaper(annotation: Any) -> Shaper:
    origin = get_origin(annotation)
    if origin is Annotated:
        return _shaper(get_args(annotation)[0])
    if origin in {Union, UnionType}:
        return _shaper(next(kind for kind in get_args(annotation) if kind is not NoneType))
    if origin is tuple:
        item = _shaper(get_args(annotation)[0])
        return lambda value: [item(entry) for entry in as_list(value)]
    if isinstance(annotation, type):
        return _class_shaper(annotation)
    return as_text


def _class_shaper(kind: type) -> Shaper:
    if issubclass(kind, StrEnum):
        return lambda value: word(value) if isinstance(value, str) else value
    if issubclass(kind, BaseModel):
        return lambda value: shaped(kind, value) if isinstance(value, Mapping) else value
    if issubclass(kind, date):
        return _day
    return as_text


def _day(value: Any) -> Any:
    try:
        return read_day(str(value)).isoformat()
    except ValueError:
        return value


def _as_it_is(value: Any) -> Any:
    return value
