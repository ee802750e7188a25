"""Kits come back from an export as they were: what readers see, what waits, and where the retired lead."""

from pathlib import Path
from typing import Any

import pytest

from content_store import kits, people
from content_store.access import SYSTEM, window
from content_store.database import Database
from content_store.exchange.exporting import export_path
from content_store.queries.kits import all_kit_ids, load_kits, versions_of
from content_store.rules.vocabulary import Facet, Role
from content_store.work import Work
from tests.content_store.exchange.folders import NOW, change_number, imported, told, write
from tests.content_store.kit_making import kit as draft_kit
from tests.content_store.kit_making import published_kit, rule, step
from tests.content_store.making import published, tag


def fill(database: Database) -> None:
    """A kit with a newer draft, one that was never published, and retired ones that lead to it one by one."""
    tag(database, Facet.PERSONA, "CFO")
    published(database, title="No: 1.10")
    with database.writing() as session:
        people.add(Work(session, SYSTEM, NOW), people.PersonInput("owner@example.com", "Owner", Role.MARKETING))
    shown = published_kit(
        database,
        step("no-1-10", why="null", question="# Why?", minutes=7, required=False),
        rule("most_used", persona="cfo", quota_band="above", limit=3),
        summary="- yes",
        role="12:30",
        owner="owner@example.com",
    )
    # Named before the one that leads to it, and so exported before it.
    last = published_kit(database, step("no-1-10"), title="Second")
    first = published_kit(database, step("no-1-10"), title="Third")
    draft_kit(database, title="Never shown")
    with database.writing() as session:
        work = Work(session, SYSTEM, NOW)

        kits.update(work, shown.id, {"title": "Newer", "summary": "", "sections": []}, None)
        kits.retire(work, first.id, last.id)
        kits.retire(work, last.id, shown.id)


def state(database: Database) -> dict[str, Any]:
    """All that is told of every kit, by its slug."""
    with database.reading() as session:
        ids = all_kit_ids(session)
        found = load_kits(session, ids, window(SYSTEM, NOW, drafts=True))
        shown, slugs = versions_of(session, ids), {kit.id: kit.slug for kit in found}
        return {
            kit.slug: (
                kit.status,
                kit.owner.email if kit.owner else "",
                kit.plan,
                [version.plan for version in shown.get(kit.id, ())][:1],
                slugs.get(kit.successor_id or 0),
            )
            for kit in found
        }


@pytest.mark.parametrize("name", ["export.jsonl", "export"])
def test_kits_come_back_as_they_were(
    sqlite_database: Database, postgresql_database: Database, tmp_path: Path, name: str
) -> None:
    fill(sqlite_database)
    with postgresql_database.writing() as session:
        people.add(Work(session, SYSTEM, NOW), people.PersonInput("owner@example.com", "Owner", Role.MARKETING))
    export_path(sqlite_database, tmp_path / name)
    assert told(imported(postgresql_database, tmp_path / name)) == []
    assert state(postgresql_database) == state(sqlite_database)
    for database in (sqlite_database, postgresql_database):
        before = change_number(database)
        assert imported(database, tmp_path / name).changed_kits == 0
        assert change_number(database) == before
    export_path(postgresql_database, tmp_path / f"again-{name}")
    for file in (tmp_path / name).rglob("*") if name == "export" else [tmp_path / name]:
        again = tmp_path / f"again-{name}" / file.relative_to(tmp_path / name)
        assert file.is_dir() or file.read_bytes() == again.read_bytes()


def test_kits_that_lead_in_a_circle_end_and_are_told(sqlite_database: Database, tmp_path: Path) -> None:
    lines = "".join(
        f"- {{slug: {one}, title: {one}, status: retired, successor: {two}, sections: [{{steps: [{{asset: a}}]}}]}}\n"
        for one, two in (("x", "y"), ("y", "x"))
    )
    folder = write(tmp_path / "in", {"a.md": "---\nslug: a\ntitle: A\n---\nBody", "_kits.yaml": lines})
    report = imported(sqlite_database, folder)
    assert any("kit “" in line for line in told(report))
