"""What a form of a tag holds, made from the declarations of its facet, and what was typed into it."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from pydantic.fields import FieldInfo

from api.pages.forms import Form
from content_store.content_types.fields import unwrapped
from content_store.content_types.tags import DETAILS, TagFields
from content_store.rules.vocabulary import Facet
from content_store.views import TagView
from renderers.feedback_views import Option
from renderers.taxonomy_views import TagControl
from renderers.wording import spoken

_LONG = 300  # characters, above which a text gets more than one line


def values_of(tag: TagView) -> dict[str, str]:
    """What the form shows of a tag: lists one a line, chosen words each under a name of their own."""
    found: dict[str, str] = {}
    for name, field in fields_of(tag.facet).items():
        value = tag.details.get(name) if name in DETAILS[tag.facet].model_fields else getattr(tag, name)
        if is_chosen(name, field) and unwrapped(field.annotation)[1]:
            found.update({f"{name}.{each}": "on" for each in value or ()})
        else:
            found[name] = "\n".join(value) if isinstance(value, list | tuple) else str(value or "")
    return found


def typed_of(facet: Facet, form: Form) -> dict[str, Any]:
    """What was typed, as the store takes it; what the form did not hold stays as it is."""
    common: dict[str, Any] = {}
    details: dict[str, Any] = {}
    for name, field in fields_of(facet).items():
        into = details if name in DETAILS[facet].model_fields else common
        many = unwrapped(field.annotation)[1]
        if is_chosen(name, field) and many:
            into[name] = [key.partition(".")[2] for key in form if key.startswith(f"{name}.")]
        elif name in form:
            text = form[name].replace("\r\n", "\n")
            into[name] = [line.strip() for line in text.split("\n") if line.strip()] if many else text.strip()
            if is_chosen(name, field) and not text.strip():
                into[name] = None
    return {**common, "details": details}


def controls_of(tag: TagView, values: Mapping[str, str], personas: Sequence[TagView]) -> tuple[TagControl, ...]:
    """The form's controls, filled in."""
    return tuple(_control(name, field, values, personas) for name, field in fields_of(tag.facet).items())


def fields_of(facet: Facet) -> dict[str, FieldInfo]:
    """What every tag has, and what those of this facet have beyond that."""
    return {**TagFields.model_fields, **DETAILS[facet].model_fields}


def is_chosen(name: str, field: FieldInfo) -> bool:
    """Whether its values are chosen from a list and not typed."""
    inner = unwrapped(field.annotation)[0]
    return name == "personas" or (isinstance(inner, type) and issubclass(inner, StrEnum))


def _control(name: str, field: FieldInfo, values: Mapping[str, str], personas: Sequence[TagView]) -> TagControl:
    inner, many, _ = unwrapped(field.annotation)
    help_ = f"{field.description or ''}{' One a line.' if many and not is_chosen(name, field) else ''}"
    limit = next((each.max_length for each in field.metadata if getattr(each, "max_length", None)), 0)
    label = {"crm_aliases": "CRM aliases", "kpis": "KPIs"}.get(name, name.replace("_", " ").capitalize())
    options: tuple[Option, ...] = ()
    if is_chosen(name, field):
        known = [(each.slug, each.name) for each in personas] if name == "personas" else _words(inner)
        chosen = values.get(name, "")
        options = tuple(
            Option(value, words, f"{name}.{value}" in values if many else value == chosen) for value, words in known
        )
        if not many:
            options = (Option("", "None"), *options)
    is_long = many or limit > _LONG
    return TagControl(name, label, help_, values.get(name, ""), options, many, is_long, 0 if many else limit)


def _words(words: type[StrEnum]) -> list[tuple[str, str]]:
    return [(each.value, spoken(each)) for each in words]
