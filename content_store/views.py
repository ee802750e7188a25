"""What the store hands out: frozen rows, never ORM objects."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from content_store.rules.evidence import NO_EVIDENCE, Evidence
from content_store.rules.vocabulary import (
    ActorKind,
    Audience,
    Channel,
    ContentType,
    EventKind,
    Facet,
    Freshness,
    Purpose,
    QuotaBand,
    RetireReason,
    Role,
    Scope,
    Status,
    TagStatus,
)


@dataclass(frozen=True, slots=True)
class TagView:
    """One value of one facet. ``details`` holds what only its facet has (a persona's goals, a pain's metric)."""

    id: int
    facet: Facet
    slug: str
    name: str
    description: str
    position: int
    status: TagStatus
    synonyms: tuple[str, ...]
    crm_aliases: tuple[str, ...]
    details: Mapping[str, Any]
    merged_into_id: int | None = None


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person or service as others may see them."""

    id: int
    email: str
    name: str
    role: Role
    team: str
    region: str
    quota_band: QuotaBand | None
    council: bool
    disabled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is asking, and with which rights. ``scopes`` is empty for a signed-in person: all the role may."""

    person: PersonView
    scopes: frozenset[Scope] = frozenset()

    @property
    def role(self) -> Role:
        """The person's role."""
        return self.person.role


@dataclass(frozen=True, slots=True)
class AssetView:
    """An asset as a reader sees it. ``content`` holds the fields of its type as plain values.

    ``revision`` is the revision shown, ``latest_revision`` the newest saved; they differ when a draft waits.
    """

    id: int
    slug: str
    type: ContentType
    status: Status
    title: str
    summary: str
    body: str
    language: str
    audience: Audience
    content: Mapping[str, Any]
    extra: Mapping[str, Any]
    publish_at: datetime | None
    unpublish_at: datetime | None
    published_at: datetime | None
    first_published_at: datetime | None
    listed_at: datetime | None
    verified_at: datetime
    verify_interval_days: int
    due_at: datetime
    retired_at: datetime | None
    retire_reason: RetireReason | None
    retire_note: str
    replacement_id: int | None
    revision: int
    latest_revision: int
    created_at: datetime
    updated_at: datetime
    edited_at: datetime
    tags: tuple[TagView, ...]
    owner: PersonView | None
    steward: PersonView | None
    freshness: Freshness
    evidence: Evidence = field(default=NO_EVIDENCE)

    def tagged(self, facet: Facet) -> tuple[TagView, ...]:
        """Its tags of one facet, in the taxonomy's order."""
        return tuple(tag for tag in self.tags if tag.facet is facet)


@dataclass(frozen=True, slots=True)
class RecordedEvent:
    """An event as it was written down. ``key`` begins with the person's id, as stored; ``about_id`` as in the table."""

    id: int
    key: str
    kind: EventKind
    asset_id: int
    revision: int
    person_id: int
    actor_kind: ActorKind
    channel: Channel
    purpose: Purpose
    occurred_at: datetime
    recorded_at: datetime
    about_id: int | None

    @property
    def client_key(self) -> str:
        """The key as the client chose it."""
        return self.key.partition(":")[2]


@dataclass(frozen=True, slots=True)
class RevisionView:
    """One saved state of an asset; never changed afterwards. ``snapshot`` is as ``content_store.snapshots`` says."""

    number: int
    created_at: datetime
    author: PersonView | None
    note: str
    snapshot: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class IndexSource:
    """All of an asset that a search index is made from. Times are aware UTC datetimes.

    ``evidence_level`` is as in ``content_store.rules.evidence``, ``file_texts`` what stands in its files.
    """

    id: int
    type: ContentType
    status: Status
    title: str
    summary: str
    body: str
    language: str
    audience: Audience
    content: Mapping[str, Any]
    tag_ids: tuple[int, ...]
    evidence_level: int
    owner_id: int | None
    steward_id: int | None
    listed_at: datetime | None
    unpublish_at: datetime | None
    due_at: datetime
    updated_at: datetime
    edited_at: datetime
    file_texts: tuple[str, ...] = ()
