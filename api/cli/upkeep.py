"""Commands that look after an installation."""

import typer

from api.cli.output import say, table
from api.cli.store import created, settings

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


def version() -> None:
    """Print the version.

    Example: `kindling version`
    """
    from importlib.metadata import version as installed

    say(f"kindling {installed('kindling')}")
