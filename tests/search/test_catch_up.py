"""The index follows its store: between processes, after a kill, and when it cannot be trusted."""

import gc
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text, update

from content_store.database import Database
from content_store.tables import Change
from search.engine import IndexDamaged
from search.finding import Search
from search.generations import Generations
from tests.content_store.making import after, published
from tests.search.making import DATABASES, ENGINES, EngineName, find, searching, titles
from tests.serving import unmeasured


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> EngineName:
    name: EngineName = request.param
    return name


@pytest.fixture
def database(engine: EngineName, request: pytest.FixtureRequest) -> Database:
    """Each engine over another kind of database: what neither knows of the other need not be tried both ways."""
    found: Database = request.getfixturevalue(DATABASES[engine])
    return found


OTHER_PROCESS = """
import sys
from pathlib import Path
from content_store.database import Database
from content_store.rules.filters import Window
from search.finding import Search, SearchRequest
from tests.search.making import NOON

database = Database(sys.argv[1])
search = Search(database, Path(sys.argv[2]), sys.argv[3], longest_wait=30)
for line in sys.stdin:
    with database.reading() as session:
        result = search.find(session, SearchRequest(line.strip() + " "), Window(NOON))
    print(*(hit.asset.title for hit in result.hits), sep="|", flush=True)
search.close()
"""


