"""Commands that look after an installation."""

import time
from typing import Annotated

import typer

from api.cli.output import progress, say, table
from api.cli.store import created, fail, opened, settings

PROBLEMS = 1


def migrate() -> None:
    """Bring the database's tables up to date; make the database where it is a file that is not there yet.

    Run it once before the first start and after every upgrade.

    Example: `kindling migrate`
    """
    from content_store.migrations import current, head, upgrade

    with created(settings()) as database:
        before = current(database)
        if before == head():
            say("The database is up to date.")
            return
        upgrade(database)
    say("The database is ready." if before is None else f"The database went from {before} to {head()}.")


def schema() -> None:
    """Print the GraphQL schema, for code generators and editors.

    Example: `kindling schema > schema.graphql`
    """
    from schema.definition import sdl

    say(sdl().rstrip("\n"))


def templates(
    name: Annotated[str, typer.Argument(help="One template: its variables with their fields.")] = "",
) -> None:
    """List the templates that can be changed, with what each is given.

    A file of the same name in the folder that KINDLING_TEMPLATES_DIR names takes a template's place.

    Example: `kindling templates brief.html`
    """
    from renderers.overrides import PAPER, built_in_names
    from renderers.template_variables import templates as known

    found = known()
    if not name:
        told = dict.fromkeys(built_in_names(), "what surrounds it") | {PAPER: "document, brand, paper, lang, size"}
        told |= {each: ", ".join(f"{given.name}: {given.type_name}" for given in held) for each, held in found.items()}
        table(("template", "variables"), sorted(told.items()))
        return
    if name not in found:
        fail(f"there is no template “{name}” that is rendered by itself; “kindling templates” lists all")
    for given in found[name]:
        say(f"{given.name}: {given.type_name}")
        say(f"  {given.about}")
        for field, kind in given.fields:
            say(f"    {field}: {kind}")


def doctor() -> None:
    """Check settings, database, search index, disk and content, and say what to do.

    Exit status: 0 nothing serious, 1 there is a problem.

    Example: `kindling doctor`
    """
    from api.doctor import State, examine

    findings = examine(settings())
    table(("", "checked", "found"), [(finding.state.value, finding.what, finding.text) for finding in findings])
    if any(finding.state is State.PROBLEM for finding in findings):
        raise typer.Exit(PROBLEMS)


def recount(
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing while it runs.")] = False,
) -> None:
    """Make all sums of usage and the evidence anew from the events that are kept.

    Needed only where “kindling doctor” says so. The server may run meanwhile; sums of days whose events are no longer
    kept stay as they are.

    Example: `kindling recount`
    """
    from api.runtime import now
    from content_store.recounting import recount as make_right

    began = time.monotonic()
    with opened() as database, progress("Counting", quiet=quiet) as advance:
        try:
            found = make_right(database, now(), advance)
        except KeyboardInterrupt:
            fail("interrupted; what was counted so far is right, and the same command goes on with the rest")
    if not quiet:
        say(f"{found.events:,} events of {found.days:,} days counted in {time.monotonic() - began:.1f} s")
        say(f"{found.wrong:,} sums were wrong, and are right now." if found.wrong else "All sums were right.")


def prune(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would go, and change nothing.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing while it runs.")] = False,
) -> None:
    """Delete usage events and searches older than KINDLING_KEEP_EVENTS_DAYS; sums and evidence stay.

    A running server does the same every hour.

    Example: `kindling prune --dry-run`
    """
    from api.runtime import now
    from content_store.retention import prune as let_go
    from content_store.retention import would_prune

    chosen = settings()
    with opened(chosen) as database, progress("Pruning", quiet=quiet) as advance:
        if dry_run:
            with database.reading() as session:
                gone = would_prune(session, now(), chosen.keep_events_days)
        else:
            gone = let_go(database, now(), chosen.keep_events_days, advance)
    if not quiet:
        begun = "It would be: " if dry_run else ""
        say(f"{begun}{gone.events:,} events and {gone.searches:,} searches before {gone.kept_from} deleted")


def version() -> None:
    """Print the version.

    Example: `kindling version`
    """
    from importlib.metadata import version as installed

    say(f"kindling {installed('kindling')}")
