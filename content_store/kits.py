"""Writing kits: every save is a new revision, and readers see none of it until a version is published."""

import itertools
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from content_store.access import window
from content_store.changelog import Entity, record
from content_store.content_types.common import SLUG_PATTERN
from content_store.content_types.slugs import slug_stem
from content_store.errors import Conflict, Invalid, NotFound, Problem
from content_store.kit_planning import plan_of
from content_store.kit_views import KitView
from content_store.queries.assets import ids_of
from content_store.queries.kit_steps import find
from content_store.queries.kits import kit_leads_to, kit_slug_is_taken, load_kits, locked_kit, version_of
from content_store.queries.people import people_book
from content_store.rules.kits import KitStatus, Plan, Step, as_plain, missing_to_publish, of_plain
from content_store.rules.permissions import Action
from content_store.rules.wording import storable
from content_store.tables import Kit, KitAsset, KitVersion
from content_store.work import Work


def create(work: Work, given: Mapping[str, Any]) -> KitView:
    """A new draft. ``given`` is as for ``kit_planning.plan_of``, with ``slug`` and ``owner`` (an e-mail address).

    Raises Forbidden, and Invalid with every problem found.
    """
    work.require(Action.EDIT)
    plan = plan_of(work.session, given)
    kit = Kit(
        slug=_chosen_slug(work.session, given.get("slug") or "", plan.title),
        status=KitStatus.DRAFT,
        owner_id=_owner_id(work.session, given, work.actor_id),
        revision=1,
        version=None,
        created_at=work.now,
        updated_at=work.now,
        **_columns(plan),
    )
    work.session.add(kit)
    work.session.flush()
    _name_assets(work.session, kit)
    record(work, Entity.KIT, kit.id, "created", revision=1)
    return view(work, kit.id)


def update(work: Work, kit_id: int, given: Mapping[str, Any], expected_revision: int | None) -> KitView:
    """Save what was given; a save that changes nothing makes no revision.

    Raises Conflict when the newest revision is no longer ``expected_revision``, NotFound, Forbidden, Invalid.
    """
    work.require(Action.EDIT)
    kit = locked(work.session, kit_id, expected_revision)
    if given.get("slug") not in {None, "", kit.slug}:
        raise Invalid.of("slug", "FIXED", "a kit keeps its slug for good, since others know it by that")
    save(work, kit, plan_of(work.session, given, of_plain(kit.draft)), _owner_id(work.session, given, kit.owner_id))
    return view(work, kit_id)


def undo(work: Work, kit_id: int, expected_revision: int | None = None) -> KitView:
    """Take back the last save; once more, to have it again."""
    work.require(Action.EDIT)
    kit = locked(work.session, kit_id, expected_revision)
    if kit.earlier is None:
        raise Invalid.of("status", "NOTHING_BEFORE", "nothing was saved before this")
    save(work, kit, of_plain(kit.earlier), kit.owner_id)
    return view(work, kit_id)


def freeze(work: Work, kit_id: int, key: str, expected_revision: int | None, *, frozen: bool = True) -> KitView:
    """Keep what the rule of a step finds now, or let it look anew whenever it is read."""
    work.require(Action.EDIT)
    kit = locked(work.session, kit_id, expected_revision)
    plan = of_plain(kit.draft)
    step = plan.step(key)
    if step is None or step.rule is None:
        raise Invalid.of("step", "NO_RULE", "there is no step of this key with a rule")
    found = find(work.session, step.rule, window(work.actor, work.now)) if frozen else None
    if found is not None and not found:
        raise Invalid.of("step", "NOTHING_FOUND", "the rule finds nothing now, so there is nothing to keep")
    kept = None if found is None else tuple(asset.slug for asset in found)
    save(work, kit, _with(plan, replace(step, frozen=kept)), kit.owner_id)
    return view(work, kit_id)


