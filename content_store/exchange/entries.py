"""From what stands in a file to what an asset will be: its type, its fields, its words for tags, its life."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from slugify import slugify

from content_store.content_types import DECLARATIONS
from content_store.content_types.cleaning import cleaned
from content_store.content_types.common import SLUG_PATTERN, TITLE_LIMIT
from content_store.content_types.slugs import slug_stem
from content_store.errors import Invalid
from content_store.exchange.front_matter import typed
from content_store.exchange.lives import Life, Told, read_life, read_number
from content_store.exchange.markdown import first_heading, first_paragraph, without_title
from content_store.exchange.names import (
    FACET_FIELDS,
    LINK_FIELDS,
    LOOSE_TAGS,
    normal,
    recognise,
    type_named,
    word,
)
from content_store.exchange.raw import Place, Raw
from content_store.exchange.shapes import as_list, as_text, shaped
from content_store.rules.vocabulary import Audience, ContentType, Facet, LinkKind
from content_store.rules.wording import first_sentence

SUMMARY_LENGTH = 300  # characters of one that is made from the text
_AUDIENCES = {
    "internal": Audience.INTERNAL,
    "private": Audience.INTERNAL,
    "customer_facing": Audience.CUSTOMER_FACING,
    "public": Audience.CUSTOMER_FACING,
    "external": Audience.CUSTOMER_FACING,
}


@dataclass(slots=True)
class Written:
    """What an author wrote. ``words`` are tags as they were called, of each facet; ``loose`` of no facet in particular.

    ``common`` and ``content`` are as ``drafting.make_snapshot`` takes them; ``links`` are slugs.
    """

    common: dict[str, Any]
    content: dict[str, Any]
    words: dict[Facet, list[str]]
    loose: dict[str, list[str]]
    links: dict[LinkKind, list[str]]
    extra: dict[str, Any]


@dataclass(slots=True)
class Entry:
    """One asset as a file or row describes it. ``stem`` is what its slug begins with where it names none.

    ``people`` holds the addresses of ``owner`` and ``steward`` where they are given, ``called`` the file's own names
    for our fields where it has others, ``files`` the paths of what lies beside it.
    """

    place: Place
    type: ContentType
    slug: str | None
    stem: str
    written: Written
    pending: Written | None
    pending_revision: int
    life: Life
    people: dict[str, str]
    called: Mapping[str, str]
    notes: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    @property
    def length(self) -> int:
        """How many characters of text it holds."""
        texts = (written.common.get("body") for written in (self.written, self.pending) if written)
        return sum(len(text) for text in texts if isinstance(text, str))


def read_entry(raw: Raw, default_type: ContentType | None) -> Entry:
    """What ``raw`` describes. ``default_type`` is for files that do not say of which type they are.

    Raises Invalid with what cannot be understood.
    """
    notes = list(raw.notes)
    fields = dict(raw.fields)
    type_ = _type(fields, raw.folders, default_type, notes)
    known, extra, called = recognise(fields, DECLARATIONS[type_].model_fields)
    files = _files(extra)
    title = _title(known, raw)
    body = _body(known, raw.body, title, notes)
    life = read_life(Told(known, called, raw.date, "_drafts" in raw.folders), notes)
    pending = _mapping(known.get("pending"))
    slug = _slug(known.get("slug"), extra)
    return Entry(
        place=raw.place,
        type=type_,
        slug=slug,
        stem=slug_stem(raw.fallback or title),
        written=_written(type_, known, extra, title, body),
        pending=_pending(type_, pending) if pending else None,
        pending_revision=max(read_number(pending.get("revision")), life.revision + 1),
        life=life,
        people={name: str(known[name]).strip() for name in ("owner", "steward") if known.get(name)},
        called=called,
        notes=notes,
        files=files,
    )


def _files(extra: dict[str, Any]) -> list[str]:
    """The paths under ``files``, taken out of ``extra``; what is no path or list of paths stays there."""
    given = extra.get("files")
    paths = [given] if isinstance(given, str) else given
    if not paths or not isinstance(paths, list) or not all(isinstance(path, str) for path in paths):
        return []
    del extra["files"]
    return list(dict.fromkeys(paths))


def _type(fields: dict[str, Any], folders: Iterable[str], default: ContentType | None, notes: list[str]) -> ContentType:
    """The type that the file names, or its folder, or the caller; a white paper where nobody does."""
    named = next((key for key in fields if normal(str(key)) in {"type", "content_type", "asset_type"}), None)
    if named is not None and (type_ := type_named(fields[named])):
        del fields[named]
        return type_
    if named is not None and fields[named] is not None:
        notes.append(f"there is no content type “{str(fields[named])[:60]}”; it was kept as an unknown key")
        # Under this name it would be taken for the type; recognise() must not see it.
        fields["extra"] = {**_mapping(fields.get("extra")), str(named): fields.pop(named)}
    found = next((type_ for folder in folders if (type_ := type_named(folder))), default)
    if found is None:
        notes.append("nothing says of which type it is; taken for a white paper")
    return found or ContentType.WHITE_PAPER


def _mapping(value: Any) -> dict[str, Any]:
    return dict(value) if isinstance(value, Mapping) else {}


def _title(known: Mapping[str, Any], raw: Raw) -> str:
    """The title that is given, else the first heading, else what the file's name says. Raises Invalid for a row."""
    given = str(as_text(known.get("title")) or "").strip()
    if given:
        return given
    heading = first_heading(raw.body)
    if heading is not None:
        return heading.text[:TITLE_LIMIT]
    if not raw.fallback:
        raise Invalid.of("title", "REQUIRED", "it is missing, and nothing else in a row could stand for it")
    words = re.sub(r"[\s_-]+", " ", raw.fallback).strip() or "Untitled"
    return (words[0].upper() + words[1:])[:TITLE_LIMIT]


