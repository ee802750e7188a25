"""Plain functions that make people, tags and assets for tests."""

from datetime import UTC, datetime, timedelta
from typing import Any

from content_store import authoring, people, publishing, taxonomy
from content_store.access import SYSTEM
from content_store.database import Database
from content_store.rules.vocabulary import ContentType, Facet, Role
from content_store.views import AssetView, PersonView, TagView, Viewer
from content_store.work import Work

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
PASSWORD = "correct horse battery"  # of everybody in the tests

# The least that each type needs to be published.
ENOUGH: dict[ContentType, dict[str, Any]] = {
    ContentType.TALKING_POINT: {"headline": "Cash is tied up in stock", "opener": "People in your role tell us …"},
    ContentType.CASE_STUDY: {"customer": "Harbour Mills", "challenge": "Stock had doubled in a year."},
    ContentType.TESTIMONIAL: {"quote": "We sleep at night again.", "company": "Harbour Mills"},
    ContentType.PROOF_STATEMENT: {"claim": "Late deliveries fell by a third within two quarters"},
    ContentType.WHITE_PAPER: {"abstract": "What late deliveries cost."},
    ContentType.PRESENTATION: {"slides": [{"title": "Where the cash went"}]},
    ContentType.PLAY: {"steps": [{"kind": "say", "text": "Open with the stock figure."}]},
    ContentType.GUIDELINE: {"criteria": [{"name": "Has a budget", "points": 20}]},
}


def after(seconds: float) -> datetime:
    """A moment so long after noon."""
    return NOON + timedelta(seconds=seconds)


def person(database: Database, role: Role, email: str | None = None) -> PersonView:
    with database.writing() as session:
        given = people.PersonInput(email or f"{role.value}@example.com", role.value.title(), role)
        return people.add(Work(session, SYSTEM, NOON), given)


def viewer(database: Database, role: Role, email: str | None = None) -> Viewer:
    return Viewer(person(database, role, email))


def tag(database: Database, facet: Facet, name: str, **given: Any) -> TagView:
    with database.writing() as session:
        return taxonomy.create(Work(session, SYSTEM, NOON), facet, {"name": name, **given})


def draft(
    database: Database, type_: ContentType = ContentType.TALKING_POINT, title: str = "Budget freeze", **given: Any
) -> AssetView:
    """A draft that has all it needs to be published; ``content`` is added to that."""
    fields = {"title": title, "summary": f"About {title}.", **given}
    fields["content"] = {**ENOUGH[type_], **given.get("content", {})}
    with database.writing() as session:
        return authoring.create(Work(session, SYSTEM, NOON), type_, fields)


def published(
    database: Database,
    type_: ContentType = ContentType.TALKING_POINT,
    title: str = "Budget freeze",
    at: datetime = NOON,
    **given: Any,
) -> AssetView:
    asset = draft(database, type_, title, **given)
    with database.writing() as session:
        return publishing.publish(Work(session, SYSTEM, at), asset.id)
