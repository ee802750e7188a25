"""Work that comes round by itself beside the requests of ``kindling serve``."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import ParamSpec

from api.runtime import now
from content_store.access import SYSTEM
from content_store.database import Database
from content_store.errors import KindlingError
from content_store.evidence import refresh_levels
from content_store.guidelines import announce_periods
from content_store.kit_reminding import flag_kits, remind_newcomers
from content_store.reminding import remind_reviewers
from content_store.retention import end_sign_ins, forget_plans, prune
from content_store.work import Work

_log = logging.getLogger(__name__)

EVERY_SECONDS = 3600.0
REMIND_EVERY = timedelta(days=3)
LETTING_GO_SECONDS = 5.0  # that a transaction under way has in the end; unfinished, it has changed nothing

P = ParamSpec("P")


@contextmanager
def background(
    database: Database, keep_events_days: int, remind_every: timedelta = REMIND_EVERY, every: float = EVERY_SECONDS
) -> Iterator[None]:
    """Let go of what need not be kept and remind of what is overdue, at once and every ``every`` seconds.

    The thread ends with the block. Each reminder comes once, and again after ``remind_every``.

    Levels of evidence that an earlier process had no time to tell the search index are told at the beginning.
    """
    stopping = threading.Event()

    def run() -> None:
        _attempt(_refresh, database)
        while not stopping.is_set():
            _attempt(_let_go, database, keep_events_days)
            _attempt(_remind, database, remind_every)
            _attempt(_look_after_kits, database)
            stopping.wait(every)

    thread = threading.Thread(target=run, name="background", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join(LETTING_GO_SECONDS)


def _attempt(work: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> None:
    """Do it now or, where that fails, the next time; the server goes on."""
    try:
        work(*args, **kwargs)
    except KindlingError as error:
        _log.warning("work in the background waits for the next time: %s", error)
    except Exception:  # noqa: BLE001 - whatever it was, the next work must still be done
        _log.exception("work in the background failed")


def _refresh(database: Database) -> None:
    with database.writing() as session:
        changed = refresh_levels(Work(session, SYSTEM, now()))
    if changed:
        _log.info("the ranking learns of the evidence of %d assets", changed)


def _remind(database: Database, every: timedelta) -> None:
    with database.writing() as session:
        work = Work(session, SYSTEM, now())
        told = remind_reviewers(work, every)
        announced = announce_periods(work)
    if announced:
        _log.info("told everybody of %d guidelines that are open for comment", announced)
    if told:
        _log.info("reminded %d reviewers of what is overdue", told)


def _look_after_kits(database: Database) -> None:
    with database.writing() as session:
        work = Work(session, SYSTEM, now())
        told, flagged = remind_newcomers(work), flag_kits(work)
    if told or flagged:
        _log.info("reminded %d people of their kits, and told owners of %d kits of steps that are gone", told, flagged)


def _let_go(database: Database, keep_events_days: int) -> None:
    end_sign_ins(database, now())
    forget_plans(database, now())
    gone = prune(database, now(), keep_events_days)
    if gone.events or gone.searches:
        _log.info("let go of %d events and %d searches before %s", gone.events, gone.searches, gone.kept_from)
