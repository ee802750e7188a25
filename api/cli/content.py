"""Commands that bring content in and out, and keep it searchable."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.output import progress, say, tell_import
from api.cli.store import expected, fail, opened, settings

if TYPE_CHECKING:
    from content_store.rules.vocabulary import ContentType

SOME_SKIPPED = 1

Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing while it runs.")]


def import_(
    path: Annotated[Path, typer.Argument(help="A folder, or one .md, .mdx, .markdown, .csv or .jsonl file.")],
    type_: Annotated[
        str | None, typer.Option("--type", help="The content type of files that name none, as in white-paper.")
    ] = None,
    owner: Annotated[str | None, typer.Option(help="Who owns what names no owner: an e-mail address.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would happen, and change nothing.")] = False,
    strict_tags: Annotated[
        bool, typer.Option("--strict-tags", help="Skip files with tags that do not exist, instead of making those.")
    ] = False,
    override_review: Annotated[
        str, typer.Option(help="Publish without the review that a setting demands, and why; it is written down.")
    ] = "",
    quiet: Quiet = False,
) -> None:
    """Import Markdown with front matter, CSV or JSONL.

    Importing the same again changes nothing. Exit status: 0 all went in, 1 something was skipped, 2 it could not start.

    Example: `kindling import ./case-studies --type case-study --owner marketing@example.com`
    """
    from api.runtime import now
    from content_store.exchange.filing import Filed
    from content_store.exchange.importing import CannotStart, ImportOptions, import_path
    from content_store.storage import Storage

    options = ImportOptions(_type_named(type_), strict_tags, owner, dry_run=dry_run, override=override_review)
    chosen = settings()
    filed = Filed(Storage(chosen.files, chosen.data_dir / "incoming"), chosen.max_file_bytes)
    with opened(chosen) as database, progress("Importing", quiet=quiet) as advance:
        try:
            report = import_path(
                database,
                path,
                now(),
                options,
                lambda done, at, total: advance(at, total, f"{done.assets} assets"),
                filed=filed,
            )
        except CannotStart as error:
            fail(str(error))
        except KeyboardInterrupt:
            fail("interrupted; what was stored so far stays, and the same command completes it")
    tell_import(report, dry_run=dry_run)
    if report.skipped:
        raise typer.Exit(SOME_SKIPPED)


def export(
    path: Annotated[Path, typer.Argument(help="A .jsonl file, or a folder for Markdown.")],
    force: Annotated[bool, typer.Option("--force", help="Write into a folder that holds other files.")] = False,
    quiet: Quiet = False,
) -> None:
    """Export all content, files, tags and history, as “kindling import” reads them.

    Example: `kindling export backup.jsonl`
    """
    from content_store.exchange.exporting import Refused, export_path
    from content_store.storage import Storage

    chosen = settings()
    storage = Storage(chosen.files, chosen.data_dir / "incoming")
    with opened(chosen) as database, progress("Exporting", quiet=quiet) as advance:
        try:
            count = export_path(
                database, path, force=force, storage=storage, progress=lambda done, total: advance(done, total, "")
            )
        except Refused as error:
            fail(str(error))
    if not quiet:
        say(f"{count} assets in {path}")


def reindex(quiet: Quiet = False) -> None:
    """Build the search index anew from the database.

    Needed only where “kindling doctor” says so: the index repairs itself.

    Example: `kindling reindex`
    """
    from search.engine import IndexDamaged, IndexFull
    from search.finding import Search

    chosen = settings()
    with opened(chosen) as database, progress("Indexing", quiet=quiet) as advance, expected():
        search = Search(database, chosen.index_dir, chosen.search_engine.value)
        started, count = time.monotonic(), 0

        def show(done: int, total: int) -> None:
            nonlocal count
            count = total
            advance(done, total, f"{done} assets")

        try:
            search.reindex(show)
        except (IndexDamaged, IndexFull) as error:
            fail(f"the index in {chosen.index_dir} could not be written: {error}; see “kindling doctor”")
        finally:
            search.close()
    if not quiet:
        say(f"{count} assets indexed in {time.monotonic() - started:.1f} s")


def _type_named(name: str | None) -> "ContentType | None":
    from content_store.exchange.names import type_named
    from content_store.rules.vocabulary import ContentType

    if name is None:
        return None
    found = type_named(name)
    if found is None:
        fail(
            f"there is no content type “{name}”; there are {', '.join(t.value.replace('_', '-') for t in ContentType)}"
        )
    return found
