"""Loading the demo: its people, and its content with every date moved as if it had been written for today."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from content_store import people
from content_store.access import SYSTEM
from content_store.content_types import DECLARATIONS
from content_store.database import Database
from content_store.exchange.entries import Entry
from content_store.exchange.front_matter import parse_yaml
from content_store.exchange.importing import ImportOptions, import_path
from content_store.exchange.lives import MOMENTS
from content_store.exchange.moments import read_day
from content_store.exchange.report import Report
from content_store.exchange.shapes import day_fields
from content_store.queries.changes import asset_count
from content_store.queries.people import people_book
from content_store.rules.vocabulary import QuotaBand, Role
from content_store.work import Work

DESCRIPTION = "_demo.yaml"


@dataclass(frozen=True, slots=True)
class Demo:
    """What the demo's description says. ``anchor`` is the day for which its dates were written."""

    folder: Path
    anchor: datetime
    company: str
    one_line: str
    people: tuple[people.PersonInput, ...]


def read_demo(folder: Path) -> Demo:
    """The demo in ``folder``."""
    given = parse_yaml((folder / DESCRIPTION).read_text(encoding="utf-8"))
    anchor = datetime.fromisoformat(f"{read_day(str(given['anchor']))}T00:00:00+00:00")
    return Demo(folder, anchor, given["company"], given["one_line"], tuple(_person(entry) for entry in given["people"]))


def is_loaded(session: Session, demo: Demo) -> bool:
    """Whether the demo's people and content are here."""
    book = people_book(session)
    return asset_count(session) > 0 and all(book.find(person.email) for person in demo.people)


def load_demo(database: Database, demo: Demo, password: str, now: datetime) -> Report:
    """Add the demo's people, all with the same password, and import its content."""
    password_hash = people.hashed(password)
    with database.writing() as session:
        work = Work(session, SYSTEM, now)
        book = people_book(session)
        for person in demo.people:
            if book.find(person.email) is None:
                people.add(work, person, password_hash)
    shift = timedelta(days=(now - demo.anchor).days)

    def adapted(entry: Entry) -> Entry | None:
        # Its README is for those who read the repository.
        return None if entry.place.path == "README.md" else moved(entry, shift)

    return import_path(
        database, demo.folder, now, ImportOptions(together=True, override="sample content"), adapt=adapted
    )


def moved(entry: Entry, shift: timedelta) -> Entry:
    """The entry with all its dates later by ``shift``: those of its life and those in its fields."""
    life = entry.life
    moments = {name: moment + shift for name in MOMENTS if (moment := getattr(life, name)) is not None}
    entry.life = replace(life, **moments)
    for name in day_fields(DECLARATIONS[entry.type]):
        if entry.written.content.get(name):
            day = read_day(entry.written.content[name]) + shift
            entry.written.content[name] = day.isoformat()
    return entry


def _person(entry: Mapping[str, Any]) -> people.PersonInput:
    return people.PersonInput(
        email=entry["email"],
        name=entry["name"],
        role=Role(entry["role"]),
        team=entry.get("team") or "",
        region=entry.get("region") or "",
        quota_band=QuotaBand(entry["quota_band"]) if entry.get("quota_band") else None,
        council=bool(entry.get("council")),
    )
