"""Commands for people and for the tokens of programs."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from api.cli.output import say, table
from api.cli.store import expected, fail, opened

if TYPE_CHECKING:
    from enum import StrEnum

    from content_store.work import Work

W = TypeVar("W", bound="StrEnum")

users = typer.Typer(help="Who may sign in, and as what.", no_args_is_help=True)
tokens = typer.Typer(help="Tokens with which programs call the API.", no_args_is_help=True)

TokenId = Annotated[int, typer.Argument(help="The token's id, as “kindling token list” shows it.")]
Email = Annotated[str, typer.Argument(help="The e-mail address.")]
RoleName = Annotated[str, typer.Option("--role", help="rep, marketing, admin or service.")]
FromStdin = Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")]


@users.command("add")
def add_user(
    email: Email,
    name: Annotated[str, typer.Option(help="The name, as colleagues see it.")] = "",
    role: RoleName = "rep",
    team: Annotated[str, typer.Option(help="The team.")] = "",
    region: Annotated[str, typer.Option(help="The region.")] = "",
    council: Annotated[bool, typer.Option("--council", help="Sits on the advisory council.")] = False,
    password_stdin: FromStdin = False,
) -> None:
    """Add somebody. The password is asked for, unseen; a service gets none, only tokens.

    Example: `kindling user add ruth@example.com --name "Ruth Calloway" --role marketing`
    """
    from content_store import people
    from content_store.rules.vocabulary import Role

    chosen = _word(Role, role, "role")
    with working() as work:
        password = None if chosen is Role.SERVICE else _password(from_stdin=password_stdin)
        given = people.PersonInput(email, name, chosen, password, team, region, council=council)
        person = people.add(work, given)
    say(f"Added {person.email} as {person.role.value}.")


@users.command("list")
def list_users() -> None:
    """List everybody.

    Example: `kindling user list`
    """
    from content_store.queries.people import people_book

    with opened() as database, database.reading() as session:
        people = list(people_book(session).by_id.values())
    rows = [
        (
            person.email,
            person.name,
            person.role.value,
            person.team,
            person.region,
            "disabled" if person.disabled_at else "council" if person.council else "",
        )
        for person in people
    ]
    table(("e-mail", "name", "role", "team", "region", ""), rows)


@users.command("role")
def set_role(email: Email, role: Annotated[str, typer.Argument(help="rep, marketing, admin or service.")]) -> None:
    """Give somebody another role; it counts from their next request on.

    Example: `kindling user role ruth@example.com admin`
    """
    from content_store import people
    from content_store.rules.vocabulary import Role

    chosen = _word(Role, role, "role")
    with working() as work:
        person = people.set_role(work, email, chosen)
    say(f"{person.email} is now {person.role.value}.")


@users.command("disable")
def disable_user(email: Email) -> None:
    """Let somebody in no longer; their tokens stop too.

    Example: `kindling user disable ruth@example.com`
    """
    from content_store import people

    with working() as work:
        person = people.disable(work, email)
    say(f"{person.email} can no longer sign in.")


@users.command("enable")
def enable_user(email: Email) -> None:
    """Let somebody in again.

    Example: `kindling user enable ruth@example.com`
    """
    from content_store import people

    with working() as work:
        person = people.enable(work, email)
    say(f"{person.email} can sign in again.")


@users.command("password")
def set_password(email: Email, password_stdin: FromStdin = False) -> None:
    """Give somebody a new password, asked for unseen; it ends their sign-ins.

    Example: `kindling user password ruth@example.com`
    """
    from content_store import people

    with working() as work:
        people.set_password(work, email, _password(from_stdin=password_stdin))
    say(f"{email} has a new password.")


@users.command("export")
def export_user(
    email: Email,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The file to write; otherwise stdout.")] = None,
) -> None:
    """Write all that is kept of somebody as JSON: profile, events, searches, feedback, requests, votes.

    Example: `kindling user export ruth@example.com --output ruth.json`
    """
    import orjson

    from content_store.forgetting import export_person

    with working() as work:
        found = export_person(work, email)
        written = orjson.dumps({"exported_at": work.now, **found}, option=orjson.OPT_INDENT_2).decode()
    if output is None:
        say(written)
        return
    with expected():
        # For nobody else's eyes, from the first moment.
        output.touch(mode=0o600)
        output.write_text(written + "\n", encoding="utf-8")
    say(f"All that is kept of {email} is in {output}.")


@users.command("hand-over")
def hand_over_user(
    email: Email,
    successor: Annotated[str, typer.Option(help="Who looks after it from now on: an e-mail address.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would pass, and change nothing.")] = False,
) -> None:
    """Pass what somebody looks after to a successor: assets, stewardships, kits, promises, all at once.

    Example: `kindling user hand-over ruth@example.com --successor martin@example.com --dry-run`
    """
    from content_store.errors import NotFound
    from content_store.queries.people import people_book
    from content_store.queries.succession import responsibilities
    from content_store.succession import hand_over

    with working() as work:
        book = people_book(work.session)
        person, heir = book.find(email), book.find(successor)
        if person is None or heir is None:
            message = f"nobody has the address {email if person is None else successor}"
            raise NotFound(message)
        passed = responsibilities(work.session, person.id)
        if not dry_run:
            hand_over(work, person.id, heir.id)
    rows = [
        (str(passed.owned), "assets in use or in the making"),
        (str(passed.put_away), "retired and archived assets"),
        (str(passed.stewarded), "assets looked after as a steward"),
        (str(passed.kits), "kits"),
        (str(passed.reviews), "open reviews"),
        (str(passed.promises), "promises to those who asked for content"),
        (str(passed.waits_for), "open requests whose answer is awaited"),
    ]
    table(("", "would pass" if dry_run else "passed"), rows)
    if not dry_run:
        say(f"{heir.email} looks after all of it now.")


@users.command("forget")
def forget_user(
    email: Email,
    successor: Annotated[str, typer.Option(help="Who owns their assets from now on: an e-mail address.")] = "",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Forget who somebody was, for good. What they did still counts, as a former colleague's.

    Name, address, sign-ins and tokens go; team, region, quota band and all totals stay. There is no way back.

    Example: `kindling user forget ruth@example.com --successor martin@example.com`
    """
    from content_store.forgetting import forget

    if not yes:
        if not sys.stdin.isatty():
            fail("there is no terminal to ask on; say --yes")
        typer.confirm(f"Forget who {email} was? There is no way back.", abort=True)
    with working() as work:
        left = forget(work, email, successor)
    say(f"{email} is forgotten; what is left is {left.address}.")
    if left.owned and not successor:
        say(f"Nobody looks after these any more, so choose their owner: {', '.join(left.owned)}")
    elif successor:
        say(f"{successor} now looks after {', '.join((*left.owned, *left.stewarded)) or 'nothing more than before'}.")
    if left.stewarded and not successor:
        say(f"Without a steward who is here: {', '.join(left.stewarded)}")


