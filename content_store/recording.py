"""The recorder: one thread that collects events from all requests and commits them in groups.

Whoever records waits for the commit, so nothing that was acknowledged can be lost; while one group is being committed
the next one gathers, so that many share the cost of one sync.
"""

import logging
import threading
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic

from content_store.access import SYSTEM
from content_store.database import Database
from content_store.errors import Conflict, KindlingError, Unavailable
from content_store.evidence import refresh_levels
from content_store.tallying import Group
from content_store.usage import Occurrence
from content_store.views import RecordedEvent
from content_store.work import Work

_log = logging.getLogger(__name__)

DEADLINE = 10.0  # seconds in which events are written, or their senders are told that they were not
MOST_IN_A_GROUP = 2_000  # events
MOST_WAITING = 50_000  # events
LEVELS_EVERY = 60.0  # seconds
_RETRY_AFTER = 0.1  # seconds

Outcome = RecordedEvent | KindlingError


@dataclass(frozen=True, slots=True)
class _Request:
    """Events that came together; they are written together, or none of them."""

    occurrences: Sequence[Occurrence]
    until: float
    done: Future[list[Outcome]] = field(default_factory=Future)


class Recorder:
    """Writes events down in groups, in a thread of its own. Any thread may hand it some."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: deque[_Request] = deque()
        self._count = 0
        self._changed = threading.Condition()
        self._stopping = False
        self._touched: set[int] = set()
        self._levels_at = monotonic() + LEVELS_EVERY
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)
        self._thread.start()

    def record(self, occurrences: Sequence[Occurrence]) -> list[Outcome]:
        """Write them down and return, after the commit, what became of each; in their order.

        Blocks for as long as that takes, at most ``DEADLINE`` seconds. Raises Unavailable where they could not be
        written; then none of them was.
        """
        return self.submit(occurrences).result()

    def submit(self, occurrences: Sequence[Occurrence]) -> Future[list[Outcome]]:
        """As ``record`` does, without waiting. Raises Unavailable where too many wait already, or it was closed."""
        request = _Request(occurrences, monotonic() + DEADLINE)
        with self._changed:
            if self._stopping or self._count + len(occurrences) > MOST_WAITING:
                message = "too much waits to be recorded; nothing of this was, try again in a moment"
                raise Unavailable(message)
            self._waiting.append(request)
            self._count += len(occurrences)
            self._changed.notify()
        return request.done

    def note(self, occurrences: Sequence[Occurrence]) -> None:
        """As ``submit`` does, for what nobody waits for: where it cannot be written, the log says so."""
        try:
            self.submit(occurrences).add_done_callback(_log_failure)
        except Unavailable as error:
            _log.warning("not recorded: %s", error)

    def close(self) -> None:
        """Write down what waits, and stop."""
        with self._changed:
            self._stopping = True
            self._changed.notify()
        self._thread.join()

    def _run(self) -> None:
        while True:
            group = self._next_group()
            if group:
                self._write(group)
            elif self._stopping:
                break
            if self._touched and (self._stopping or monotonic() >= self._levels_at):
                self._refresh_levels()
        if self._touched:
            self._refresh_levels()

    def _next_group(self) -> list[_Request]:
        """What waits, up to a bound; nothing when it is time for something else."""
        with self._changed:
            if not self._waiting and not self._stopping:
                self._changed.wait(max(self._levels_at - monotonic(), 0.01) if self._touched else LEVELS_EVERY)
            group: list[_Request] = []
            size = 0
            while self._waiting and (not group or size + len(self._waiting[0].occurrences) <= MOST_IN_A_GROUP):
                group.append(self._waiting.popleft())
                size += len(group[-1].occurrences)
            self._count -= size
            return group

    def _write(self, group: Sequence[_Request]) -> None:
        """Commit the group; each request alone where one of them cannot be written.

        Who came first is told first that it was not: the others have as much time as they were promised.
        """
        try:
            outcomes = self._committed([each for request in group for each in request.occurrences], group[0].until)
        except Unavailable as error:
            self._put_off(group, error)
        except Exception as error:  # noqa: BLE001 - whatever it was, those who wait must hear of it
            if len(group) == 1:
                _log.exception("an event could not be recorded")
                group[0].done.set_exception(error)
            else:
                for request in group:
                    self._write([request])
        else:
            ahead = iter(outcomes)
            for request in group:
                request.done.set_result([next(ahead) for _ in request.occurrences])

    def _put_off(self, group: Sequence[_Request], error: Unavailable) -> None:
        """Tell those whose time is over, at least the first, and try again with the others."""
        late = max(1, sum(request.until <= monotonic() + _RETRY_AFTER for request in group))
        for request in group[:late]:
            request.done.set_exception(error)
        if late < len(group):
            self._write(group[late:])

    def _committed(self, occurrences: Sequence[Occurrence], until: float) -> list[Outcome]:
        """What became of each. Tries until ``until`` while the database does not answer; once, if that has passed."""
        while True:
            try:
                with self._database.writing(max(until - monotonic(), _RETRY_AFTER)) as session:
                    group = Group(session, datetime.now(UTC))
                    outcomes = group.write(occurrences)
                self._touched |= group.used_assets
                return outcomes
            except (Unavailable, Conflict) as error:
                # A conflict: another node wrote the same key at this moment. The next look finds it there.
                if monotonic() + _RETRY_AFTER >= until:
                    raise error if isinstance(error, Unavailable) else Unavailable(str(error)) from error
            self._pause()

    def _pause(self) -> None:
        threading.Event().wait(_RETRY_AFTER)

    def _refresh_levels(self) -> None:
        """Tell the search index what evidence is worth now; what cannot be told now is told the next time."""
        self._levels_at = monotonic() + LEVELS_EVERY
        touched, self._touched = self._touched, set()
        try:
            with self._database.writing() as session:
                refresh_levels(Work(session, SYSTEM, datetime.now(UTC)), touched)
        except Unavailable as error:
            _log.warning("the ranking does not know the newest evidence yet: %s", error)
            self._touched |= touched


def _log_failure(done: Future[list[Outcome]]) -> None:
    error = done.exception()
    if error is not None:
        _log.warning("not recorded: %s", error)
