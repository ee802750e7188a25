"""Links in a snapshot whose target is not there: finding them, taking them out, putting them back."""

from collections.abc import Container, Iterable
from typing import NamedTuple

from content_store.rules.snapshots import Snapshot
from content_store.rules.vocabulary import LinkKind


class Mention(NamedTuple):
    """A slug that a snapshot names: in a list of links, or in the step of a play at ``position``."""

    kind: LinkKind
    slug: str
    position: int


def mentions(snapshot: Snapshot) -> list[Mention]:
    """Every asset that the snapshot names, where it names it."""
    linked = [
        Mention(LinkKind(kind), slug, position)
        for kind, slugs in snapshot["links"].items()
        if kind != LinkKind.STEP
        for position, slug in enumerate(slugs)
    ]
    steps = enumerate(snapshot["content"].get("steps", ()))
    return linked + [Mention(LinkKind.STEP, step["asset"], place) for place, step in steps if step.get("asset")]


def without(snapshot: Snapshot, gone: Container[tuple[LinkKind, str]]) -> Snapshot:
    """The snapshot without its links of these kinds to these slugs."""
    kept = {
        kind: [slug for slug in slugs if (LinkKind(kind), slug) not in gone]
        for kind, slugs in snapshot["links"].items()
    }
    content = snapshot["content"]
    if content.get("steps"):
        steps = [
            {**step, "asset": None} if (LinkKind.STEP, step["asset"]) in gone else step for step in content["steps"]
        ]
        content = {**content, "steps": steps}
    return {**snapshot, "content": content, "links": {kind: slugs for kind, slugs in kept.items() if slugs}}


def with_mentions(snapshot: Snapshot, late: Iterable[Mention]) -> Snapshot:
    """The snapshot with links that were left out of it, each where it was or as near as there is room."""
    links = {kind: list(slugs) for kind, slugs in snapshot["links"].items()}
    content = dict(snapshot["content"])
    steps = [dict(step) for step in content.get("steps", ())]
    for kind, slug, position in late:
        if kind is LinkKind.STEP:
            if position < len(steps) and not steps[position]["asset"]:
                steps[position]["asset"] = slug
        elif slug not in links.get(kind.value, ()):
            links.setdefault(kind.value, []).insert(position, slug)
    if steps:
        content["steps"] = steps
        used = list(dict.fromkeys(step["asset"] for step in steps if step["asset"]))
        links |= {LinkKind.STEP.value: used} if used else {}
    return {**snapshot, "content": content, "links": links}
