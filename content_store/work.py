"""One piece of work on the store: its transaction, who does it, and when."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from content_store.access import require
from content_store.rules.permissions import Action
from content_store.views import Viewer


@dataclass(frozen=True, slots=True)
class Work:
    """What every use case that writes is given. The caller commits; ``Database.writing`` does."""

    session: Session
    actor: Viewer
    now: datetime

    @property
    def actor_id(self) -> int | None:
        """The person to write down as the author; None for the command line."""
        return self.actor.person.id or None

    @property
    def demands_review(self) -> bool:
        """Whether only what was approved may be published; the database was opened with that setting."""
        return bool(self.session.info.get("demands_review"))

    def require(self, action: Action) -> None:
        """Raise Forbidden unless the actor may do ``action``."""
        require(self.actor, action)
