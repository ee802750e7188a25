"""From the store to what a file says: one asset as a mapping that an import reads back to the same asset."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from content_store.content_types import DECLARATIONS
from content_store.content_types.common import CommonFields
from content_store.exchange.front_matter import join, split
from content_store.exchange.lives import MOMENTS
from content_store.exchange.markdown import without_title
from content_store.exchange.names import LINK_FIELDS, is_free
from content_store.exchange.renewals import as_in_store
from content_store.queries.exchange import exported, histories, revisions_at_hand, slugs_of
from content_store.queries.people import people_book
from content_store.queries.taxonomy import tag_book
from content_store.rules.snapshots import Snapshot
from content_store.rules.vocabulary import ContentType, Facet

Document = dict[str, Any]


def documents(session: Session, asset_ids: Sequence[int]) -> Iterator[Document]:
    """The assets as files have them, in the order of their ids: everything but what people did with them."""
    rows = exported(session, asset_ids)
    snapshots = revisions_at_hand(session, asset_ids)
    history = histories(session, asset_ids)
    replacements = slugs_of(session, {row.replacement_id for row in rows if row.replacement_id})
    book, people = tag_book(session), people_book(session).by_id
    for row in rows:
        shown = as_in_store(book, snapshots[row.id, row.revision])
        document: Document = {"type": _spelled(row.type), "slug": row.slug}
        document |= _written(row.type, shown)
        document |= {
            name: people[person_id].email
            for name, person_id in (("owner", row.owner_id), ("steward", row.steward_id))
            if person_id in people
        }
        document |= _life(row, replacements)
        if row.id in history:
            document["history"] = [_step(step) for step in history[row.id]]
        if row.latest_revision != row.revision:
            waiting = as_in_store(book, snapshots[row.id, row.latest_revision])
            document["pending"] = {"revision": row.latest_revision, **_written(row.type, waiting)}
        yield document


def as_markdown(document: Document) -> str:
    """The document as a Markdown file. A body that would be read differently below the fields stands among them."""
    fields = {name: value for name, value in document.items() if name != "body"}
    body: str = document.get("body", "")
    text = join(fields, f"{body}\n" if body else "")
    read = split(text)[1]
    if without_title(read, document["title"]).strip() != body or read.strip() != body:
        return join({**fields, "body": body}, "")
    return text


def _written(type_: ContentType, snapshot: Snapshot) -> Document:
    """What an author wrote: the common fields, tags, links, the type's own fields, and unknown keys."""
    own = DECLARATIONS[type_].model_fields
    document: Document = {name: snapshot[name] for name in CommonFields.model_fields if name != "body"}  # type: ignore[literal-required]
    document |= {Facet(facet).plural: slugs for facet, slugs in snapshot["tags"].items()}
    document |= {name: snapshot["links"][name] for name in LINK_FIELDS if name in snapshot["links"]}
    document |= {name: _lean(value) for name, value in snapshot["content"].items() if value not in (None, "", [], {})}
    free = {key: value for key, value in snapshot["extra"].items() if is_free(key, own)}
    kept = {key: value for key, value in snapshot["extra"].items() if key not in free}
    document |= free
    if kept:
        document["extra"] = kept
    if snapshot["body"]:
        document["body"] = snapshot["body"]
    return document


def _lean(value: Any) -> Any:
    """A part of a content type without its empty fields."""
    match value:
        case dict():
            return {name: _lean(entry) for name, entry in value.items() if entry not in (None, "", [])}
        case list():
            return [_lean(entry) for entry in value]
        case _:
            return value


def _life(row: Row[Any], replacements: Mapping[int, str]) -> Document:
    life: Document = {"status": _spelled(row.status)}
    life |= {name: _moment(getattr(row, name)) for name in MOMENTS}
    life["revision"] = row.revision if row.revision != 1 else None
    life["retire_reason"] = row.retire_reason.value if row.retire_reason else None
    life["retire_note"] = row.retire_note or None
    life["replacement"] = replacements.get(row.replacement_id)
    return {name: value for name, value in life.items() if value is not None}


def _step(step: Row[Any]) -> Document:
    fields = {
        "step": step.step.value,
        "at": _moment(step.at),
        "revision": step.revision,
        "actor": step.actor_email,
        "note": step.note,
    }
    return {name: value for name, value in fields.items() if value not in (None, "")}


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _spelled(word: str) -> str:
    """A word of the vocabulary as files spell it."""
    return str(word).replace("_", "-")
