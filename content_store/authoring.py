"""Writing assets: every save is a new revision, and readers see none of it until it is published."""

import itertools
import re
from collections.abc import Container, Mapping
from typing import Any

from sqlalchemy.orm import Session

from content_store.access import window
from content_store.changelog import Entity, record
from content_store.content_types.cleaning import cleaned
from content_store.content_types.common import SLUG_PATTERN, TITLE_LIMIT
from content_store.content_types.slugs import slug_stem
from content_store.drafting import make_snapshot
from content_store.errors import Conflict, Invalid, NotFound, Problem, gathered
from content_store.placing import place_in_row, row_columns
from content_store.queries.assets import load, locked_asset, slug_is_taken, snapshot_of
from content_store.queries.people import people_book
from content_store.rules.freshness import due_at
from content_store.rules.permissions import Action
from content_store.rules.snapshots import Snapshot, links_of, tags_of
from content_store.rules.vocabulary import ContentType, Facet, LinkKind, Status
from content_store.rules.wording import storable
from content_store.tables import Asset, Revision
from content_store.views import AssetView
from content_store.work import Work

RESERVED = frozenset({"new"})  # at /work/assets/new new ones are written
_EDITABLE = frozenset({Status.DRAFT, Status.IN_REVIEW, Status.PUBLISHED})


def create(work: Work, type_: ContentType, given: Mapping[str, Any], note: str = "") -> AssetView:
    """A new draft. ``given`` is as for ``drafting.make_snapshot``, with ``slug``, ``owner`` and ``steward``.

    Raises Forbidden, and Invalid with every problem found.
    """
    work.require(Action.EDIT)
    asset = add_draft(work, type_, given, note)
    record(work, Entity.ASSET, asset.id, "created", revision=1, note=note)
    return view(work, asset.id)


def add_draft(work: Work, type_: ContentType, given: Mapping[str, Any], note: str = "") -> Asset:
    """The new draft's row, not yet in the change log."""
    slug = _slug(work.session, cleaned(given))
    problems: list[Problem] = []
    with gathered(problems):
        _check_slug(work.session, slug)
    with gathered(problems):
        snapshot = make_snapshot(work.session, type_, given, own_slug=slug)
    with gathered(problems):
        owner_id, steward_id = _assigned(work.session, given, work.actor_id, None)
    if problems:
        raise Invalid(problems)
    asset = Asset(
        **row_columns(snapshot),
        slug=slug,
        type=type_,
        status=Status.DRAFT,
        owner_id=owner_id,
        steward_id=steward_id,
        verified_at=work.now,
        due_at=due_at(work.now, snapshot["verify_interval_days"]),
        retire_note="",
        revision=1,
        latest_revision=1,
        created_at=work.now,
        updated_at=work.now,
        edited_at=work.now,
    )
    work.session.add(asset)
    work.session.flush()
    keep_revision(work, asset, snapshot, note)
    place_in_row(work.session, asset, snapshot, 1)
    return asset


def update(
    work: Work,
    asset_id: int,
    given: Mapping[str, Any],
    expected_revision: int,
    note: str = "",
) -> AssetView:
    """Save a new revision with what was given; a save that changes nothing makes none.

    Raises Conflict when the newest revision is no longer ``expected_revision``, NotFound, Forbidden, Invalid.
    """
    work.require(Action.EDIT)
    asset = locked(work.session, asset_id, expected_revision)
    save(work, asset, given, note)
    return view(work, asset_id)


def save(work: Work, asset: Asset, given: Mapping[str, Any], note: str = "") -> bool:
    """Save a new revision of a locked asset; False when nothing was different."""
    if asset.status not in _EDITABLE:
        raise Invalid.of("status", "WRONG_STATUS", f"it is {asset.status.value}; restore it first")
    if given.get("slug") not in {None, "", asset.slug}:
        raise Invalid.of("slug", "FIXED", "an asset keeps its slug for good, since others know it by that")
    before = snapshot_of(work.session, asset.id, asset.latest_revision)
    problems: list[Problem] = []
    with gathered(problems):
        snapshot = make_snapshot(work.session, asset.type, given, before, asset.slug)
    with gathered(problems):
        assigned = _assign(work.session, asset, given)
    if problems:
        raise Invalid(problems)
    shown = assigned and asset.status is Status.PUBLISHED
    if snapshot == before:
        if assigned:
            record(work, Entity.ASSET, asset.id, "assigned", shown=shown, note=note)
        return assigned
    asset.latest_revision += 1
    asset.edited_at = work.now
    keep_revision(work, asset, snapshot, note)
    if asset.status is not Status.PUBLISHED:
        asset.updated_at = work.now
        place_in_row(work.session, asset, snapshot, asset.latest_revision)
    record(work, Entity.ASSET, asset.id, "saved", shown=shown, revision=asset.latest_revision, note=note)
    return True


