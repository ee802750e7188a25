"""What came of an import."""

from collections import Counter
from dataclasses import dataclass, field

from content_store.exchange.raw import Place


@dataclass(frozen=True, slots=True)
class Message:
    """Something to tell about one file or row."""

    place: Place
    text: str


@dataclass(slots=True)
class Report:
    """How many assets were made, changed and left as they were, what was left out and why, and what to know."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    skipped: list[Message] = field(default_factory=list)
    notes: list[Message] = field(default_factory=list)
    unknown_keys: Counter[str] = field(default_factory=Counter)
    new_tags: list[str] = field(default_factory=list)
    changed_tags: int = 0
    changed_kits: int = 0

    @property
    def assets(self) -> int:
        """How many assets were read."""
        return self.created + self.changed + self.unchanged

    def skip(self, place: Place, reason: str) -> None:
        """A file or row was left out."""
        self.skipped.append(Message(place, reason))

    def note(self, place: Place, text: str) -> None:
        """Something about a file or row that was taken."""
        self.notes.append(Message(place, text))
