"""What digests are made from: as a page, as a mail, and as feeds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from content_store.digest_views import Digest
from content_store.rules.digests import DigestFrequency
from renderers.feedback_views import Option, Select
from renderers.views import Frame


@dataclass(frozen=True, slots=True)
class DigestMail:
    """One person's digest as a mail. ``site`` is the address of this installation, without a slash at its end."""

    digest: Digest
    reader: str
    site: str
    unsubscribe_address: str
    settings_address: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Feed:
    """A digest as a feed. ``address`` is its own, ``title`` says whose."""

    digest: Digest
    title: str
    site: str
    address: str
    now: datetime


@dataclass(frozen=True, slots=True)
class DigestPage:
    """A digest as a page, with the reader's wishes beside it. ``feeds`` are the feeds' addresses by their names."""

    frame: Frame
    digest: Digest
    windows: Select
    frequency: DigestFrequency
    personas: tuple[Option, ...]
    lately: tuple[str, ...]
    feeds: Mapping[str, str]
    mails_go_out: bool
    now: datetime
    saved: bool = False
    problems: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UnsubscribePage:
    """The page behind the link in every mail. ``done`` says that no more will come."""

    address: str
    done: bool
    settings_address: str = "/digest"
