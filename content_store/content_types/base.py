"""What every content type's declaration shares.

A content type is one Pydantic model of its own fields. From that declaration come the GraphQL types, the
importer's field names, the form and the text that search indexes. Every field may be empty in a draft;
``required_to_publish`` says what must be there when reps are to see it.
"""

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from content_store.rules.vocabulary import Audience, ContentType

LINE = 500  # characters that can be said in one breath
PARAGRAPH = 20_000

Sentence = Annotated[str, Field(min_length=1, max_length=LINE)]


class Part(BaseModel):
    """A part of a content type: strict about unknown keys, forgiving about space around text."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)


class Line(Part):
    """A part that carries its own audience; without one it takes the asset's, and the stricter wins."""

    audience: Audience | None = Field(None, description="Who may see this line; empty means as the asset.")


class Content(Part):
    """The fields that only one content type has."""

    type: ClassVar[ContentType]
    label: ClassVar[str]
    plural: ClassVar[str]
    help: ClassVar[str]
    required_to_publish: ClassVar[tuple[str, ...]] = ()
    # Any one of each group is enough; a long document may say in its body what the field would.
    one_required_to_publish: ClassVar[tuple[tuple[str, ...], ...]] = ()
    customer_fields: ClassVar[tuple[str, ...]] = ()

    def search_text(self) -> str:
        """All that was written in these fields, one line each, for the search index."""
        return "\n".join(_texts(self))


def text_field(description: str, *, limit: int = PARAGRAPH, markdown: bool = False, label: str | None = None) -> Any:
    """A text field that may stay empty in a draft. ``limit`` is in characters."""
    return Field("", max_length=limit, title=label, description=description, json_schema_extra={"markdown": markdown})


def list_field(description: str, *, limit: int = 50, label: str | None = None) -> Any:
    """A list field of at most ``limit`` items."""
    return Field((), max_length=limit, title=label, description=description)


def _texts(part: BaseModel) -> Iterator[str]:
    for name, field in type(part).model_fields.items():
        if not (isinstance(field.json_schema_extra, dict) and field.json_schema_extra.get("searchable") is False):
            yield from _value_texts(getattr(part, name))


def _value_texts(value: object) -> Iterator[str]:
    match value:
        case BaseModel():
            yield from _texts(value)
        case tuple():
            for item in value:
                yield from _value_texts(item)
        case str() if type(value) is str and value:
            yield value