def _body(known: Mapping[str, Any], below: str, title: str, notes: list[str]) -> Any:
    """The text below the front matter, without a heading that repeats the title; else the field."""
    given = as_text(known.get("body"))
    if not below.strip():
        return given or ""
    if given:
        notes.append("the body at the top was not used, since there is text below it")
    return without_title(below, title)


def _slug(given: Any, extra: dict[str, Any]) -> str | None:
    if not given:
        return None
    text = str(given).strip()
    if ":" in text:
        # A pattern of Jekyll's, not an address.
        extra["permalink"] = text
        return None
    if re.fullmatch(SLUG_PATTERN, text) and len(text) <= 200:
        return text
    return slugify(text.rstrip("/").rsplit("/", 1)[-1], max_length=200) or None


def _written(
    type_: ContentType, known: Mapping[str, Any], unknown: Mapping[str, Any], title: str, body: Any
) -> Written:
    declaration = DECLARATIONS[type_]
    loose = {key: as_list(value, ";|,") for key, value in unknown.items() if normal(key) in LOOSE_TAGS}
    common: dict[str, Any] = {"title": title, "body": body}
    common |= {name: as_text(known[name]) for name in ("language", "verify_interval_days") if name in known}
    if "language" in common:
        common["language"] = str(common["language"]).replace("_", "-")
    if "audience" in known:
        audience = _AUDIENCES.get(word(known["audience"])) if isinstance(known["audience"], str) else None
        if audience:
            common["audience"] = audience.value
        else:
            loose["audience"] = as_list(known["audience"], ";|,")
    content = shaped(declaration, {name: known[name] for name in declaration.model_fields if name in known})
    given = known.get("summary")
    common["summary"] = as_text(given) if given is not None else _summary(body, content)
    rest = {key: value for key, value in unknown.items() if key not in loose}
    return Written(
        common=cleaned(common),
        content=cleaned(content),
        words={facet: _words(known[name]) for name, facet in FACET_FIELDS.items() if name in known},
        loose={key: [str(value) for value in values] for key, values in loose.items()},
        links={kind: _slugs(known[name]) for name, kind in LINK_FIELDS.items() if name in known},
        extra=cleaned(typed({**rest, **_mapping(known.get("extra"))})),
    )


def _pending(type_: ContentType, fields: Mapping[str, Any]) -> Written:
    """The newer draft that waits beside what is published; it is written as the file is."""
    known, extra, _ = recognise(fields, DECLARATIONS[type_].model_fields)
    return _written(type_, known, extra, str(as_text(known.get("title")) or ""), as_text(known.get("body")) or "")


def _summary(body: Any, content: Mapping[str, Any]) -> str:
    """The first sentence of the text; where there is none, of the first field that is one."""
    text = first_paragraph(body) if isinstance(body, str) else ""
    if not text:
        text = next((value for value in content.values() if isinstance(value, str) and " " in value), "")
    return first_sentence(text, SUMMARY_LENGTH)


def _words(value: Any) -> list[str]:
    """Tags as they are called. A comma may belong to a name, so a text is cut at commas only by who knows the names."""
    return [str(entry).strip() for entry in as_list(value) if str(entry).strip()]


def _slugs(value: Any) -> list[str]:
    return list(dict.fromkeys(str(entry).strip() for entry in as_list(value, ";|,") if str(entry).strip()))
