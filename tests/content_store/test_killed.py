import random
import signal
import subprocess
import sys
import time

from sqlalchemy import func, select

from content_store.database import Database
from content_store.rules.lifecycle import Step
from content_store.rules.vocabulary import Status
from content_store.tables import Asset, Change, ChangeCounter, Publication, Revision
from tests.serving import unmeasured

ROUNDS = 3


def test_a_killed_publisher_leaves_all_it_acknowledged_and_nothing_half_done(database: Database) -> None:
    rng = random.Random(1)
    acknowledged: set[int] = set()
    url = database.url.render_as_string(hide_password=False)
    for _ in range(ROUNDS):
        with subprocess.Popen(
            [sys.executable, "-m", "tests.content_store.publishing_loop", url],
            env=unmeasured(),
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stdout is not None
            acknowledged.add(int(process.stdout.readline()))  # it has begun
            time.sleep(rng.uniform(0.02, 0.3))
            process.send_signal(signal.SIGKILL)
            # The last line may be cut off; then it was not acknowledged.
            rest = process.stdout.read()
            acknowledged |= {int(line) for line in rest.splitlines(keepends=True) if line.endswith("\n")}
    assert len(acknowledged) > ROUNDS
    with database.reading() as session:
        statuses = {row.id: row.status for row in session.execute(select(Asset.id, Asset.status))}
        assert acknowledged <= set(statuses)
        assert set(statuses.values()) <= {Status.PUBLISHED, Status.RETIRED}
        numbers = list(session.scalars(select(Change.number).order_by(Change.number)))
        assert numbers == list(range(1, len(numbers) + 1))
        assert session.scalar(select(ChangeCounter.change)) == len(numbers)
        assert session.scalar(select(func.count()).select_from(Revision)) == len(statuses)
        published = select(func.count()).select_from(Publication).where(Publication.step == Step.PUBLISH)
        assert session.scalar(published) == len(statuses)
