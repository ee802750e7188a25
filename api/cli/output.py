"""What people see: tables, progress, and what came of an import."""

import re
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from content_store.exchange.report import Message, Report

PLAIN_EVERY = 5.0  # seconds between two lines of progress where there is no terminal
MOST_LINES = 40  # of one kind
ALIKE = 4  # places with the same note are told in one line

# All but the tab; a line feed in a file's name would look like a line of ours.
_CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f]")

Advance = Callable[[int, int, str], None]


def say(line: str = "") -> None:
    """One line on stdout."""
    print(line, flush=True)  # noqa: T201


def _say_found(line: str) -> None:
    """One line with words from files, whose control characters a terminal must not obey."""
    say(_CONTROL.sub("\ufffd", line))


def table(columns: Sequence[str], rows: Sequence[Sequence[str]], title: str | None = None) -> None:
    """A table as wide as the terminal; to a file or a pipe as wide as it needs to be."""
    from rich.console import Console
    from rich.table import Table

    made = Table(*columns, title=title, title_justify="left")
    for row in rows:
        made.add_row(*row)
    console = Console(markup=False, emoji=False, highlight=False)
    console.print(made, width=None if console.is_terminal else 200, soft_wrap=not console.is_terminal)


@contextmanager
def progress(what: str, *, quiet: bool) -> Iterator[Advance]:
    """A function to call with how much is done, of how much, and what to show beside it. All on stderr."""
    if quiet:
        yield lambda _done, _total, _text: None
    elif sys.stderr.isatty():
        with _bar(what) as advance:
            yield advance
    else:
        yield _lines(what)


@contextmanager
def _bar(what: str) -> Iterator[Advance]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, TextColumn("{task.fields[text]}"), console=Console(stderr=True)) as bar:
        task = bar.add_task(what, text="")
        yield lambda done, total, text: bar.update(task, completed=done, total=max(total, 1), text=text)


def _lines(what: str) -> Advance:
    told = time.monotonic()

    def advance(done: int, total: int, text: str) -> None:
        nonlocal told
        if time.monotonic() - told >= PLAIN_EVERY:
            told = time.monotonic()
            share = f"{done / total:.0%}" if total else ""
            print(f"{what}: {share} {text}".rstrip(), file=sys.stderr, flush=True)  # noqa: T201

    return advance


def tell_import(report: "Report", *, dry_run: bool) -> None:
    """What came of an import: what was left out, what to know, and the numbers last."""
    for line in _told(report.skipped, "skipped "):
        _say_found(line)
    for line in _told(report.notes, ""):
        _say_found(line)
    if report.unknown_keys:
        keys = ", ".join(f"{key} ({_counted(count, 'file')})" for key, count in report.unknown_keys.most_common(20))
        _say_found(f"unknown keys kept: {keys}")
    if report.new_tags:
        more = f" and {len(report.new_tags) - 20} more" if len(report.new_tags) > 20 else ""
        _say_found(f"new tags: {', '.join(report.new_tags[:20])}{more}")
    if report.changed_tags:
        _say_found(f"changed tags: {report.changed_tags}")
    if report.changed_kits:
        _say_found(f"new or changed kits: {report.changed_kits}")
    begun = "It would be: " if dry_run else ""
    numbers = f"{report.created} new, {report.changed} changed, {report.unchanged} unchanged"
    _say_found(f"{begun}{numbers}, {len(report.skipped)} skipped")


def _told(messages: Sequence["Message"], prefix: str) -> Iterator[str]:
    """The messages, those of the same words in one line."""
    places: defaultdict[str, list[str]] = defaultdict(list)
    for message in messages:
        places[message.text].append(str(message.place))
    lines = []
    for text, found in places.items():
        if len(found) >= ALIKE:
            lines.append(f"{prefix}{_counted(len(found), 'file')}, {found[0]} the first: {text}")
        else:
            lines += [f"{prefix}{place}: {text}" for place in found]
    yield from lines[:MOST_LINES]
    if len(lines) > MOST_LINES:
        yield f"{prefix}… and {len(lines) - MOST_LINES} more"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
