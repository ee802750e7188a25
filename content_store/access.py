"""What somebody may see and do, asked at the start of every use case."""

from datetime import datetime

from content_store.errors import Forbidden
from content_store.rules.filters import Window
from content_store.rules.permissions import Action, audiences, may
from content_store.rules.vocabulary import Role
from content_store.views import PersonView, Viewer

# The command line: whoever can run it can read the database anyway.
SYSTEM = Viewer(PersonView(0, "", "Kindling", Role.ADMIN, "", "", None, council=False, disabled_at=None))


def require(viewer: Viewer, action: Action) -> None:
    """Raise Forbidden unless ``viewer`` may do ``action``."""
    if not may(viewer.role, viewer.scopes, action):
        wanted = action.value.replace("_", " ")
        message = f"the role {viewer.role.value} with these scopes may not {wanted}"
        raise Forbidden(message)


def window(viewer: Viewer, now: datetime, *, drafts: bool = False) -> Window:
    """What ``viewer`` may see at ``now``; with ``drafts`` also what is not published, or Forbidden."""
    if drafts:
        require(viewer, Action.READ_DRAFTS)
    require(viewer, Action.READ)
    return Window(now, audiences(viewer.scopes), drafts)