def restore_revision(work: Work, asset_id: int, number: int, expected_revision: int) -> AssetView:
    """Save an old revision again as the newest draft."""
    work.require(Action.EDIT)
    asset = locked(work.session, asset_id, expected_revision)
    old = snapshot_of(work.session, asset.id, number)
    if old is None:
        message = f"there is no revision {number}"
        raise NotFound(message)
    # Every facet and kind is named, so that what was added since then goes.
    tags = {facet: tags_of(old, facet) for facet in Facet}
    links = {kind: links_of(old, kind) for kind in LinkKind}
    save(work, asset, {**old, "tags": tags, "links": links}, f"as in revision {number}")
    return view(work, asset_id)


def locked(session: Session, asset_id: int, expected_revision: int | None) -> Asset:
    """The asset's row, held until the transaction ends.

    Raises NotFound, and Conflict when its newest revision is another than expected.
    """
    asset = locked_asset(session, asset_id)
    if asset is None:
        message = "there is no such asset"
        raise NotFound(message)
    if expected_revision is not None and asset.latest_revision != expected_revision:
        message = f"somebody saved revision {asset.latest_revision} meanwhile; you have {expected_revision}"
        raise Conflict(message, asset.latest_revision)
    return asset


def view(work: Work, asset_id: int) -> AssetView:
    """The asset as its editors see it."""
    work.session.flush()
    return load(work.session, [asset_id], window(work.actor, work.now, drafts=True))[0]


def keep_revision(work: Work, asset: Asset, snapshot: Snapshot, note: str) -> None:
    """Write down the snapshot as the asset's newest revision."""
    work.session.add(
        Revision(
            asset_id=asset.id,
            number=asset.latest_revision,
            snapshot=snapshot,
            author_id=work.actor_id,
            note=storable(note),
            created_at=work.now,
        )
    )
    work.session.flush()


def _slug(session: Session, given: Mapping[str, Any]) -> str:
    """The slug that was given, or the first free one made from the title."""
    return str(given.get("slug") or "") or free_slug(session, str(given.get("title") or "untitled")[:TITLE_LIMIT])


def free_slug(session: Session, title: str, taken: Container[str] = ()) -> str:
    """The first slug made from ``title`` that no asset has yet and that is not ``taken``."""
    stem = slug_stem(title)
    places = (f"{stem}-{count}" if count > 1 else stem for count in itertools.count(1))
    free = (slug for slug in places if slug not in taken and slug not in RESERVED)
    return next(slug for slug in free if not slug_is_taken(session, slug))


def _check_slug(session: Session, slug: str) -> None:
    if len(slug) > 200 or not re.match(SLUG_PATTERN, slug):
        message = "a slug holds a-z, 0-9 and single hyphens between them, at most 200 characters"
        raise Invalid.of("slug", "WRONG_FORM", message)
    if slug in RESERVED or slug_is_taken(session, slug):
        raise Invalid.of("slug", "TAKEN", f"another asset or page already has the slug “{slug}”")


def _assign(session: Session, asset: Asset, given: Mapping[str, Any]) -> bool:
    owner, steward = _assigned(session, given, asset.owner_id, asset.steward_id)
    changed = (owner, steward) != (asset.owner_id, asset.steward_id)
    asset.owner_id, asset.steward_id = owner, steward
    return changed


def _assigned(
    session: Session, given: Mapping[str, Any], owner: int | None, steward: int | None
) -> tuple[int | None, int | None]:
    """The ids of owner and steward as given; of those that are not named as they are."""
    return _person_id(session, given, "owner", owner), _person_id(session, given, "steward", steward)


def _person_id(session: Session, given: Mapping[str, Any], field: str, default: int | None) -> int | None:
    if field not in given:
        return default
    email = given[field]
    if not email:
        return None
    person = people_book(session).find(email)
    if person is None or person.disabled_at is not None:
        raise Invalid.of(field, "UNKNOWN_PERSON", f"nobody active has the address “{email}”")
    return person.id
