"""What of an asset's content leaves the company: every line has its own audience, and the stricter wins."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any, get_args

from pydantic import BaseModel

from content_store.content_types.base import Line
from content_store.rules.vocabulary import Audience

# Whatever was marked: these would hurt in any buyer's hands.
ALWAYS_INTERNAL = frozenset({"do_not_say", "landmine_questions", "internal_fields"})


def for_audience(
    declaration: type[BaseModel],
    content: Mapping[str, Any],
    asset_audience: Audience,
    audiences: AbstractSet[Audience],
) -> Mapping[str, Any]:
    """``content`` (plain values, as stored) without what is for none of ``audiences``.

    A line marked internal is left out, and so is every field named in ``internal_fields`` and every field that is
    always internal. Without a mark of its own a line has the asset's audience.
    """
    if audiences >= frozenset(Audience):
        return content
    if asset_audience not in audiences:
        return {}
    if Audience.INTERNAL in audiences:
        return content
    hidden = internal_names(content)
    return {name: _shared(declaration, name, value) for name, value in content.items() if name not in hidden}


def internal_names(content: Mapping[str, Any]) -> frozenset[str]:
    """The names of the fields that are internal as a whole."""
    return ALWAYS_INTERNAL.union(content.get("internal_fields") or ())


def _shared(declaration: type[BaseModel], name: str, value: Any) -> Any:
    """A field's value without its internal lines."""
    field = declaration.model_fields.get(name)
    part = _part_of(field.annotation) if field else None
    if part is None:
        return value
    if isinstance(value, list | tuple):
        return [_inside(part, each) for each in value if not _is_internal(part, each)]
    return None if value is None or _is_internal(part, value) else _inside(part, value)


def _inside(part: type[BaseModel], value: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _shared(part, name, inner) for name, inner in value.items()}


def _is_internal(part: type[BaseModel], value: Mapping[str, Any]) -> bool:
    return issubclass(part, Line) and value.get("audience") == Audience.INTERNAL


def _part_of(annotation: Any) -> type[BaseModel] | None:
    """The model inside ``tuple[Model, ...]`` or ``Model | None``, where there is one."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, (_part_of(inner) for inner in get_args(annotation))), None)
