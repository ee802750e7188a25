"""An import from beginning to end: read, store in batches, settle the links between what came."""

import gc
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from content_store.access import SYSTEM
from content_store.database import Database
from content_store.errors import Invalid
from content_store.exchange.entries import Entry, read_entry
from content_store.exchange.files import MARKDOWN, ROWS, Source, Sources, read_markdown
from content_store.exchange.intake import Choices, Intake, reasons
from content_store.exchange.raw import Found, Place, Raw, RawTag, Skipped, Unreadable
from content_store.exchange.report import Report
from content_store.exchange.rows import Reader
from content_store.exchange.settling import settle_late, settle_links, settle_replacements
from content_store.exchange.taxonomy_file import place_tags, read_taxonomy, store_tags
from content_store.queries.people import people_book
from content_store.rules.vocabulary import ContentType
from content_store.work import Work

BATCH = 500  # entries of one transaction,
BATCH_TEXT = 4_000_000  # or as many as hold this many characters of text

Adapt = Callable[[Entry], Entry | None]
Progress = Callable[[Report, int, int], None]
_Transaction = Callable[[], AbstractContextManager[Session]]


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What the caller chose. ``owner`` is the address of who owns assets whose file names nobody.

    ``together`` makes one transaction of it all; a ``dry_run`` takes that transaction back.
    """

    default_type: ContentType | None = None
    strict_tags: bool = False
    owner: str | None = None
    together: bool = False
    dry_run: bool = False


class CannotStart(Exception):
    """The import cannot begin; the message says why."""


def import_path(
    database: Database,
    path: Path,
    now: datetime,
    options: ImportOptions = ImportOptions(),
    progress: Progress = lambda _report, _done, _total: None,
    adapt: Adapt = lambda entry: entry,
) -> Report:
    """Import a folder or a file, and tell ``progress`` after every batch how many bytes are done, and of how many.

    ``adapt`` may change an entry before it is stored, or leave it out.
    Every batch is one transaction: an import that is killed leaves whole batches, and running it again completes it.
    Raises CannotStart and Unavailable.
    """
    sources = _sources(path)
    report = Report()
    with _seldom_collecting(), _transactions(database, options) as transaction:
        with transaction() as session:
            choices = Choices(options.default_type, options.strict_tags, _owner_id(session, options.owner))
        _Run(sources, transaction, now, choices, report, progress, adapt).go()
    return report


class _Run:
    def __init__(
        self,
        sources: Sources,
        transaction: _Transaction,
        now: datetime,
        choices: Choices,
        report: Report,
        progress: Progress,
        adapt: Adapt,
    ) -> None:
        self._sources = sources
        self._transaction = transaction
        self._now = now
        self._choices = choices
        self._report = report
        self._progress = progress
        self._adapt = adapt
        self._intake = Intake(sources, choices, report)

    def go(self) -> None:
        self._taxonomy()
        total = self._sources.size
        entries: list[Entry] = []
        tags: list[RawTag] = []
        text = 0
        for found, done in self._found():
            match found:
                case Skipped():
                    self._report.skip(found.place, found.reason)
                case RawTag():
                    tags.append(found)
                case Raw():
                    entries += self._entry(found)
                    text += len(found.body)
            if len(entries) + len(tags) >= BATCH or text >= BATCH_TEXT:
                self._store(tags, entries)
                entries, tags, text = [], [], 0
                self._progress(self._report, done, total)
        self._store(tags, entries)
        self._settle()
        self._progress(self._report, total, total)

    def _taxonomy(self) -> None:
        file = self._sources.taxonomy
        if file is None:
            return
        place = Place(file.name, file.name)
        try:
            tags = read_taxonomy(file)
        except (Unreadable, OSError) as error:
            self._report.skip(Place(file.name, file.name, getattr(error, "line", None)), str(error))
            return
        with self._transaction() as session:
            work = Work(session, SYSTEM, self._now)
            store_tags(work, tags, self._report)
            place_tags(work, [tag for tag in tags if tag.place == place])

    def _found(self) -> Iterator[tuple[Found, int]]:
        """Everything in the files, and how many bytes of them have been read."""
        done = 0
        for source in self._sources.files:
            suffix = source.file.suffix.lower()
            if source.problem:
                yield Skipped(self._sources.place(source), f"it cannot be read: {source.problem}"), done
            elif suffix in MARKDOWN:
                yield read_markdown(self._sources, source), done
            elif suffix in ROWS:
                yield from self._rows(source, done)
            else:
                yield Skipped(self._sources.place(source), "only .md, .mdx, .markdown, .csv and .jsonl can be read"), 0
            done += source.size

    def _rows(self, source: Source, before: int) -> Iterator[tuple[Found, int]]:
        reader = Reader(self._sources, source)
        for found in reader.read():
            yield found, before + min(reader.position, source.size)

    def _entry(self, raw: Raw) -> list[Entry]:
        try:
            entry = self._adapt(read_entry(raw, self._choices.default_type))
        except Invalid as error:
            self._report.skip(self._sources.line_of(raw.place, error.problems[0].path), reasons(error))
            return []
        return [entry] if entry else []

    def _store(self, tags: list[RawTag], entries: list[Entry]) -> None:
        if not tags and not entries:
            return
        with self._transaction() as session:
            work = Work(session, SYSTEM, self._now)
            store_tags(work, tags, self._report)
            self._intake.take(work, entries)

    def _settle(self) -> None:
        intake = self._intake
        if not (intake.waiting or intake.late or intake.replacements):
            return
        with self._transaction() as session:
            work = Work(session, SYSTEM, self._now)
            settle_links(work, intake.waiting, self._report)
            settle_late(work, intake.late, self._report)
            settle_replacements(work, intake.replacements, self._report)


def _sources(path: Path) -> Sources:
    try:
        return Sources.at(path)
    except OSError as error:
        message = f"{path}: {error.strerror or error}"
        raise CannotStart(message) from error


def _owner_id(session: Session, email: str | None) -> int | None:
    if email is None:
        return None
    person = people_book(session).find(email)
    if person is None or person.disabled_at is not None:
        message = f"nobody active has the address {email}; see “kindling user list”"
        raise CannotStart(message)
    return person.id


@contextmanager
def _seldom_collecting() -> Iterator[None]:
    """Look for garbage less often: reading files makes many objects and hardly a cycle. Saves a sixth of the time."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def _transactions(database: Database, options: ImportOptions) -> Iterator[_Transaction]:
    """A transaction for each batch, or one for all of them."""
    if not (options.together or options.dry_run):
        yield database.writing
        return
    with database.writing() as session:
        yield lambda: nullcontext(session)
        session.flush()
        if options.dry_run:
            session.rollback()
