"""Kits as a file: a list in YAML, or one kit a line. Versions and enrolments stay where they are."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from content_store import kits
from content_store.access import SYSTEM, window
from content_store.errors import Invalid
from content_store.exchange.files import decoded
from content_store.exchange.front_matter import parse_yaml
from content_store.exchange.raw import Place, RawKit, Unreadable
from content_store.exchange.report import Report
from content_store.kit_views import KitView
from content_store.queries.kits import all_kit_ids, kit_by_slug, load_kits, versions_of
from content_store.queries.people import people_book
from content_store.rules.kits import KitStatus, as_plain
from content_store.work import Work

# A file describes a kit as a whole: what it does not name is empty.
_EMPTY: Mapping[str, Any] = {"title": "", "summary": "", "role": "", "region": "", "sections": []}


def kit_documents(session: Session) -> Iterator[dict[str, Any]]:
    """Every kit as an import reads it back: what readers see, and the draft where a newer one waits."""
    ids = all_kit_ids(session)
    found = load_kits(session, ids, window(SYSTEM, datetime.now(UTC), drafts=True))
    versions, slugs = versions_of(session, ids), {kit.id: kit.slug for kit in found}
    for kit in found:
        shown = next(iter(versions.get(kit.id, ())), None)
        document: dict[str, Any] = {"slug": kit.slug, "status": kit.status.value}
        if kit.owner is not None:
            document["owner"] = kit.owner.email
        document |= _lean(as_plain(shown.plan if shown else kit.plan))
        if shown is not None and shown.plan != kit.plan:
            document["pending"] = _lean(as_plain(kit.plan))
        if kit.successor_id is not None:
            document["successor"] = slugs[kit.successor_id]
        yield document


def read_kits(file: Path) -> list[RawKit]:
    """The kits in a file. Raises Unreadable and OSError."""
    text, _ = decoded(file.read_bytes())
    given = parse_yaml(text)
    listed = given.get("kits") if isinstance(given, Mapping) else given
    if not isinstance(listed, list) or not all(isinstance(each, Mapping) for each in listed):
        message = "it holds no list of kits"
        raise Unreadable(message, 1)
    return [RawKit(Place(file.name, file.name), each) for each in listed]


def store_kits(work: Work, given: Sequence[RawKit], report: Report) -> None:
    """Make or change the kits as they are described; what is as described stays untouched."""
    stored: list[tuple[RawKit, KitView]] = []
    for kit in given:
        try:
            stored.append((kit, _store(work, kit.fields, report)))
        except (Invalid, TypeError, AttributeError) as error:
            report.skip(kit.place, f"kit “{str(kit.fields.get('slug'))[:60]}”: {error}")
    leads_to = {view.slug: str(kit.fields.get("successor") or "") for kit, view in stored}
    # A kit is led to only while it is shown, so the first of a row of successors is retired first.
    for kit, view in sorted(stored, key=lambda each: -_steps_from(each[1].slug, leads_to)):
        if kit.fields.get("status") == KitStatus.RETIRED.value and view.status is KitStatus.PUBLISHED:
            _retire(work, kit, view, report)


def _store(work: Work, fields: Mapping[str, Any], report: Report) -> KitView:
    slug = str(fields.get("slug") or "")
    found = kit_by_slug(work.session, slug, window(work.actor, work.now, drafts=True)) if slug else None
    owner = people_book(work.session).find(str(fields.get("owner") or ""))
    plan = _plan(fields)
    before = None if found is None else found.revision
    if found is None:
        found = kits.create(work, {**plan, "slug": slug, "owner": owner.email if owner else ""})
    wants = fields.get("status") or KitStatus.DRAFT.value
    shown = next(iter(versions_of(work.session, [found.id]).get(found.id, ())), None)
    if shown is None or kits.planned(work, plan, found) != shown.plan:
        found = kits.update(work, found.id, plan, None)
        if wants != KitStatus.DRAFT.value and found.status is not KitStatus.RETIRED:
            found = kits.publish(work, found.id, None)
    if isinstance(fields.get("pending"), Mapping):
        found = kits.update(work, found.id, _plan(fields["pending"]), None)
    report.changed_kits += before != found.revision
    return found


def _plan(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: fields.get(name) or empty for name, empty in _EMPTY.items()}


def _steps_from(slug: str, leads_to: Mapping[str, str]) -> int:
    """How many successors follow one another from a kit; what leads in a circle is followed once."""
    seen = {slug}
    while (slug := leads_to.get(slug, "")) and slug not in seen:
        seen.add(slug)
    return len(seen)


def _retire(work: Work, kit: RawKit, view: KitView, report: Report) -> None:
    slug = str(kit.fields.get("successor") or "")
    successor = kit_by_slug(work.session, slug, window(work.actor, work.now)) if slug else None
    try:
        kits.retire(work, view.id, successor.id if successor else None)
    except Invalid as error:
        report.skip(kit.place, f"kit “{view.slug}”: {error}")


def _lean(plain: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in plain.items() if value not in ("", [])}
