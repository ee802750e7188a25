import threading

import pytest

from api.worker import Worker
from content_store.errors import Unavailable


def test_it_does_part_after_part_once_woken_and_goes_on_after_a_failure(caplog: pytest.LogCaptureFixture) -> None:
    done: list[int] = []
    rested = threading.Event()

    def part() -> bool:
        done.append(len(done))
        if len(done) == 2:
            message = "the database is away"
            raise Unavailable(message)
        if len(done) == 4:
            rested.set()
        return len(done) < 4

    worker = Worker("counting", part, 0.001)
    assert not done
    worker.wake()
    assert rested.wait(60)
    worker.close()
    assert done[:4] == [0, 1, 2, 3]
    assert "counting waits for the next time: the database is away" in caplog.text
    worker.wake()
    assert worker.is_stopping()


def test_closing_waits_for_the_part_under_way() -> None:
    begun, go_on, finished = threading.Event(), threading.Event(), threading.Event()

    def part() -> bool:
        begun.set()
        go_on.wait(60)
        finished.set()
        return True

    worker = Worker("waiting", part, 60)
    worker.wake()
    assert begun.wait(60)
    worker.close(0)
    assert not finished.is_set()
    go_on.set()
    worker.close()
    assert finished.is_set()
