"""What the list of all assets is made from."""

from dataclasses import dataclass
from datetime import datetime

from content_store.rules.lifecycle import State
from content_store.views import AssetView
from renderers.feedback_views import Select
from renderers.views import Choice, Frame


@dataclass(frozen=True, slots=True)
class LibraryRow:
    """One asset, how it stands now, where it is worked on, and whether a newer draft of it waits."""

    asset: AssetView
    state: State
    address: str
    has_newer_draft: bool = False

    @property
    def is_looked_after(self) -> bool:
        """Whether its freshness matters to anybody."""
        return self.state in {State.PUBLISHED, State.SCHEDULED}


@dataclass(frozen=True, slots=True)
class LibraryPage:
    """One page of the list. ``kept`` is what the form of filters sends along; with ``is_more`` the total is a least.

    ``all_address`` is where something is done to all that is listed.
    """

    frame: Frame
    states: tuple[Choice, ...]
    text: str
    selects: tuple[Select, ...]
    since: str
    chosen: tuple[Choice, ...]
    kept: tuple[tuple[str, str], ...]
    rows: tuple[LibraryRow, ...]
    total: int
    is_more: bool
    earlier: str
    later: str
    first: str
    unknown: tuple[str, ...]
    now: datetime
    is_narrowed: bool
    clear: str
    all_address: str = ""
