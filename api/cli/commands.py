"""All commands, gathered."""

import typer

from api.cli import content, council, digests, people, serving, upkeep

app = typer.Typer(
    name="kindling",
    help="Kindling: talking points that reps find, and that marketing can vouch for.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(serving.serve)
app.command()(serving.demo)
app.command()(upkeep.migrate)
app.command(name="import")(content.import_)
app.command()(content.export)
app.command()(content.reindex)
app.command()(digests.digest)
people.users.command("council")(council.seat_user)
app.add_typer(people.users, name="user")
app.add_typer(people.tokens, name="token")
app.command()(upkeep.schema)
app.command()(upkeep.templates)
app.command()(upkeep.doctor)
app.command()(upkeep.recount)
app.command()(upkeep.prune)
app.command()(upkeep.version)


def main() -> None:
    """Run what was typed."""
    app()