@tokens.command("create")
def create_token(
    user: Annotated[str, typer.Option(help="Whose token it is: an e-mail address.")],
    name: Annotated[str, typer.Option(help="What it is for.")],
    scope: Annotated[
        list[str] | None,
        typer.Option(help="read, read:customer_facing or write; repeatable. None: all that the person may."),
    ] = None,
    expires_in_days: Annotated[int | None, typer.Option(help="After how many days it ends.", min=1, max=36500)] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print the token alone.")] = False,
) -> None:
    """Make a token for a program. It is shown this once.

    Example: `kindling token create --user rep@example.com --name intranet --scope read --expires-in-days 90`
    """
    from content_store import people
    from content_store.rules.vocabulary import Scope

    scopes = frozenset(_word(Scope, given, "scope") for given in scope or ())
    with working() as work:
        ends = work.now + timedelta(days=expires_in_days) if expires_in_days else None
        secret, token = people.create_token(work, user, name, scopes, ends)
        number = token.id
    if quiet:
        say(secret)
    else:
        say(f"Token {number} for {user}; keep it now, it is not shown again:\n{secret}")


@tokens.command("list")
def list_tokens() -> None:
    """List all tokens; of each only its beginning is kept.

    Example: `kindling token list`
    """
    from content_store.queries.people import tokens as all_tokens

    with opened() as database, database.reading() as session:
        rows = [
            (
                str(token.id),
                token.name,
                email,
                f"{token.prefix}…",
                ", ".join(token.scopes) or "all",
                f"{token.expires_at:%Y-%m-%d}" if token.expires_at else "never",
                f"{token.last_used_at:%Y-%m-%d %H:%M}" if token.last_used_at else "never",
                "revoked" if token.revoked_at else "",
            )
            for token, email in all_tokens(session)
        ]
    table(("id", "name", "user", "token", "scopes", "expires", "last used", ""), rows)


@tokens.command("revoke")
def revoke_token(
    number: TokenId,
) -> None:
    """Stop a token at once.

    Example: `kindling token revoke 3`
    """
    from content_store import people

    with working() as work:
        people.revoke_token(work, number)
    say(f"Token {number} is revoked.")


@contextmanager
def working() -> Iterator["Work"]:
    """A piece of work on the store, committed at its end."""
    from api.runtime import now
    from content_store.access import SYSTEM
    from content_store.work import Work

    with opened() as database, database.writing() as session:
        yield Work(session, SYSTEM, now())


def _word(words: type[W], given: str, what: str) -> W:
    try:
        return words(given.strip().lower())
    except ValueError:
        fail(f"there is no {what} “{given}”; there are {', '.join(words)}")


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        fail("there is no terminal to ask for the password; give it with --password-stdin")
    given: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    return given
