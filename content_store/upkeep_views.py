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
