"""What another process reads must come as if it had been read here, whatever becomes of that process."""

import sys
from pathlib import Path

import pytest

from content_store.database import Database
from content_store.exchange import ahead
from content_store.exchange.ahead import read_ahead
from content_store.exchange.files import Sources
from content_store.exchange.reading import Reading
from tests.content_store.exchange.folders import asset, imported, told, write

FILES = 30


@pytest.fixture
def reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reading:
    """A folder that another process reads although it is small: text, rows, a tag, a broken file."""
    for name, value in (("HERE", 5), ("WORTHWHILE", 2), ("CHUNK", 3), ("WAITING", 1)):
        monkeypatch.setattr(ahead, name, value)
    text = "---\npersonas: [CFO]\ndate: 2026-05-04\nrelated: [f1]\nweight: 1.50\n---\nText {}."
    files: dict[str, str | bytes] = {f"f{n}.md": text.format(n) for n in range(FILES)}
    files |= {"g.md": "---\na: [\n---\nText.", "h.md": "---\ndate: soon\n---\nText."}
    files["rows.jsonl"] = '{"kind": "tag", "facet": "stage", "name": "Later"}\n{"title": "A row", "x": [1.5, null]}\n'
    return Reading(Sources.at(write(tmp_path, files)))


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[ahead._Process]:
    """The processes that were started meanwhile."""
    processes: list[ahead._Process] = []
    start = ahead._started

    def note(reading: Reading) -> ahead._Process | None:
        process = start(reading)
        if process is not None:
            processes.append(process)
        return process

    monkeypatch.setattr(ahead, "_started", note)
    return processes


def test_nothing_is_different(reading: Reading, started: list[ahead._Process]) -> None:
    with read_ahead(reading) as read:
        assert list(read) == list(reading.understood())
    assert len(started) == 1


@pytest.mark.parametrize("after", [0, 1, 7, 20])
def test_what_a_process_that_dies_did_not_deliver_is_read_here(
    reading: Reading, started: list[ahead._Process], after: int
) -> None:
    with read_ahead(reading) as read:
        found = [next(read) for _ in range(after)]
        started[0].kill()
        assert found + list(read) == list(reading.understood())


@pytest.mark.parametrize("program", ["", "/bin/false", "/bin/cat", "/nowhere"])
def test_without_an_interpreter_everything_is_read_here(
    reading: Reading, program: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", program)
    with read_ahead(reading) as read:
        assert list(read) == list(reading.understood())


def test_the_process_ends_with_the_import(reading: Reading, started: list[ahead._Process]) -> None:
    def interrupted() -> None:
        with read_ahead(reading) as read:
            next(read)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert started[0].returncode is not None


def test_an_import_takes_what_was_read_ahead(sqlite_database: Database, reading: Reading) -> None:
    report = imported(sqlite_database, reading.sources.root)
    assert (report.created, len(report.skipped)) == (FILES + 1, 2)
    assert any(line.startswith("h.md line 2: date: “soon” is no date") for line in told(report))
    assert asset(sqlite_database, "f29").extra == {"weight": 1.5}
