"""What the store hands out of digests: frozen values, never ORM objects."""

from dataclasses import dataclass
from datetime import datetime

from content_store.feedback_views import RequestView
from content_store.rules.digests import DigestFrequency, DigestSection
from content_store.views import AssetView, PersonView, TagView


@dataclass(frozen=True, slots=True)
class AssetNews:
    """Something about an asset. ``text`` says what changed, why it went, or why it is recommended; it may be empty.

    ``successor`` is what to say instead of a retired one, ``credit`` who recommends it, for which ``region``; of what
    landed, ``landed`` of ``judged`` conversations in the digest's days went well.
    """

    asset: AssetView
    at: datetime
    text: str = ""
    successor: AssetView | None = None
    credit: PersonView | None = None
    region: str = ""
    landed: int = 0
    judged: int = 0


@dataclass(frozen=True, slots=True)
class WantedNews:
    """A content request that many miss, or that came to an end; ``asset`` is what fulfilled it."""

    request: RequestView
    asset: AssetView | None = None


@dataclass(frozen=True, slots=True)
class NewsSection:
    """The news under one heading; ``more`` are left out. Those of WANTED are requests, all others assets."""

    section: DigestSection
    assets: tuple[AssetNews, ...] = ()
    wanted: tuple[WantedNews, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class Digest:
    """What one person is told of the time after ``since`` up to ``until``; headings without news are left out."""

    since: datetime
    until: datetime
    sections: tuple[NewsSection, ...]

    @property
    def count(self) -> int:
        """How many items it tells, left out ones included."""
        return sum(len(each.assets) + len(each.wanted) + each.more for each in self.sections)


@dataclass(frozen=True, slots=True)
class DigestSettings:
    """How somebody wants to be told; without ``personas`` of their choice, those they talked to lately come first.

    ``feed_key`` opens their feeds to whoever holds it, ``unsubscribe_key`` ends their mails.
    """

    person_id: int
    frequency: DigestFrequency
    personas: tuple[TagView, ...]
    feed_key: str
    unsubscribe_key: str
    told_until: datetime | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One person's digest on its way. ``message_id`` stays the same however often it is tried."""

    id: int
    person_id: int
    since: datetime
    until: datetime
    attempts: int
    message_id: str
