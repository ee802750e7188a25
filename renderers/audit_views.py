"""What the audit trail is made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from content_store.queries.audit import ChangeView
from renderers.feedback_views import Select
from renderers.views import Frame

_WORDS = {
    "saved": "saved a revision of",
    "submit": "sent for review",
    "withdraw": "took back from review",
    "publish": "published",
    "unschedule": "called off the publication of",
    "retire": "retired",
    "archive": "put away",
    "restore": "brought back as a draft",
    "expiry_set": "set the end of",
    "assigned": "changed who looks after",
    "undone": "took back the last change of",
    "tagged": "changed the tags of",
    "preview_made": "made a preview link of",
    "preview_revoked": "ended a preview link of",
    "review_overridden": "published without an approval",
    "council_joined": "gave a seat on the council to",
    "council_left": "took the seat on the council from",
    "handed_over": "handed over what belonged to",
    "file_added": "added a file to",
    "file_read": "read a file of",
    "evidence": "counted the evidence of",
    "role_set": "set the role of",
    "password_set": "set the password of",
    "token_created": "made a token for",
    "token_revoked": "revoked a token of",
    "accepted": "accepted",
    "open": "asked for",
}


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One change, what was done in words, and where what it is about is found; empty where nowhere."""

    change: ChangeView
    words: str
    address: str


@dataclass(frozen=True, slots=True)
class AuditPage:
    """One page of the trail. ``values`` is what the form holds, ``files`` the whole trail to download."""

    frame: Frame
    selects: tuple[Select, ...]
    values: Mapping[str, str]
    rows: tuple[AuditRow, ...]
    now: datetime
    later: str
    newest: str
    files: tuple[tuple[str, str], ...]
    unknown: tuple[str, ...]
    is_narrowed: bool


def change_words(change: ChangeView) -> str:
    """What was done, as the middle of a sentence."""
    return _WORDS.get(change.kind, change.kind.replace("_", " "))
