"""The command that tells people what is new."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.output import progress, say, table
from api.cli.store import fail, opened, settings

if TYPE_CHECKING:
    from api.digest_mails import Tally
    from content_store.database import Database

NOT_ALL_SENT = 1
_UNITS = {"d": 1, "w": 7}


def digest(
    since: Annotated[str, typer.Option(help="How far back: 14d, 2w, or a day as in 2026-11-01.")] = "14d",
    to: Annotated[list[str] | None, typer.Option(help="Only to this address; may be given several times.")] = None,
    send: Annotated[bool, typer.Option("--send", help="Send it. Without this it is only shown.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing while it runs.")] = False,
) -> None:
    """Show what is new, changed, retired, what landed and what is wanted; with --send tell everybody by e-mail.

    Nobody is told the same twice: each digest begins where the last one to that person ended, and after an interruption
    the same command goes on with the rest. A running server sends digests as they fall due by itself.
    Exit status: 0 all is done, 1 some could not be sent yet, 2 it could not start.

    Example: `kindling digest --since 14d --send`
    """
    from api.runtime import now

    moment = now()
    begins = _moment(since, moment)
    with opened() as database:
        if send:
            _send(database, begins, moment, to or [], quiet=quiet)
        else:
            _show(database, begins, moment, (to or [""])[0])


def _show(database: "Database", since: datetime, until: datetime, email: str) -> None:
    """Print it, as everybody gets it or as one person does."""
    from content_store.access import SYSTEM
    from content_store.digest_settings import interests_of
    from content_store.digests import edition
    from content_store.queries.digests import settings_of, subscribers
    from content_store.queries.people import people_book
    from content_store.rules.digests import Interests
    from renderers.digest_views import DigestMail
    from renderers.digests import digest_text

    site = settings().site
    with database.reading() as session:
        person = people_book(session).find(email) if email else None
        if email and person is None:
            fail(f"nobody has the address {email}")
        known = settings_of(session, [person.id]) if person else {}
        interests = Interests(region=person.region) if person else Interests()
        interests = next(iter(interests_of(session, known, until).values()), interests)
        told = edition(session, SYSTEM, since, until).for_reader(interests)
        readers = len(subscribers(session))
    reader = person.name if person else f"{readers} people"
    say(digest_text(DigestMail(told, reader, site, f"{site}/digest", f"{site}/digest", until)).strip("\n"))


def _send(database: "Database", since: datetime, until: datetime, emails: list[str], *, quiet: bool) -> None:
    from api.digest_mails import Courier
    from content_store.deliveries import plan_all

    chosen = settings()
    if not chosen.smtp_url:
        fail("no mail server is set: name one in KINDLING_SMTP_URL, as in smtp://mail.example.com:25")
    with database.writing() as session:
        planned = plan_all(session, since, until, emails)
    with progress("Sending", quiet=quiet) as advance:
        done = 0

        def one_more(count: int) -> None:
            nonlocal done
            done += count
            advance(done, max(planned, done), "")

        try:
            tally = Courier(database, chosen).send_waiting(one_more)
        except KeyboardInterrupt:
            fail("interrupted; what was sent stays sent, and the same command goes on with the rest")
    _tell(tally, planned)


def _tell(tally: "Tally", planned: int) -> None:
    from content_store.rules.digests import DeliveryStatus

    words = {
        DeliveryStatus.SENT: "sent",
        DeliveryStatus.EMPTY: "nothing to tell them",
        DeliveryStatus.SKIPPED: "want none, or left",
        DeliveryStatus.PENDING: "tried again later",
        DeliveryStatus.FAILED: "refused for good",
    }
    if tally.counts:
        table(
            ("people", "what became of it"), [(f"{tally.of(each):,}", words[each]) for each in words if tally.of(each)]
        )
    elif not planned:
        say("Everybody has been told already.")
    if tally.problem:
        fail(f"the mail server does not take them: {tally.problem}; a running server, or this command, tries again")
    if tally.of(DeliveryStatus.PENDING) or tally.of(DeliveryStatus.FAILED):
        raise typer.Exit(NOT_ALL_SENT)


def _moment(text: str, now: datetime) -> datetime:
    """The moment meant by ``14d``, ``2w`` or a day."""
    number, unit = text[:-1], text[-1:]
    if unit in _UNITS and number.isascii() and number.isdecimal() and 0 < int(number) * _UNITS[unit] <= 366:
        return now - timedelta(days=int(number) * _UNITS[unit])
    try:
        day = datetime.fromisoformat(text).replace(tzinfo=now.tzinfo)
    except ValueError:
        fail(f"--since {text}: write 14d, 2w, or a day as in 2026-11-01; a year at most")
    return day
