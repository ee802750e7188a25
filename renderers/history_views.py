"""What the pages of an asset's history are made from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from content_store.queries.history import Entry
from content_store.views import RevisionView
from renderers.differences import Stretch
from renderers.views import Frame
from renderers.work_views import AssetHead


@dataclass(frozen=True, slots=True)
class Told:
    """What was just done, in words, and the form that takes it back; without ``undo_address`` it cannot be."""

    words: str
    undo_address: str = ""
    undo: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HistoryView:
    """One page of the revisions of an asset. ``pair`` are the two that are compared unless others are chosen."""

    frame: Frame
    head: AssetHead
    entries: tuple[Entry, ...]
    pair: tuple[int, int]
    now: datetime
    later: str
    newest: str
    told: Told | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field that differs: its name, and its stretches in full or cut; lists are shown a line an entry."""

    name: str
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """Two revisions side by side. ``whole_address`` shows what was cut, where something was."""

    frame: Frame
    head: AssetHead
    old: RevisionView
    new: RevisionView
    fields: tuple[FieldView, ...]
    now: datetime
    whole_address: str
    swapped_address: str
    may_restore: bool
