"""How long the workspace takes at the server: listing and narrowing all assets, whatever their state.

python -m bench.workspace [SIZE]        100,000 assets where nothing is said
"""

import sys
from collections.abc import Callable

from sqlalchemy import text
from starlette.testclient import TestClient

from api.app import create_app
from api.runtime import Runtime
from api.settings import Mode, Settings
from bench.corpus import NOW, store
from bench.timing import console, measure, table
from content_store import people
from content_store.access import SYSTEM
from content_store.database import Database
from content_store.people import PersonInput
from content_store.rules.vocabulary import Role
from content_store.work import Work

EMAIL, PASSWORD = "editor@example.com", "correct horse battery"
LISTS = {
    "all, edited last first": "",
    "drafts": "?state=draft",
    "few: archived": "?state=archived",
    "scheduled, of which there are none": "?state=scheduled",
    "persona, stage, retired, by title": "?persona=persona-1&stage=stage-1&state=retired&order=title",
    "overdue, due soonest": "?freshness=overdue&order=due",
    "never used": "?use=never",
    "used lately": "?use=lately",
    "nothing is like that": "?persona=persona-0&pain=pain-0",
    "words": "?q=budget+forecast",
    "words, drafts, by title": "?q=budget&state=draft&order=title",
}
# Of every hundred: some of each state, and three that are used.
STATES = (
    "UPDATE asset SET status = 'draft', listed_at = NULL, published_at = NULL WHERE id % 7 = 0",
    "UPDATE asset SET status = 'in_review', listed_at = NULL, published_at = NULL WHERE id % 50 = 49",
    (
        "UPDATE asset SET status = 'retired', retire_reason = 'outdated', retired_at = edited_at, listed_at = NULL"
        " WHERE id % 11 = 0"
    ),
    "UPDATE asset SET status = 'archived', listed_at = NULL WHERE id % 1000 = 999",
    (
        "INSERT INTO evidence (asset_id, tag_id, conversations, landed, fell_flat, reps, last_used_at, level)"
        " SELECT id, 0, 5, 3, 1, 2, edited_at, 2 FROM asset WHERE id % 33 = 1"
    ),
)


def prepare(database: Database) -> None:
    """Spread the assets over all states, and let somebody in."""
    with database.writing() as session:
        for statement in STATES:
            session.execute(text(statement))
        people.add(Work(session, SYSTEM, NOW), PersonInput(EMAIL, "Editor", Role.MARKETING, PASSWORD))


def main(size: int) -> None:
    """Print the time of each list, counts and page included."""
    with store(size) as (database, folder):
        prepare(database)
        settings = Settings(data_dir=folder.parent, database_url=database.url.render_as_string(), mode=Mode.PRODUCTION)
        runtime = Runtime.open(settings)
        runtime.search.reindex(lambda *_: None)
        with TestClient(create_app(runtime), follow_redirects=False) as client:
            origin = {"Origin": "http://testserver"}
            client.post("/sign-in", data={"email": EMAIL, "password": PASSWORD}, headers=origin)
            runs = {name: _got(client, f"/work/assets{asked}") for name, asked in LISTS.items()}
            report = table(f"Pages of the workspace over {size:,} assets, SQLite", "list", "p50 ms", "p95 ms")
            for name, timing in measure(runs, rounds=60).items():
                report.add_row(name, f"{timing.p50:.1f}", f"{timing.p95:.1f}")
        runtime.close()
    console.print(report)


def _got(client: TestClient, address: str) -> Callable[[], object]:
    def run() -> None:
        assert client.get(address).status_code == 200

    return run


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