def publish(work: Work, kit_id: int, expected_revision: int | None, note: str = "") -> KitView:
    """Make the newest draft a version that readers see. Those who are enrolled stay on theirs.

    Raises Invalid where the kit has no step, is retired, or would be published as it is already.
    """
    work.require(Action.PUBLISH)
    kit = locked(work.session, kit_id, expected_revision)
    if kit.status is KitStatus.RETIRED:
        raise Invalid.of("status", "WRONG_STATUS", "it is retired; restore it first")
    plan = of_plain(kit.draft)
    wrong = [Problem(*each) for each in missing_to_publish(plan)]
    if wrong:
        raise Invalid(wrong)
    last = version_of(work.session, kit.id, kit.version) if kit.version is not None else None
    if last is not None and last.plan == kit.draft:
        raise Invalid.of("status", "NOTHING_NEW", f"version {last.number} says the same already")
    kit.version = (kit.version or 0) + 1
    kit.status, kit.published_at, kit.updated_at = KitStatus.PUBLISHED, work.now, work.now
    for name, value in _columns(plan).items():
        setattr(kit, name, value)
    work.session.add(
        KitVersion(
            kit_id=kit.id,
            number=kit.version,
            revision=kit.revision,
            plan=kit.draft,
            published_at=work.now,
            published_by_id=work.actor_id,
            note=storable(note).strip(),
        )
    )
    work.session.flush()
    _name_assets(work.session, kit)
    record(work, Entity.KIT, kit.id, "published", shown=True, revision=kit.revision, note=note)
    return view(work, kit.id)


def retire(work: Work, kit_id: int, successor_id: int | None = None, note: str = "") -> KitView:
    """Give it to nobody any more, and lead those who ask for it to its successor, where one is named.

    Raises Invalid when the successor is not published, or leads back here.
    """
    work.require(Action.PUBLISH)
    kit = locked(work.session, kit_id, None)
    if kit.status is not KitStatus.PUBLISHED:
        raise Invalid.of("status", "WRONG_STATUS", f"it is {kit.status.value}; only what is published can be retired")
    if successor_id is not None:
        _check_successor(work, kit.id, successor_id)
    kit.status, kit.retired_at, kit.updated_at = KitStatus.RETIRED, work.now, work.now
    kit.successor_id = successor_id
    work.session.flush()
    record(work, Entity.KIT, kit.id, "retired", shown=True, note=note)
    return view(work, kit.id)


def restore(work: Work, kit_id: int, note: str = "") -> KitView:
    """Bring a retired kit back, as it was published last."""
    work.require(Action.PUBLISH)
    kit = locked(work.session, kit_id, None)
    if kit.status is not KitStatus.RETIRED:
        raise Invalid.of("status", "WRONG_STATUS", f"it is {kit.status.value}, not retired")
    kit.status, kit.retired_at, kit.successor_id, kit.updated_at = KitStatus.PUBLISHED, None, None, work.now
    work.session.flush()
    record(work, Entity.KIT, kit.id, "restored", shown=True, note=note)
    return view(work, kit.id)


def discard(work: Work, kit_id: int, expected_revision: int | None) -> None:
    """Delete a draft that was never published."""
    work.require(Action.EDIT)
    kit = locked(work.session, kit_id, expected_revision)
    if kit.version is not None:
        raise Invalid.of("status", "WRONG_STATUS", "it was published once, so newcomers may know it; retire it instead")
    record(work, Entity.KIT, kit.id, "discarded", note=kit.title)
    work.session.delete(kit)
    work.session.flush()


def planned(work: Work, given: Mapping[str, Any], kit: KitView) -> Plan:
    """The plan that saving ``given`` would make of ``kit``. Raises Invalid."""
    return plan_of(work.session, given, kit.plan)


