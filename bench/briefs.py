"""A call's brief: as a page and as PDF at the server over the demo's content, and found among many assets.

python -m bench.briefs [SIZE ...]    10,000 assets where nothing is said
"""

import itertools
import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from api.app import create_app
from api.runtime import Runtime, now
from api.settings import Settings
from bench.corpus import store
from bench.recommending import WINDOW, fill
from bench.timing import Timing, console, measure, table
from content_store.briefing import BriefAsked
from content_store.database import Database
from content_store.exchange.demo import load_demo, read_demo
from content_store.migrations import upgrade
from content_store.queries.taxonomy import tag_book
from content_store.rules.vocabulary import Facet
from content_store.views import TagView
from search.briefing import call_brief
from search.finding import Search

_PASSWORD = "kindling-demo"  # noqa: S105 - of people who are made up for a minute
_FACETS = (Facet.PERSONA, Facet.STAGE, Facet.PAIN)


@contextmanager
def site(email: str = "rep@example.com") -> Iterator[tuple[TestClient, Runtime]]:
    """Somebody signed in to the demo."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder))
        database = Database(settings.url)
        upgrade(database)
        load_demo(database, read_demo(Path("demo")), _PASSWORD, now())
        database.close()
        runtime = Runtime.open(settings)
        with TestClient(create_app(runtime)) as client:
            form = {"email": email, "password": _PASSWORD}
            client.post("/sign-in", data=form, headers={"Origin": "http://testserver"})
            yield client, runtime
        runtime.close()


def situations(session: Session) -> list[tuple[TagView, ...]]:
    """Every situation, in an order without order."""
    book = tag_book(session)
    found = list(itertools.product(*(book.of_facet(facet) for facet in _FACETS)))
    random.Random(3).shuffle(found)
    return found


def served() -> dict[str, Timing]:
    """With all that a request costs at the server, each time for another situation."""
    with site() as (client, runtime):
        with runtime.database.reading() as session:
            found = situations(session)
        addresses = ["&".join(f"{tag.facet.value}={tag.slug}" for tag in each) for each in found]

        def asking(path: str) -> Callable[[], object]:
            following = itertools.cycle(addresses)
            return lambda: client.get(f"{path}?{next(following)}").raise_for_status()

        paths = {"page": "/brief", "PDF, warm": "/brief.pdf", "Markdown": "/brief.md"}
        return measure({name: asking(path) for name, path in paths.items()}, rounds=150)


def among(size: int) -> dict[str, Timing]:
    """Found among ``size`` assets, a tenth of them with evidence."""
    with store(size) as (database, folder):
        fill(database)
        search = Search(database, folder)
        search.reindex(lambda *_: None)
        with database.reading() as session:
            following = itertools.cycle(situations(session))
            found = measure({f"found among {size:,}": partial(_next, session, search, following)}, rounds=150)
        search.close()
        return found


def _next(session: Session, search: Search, following: "itertools.cycle[tuple[TagView, ...]]") -> object:
    return call_brief(session, search, BriefAsked(next(following)), WINDOW)


def main(sizes: list[int]) -> None:
    """Print how long a brief takes."""
    report = table("A call's brief", "what", "p50 ms", "p95 ms")
    for timings in (served(), *(among(size) for size in sizes)):
        for name, timing in timings.items():
            report.add_row(name, f"{timing.p50:.2f}", f"{timing.p95:.2f}")
    console.print(report)


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [10_000])
