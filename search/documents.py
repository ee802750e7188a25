"""What is indexed: one row of the store in, one document out. The only place that says so.

All assets are indexed whatever their status, so that marketing finds drafts too; who may see which is a
condition of every query.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from content_store.content_types import DECLARATIONS
from content_store.rules.vocabulary import Audience, ContentType, Status
from content_store.views import IndexSource, TagView
from search.analysis import terms, words
from search.lines import split_lines
from search.plain_text import plain_text
from search.type_names import type_term

# Raised whenever the same asset would give another document, or the file of words beside the index another form:
# an index of another version is built anew.
VERSION = 6

# Stands between two texts of one field, so that no phrase reaches from one into the other; never a term itself.
BREAK = "¶"
# Later than any time: what has no time of listing is never listed.
NEVER = 2**62

_NEWEST_BITS = 52  # hold microseconds until the year 2112
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Field(StrEnum):
    """The searched texts, each with a weight of its own; see ``ranking``."""

    HEADING = "heading"  # title and headline
    SUMMARY = "summary"
    DETAILS = "details"  # the type's own fields, tags with their synonyms, customers
    INTERNAL = "internal"  # those lines of the details that never leave the company
    BODY = "body"
    FILES = "files"  # what stands in its files, page by page


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an asset without its texts. Times are microseconds since 1970 (UTC).

    ``evidence`` is its level, 0 to 4, as in ``content_store.rules.evidence``.
    """

    id: int
    tag_ids: tuple[int, ...]
    type: ContentType
    status: Status
    language: str
    audience: Audience
    owner_id: int | None
    steward_id: int | None
    listed_at: int
    unpublish_at: int | None
    due_at: int
    updated_at: int
    edited_at: int
    evidence: int

    @property
    def worth(self) -> int:
        """A number by which what is better proven comes first, and of those alike the newest."""
        return (self.evidence << _NEWEST_BITS) + min(self.listed_at, (1 << _NEWEST_BITS) - 1)


@dataclass(frozen=True, slots=True)
class Document(Facts):
    """One asset as an engine takes it. Texts are terms apart by spaces.

    ``words`` are the folded words of all fields but the internal ones and the files, whose tables hold anything,
    ``internal_words`` of those, and ``heading_words`` of the heading: for completing and correcting what is typed.
    """

    fields: Mapping[Field, str]
    words: frozenset[str]
    internal_words: frozenset[str]
    heading_words: frozenset[str]


def document(source: IndexSource, tags: Mapping[int, TagView]) -> Document:
    """The document of one asset; ``tags`` holds all tags by id."""
    shared, internal = split_lines(source.type, source.content)
    customers = customer_names(source.type, source.content)
    tagged = [text for tag_id in source.tag_ids if tag_id in tags for text in tag_texts(tags[tag_id])]
    texts = {
        Field.HEADING: [source.title, headline(source.content)],
        Field.SUMMARY: [source.summary],
        Field.DETAILS: [*map(plain_text, shared), *customers, *tagged],
        Field.INTERNAL: list(map(plain_text, internal)),
        Field.BODY: [plain_text(source.body)],
    }
    beside = {
        Field.DETAILS: [*texts[Field.DETAILS], type_term(source.type)],
        Field.FILES: source.file_texts,
    }
    return Document(
        id=source.id,
        fields={field: found for field, each in (texts | beside).items() if (found := _terms(each))},
        words=words(" ".join(text for field, each in texts.items() if field is not Field.INTERNAL for text in each)),
        internal_words=words(" ".join(texts[Field.INTERNAL])),
        heading_words=words(" ".join(texts[Field.HEADING])),
        tag_ids=source.tag_ids,
        type=source.type,
        status=source.status,
        language=source.language,
        audience=source.audience,
        owner_id=source.owner_id,
        steward_id=source.steward_id,
        listed_at=NEVER if source.listed_at is None else micros(source.listed_at),
        unpublish_at=None if source.unpublish_at is None else micros(source.unpublish_at),
        due_at=micros(source.due_at),
        updated_at=micros(source.updated_at),
        edited_at=micros(source.edited_at),
        evidence=source.evidence_level,
    )


def micros(moment: datetime) -> int:
    """Microseconds since 1970 (UTC): exact, unlike a float of seconds."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def headline(content: Mapping[str, Any]) -> str:
    """A talking point's headline; empty for any other type."""
    return str(content.get("headline") or "")


def customer_names(type_: ContentType, content: Mapping[str, Any]) -> list[str]:
    """The customers and speakers named in the fields declared for them."""
    return [str(content[name]) for name in DECLARATIONS[type_].customer_fields if content.get(name)]


def tag_texts(tag: TagView) -> tuple[str, ...]:
    """All that a tag is found by."""
    return tag.name, *tag.synonyms, *tag.crm_aliases


def _terms(texts: Iterable[str]) -> str:
    return f" {BREAK} ".join(filter(None, map(terms, texts)))
