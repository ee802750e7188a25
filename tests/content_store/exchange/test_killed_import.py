import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from sqlalchemy import func, select

from content_store.database import Database
from content_store.queries.upkeep import faults
from content_store.tables import Asset, AssetLink, Change, ChangeCounter, Revision
from tests.content_store.exchange.folders import change_number, imported, write
from tests.serving import unmeasured

FILES = 900
ROUNDS = 3
IMPORT = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from content_store.database import Database
from content_store.exchange import ahead, importing

importing.BATCH, ahead.HERE, ahead.WORTHWHILE = 200, 100, 100
print("begun", flush=True)
importing.import_path(
    Database(sys.argv[1]), Path(sys.argv[2]), datetime.now(UTC),
    progress=lambda report, done, total: print(report.assets, flush=True),
)
"""


def test_a_killed_import_leaves_whole_batches_and_running_it_again_completes_it(
    database: Database, tmp_path: Path
) -> None:
    text = "---\ntype: white-paper\npersonas: [CFO]\nrelated: [f{}]\n---\nText {}."
    folder = write(tmp_path, {f"f{n}.md": text.format((n + 450) % FILES, n) for n in range(FILES)})
    rng = random.Random(1)
    acknowledged = 0
    for _ in range(ROUNDS):
        acknowledged = max(acknowledged, _killed(database, folder, rng.uniform(0.05, 0.8)))
        with database.reading() as session:
            assert (session.scalar(select(func.count()).select_from(Asset)) or 0) >= acknowledged
            assert faults(session) == []
    imported(database, folder)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Asset)) == FILES
        assert session.scalar(select(func.count()).select_from(Revision)) == FILES
        assert session.scalar(select(func.count()).select_from(AssetLink)) == FILES
        numbers = list(session.scalars(select(Change.number).order_by(Change.number)))
        assert numbers == list(range(1, len(numbers) + 1))
        assert session.scalar(select(ChangeCounter.change)) == len(numbers)
    before = change_number(database)
    assert imported(database, folder).unchanged == FILES
    assert change_number(database) == before


def _killed(database: Database, folder: Path, seconds: float) -> int:
    """Kill an import so long after its beginning; returns how many assets it had told of as stored."""
    url = database.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", IMPORT, url, str(folder)]
    with subprocess.Popen(command, env=unmeasured(), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        told = [int(line) for line in process.stdout.read().splitlines(keepends=True) if line.endswith("\n")]
    return max(told, default=0)
