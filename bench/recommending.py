"""Recommendations and the start page's list: for a persona, a stage and a pain, alone and with an account.

python -m bench.recommending [SIZE ...]    100,000 assets where nothing is said
"""

import itertools
import random
import sys
from collections.abc import Iterable
from functools import partial

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from bench.corpus import NOW, store
from bench.timing import Timing, console, measure, table
from content_store.database import Database
from content_store.queries.taxonomy import tag_book
from content_store.rules.evidence import Evidence as Known
from content_store.rules.filters import Window
from content_store.rules.vocabulary import ActorKind, Channel, EventKind, Facet, Purpose, Role
from content_store.tables import Asset, Cohort, Evidence, Person, UsageEvent
from content_store.views import TagView
from search.finding import Search
from search.recommending import RecommendRequest, recommend

WINDOW = Window(NOW)
USED = 0.1  # of all assets, by somebody
EVENTS = 200_000
ACCOUNTS = 2_000  # to which a tenth of the events belong


def fill(database: Database) -> None:
    """Give a tenth of the assets evidence, and the store events, some of which name an account."""
    rng = random.Random(5)
    with database.writing() as session:
        ids = list(session.scalars(select(Asset.id)))
        personas = [tag.id for tag in tag_book(session).of_facet(Facet.PERSONA)]
        session.execute(insert(Cohort), [{"id": 1, "team": "", "region": "", "quota_band": ""}])
        person = {"email": "p@example.com", "name": "P", "role": Role.REP, "team": "", "region": "", "quota_band": None}
        session.execute(insert(Person), [{"id": 9_999, "council": False, "created_at": NOW, **person}])
        rows = (row for asset_id in rng.sample(ids, int(len(ids) * USED)) for row in _evidence(rng, asset_id, personas))
        for some in _parts(rows):
            session.execute(insert(Evidence), some)
        for some in _parts(_event(rng, number, rng.choice(ids)) for number in range(EVENTS)):
            session.execute(insert(UsageEvent), some)


def _parts(rows: Iterable[dict[str, object]]) -> Iterable[list[dict[str, object]]]:
    waiting = iter(rows)
    while some := list(itertools.islice(waiting, 10_000)):
        yield some


def _evidence(rng: random.Random, asset_id: int, personas: list[int]) -> Iterable[dict[str, object]]:
    for tag_id in (0, rng.choice(personas)):
        used = rng.randint(1, 40)
        landed = rng.randint(0, used)
        known = Known(used, rng.randint(1, used), landed, used - landed)
        counts = {"conversations": used, "reps": known.reps, "landed": landed, "fell_flat": used - landed}
        yield {"asset_id": asset_id, "tag_id": tag_id, **counts, "last_used_at": NOW, "level": known.level}


def _event(rng: random.Random, number: int, asset_id: int) -> dict[str, object]:
    return {
        "key": f"9999:{number}",
        "digest": "",
        "kind": EventKind.USED,
        "asset_id": asset_id,
        "revision": 1,
        "person_id": 9_999,
        "cohort_id": 1,
        "actor_kind": ActorKind.HUMAN,
        "channel": Channel.WEB,
        "purpose": Purpose.LIVE_CALL,
        "occurred_at": NOW,
        "recorded_at": NOW,
        "account": f"ACC-{rng.randrange(ACCOUNTS)}" if number % 10 == 0 else "",
    }


def timings(size: int) -> dict[str, Timing]:
    """Different situations each time, so that little is answered from memory."""
    with store(size) as (database, folder):
        fill(database)
        search = Search(database, folder)
        search.reindex(lambda *_: None)
        with database.reading() as session:
            book = tag_book(session)
            facets = (Facet.PERSONA, Facet.STAGE, Facet.PAIN)
            situations = list(itertools.product(*(book.of_facet(facet) for facet in facets)))
            random.Random(3).shuffle(situations)
            found = measure(
                {
                    "nothing chosen": lambda: _run(session, search, ()),
                    "persona, stage, pain": partial(_next, session, search, itertools.cycle(situations), ""),
                    "… and an account": partial(_next, session, search, itertools.cycle(situations), "ACC-7"),
                },
                rounds=200,
            )
        search.close()
        return found


def _next(session: Session, search: Search, situations: "itertools.cycle[tuple[TagView, ...]]", account: str) -> object:
    return _run(session, search, next(situations), account)


def _run(session: Session, search: Search, situation: tuple[TagView, ...], account: str = "") -> object:
    return recommend(session, search, RecommendRequest(1, situation, account), WINDOW)


def main(sizes: list[int]) -> None:
    """Print how long a list of ten takes."""
    report = table("Ten recommendations", "situation", "assets", "p50 ms", "p95 ms")
    for size in sizes:
        for name, timing in timings(size).items():
            report.add_row(name, f"{size:,}", f"{timing.p50:.2f}", f"{timing.p95:.2f}")
    console.print(report)


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [100_000])
