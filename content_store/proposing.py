"""Proposals: how somebody would have an asset read, and taking that into a draft."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from content_store.content_types.cleaning import cleaned
from content_store.drafting import Surroundings, checked_snapshot
from content_store.errors import Conflict, Invalid, NotFound
from content_store.queries.assets import ids_of, load, snapshot_of, types_of
from content_store.queries.taxonomy import tag_book
from content_store.rules.feedback import Path, changes, conflicts, difference
from content_store.rules.filters import Window
from content_store.rules.snapshots import Snapshot
from content_store.rules.vocabulary import ContentType, Facet, LinkKind
from content_store.views import AssetView

NOTE_LENGTH = 500  # of the revision that a proposal becomes


def proposed(session: Session, asset: AssetView, proposal: Mapping[str, Any], seen: Window) -> dict[str, Any]:
    """The fields that ``proposal`` would change of the revision in ``asset``, as a snapshot would hold them.

    ``seen`` is what its author may see and so link to. Raises Invalid with every problem, or where nothing changes.
    """
    base = saved_snapshot(session, asset.id, asset.revision)
    around = Surroundings(tag_book(session), _linkable(session, base, seen))
    try:
        wanted = checked_snapshot(around, asset.type, cleaned(proposal), base, asset.slug)
    except Invalid as error:
        raise Invalid(replace(each, path=("proposal", *each.path)) for each in error.problems) from error
    changed = difference(base, wanted)
    if not changed:
        raise Invalid.of("proposal", "NOTHING_CHANGED", "that is how it reads already")
    return changed


def merged(session: Session, asset_id: int, proposal: Mapping[str, Any], made_of: int, latest: int) -> dict[str, Any]:
    """What to save so that revision ``latest`` has what was proposed of ``made_of``, as ``authoring.update`` takes it.

    Raises Conflict naming the fields that were changed since.
    """
    base, current = saved_snapshot(session, asset_id, made_of), saved_snapshot(session, asset_id, latest)
    clashing = conflicts(proposal, base, current)
    if clashing:
        names = ", ".join(path[-1].replace("_", " ") for path in clashing)
        message = f"changed since it was suggested: {names}; write it by hand, or decline"
        raise Conflict(message, latest)
    given: dict[str, Any] = {"content": {}, "tags": {}, "links": {}}
    for change in changes(proposal, base):
        _put(given, change.path, change.after)
    return given


def saved_snapshot(session: Session, asset_id: int, revision: int) -> Snapshot:
    """What a revision holds. Raises NotFound."""
    found = snapshot_of(session, asset_id, revision)
    if found is None:
        message = f"there is no revision {revision}"
        raise NotFound(message)
    return found


def _linkable(session: Session, base: Snapshot, seen: Window) -> Callable[[Iterable[str]], Mapping[str, ContentType]]:
    """Types of the assets that may be linked to: those linked already, and those that the author may see.

    Otherwise a proposal would find out which drafts there are.
    """
    linked = {slug for each in base["links"].values() for slug in each}

    def types(slugs: Iterable[str]) -> dict[str, ContentType]:
        wanted = set(slugs)
        ids = ids_of(session, wanted - linked)
        shown = load(session, sorted(ids.values()), seen)
        return {asset.slug: asset.type for asset in shown} | types_of(session, wanted & linked)

    return types


def _put(given: dict[str, Any], path: Path, value: Any) -> None:
    match path[0]:
        case "content":
            given["content"][path[1]] = value
        case "tags":
            given["tags"][Facet(path[1])] = value
        case "links":
            given["links"][LinkKind(path[1])] = value
        case name:
            given[name] = value
