"""What use tells of a tag, and how one taxonomy differs from another."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

TOO_BROAD = 0.5  # a tag on more than this share of what its facet is used on tells nothing apart
ENOUGH = 10  # published assets with a tag of the facet, below which a share says nothing


class TagJudgement(StrEnum):
    """What is to be thought about."""

    UNUSED = "unused"
    TOO_BROAD = "too_broad"


def judge(published: int, of_facet: int) -> TagJudgement | None:
    """What use tells of an active tag on ``published`` of the ``of_facet`` assets that carry one of its facet.

    Unused: on none. Too broad: on more than half, where there are ten or more.
    """
    if not published:
        return TagJudgement.UNUSED
    return TagJudgement.TOO_BROAD if of_facet >= ENOUGH and published > TOO_BROAD * of_facet else None


class TagStep(StrEnum):
    """What happened to a tag."""

    NEW = "new"
    CHANGED = "changed"
    MOVED = "moved"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class TagDifference:
    """One tag that is not as it was, and the names of the fields that differ."""

    step: TagStep
    facet: str
    name: str
    fields: tuple[str, ...] = ()


Key = tuple[str, str]  # facet and slug
Described = Mapping[Key, Mapping[str, Any]]


def differences(before: Described, after: Described) -> list[TagDifference]:
    """How ``after`` differs from ``before``; each holds the fields of every tag, in the taxonomy's order."""
    found = [TagDifference(TagStep.NEW, facet, after[facet, slug]["name"]) for facet, slug in after.keys() - before]
    found += [TagDifference(TagStep.GONE, facet, before[facet, slug]["name"]) for facet, slug in before.keys() - after]
    for key in before.keys() & after.keys():
        names = before[key].keys() | after[key].keys()
        fields = tuple(sorted(name for name in names if before[key].get(name) != after[key].get(name)))
        if fields:
            found.append(TagDifference(TagStep.CHANGED, key[0], after[key]["name"], fields))
    moved = _moved([key for key in before if key in after], [key for key in after if key in before])
    found += [TagDifference(TagStep.MOVED, key[0], after[key]["name"]) for key in moved]
    return sorted(found, key=lambda each: (each.facet, each.step, each.name, each.fields))


def _moved(before: list[Key], after: list[Key]) -> Iterable[Key]:
    """Those of the same tags that stand elsewhere within their facet."""
    facets = dict.fromkeys(facet for facet, _ in after)
    for facet in facets:
        was, is_ = ([key for key in keys if key[0] == facet] for keys in (before, after))
        yield from (key for old, key in zip(was, is_, strict=True) if old != key)
