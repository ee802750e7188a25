"""One GraphQL operation: who runs it, when, and on which snapshot of the store."""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Self

import strawberry

from content_store.access import window
from content_store.database import Database, Session
from content_store.errors import Forbidden
from content_store.journal import SearchJournal
from content_store.recording import Recorder
from content_store.rules.filters import Window
from content_store.rules.permissions import Action, may
from content_store.rules.vocabulary import ActorKind, Channel
from content_store.views import Viewer
from schema.allowance import Allowance
from schema.enums import Perspective
from search.finding import Search


@dataclass(frozen=True, slots=True)
class Services:
    """What operations work with."""

    database: Database
    search: Search
    journal: SearchJournal
    recorder: Recorder
    events: Allowance
    changes: Allowance
    show_names: bool = False  # of people, in insights
    wake_bulk: Callable[[], None] = lambda: None


class Snapshot:
    """A reading session, opened when first touched. It belongs to the thread that opened it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._stack = ExitStack()
        self._session: Session | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # The session is told what went wrong, and tells it in the store's words.
        self._session = None
        self._stack.__exit__(kind, error, trace)

    @property
    def session(self) -> Session:
        """The session; every touch until ``close`` sees the same state of the store."""
        if self._session is None:
            self._session = self._stack.enter_context(self._database.reading())
        return self._session

    def close(self) -> None:
        """Let go of the snapshot; the next touch takes a new one."""
        self._session = None
        self._stack.close()


@dataclass(frozen=True, slots=True)
class Operation:
    """The context of every resolver.

    ``channel`` and ``actor`` are where the request came from and who seems to be behind it; ``waiting`` surrounds what
    only waits, so that others can work meanwhile.
    """

    services: Services
    snapshot: Snapshot
    viewer: Viewer
    now: datetime
    channel: Channel
    actor: ActorKind
    waiting: Callable[[], AbstractContextManager[None]] = nullcontext

    @property
    def session(self) -> Session:
        """The session to read with."""
        return self.snapshot.session

    @property
    def sees_drafts(self) -> bool:
        """Whether the viewer may see what is not published."""
        return may(self.viewer.role, self.viewer.scopes, Action.READ_DRAFTS)

    def window(self, perspective: Perspective) -> Window:
        """What the viewer sees from ``perspective``. Raises Forbidden."""
        if perspective is Perspective.DRAFT and not self.sees_drafts:
            message = "only those who edit content may read from the perspective DRAFT"
            raise Forbidden(message)
        return window(self.viewer, self.now, drafts=perspective is Perspective.DRAFT)


Info = strawberry.Info[Operation, None]
