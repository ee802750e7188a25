"""Search: what understanding, loading, explaining and counting add to the engine's own time for the same query.

Processor time of the one thread that does it all, so that neighbours do not show.

python -m bench.searching [SIZE ...]    10,000 and 100,000 assets where nothing is said; 1000000 works too
"""

import itertools
import random
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from sqlalchemy.orm import Session

from bench.corpus import NOW, WORDS, store
from bench.plain_tantivy import PlainTantivy
from bench.timing import Timing, console, measure, table
from content_store.queries.filters import resolve
from content_store.rules.filters import Filter, Where, Window
from content_store.rules.vocabulary import Facet
from search.finding import Search, SearchRequest, SearchResult

WINDOW = Window(NOW)
QUERIES = 400  # different ones, so that nothing is answered from memory


def texts(kind: str) -> list[str]:
    """Queries of one kind: two or three words that people use, the last half typed, or the first misspelt."""
    rng = random.Random(kind)
    found = []
    for _ in range(QUERIES):
        words = rng.sample(WORDS[:800], rng.choice((2, 3)))
        if kind == "prefix":
            words[-1] = words[-1][: max(3, len(words[-1]) - 2)]
        if kind == "typo":
            words[0] = words[0][:1] + words[0][2:] + "x"
        found.append(" ".join(words) + ("" if kind == "prefix" else " "))
    return found


def timings(count: int) -> dict[str, Timing]:
    """Each kind of query, by the plain engine and all the way to hydrated, explained hits."""
    begun = time.perf_counter()
    with store(count) as (database, folder), tempfile.TemporaryDirectory(prefix="kindling-bench-") as other:
        filled = time.perf_counter()
        search = Search(database, folder)
        search.reindex(lambda *_: None)
        indexed = time.perf_counter()
        console.print(f"{count:,} assets stored in {filled - begun:.0f} s and indexed in {indexed - filled:.0f} s")
        plain = PlainTantivy(database, Path(other))
        runs: dict[str, Callable[[], object]] = {}
        with database.reading() as session:
            narrowing = resolve(session, Where({Facet.STAGE: ("stage-1",)}))
            tag_id = min(narrowing.tag_groups[0])
            for kind, alone in (
                ("words", partial(plain.search, tag_id=tag_id)),
                ("prefix", partial(plain.search, tag_id=tag_id, half_typed=True)),
                ("typo", partial(plain.search, tag_id=tag_id, distance=1)),
            ):
                runs[f"{kind}: engine"] = _each(kind, alone)
                runs[f"{kind}: Kindling"] = _each(kind, partial(_find, search, session, narrowing))
            found = measure(runs, rounds=QUERIES // 2, clock=time.thread_time)
        search.close()
        return found


def _find(search: Search, session: Session, narrowing: Filter, text: str) -> SearchResult:
    return search.find(session, SearchRequest(text, narrowing, with_facets=True), WINDOW)


def _each(kind: str, run: Callable[[str], object]) -> Callable[[], object]:
    queries = itertools.cycle(texts(kind))
    return lambda: run(next(queries))


def main(sizes: list[int]) -> None:
    """Print each kind of query with its ratio to the plain engine."""
    report = table("Search with a filter, facets and highlights", "query", "assets", "p50 ms", "p95 ms", "to engine")
    for size in sizes:
        found = timings(size)
        for name, timing in found.items():
            alone = found[f"{name.split(':')[0]}: engine"]
            ratio = f"{timing.p50 / alone.p50:.2f}"
            report.add_row(name, f"{size:,}", f"{timing.p50:.2f}", f"{timing.p95:.2f}", ratio)
    console.print(report)


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [10_000, 100_000])
