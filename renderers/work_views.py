"""What the pages of the workspace are made from."""

from dataclasses import dataclass
from datetime import datetime

from content_store.rules.lifecycle import is_scheduled
from content_store.rules.vocabulary import Status
from content_store.views import AssetView
from renderers.views import Choice


@dataclass(frozen=True, slots=True)
class AssetHead:
    """What stands above every page of one asset."""

    asset: AssetView
    tabs: tuple[Choice, ...]
    now: datetime

    @property
    def state(self) -> str:
        """Its state in one or two words; scheduled and expired are as of now."""
        asset = self.asset
        if asset.status is not Status.PUBLISHED:
            return asset.status.value.replace("_", " ").capitalize()
        if is_scheduled(asset.listed_at, self.now):
            return "Scheduled"
        expired = asset.unpublish_at is not None and asset.unpublish_at <= self.now
        return "Expired" if expired else "Published"

    @property
    def has_newer_draft(self) -> bool:
        """Whether readers see an older revision than the newest."""
        return self.asset.status is Status.PUBLISHED and self.asset.revision < self.asset.latest_revision
