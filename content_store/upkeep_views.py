"""What the store hands out of what waits."""

from dataclasses import dataclass
from datetime import date, datetime

from content_store.rules.inbox import InboxKind
from content_store.views import PersonView


@dataclass(frozen=True, slots=True)
class InboxItem:
    """One thing that waits. ``id`` is that of the asset, feedback, request, file or person by its kind.

    ``title`` is what it is about, ``text`` what was said of it, ``since`` from when on it waits. ``person`` said it,
    asked for it, uploaded it or owns it. ``state`` is the reason of a flag, the status of a request or draft, the
    type of what is to be verified, or what is wrong with a file; ``promised_for`` the day of a promise.
    """

    kind: InboxKind
    id: int
    slug: str
    title: str
    text: str
    since: datetime
    person: PersonView | None
    state: str
    promised_for: date | None = None


@dataclass(frozen=True, slots=True)
class Responsibilities:
    """How much is somebody's to look after.

    ``owned`` assets are in use or meant to be, ``put_away`` ones retired or archived; ``promises`` are those that are
    not kept yet, ``waits_for`` the open requests of which they will be told.
    """

    owned: int = 0
    put_away: int = 0
    stewarded: int = 0
    kits: int = 0
    reviews: int = 0
    promises: int = 0
    waits_for: int = 0

    @property
    def total(self) -> int:
        """All of it."""
        return self.owned + self.put_away + self.stewarded + self.kits + self.reviews + self.promises + self.waits_for

    @property
    def needs_somebody(self) -> bool:
        """Whether something would go wrong without a successor."""
        return bool(self.owned or self.stewarded or self.kits or self.reviews or self.promises)
