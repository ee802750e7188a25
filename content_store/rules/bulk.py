"""Doing the same to many assets: what can be done, and how far it is."""

from datetime import timedelta
from enum import StrEnum

from content_store.rules.lifecycle import Step

MOST_ITEMS = 10_000  # assets of one bulk
PLANS_LAST = timedelta(days=1)  # that is previewed and not run


class BulkKind(StrEnum):
    """What is done to each asset."""

    PUBLISH = "publish"
    SCHEDULE = "schedule"
    UNSCHEDULE = "unschedule"
    EXPIRE = "expire"
    RETIRE = "retire"
    ARCHIVE = "archive"
    RESTORE = "restore"
    VERIFY = "verify"
    OWNER = "owner"
    STEWARD = "steward"
    ADD_TAG = "add_tag"
    REMOVE_TAG = "remove_tag"


class BulkStatus(StrEnum):
    """How far a bulk is: previewed, being done, done, being taken back, taken back."""

    PLANNED = "planned"
    RUNNING = "running"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"


class ItemState(StrEnum):
    """How far one asset of a bulk is. What is kept could not be taken back."""

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"
    UNDONE = "undone"
    KEPT = "kept"


# The step through life that a kind is; what has none can be done in any state.
STEPS: dict[BulkKind, Step] = {
    BulkKind.PUBLISH: Step.PUBLISH,
    BulkKind.SCHEDULE: Step.PUBLISH,
    BulkKind.UNSCHEDULE: Step.UNSCHEDULE,
    BulkKind.RETIRE: Step.RETIRE,
    BulkKind.ARCHIVE: Step.ARCHIVE,
    BulkKind.RESTORE: Step.RESTORE,
}