def save(work: Work, kit: Kit, plan: Plan, owner_id: int | None) -> None:
    """Save a new revision of a locked kit, where something is different."""
    assigned, kit.owner_id = kit.owner_id != owner_id, owner_id
    draft = as_plain(plan)
    if draft == kit.draft:
        if assigned:
            record(work, Entity.KIT, kit.id, "assigned")
        return
    kit.earlier, kit.draft = kit.draft, draft
    kit.revision, kit.updated_at = kit.revision + 1, work.now
    if kit.status is KitStatus.DRAFT:
        kit.title, kit.role, kit.region = plan.title, plan.role, plan.region
    work.session.flush()
    _name_assets(work.session, kit)
    record(work, Entity.KIT, kit.id, "saved", revision=kit.revision)


def locked(session: Session, kit_id: int, expected_revision: int | None) -> Kit:
    """The kit's row, held until the transaction ends.

    Raises NotFound, and Conflict when its newest revision is another than expected.
    """
    kit = locked_kit(session, kit_id)
    if kit is None:
        message = "there is no such kit"
        raise NotFound(message)
    if expected_revision is not None and kit.revision != expected_revision:
        message = f"somebody saved revision {kit.revision} meanwhile; you have {expected_revision}"
        raise Conflict(message, kit.revision)
    return kit


def view(work: Work, kit_id: int) -> KitView:
    """The kit as its editors see it."""
    work.session.flush()
    return load_kits(work.session, [kit_id], window(work.actor, work.now, drafts=True))[0]


def _columns(plan: Plan) -> dict[str, Any]:
    return {"title": plan.title, "role": plan.role, "region": plan.region, "draft": as_plain(plan)}


def _with(plan: Plan, changed: Step) -> Plan:
    sections = (
        replace(each, steps=tuple(changed if step.key == changed.key else step for step in each.steps))
        for each in plan.sections
    )
    return replace(plan, sections=tuple(sections))


def _name_assets(session: Session, kit: Kit) -> None:
    """Write down which assets the draft and the version shown name, so that their editors learn of it."""
    session.execute(delete(KitAsset).where(KitAsset.kit_id == kit.id))
    shown = version_of(session, kit.id, kit.version) if kit.version is not None else None
    plans = [of_plain(kit.draft), *([of_plain(shown.plan)] if shown else [])]
    ids = ids_of(session, dict.fromkeys(slug for plan in plans for slug in plan.named))
    session.add_all(KitAsset(kit_id=kit.id, asset_id=asset_id) for asset_id in sorted(ids.values()))
    session.flush()


def _check_successor(work: Work, kit_id: int, successor_id: int) -> None:
    found = load_kits(work.session, [successor_id], window(work.actor, work.now))
    if not found or found[0].status is not KitStatus.PUBLISHED:
        raise Invalid.of("successor", "NOT_PUBLISHED", "there is no such kit that readers can see")
    if kit_leads_to(work.session, successor_id, kit_id):
        raise Invalid.of("successor", "CIRCULAR", "that kit leads back to this one")


def _chosen_slug(session: Session, given: str, title: str) -> str:
    if not given:
        stem = slug_stem(title)
        places = (f"{stem}-{count}" if count > 1 else stem for count in itertools.count(1))
        return next(slug for slug in places if not kit_slug_is_taken(session, slug) and slug not in RESERVED)
    if len(given) > 200 or not re.match(SLUG_PATTERN, given):
        message = "a slug holds a-z, 0-9 and single hyphens between them, at most 200 characters"
        raise Invalid.of("slug", "WRONG_FORM", message)
    if given in RESERVED or kit_slug_is_taken(session, given):
        raise Invalid.of("slug", "TAKEN", f"another kit or page already has the slug “{given}”")
    return given


# Pages stand beside the kits under these names.
RESERVED = frozenset({"mine", "manage", "new", "assemble"})


def _owner_id(session: Session, given: Mapping[str, Any], default: int | None) -> int | None:
    if "owner" not in given:
        return default
    email = str(given["owner"] or "")
    if not email:
        return None
    person = people_book(session).find(email)
    if person is None or person.disabled_at is not None:
        raise Invalid.of("owner", "UNKNOWN_PERSON", f"nobody active has the address “{email[:100]}”")
    return person.id
