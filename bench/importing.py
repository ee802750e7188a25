"""Import: how the whole compares with reading and parsing the files alone, and whether memory stays flat.

python -m bench.importing [FILES]       10,000 files where nothing is said
"""

import random
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import yaml

from bench.corpus import WORDS, sentence
from bench.timing import console, table
from content_store import migrations
from content_store.database import Database
from content_store.exchange.entries import read_entry
from content_store.exchange.files import Sources, read_markdown
from content_store.exchange.importing import import_path
from content_store.exchange.raw import Raw


def write_files(folder: Path, count: int) -> None:
    """Folders of Markdown as a company's site holds them."""
    rng = random.Random(3)
    for number in range(count):
        place = folder / f"part-{number // 500}"
        place.mkdir(parents=True, exist_ok=True)
        front = {
            "title": f"{sentence(rng, 5)} {number}",
            "description": sentence(rng, 15),
            "date": f"2026-0{number % 9 + 1}-1{number % 10}",
            "personas": rng.sample(["CFO", "CIO", "Head of operations", "Buyer"], 2),
            "stages": [rng.choice(["awareness", "decision"])],
            "author": rng.choice(WORDS),
        }
        paragraphs = "\n\n".join(sentence(rng, 80) for _ in range(5))
        text = f"---\n{yaml.safe_dump(front)}---\n\n# {sentence(rng, 4)}\n\n{paragraphs}\n"
        (place / f"post {number}.md").write_text(text, encoding="utf-8")


def read_alone(folder: Path) -> int:
    """Reading every file and parsing its front matter, by the C parser: the floor."""
    found = 0
    for file in sorted(folder.rglob("*.md")):
        _, front, body = file.read_text(encoding="utf-8").split("---\n", 2)
        found += len(yaml.load(front, Loader=yaml.CSafeLoader)) + len(body)
    return found


def parse_alone(folder: Path) -> int:
    """Reading and parsing as the importer does, with titles, summaries, dates and tags found, and nothing stored."""
    sources = Sources.at(folder)
    raws = (read_markdown(sources, source) for source in sources.files)
    return sum(len(read_entry(raw, None).notes) for raw in raws if isinstance(raw, Raw))


def imported(folder: Path, database: Database) -> None:
    """One import."""
    import_path(database, folder, datetime.now(UTC))


def timed(run: Callable[..., object], *arguments: object) -> float:
    """Seconds that ``run`` takes."""
    begun = time.perf_counter()
    run(*arguments)
    return time.perf_counter() - begun


def peak_memory(folder: Path, database: Database) -> float:
    """The most that Python held at once during one import, in MB."""
    tracemalloc.start()
    import_path(database, folder, datetime.now(UTC))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def main(count: int) -> None:
    """Print speeds as files a second, and the peak of memory for a tenth of the files and for all."""
    with tempfile.TemporaryDirectory(prefix="kindling-bench-") as scratch:
        folder, small = Path(scratch) / "all", Path(scratch) / "tenth"
        write_files(folder, count)
        write_files(small, count // 10)
        databases = [Database(f"sqlite:///{scratch}/{number}.sqlite") for number in range(3)]
        for database in databases:
            migrations.upgrade(database)
        taken = {
            "front matter in C": timed(read_alone, folder),
            "read and parsed": timed(parse_alone, folder),
            "first import": timed(imported, folder, databases[0]),
            "the same again": timed(imported, folder, databases[0]),
        }
        report = table("Import of Markdown", "what", "files", "files/s", "to parsed", "to front matter")
        floor, parsed = taken["front matter in C"], taken["read and parsed"]
        for what, seconds in taken.items():
            ratios = f"{parsed / seconds:.2f}", f"{floor / seconds:.2f}"
            report.add_row(what, f"{count:,}", f"{count / seconds:,.0f}", *ratios)
        console.print(report)
        peaks = [peak_memory(small, databases[1]), peak_memory(folder, databases[2])]
        console.print(f"peak memory: {peaks[0]:.0f} MB for {count // 10:,} files, {peaks[1]:.0f} MB for {count:,}")
        for database in databases:
            database.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 10_000)
