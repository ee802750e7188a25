"""Reading a declaration: what a field holds, and how it is marked."""

import types
from enum import Enum
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic.fields import FieldInfo


def unwrapped(annotation: Any) -> tuple[Any, bool, bool]:
    """The type inside ``annotation``, whether it is a list of such, and whether it may be missing."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return unwrapped(inner[0])
    if origin in {types.UnionType, Union}:
        return (*unwrapped(next(each for each in inner if each is not type(None)))[:2], True)
    if origin is tuple:
        return unwrapped(inner[0])[0], True, False
    return annotation, False, False


def marked(field: FieldInfo, name: str) -> bool:
    """Whether a declaration marks ``field`` as ``name``."""
    return isinstance(field.json_schema_extra, dict) and bool(field.json_schema_extra.get(name))


def plain_default(field: FieldInfo) -> Any:
    """What a stored value that is missing stands for."""
    if field.is_required():
        return ""
    default = field.get_default(call_default_factory=True)
    return default.value if isinstance(default, Enum) else default


def limit_of(field: FieldInfo, name: str = "max_length") -> int | None:
    """A limit that a declaration gives ``field``; None without one."""
    return next((found for each in field.metadata if (found := getattr(each, name, None)) is not None), None)
