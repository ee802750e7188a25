"""What was ever saved of an asset."""

from datetime import datetime

import strawberry
from strawberry.scalars import JSON

from schema.fields import read
from schema.people import Person


@strawberry.type(description="One saved state of an asset; never changed afterwards.")
class Revision:
    """The source is a ``RevisionView``."""

    number: int = read("Its number, counted from 1 for each asset.")
    created_at: datetime = read("When it was saved.")
    author: Person | None = read("Who saved it; null for the command line.")
    note: str = read("What its author wrote about it, plain text.")
    title: str = read("The title it has.", lambda revision, _: revision.snapshot["title"])
    snapshot: JSON = read("All that it holds: common fields, content, tags and links, by their stored names.")