def start(code: str, database: Database, folder: Path, engine: EngineName) -> "subprocess.Popen[str]":
    address = database.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", code, address, str(folder), engine]
    root = Path(__file__).parents[2]
    return subprocess.Popen(
        command, cwd=root, env=unmeasured(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def ask(process: "subprocess.Popen[str]", words: str) -> list[str]:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{words}\n")
    process.stdin.flush()
    return [title for title in process.stdout.readline().strip().split("|") if title]


def test_what_one_process_publishes_another_finds_next(database: Database, tmp_path: Path, engine: EngineName) -> None:
    process = start(OTHER_PROCESS, database, tmp_path / "search", engine)
    with process, searching(database, tmp_path / "search", engine) as here:
        for number in range(3):
            published(database, title=f"Budget {number}")
            expected = {f"Budget {each}" for each in range(number + 1)}
            # By turns one of the two writes the index, and the other reads what it wrote.
            if number % 2:
                assert set(titles(find(database, here, "budget "))) == expected
            assert set(ask(process, "budget")) == expected
            assert set(titles(find(database, here, "budget "))) == expected


KILLED = """
import sys
from pathlib import Path
from content_store.database import Database
from search.finding import Search

print("ready", flush=True)
search = Search(Database(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
while True:
    search.reindex(lambda done, total: None)
    print("written", flush=True)
"""


def test_a_kill_while_writing_leaves_an_index_that_is_whole_or_heals(
    sqlite_database: Database, tmp_path: Path, engine: EngineName
) -> None:
    folder = tmp_path / "search"
    for number in range(5):
        published(sqlite_database, title=f"Budget {number}")
    for pause in (0.0, 0.004, 0.02):
        with start(KILLED, sqlite_database, folder, engine) as process:
            assert process.stdout is not None
            process.stdout.readline()
            process.stdout.readline()
            time.sleep(pause)
            os.kill(process.pid, signal.SIGKILL)
        published(sqlite_database, title=f"After {pause}")

        with searching(sqlite_database, folder, engine) as search:
            assert len(find(sqlite_database, search, "budget ").hits) == 5
            assert titles(find(sqlite_database, search, f"{pause} ")) == [f"After {pause}"]
            with sqlite_database.reading() as session:
                assert search.check(session).is_ok


def generation(folder: Path) -> Path:
    return folder / (folder / "current").read_text()


def lose_all(folder: Path) -> None:
    shutil.rmtree(folder)


def lose_the_generation(folder: Path) -> None:
    shutil.rmtree(generation(folder))


def empty_every_file(folder: Path) -> None:
    for file in generation(folder).iterdir():
        file.write_bytes(b"")


def cut_every_file(folder: Path) -> None:
    for file in generation(folder).iterdir():
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def scribble_on_the_pointer(folder: Path) -> None:
    (folder / "current").write_bytes(b"\xff\xfe../../etc")


@pytest.mark.parametrize(
    "spoil", [lose_all, lose_the_generation, empty_every_file, cut_every_file, scribble_on_the_pointer]
)
def test_a_lost_or_spoilt_index_is_built_anew(
    sqlite_database: Database, tmp_path: Path, engine: EngineName, spoil: Callable[[Path], None]
) -> None:
    folder = tmp_path / "search"
    published(sqlite_database, title="Budget freeze")
    with searching(sqlite_database, folder, engine) as search:
        find(sqlite_database, search, "budget ")
    spoil(folder)

    with warnings.catch_warnings():
        # Whoosh does not close a file that it cannot read.
        warnings.simplefilter("ignore", ResourceWarning)
        with searching(sqlite_database, folder, engine) as search:
            assert titles(find(sqlite_database, search, "budget ")) == ["Budget freeze"]
        gc.collect()


def test_damage_met_while_searching_is_mended_within_the_search(
    sqlite_database: Database, tmp_path: Path, engine: EngineName, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(sqlite_database, title="Budget freeze")
    with searching(sqlite_database, tmp_path / "search", engine) as search:
        find(sqlite_database, search, "budget ")
        index = search._catch_up.on_disk()
        assert index is not None

        def broken(*_: object) -> None:
            raise IndexDamaged

        monkeypatch.setattr(index.engine, "search", broken)

        assert titles(find(sqlite_database, search, "budget ")) == ["Budget freeze"]


def test_an_index_of_another_store_is_noticed(sqlite_database: Database, tmp_path: Path, engine: EngineName) -> None:
    published(sqlite_database, title="Budget freeze")
    with searching(sqlite_database, tmp_path / "search", engine) as search:
        find(sqlite_database, search, "budget ")
        with sqlite_database.engine.begin() as connection:
            connection.execute(text("UPDATE change_counter SET store_id = 'another'"))
            connection.execute(text("UPDATE asset SET title = 'Another budget'"))

        assert titles(find(sqlite_database, search, "another ")) == ["Another budget"]


def test_a_store_restored_to_an_older_state_is_noticed(
    sqlite_database: Database, tmp_path: Path, engine: EngineName
) -> None:
    published(sqlite_database, title="Kept budget")
    file = sqlite_database.file
    assert file is not None
    backup = tmp_path / "backup.sqlite"
    _copy(file, backup)
    published(sqlite_database, title="Lost budget")
    with searching(sqlite_database, tmp_path / "search", engine) as search:
        assert len(find(sqlite_database, search, "budget ").hits) == 2

    restored = Database(f"sqlite:///{backup}")
    with searching(restored, tmp_path / "search", engine) as search:
        assert titles(find(restored, search, "budget ")) == ["Kept budget"]
    restored.close()


def _copy(file: Path, target: Path) -> None:
    with closing(sqlite3.connect(file)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


def test_a_restored_store_that_has_moved_on_is_noticed(sqlite_database: Database, tmp_path: Path) -> None:
    published(sqlite_database, title="Budget freeze")
    with searching(sqlite_database, tmp_path / "search") as search:
        find(sqlite_database, search, "budget ")
        # As after a restore: other changes bear the numbers that the index has seen.
        with sqlite_database.writing() as session:
            session.execute(update(Change).values(at=after(60)))
        with sqlite_database.engine.begin() as connection:
            connection.execute(text("UPDATE asset SET title = 'Rewritten'"))
        published(sqlite_database, title="Later")

        assert titles(find(sqlite_database, search, "rewritten ")) == ["Rewritten"]


def test_an_index_of_another_version_does_not_count(tmp_path: Path) -> None:
    old = Generations(tmp_path, "tantivy-1")
    with old.writing():
        old.install(old.begin())

    assert old.current() is not None
    assert Generations(tmp_path, "tantivy-2").current() is None


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    one, other = Generations(tmp_path, "kind"), Generations(tmp_path, "kind")

    assert one.try_to_write()
    assert not one.try_to_write()
    assert not other.try_to_write()
    one.stop_writing()
    assert other.try_to_write()
    other.stop_writing()


def test_a_search_does_not_wait_for_a_busy_writer(sqlite_database: Database, tmp_path: Path) -> None:
    published(sqlite_database, title="Budget 1")
    search = Search(sqlite_database, tmp_path / "search", longest_wait=0.05)
    search.reindex(lambda *_: None)
    find(sqlite_database, search, "budget ")
    published(sqlite_database, title="Budget 2")
    busy = Generations(tmp_path / "search", "any")
    with busy.writing():
        # The writer ends after this: whoever waited for it would wait for ever.
        behind = find(sqlite_database, search, "budget ")

    assert titles(behind) == ["Budget 1"]
    assert behind.behind == 2
    for _ in range(200):
        if find(sqlite_database, search, "budget ").behind == 0:
            break
        time.sleep(0.05)
    assert len(find(sqlite_database, search, "budget ").hits) == 2
    search.close()


def test_threads_share_one_search(database: Database, tmp_path: Path) -> None:
    wrong: list[object] = []
    with searching(database, tmp_path / "search") as search:
        published(database, title="Budget first")

        def look() -> None:
            for _ in range(20):
                found = find(database, search, "budget first ")
                if titles(found)[:1] != ["Budget first"] or found.behind:
                    wrong.append(found)

        threads = [threading.Thread(target=look) for _ in range(4)]
        for thread in threads:
            thread.start()
        for number in range(5):
            published(database, title=f"Budget {number}")
        for thread in threads:
            thread.join()

    assert wrong == []


def test_a_search_that_was_closed_leaves_no_thread(sqlite_database: Database, tmp_path: Path) -> None:
    with searching(sqlite_database, tmp_path / "search") as search:
        find(sqlite_database, search, "budget ")

    assert "search-catch-up" not in {thread.name for thread in threading.enumerate()}


FULL_DISK = """
import resource, sys, time
from pathlib import Path
from content_store.database import Database
from content_store.rules.filters import Window
from search.finding import Search, SearchRequest
from tests.search.making import NOON

database = Database(sys.argv[1])
search = Search(database, Path(sys.argv[2]), sys.argv[3], longest_wait=float(sys.argv[4]))
for line in sys.stdin:
    command, _, word = line.strip().partition(" ")
    limit = 300 if command == "full" else resource.RLIM_INFINITY
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    if command == "again":
        time.sleep(2.1)  # what failed is not tried again at once
    with database.reading() as session:
        result = search.find(session, SearchRequest(word + " "), Window(NOON))
    print(result.behind, *(hit.asset.title for hit in result.hits), sep="|", flush=True)
search.close()
"""


def test_with_a_full_disk_the_old_index_answers_and_says_that_it_is_behind(
    sqlite_database: Database, tmp_path: Path, engine: EngineName
) -> None:
    published(sqlite_database, title="Harbour one")
    command = [sys.executable, "-c", FULL_DISK, str(sqlite_database.url), str(tmp_path / "index"), engine, "5"]
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        command, cwd=root, env=unmeasured(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:

        def ask(line: str) -> list[str]:
            assert other.stdin is not None
            assert other.stdout is not None
            other.stdin.write(f"{line}\n")
            other.stdin.flush()
            return other.stdout.readline().strip().split("|")

        assert ask("room harbour") == ["0", "Harbour one"]
        # Its second word is new, so that the file of words has to grow as well.
        published(sqlite_database, title="Harbour second")
        assert ask("full harbour") == ["2", "Harbour one"]
        assert sorted(ask("again harbour")) == ["0", "Harbour one", "Harbour second"]
        assert other.stdin is not None
        other.stdin.close()
    assert other.returncode == 0
    assert len([child for child in (tmp_path / "index").iterdir() if child.is_dir()]) == 1
