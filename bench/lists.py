"""Whether a list of 20 with tags and proof costs the same in a small store and in a large one.

python -m bench.lists [SIZE ...]        1,000, 10,000 and 100,000 assets where nothing is said
"""

import sys
from collections.abc import Callable

from bench.corpus import NEVER, NOW, store
from bench.timing import Timing, console, measure, table
from content_store.database import Database
from content_store.queries.assets import linked
from content_store.queries.filters import resolve
from content_store.queries.listing import Keyset, Order, Span, list_assets
from content_store.rules.filters import Where, Window
from content_store.rules.vocabulary import ContentType, Facet, LinkKind
from search.finding import Search

WINDOW = Window(NOW)
FEW = 500
# Two tags, so that the smallest store fills a page as well.
SITUATION = Where(
    {Facet.PERSONA: ("persona-1",), Facet.STAGE: ("stage-1",)},
    types=(ContentType.TALKING_POINT,),
)
NOTHING = Where({Facet.PERSONA: NEVER[:1], Facet.PAIN: NEVER[1:]}, types=(ContentType.TALKING_POINT,))


def page(database: Database, search: Search, where: Where, after: Keyset | None = None) -> int:
    """One page as the API reads it: the list, and the proof of all its assets."""
    with database.reading() as session:
        narrowing = resolve(session, where)
        among = search.matching(session, narrowing, WINDOW, FEW)
        found = list_assets(session, narrowing, WINDOW, Order(), Span(20, after=after), among)
        linked(session, [asset.id for asset in found.items], LinkKind.PROOF, WINDOW)
        return len(found.items)


def middle(database: Database, where: Where) -> Keyset:
    """The place in the middle of a list, found by walking half of it."""
    with database.reading() as session:
        narrowing = resolve(session, where)
        places = list_assets(session, narrowing, WINDOW, Order(), Span(100_000)).places
        return places[len(places) // 2]


def timings(count: int) -> dict[str, Timing]:
    """The three lists over a store of ``count`` assets."""
    with store(count) as (database, folder):
        search = Search(database, folder)
        search.reindex(lambda *_: None)
        persona = Where({Facet.PERSONA: ("persona-1",)}, types=(ContentType.TALKING_POINT,))
        half = middle(database, persona)
        runs: dict[str, Callable[[], object]] = {
            "persona and stage, first page": lambda: page(database, search, SITUATION),
            "one tag, a page in the middle": lambda: page(database, search, persona, half),
            "a filter that matches nothing": lambda: page(database, search, NOTHING),
        }
        assert page(database, search, NOTHING) == 0
        assert page(database, search, SITUATION) == 20
        found = measure(runs)
        search.close()
        return found


def main(sizes: list[int]) -> None:
    """Print each size and its ratio to the first."""
    results = {size: timings(size) for size in sizes}
    report = table("Lists of 20 with tags and proof, SQLite", "list", "assets", "p50 ms", "p95 ms", "to smallest")
    for name in results[sizes[0]]:
        for size in sizes:
            timing = results[size][name]
            ratio = timing.p50 / results[sizes[0]][name].p50
            report.add_row(name, f"{size:,}", f"{timing.p50:.2f}", f"{timing.p95:.2f}", f"{ratio:.2f}")
    console.print(report)


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [1_000, 10_000, 100_000])
