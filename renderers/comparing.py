"""Two saved states side by side, field by field."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from content_store.rules.snapshots import Snapshot
from renderers.differences import Stretch, differences

_COMMON = ("title", "summary", "body", "language", "audience", "verify_interval_days")


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """One field in which two states differ: the way to it in a snapshot, and its values."""

    path: tuple[str, ...]
    before: Any
    after: Any

    @property
    def stretches(self) -> list[Stretch]:
        """Both values as one text."""
        return differences(self.before, self.after)


def compare(old: Snapshot, new: Snapshot) -> tuple[FieldDifference, ...]:
    """All fields in which two states of an asset differ: the common ones, those of its type, tags and links."""
    before, after = dict(_fields(old)), dict(_fields(new))
    paths = dict.fromkeys((*after, *before))
    return tuple(
        FieldDifference(path, before.get(path), after.get(path))
        for path in paths
        if (before.get(path) or None) != (after.get(path) or None)
    )


def _fields(snapshot: Snapshot) -> Iterator[tuple[tuple[str, ...], Any]]:
    whole: Mapping[str, Any] = snapshot
    for name in _COMMON[:2]:
        yield (name,), whole[name]
    for group in ("content", "tags", "links", "extra"):
        for name, value in whole[group].items():
            yield (group, name), value
    for name in _COMMON[2:]:
        yield (name,), whole[name]
