"""A declaration as a form needs it: for each field what can be entered, how much of it, and what to say about it."""

from dataclasses import dataclass, replace
from datetime import date
from enum import Enum, StrEnum
from functools import cache
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from content_store.content_types.base import Content, Line
from content_store.content_types.fields import limit_of, marked, plain_default, unwrapped
from content_store.content_types.lines import ALWAYS_INTERNAL
from content_store.rules.vocabulary import Audience

TO_SAVE, TO_PUBLISH = "to save", "to publish"


class Entry(StrEnum):
    """How a value is entered."""

    TEXT = "text"
    MARKDOWN = "markdown"
    CHOICE = "choice"
    DATE = "date"
    NUMBER = "number"
    FLAG = "flag"
    ASSET = "asset"
    PART = "part"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class FormField:
    """One field. ``limit`` counts characters, of a list its rows; ``parts`` are the fields of a part.

    ``item`` is what each row of a list holds. ``needed`` says for what it must be there, to save or to publish.
    """

    name: str
    label: str
    help: str
    entry: Entry
    default: str | bool = ""
    limit: int | None = None
    options: tuple[tuple[str, str], ...] = ()
    least: int | None = None
    most: int | None = None
    parts: tuple["FormField", ...] = ()
    item: "FormField | None" = None
    needed: str = ""
    always_internal: bool = False
    may_be_internal: bool = False

    def blank(self) -> Any:
        """The value of the field where nothing was entered."""
        match self.entry:
            case Entry.LIST:
                return []
            case Entry.PART:
                return {part.name: part.blank() for part in self.parts}
            case _:
                return self.default

    def is_blank(self, value: Any) -> bool:
        """Whether nobody entered anything: only defaults, or space."""
        match self.entry:
            case Entry.LIST:
                return not value
            case Entry.PART:
                return all(part.is_blank(value.get(part.name, part.blank())) for part in self.parts)
            case _:
                return value == self.default or (isinstance(value, str) and not value.strip())


@cache
def form_of(declaration: type[BaseModel]) -> tuple[FormField, ...]:
    """The fields of a declaration in its order, but for those that only mark others."""
    fields = declaration.model_fields
    marks = any(marked(field, "field_names") for field in fields.values())
    named = sorted(fields.items(), key=lambda entry: entry[0] == "audience" and issubclass(declaration, Line))
    made = (_field(name, field, may_mark=marks) for name, field in named if not marked(field, "field_names"))
    if not issubclass(declaration, Content):
        return tuple(made)
    required = declaration.required_to_publish
    return tuple(replace(field, needed=TO_PUBLISH) if field.name in required else field for field in made)


def mark_field(declaration: type[BaseModel]) -> str:
    """The name of the field that lists the internal fields of a declaration; empty where none does."""
    return next((name for name, field in declaration.model_fields.items() if marked(field, "field_names")), "")


def _field(name: str, field: FieldInfo, *, may_mark: bool = False) -> FormField:
    inner, many, optional = unwrapped(field.annotation)
    label = (field.title or name.replace("_", " ")).capitalize()
    about = (name, label, field.description or "")
    if many:
        has_own = isinstance(inner, type) and issubclass(inner, BaseModel) and "audience" in inner.model_fields
        return FormField(
            *about,
            Entry.LIST,
            limit=limit_of(field),
            item=_item(about, field, inner),
            always_internal=name in ALWAYS_INTERNAL,
            may_be_internal=may_mark and not has_own and name not in ALWAYS_INTERNAL,
        )
    options, default = _options(inner, optional=optional), plain_default(field)
    if options and not optional and not default:
        # A list to choose from always has something chosen.
        default = options[0][0]
    return FormField(
        *about,
        _entry(field, inner),
        default=default if isinstance(default, bool) else "" if default is None else str(default),
        limit=limit_of(field),
        options=options,
        least=limit_of(field, "ge"),
        most=limit_of(field, "le"),
        parts=form_of(inner) if isinstance(inner, type) and issubclass(inner, BaseModel) else (),
        needed=TO_SAVE if field.is_required() else "",
        always_internal=name in ALWAYS_INTERNAL,
        may_be_internal=may_mark and name not in ALWAYS_INTERNAL,
    )


def _item(about: tuple[str, str, str], field: FieldInfo, inner: Any) -> FormField:
    name, label = about[0], about[1].lower().removesuffix("s").capitalize()
    if isinstance(inner, type) and issubclass(inner, BaseModel):
        return FormField(name, label, "", Entry.PART, parts=form_of(inner))
    given = next((each for each in get_args(field.annotation) if get_origin(each) is Annotated), inner)
    limits = FieldInfo.from_annotation(given)
    return FormField(
        name, label, "", _entry(limits, inner), limit=limit_of(limits), options=_options(inner, optional=False)
    )


def _entry(field: FieldInfo, inner: Any) -> Entry:
    if marked(field, "asset_slug"):
        return Entry.ASSET
    if marked(field, "markdown"):
        return Entry.MARKDOWN
    if isinstance(inner, type):
        kinds = (
            (BaseModel, Entry.PART),
            (Enum, Entry.CHOICE),
            (date, Entry.DATE),
            (bool, Entry.FLAG),
            (int, Entry.NUMBER),
        )
        return next((entry for kind, entry in kinds if issubclass(inner, kind)), Entry.TEXT)
    return Entry.TEXT


def _options(inner: Any, *, optional: bool) -> tuple[tuple[str, str], ...]:
    if not (isinstance(inner, type) and issubclass(inner, Enum)):
        return ()
    words = tuple((str(each.value), str(each.value).replace("_", " ").capitalize()) for each in inner)
    nothing = "As the asset" if inner is Audience else "None"
    return (("", nothing), *words) if optional else words
