"""What a revision keeps: everything an author writes, and nothing that the lifecycle decides."""

from typing import Any, TypedDict

from content_store.rules.vocabulary import Facet, LinkKind


class Snapshot(TypedDict):
    """One saved state. ``tags`` maps a facet to slugs, ``links`` a kind to slugs, both in the author's order."""

    title: str
    summary: str
    body: str
    language: str
    audience: str
    verify_interval_days: int
    content: dict[str, Any]
    extra: dict[str, Any]
    tags: dict[str, list[str]]
    links: dict[str, list[str]]


def tags_of(snapshot: Snapshot, facet: Facet) -> list[str]:
    """The slugs of one facet."""
    return snapshot["tags"].get(facet.value, [])


def links_of(snapshot: Snapshot, kind: LinkKind) -> list[str]:
    """The slugs of one kind of link."""
    return snapshot["links"].get(kind.value, [])


def changed_fields(old: Snapshot, new: Snapshot) -> list[str]:
    """The names of the fields in which two snapshots differ, those of the content type by their own names."""
    common = [name for name in old if name != "content" and old[name] != new[name]]  # type: ignore[literal-required]
    before, after = old["content"], new["content"]
    return common + [name for name in {**before, **after} if before.get(name) != after.get(name)]
