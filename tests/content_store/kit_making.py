"""Plain functions that make kits for tests."""

from datetime import datetime
from typing import Any

from content_store import kits
from content_store.access import SYSTEM
from content_store.database import Database
from content_store.kit_views import KitView
from content_store.views import Viewer
from content_store.work import Work
from tests.content_store.making import NOON


def step(asset: str, **given: Any) -> dict[str, Any]:
    return {"asset": asset, "key": asset, **given}


def rule(kind: str, **given: Any) -> dict[str, Any]:
    return {"rule": {"kind": kind, **given}, "key": kind.replace("_", "-")}


def kit(
    database: Database, *steps: dict[str, Any], title: str = "First steps", by: Viewer = SYSTEM, **given: Any
) -> KitView:
    """A draft with one section."""
    with database.writing() as session:
        sections = [{"title": "Start here", "steps": list(steps)}]
        return kits.create(Work(session, by, NOON), {"title": title, "sections": sections, **given})


def published_kit(database: Database, *steps: dict[str, Any], at: datetime = NOON, **given: Any) -> KitView:
    made = kit(database, *steps, **given)
    with database.writing() as session:
        return kits.publish(Work(session, SYSTEM, at), made.id, None)
