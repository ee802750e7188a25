"""What the store hands out of how tags are used, and of what changes in the taxonomy."""

from collections.abc import Mapping
from dataclasses import dataclass

from content_store.rules.taxonomy import TagDifference, TagJudgement
from content_store.rules.vocabulary import Status
from content_store.views import TagView

USE_DAYS = 90


@dataclass(frozen=True, slots=True)
class TagUse:
    """What a tag is on: assets that show now, and conversations with them in the last ``USE_DAYS`` days."""

    tag: TagView
    published: int
    conversations: int
    judgement: TagJudgement | None


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What moves when a tag is merged. ``both`` of the assets carry the other already; ``words`` become synonyms."""

    assets: Mapping[Status, int]
    both: int
    words: tuple[str, ...]
    crm_aliases: tuple[str, ...]
    requests: int
    merged_before: int

    @property
    def total(self) -> int:
        """Assets of every status."""
        return sum(self.assets.values())


@dataclass(frozen=True, slots=True)
class TaxonomyImport:
    """What an import changes, or would change; ``skipped`` says what of the file was left out and why."""

    changes: tuple[TagDifference, ...] = ()
    skipped: tuple[str, ...] = ()
