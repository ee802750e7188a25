"""What the pages of the workspace are made from."""

from dataclasses import dataclass
from datetime import datetime

from content_store.rules.lifecycle import State, state_of
from content_store.rules.vocabulary import Status
from content_store.views import AssetView
from renderers.views import Choice
from renderers.wording import spoken


@dataclass(frozen=True, slots=True)
class AssetHead:
    """What stands above every page of one asset. ``shown_revision`` is the one in its live row."""

    asset: AssetView
    tabs: tuple[Choice, ...]
    now: datetime
    shown_revision: int

    @property
    def state(self) -> str:
        """Its state in one or two words; scheduled and expired are as of now."""
        asset = self.asset
        return spoken(state_of(asset.status, asset.listed_at, asset.unpublish_at, self.now))

    @property
    def is_shown(self) -> bool:
        """Whether readers find something at its own address: itself, or that it was retired and for what."""
        state = state_of(self.asset.status, self.asset.listed_at, self.asset.unpublish_at, self.now)
        return state in (State.PUBLISHED, State.RETIRED)

    @property
    def is_unpublished(self) -> bool:
        """Whether its newest revision waits to be published."""
        return self.asset.status in (Status.DRAFT, Status.IN_REVIEW) or self.has_newer_draft

    @property
    def has_newer_draft(self) -> bool:
        """Whether readers see an older revision than the newest."""
        return self.asset.status is Status.PUBLISHED and self.shown_revision < self.asset.latest_revision
