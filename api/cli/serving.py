"""Commands that serve."""

import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.output import progress, say, table
from api.cli.store import created, fail, opened, settings

if TYPE_CHECKING:
    from api.settings import Settings
    from content_store.database import Database
    from content_store.exchange.demo import Demo

DEMO_PASSWORD = "kindling-demo"  # noqa: S105 - told to everybody who starts the demo
_SIGN_INS = ("rep@example.com", "marketing@example.com", "admin@example.com", "newcomer@example.com")

Host = Annotated[str | None, typer.Option(help="The address to listen on; KINDLING_HOST otherwise.")]
Port = Annotated[int | None, typer.Option(help="The port to listen on; KINDLING_PORT otherwise.", min=0, max=65535)]


def serve(host: Host = None, port: Port = None) -> None:
    """Serve pages and GraphQL.

    The database must be up to date; “kindling migrate” sees to that.

    Example: `kindling serve --host 0.0.0.0 --port 8080`
    """
    chosen = _with(settings(), host=host, port=port)
    _require_address(chosen)
    with opened(chosen):
        pass
    _serve(chosen)


def demo(host: Host = None, port: Port = None) -> None:
    """Serve a made-up company's content, loaded first where there is none.

    Everybody of the demo has the same well-known password, so keep it on your own machine.

    Example: `kindling demo --port 8001`
    """
    from api.settings import Mode
    from content_store.exchange.demo import read_demo

    chosen = _with(settings(), host=host, port=port, mode=Mode.DEVELOPMENT)
    _require_address(chosen)
    described = read_demo(_demo_folder())
    with created(chosen) as database:
        _prepare(database, described)
    _tell_sign_ins(described, chosen)
    _serve(chosen)


def _with(chosen: "Settings", **given: object) -> "Settings":
    return chosen.model_copy(update={name: value for name, value in given.items() if value is not None})


def _require_address(chosen: "Settings") -> None:
    """End the command where nothing can listen on the chosen address."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(chosen.host, chosen.port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as tried:
            # As the server does: a port that was left a moment ago is free.
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(address)
    except OSError as error:
        fail(f"cannot listen on {chosen.host}:{chosen.port} ({error.strerror}); choose with --host and --port")


def _prepare(database: "Database", described: "Demo") -> None:
    """Bring the database up to date and load the demo where nothing is; refuse where something else is."""
    from api.runtime import now
    from content_store.exchange.demo import is_loaded, load_demo
    from content_store.exchange.demo_usage import is_told, tell
    from content_store.exchange.story import read_story
    from content_store.migrations import upgrade
    from content_store.queries.changes import asset_count

    upgrade(database)
    with database.reading() as session:
        is_there, is_empty = is_loaded(session, described), not asset_count(session)
    if not is_there and not is_empty:
        fail("this database holds content that is not the demo's; name another KINDLING_DATA_DIR for the demo")
    if not is_there:
        say("Loading the demo …")
        report = load_demo(database, described, DEMO_PASSWORD, now())
        for message in report.skipped:
            say(f"skipped {message.place}: {message.text}")
        say(f"{report.created} assets of {described.company}. {described.one_line}")
    with database.reading() as session:
        if is_told(session):
            return
    with progress("Half a year of calls", quiet=False) as advance:
        tell(database, read_story(described.folder), now(), advance)


def _tell_sign_ins(described: "Demo", chosen: "Settings") -> None:
    known = {person.email: person for person in described.people}
    rows = [(email, DEMO_PASSWORD, known[email].role.value, known[email].name) for email in _SIGN_INS if email in known]
    table(("sign in as", "password", "role", "name"), rows)
    say(f"Open http://{chosen.host}:{chosen.port}/ (Ctrl-C ends it). A token for programs:")
    say(f"  {sys.argv[0]} token create --user rep@example.com --name trying-out")


def _demo_folder() -> Path:
    """In a checkout the demo stands beside the packages; an installed wheel carries it inside."""
    packages = Path(__file__).parent.parent
    places = (packages / "_demo", packages.parent / "demo")
    found = next((place for place in places if (place / "_demo.yaml").is_file()), None)
    if found is None:
        fail("this installation has no demo content")
    return found


def _serve(chosen: "Settings") -> None:
    from api.server import serve as serve_web

    serve_web(chosen)
