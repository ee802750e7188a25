"""Taking files away, and putting them back."""

from typing import Any

import strawberry

from content_store import files
from content_store.errors import NotFound
from content_store.file_views import FileView
from content_store.rules.permissions import Action
from content_store.work import Work
from schema.fields import read
from schema.files import File
from schema.ids import Kind, number_of
from schema.inputs import input_type
from schema.mutating import Mutation


def _number(given: Any) -> int:
    number = number_of(Kind.FILE, given.id)
    if number is None:
        message = "there is no such file"
        raise NotFound(message)
    return number


def _remove(work: Work, given: Any) -> FileView:
    return files.remove(work, _number(given))


def _restore(work: Work, given: Any) -> FileView:
    return files.restore(work, _number(given))


_ID: dict[str, tuple[Any, Any]] = {"id": (strawberry.ID, strawberry.field(description="The file's global id."))}
_FILE: dict[str, tuple[Any, Any]] = {"file": (File, read("The file."))}

FILE_MUTATIONS = [
    Mutation(
        "remove_file",
        Action.EDIT,
        "Take a file away from its asset. For seven days restoreFile puts it back.",
        input_type("RemoveFileInput", "Which file is taken away.", _ID),
        _remove,
        _FILE,
        lambda _, view: {"file": view},
    ),
    Mutation(
        "restore_file",
        Action.EDIT,
        "Put a file back that was removed.",
        input_type("RestoreFileInput", "Which file is put back.", _ID),
        _restore,
        _FILE,
        lambda _, view: {"file": view},
    ),
]
