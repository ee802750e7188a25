"""What a document is made of. Every format writes the same blocks, so that none says more or less than another."""

from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar


class Recipient(StrEnum):
    """Whom a document is for."""

    ME = "me"
    BUYER = "buyer"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text in one style; with ``link`` it leads somewhere."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    struck: bool = False
    link: str = ""


Spans = tuple[Span, ...]

_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "yi", "ps", "sd", "ug", "dv"})


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; ``level`` counts from 1, right below the document's title."""

    kind: ClassVar = "heading"
    level: int
    spans: Spans


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph. ``style`` is empty, ``speech``, ``strong`` or ``quiet``; ``internal`` marks what stays inside.

    ``tag`` is a word about it, ``source`` says where it is from.
    """

    kind: ClassVar = "paragraph"
    spans: Spans
    style: str = ""
    internal: bool = False
    tag: str = ""
    source: Spans = ()


@dataclass(frozen=True, slots=True)
class Items:
    """A list; ``start`` is the number of the first item of an ordered one."""

    kind: ClassVar = "items"
    items: "tuple[Blocks, ...]"
    ordered: bool = False
    start: int = 1


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody else said."""

    kind: ClassVar = "quote"
    blocks: "Blocks"


@dataclass(frozen=True, slots=True)
class Code:
    """Text as it was typed."""

    kind: ClassVar = "code"
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under a head."""

    kind: ClassVar = "table"
    head: tuple[Spans, ...]
    rows: tuple[tuple[Spans, ...], ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A break between two thoughts."""

    kind: ClassVar = "rule"


@dataclass(frozen=True, slots=True)
class Card:
    """One proof: its number large, what of, where it is from."""

    kind: ClassVar = "card"
    number: str
    spans: Spans
    source: str
    link: str = ""
    is_quote: bool = False
    internal: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """What they say, and what to answer."""

    kind: ClassVar = "reply"
    says: str
    blocks: "Blocks"
    internal: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A part under a name of its own.

    Its style is empty, ``about`` them, or ``warning``; of a kit it is ``chapter`` or ``step``.
    """

    kind: ClassVar = "section"
    name: str
    blocks: "Blocks"
    style: str = ""


Block = Heading | Paragraph | Items | Quote | Code | Table | Rule | Card | Reply | Section
Blocks = tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """One document. ``kicker`` stands above the title, ``notes`` at its end.

    With ``one_page`` it is set as small as it may be read, to fit on one sheet.
    """

    title: str
    kicker: str
    language: str
    made_at: datetime
    recipient: Recipient
    blocks: Blocks
    notes: tuple[str, ...] = ()
    one_page: bool = False
    lead: str = ""

    @property
    def direction(self) -> str:
        """In which direction its language is written: ``ltr`` or ``rtl``."""
        return "rtl" if self.language.partition("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"


def plain(spans: Spans) -> str:
    """The text alone."""
    return "".join(span.text for span in spans)


def text(words: str, **style: Any) -> Spans:
    """One span, or none where there is nothing to say."""
    return (Span(words, **style),) if words else ()


def to_data(value: Any) -> Any:
    """The same as plain values, as a template of another language reads them."""
    if is_dataclass(value) and not isinstance(value, type):
        made = {field.name: to_data(getattr(value, field.name)) for field in fields(value)}
        kind = getattr(value, "kind", None)
        return {"kind": kind, **made} if kind else made
    if isinstance(value, tuple):
        return [to_data(each) for each in value]
    return value.isoformat() if isinstance(value, datetime) else value
