"""The command that gives seats on the advisory council."""

from typing import Annotated

import typer

from api.cli.output import say
from api.cli.people import Email, working


def seat_user(
    email: Email,
    leave: Annotated[bool, typer.Option("--leave", help="Take the seat instead.")] = False,
) -> None:
    """Give a rep a seat on the advisory council, or take it.

    Example: `kindling user council ruth@example.com`
    """
    from content_store import people

    with working() as work:
        person = people.set_council(work, email, member=not leave)
    say(f"{person.email} {'sits on the advisory council' if person.council else 'no longer sits on the council'}.")
