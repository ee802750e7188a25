"""An import from beginning to end: read, store in batches, settle the links between what came."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from content_store.access import SYSTEM
from content_store.changelog import Entity, record
from content_store.database import Database
from content_store.exchange.ahead import read_ahead
from content_store.exchange.entries import Entry
from content_store.exchange.files import Sources
from content_store.exchange.filing import Filed
from content_store.exchange.intake import Choices, Intake
from content_store.exchange.kits_file import read_kits, store_kits
from content_store.exchange.raw import Place, RawKit, RawTag, Skipped, Unreadable
from content_store.exchange.reading import Reading, seldom_collecting
from content_store.exchange.report import Report
from content_store.exchange.settling import settle_late, settle_links, settle_replacements
from content_store.exchange.taxonomy_file import place_tags, read_taxonomy, store_tags
from content_store.queries.people import people_book
from content_store.rules.vocabulary import ContentType
from content_store.work import Work

BATCH = 1_000  # entries of one transaction,
BATCH_TEXT = 4_000_000  # or as many as hold this many characters of text

Adapt = Callable[[Entry], Entry | None]
Progress = Callable[[Report, int, int], None]
_Transaction = Callable[[], AbstractContextManager[Session]]


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What the caller chose. ``owner`` is the address of who owns assets whose file names nobody.

    ``together`` makes one transaction of it all; a ``dry_run`` takes that transaction back. Where review is demanded,
    what files say is published waits as a draft, unless ``override`` gives a reason, which goes into the change log.
    """

    default_type: ContentType | None = None
    strict_tags: bool = False
    owner: str | None = None
    together: bool = False
    dry_run: bool = False
    override: str = ""


class CannotStart(Exception):
    """The import cannot begin; the message says why."""


def import_path(
    database: Database,
    path: Path,
    now: datetime,
    options: ImportOptions = ImportOptions(),
    progress: Progress = lambda _report, _done, _total: None,
    adapt: Adapt = lambda entry: entry,
    filed: Filed | None = None,
) -> Report:
    """Import a folder or a file, and tell ``progress`` after every batch how many bytes are done, and of how many.

    ``adapt`` may change an entry before it is stored, or leave it out; ``filed`` takes the files that entries name.
    Every batch is one transaction: an import that is killed leaves whole batches, and running it again completes it.
    Raises CannotStart and Unavailable.
    """
    sources = _sources(path)
    report = Report()
    with seldom_collecting(), _transactions(database, options) as transaction:
        with transaction() as session:
            holds_back = _holds_back(Work(session, SYSTEM, now), options.override)
            choices = Choices(options.strict_tags, _owner_id(session, options.owner), holds_back)
        intake = Intake(sources, choices, report)
        _Run(Reading(sources, options.default_type), transaction, now, intake, report, progress, adapt, filed).go()
    if filed is not None and not options.dry_run:
        filed.attach(database, now, sources, report)
    return report


@dataclass(slots=True)
class _Run:
    reading: Reading
    transaction: _Transaction
    now: datetime
    intake: Intake
    report: Report
    progress: Progress
    adapt: Adapt
    filed: Filed | None

    def go(self) -> None:
        self._taxonomy()
        total = self.reading.sources.size
        entries: list[Entry] = []
        tags: list[RawTag] = []
        kits: list[RawKit] = self._kits()
        text = 0
        with read_ahead(self.reading) as understood:
            for found, done in understood:
                match found:
                    case Skipped():
                        self.report.skip(found.place, found.reason)
                    case RawTag():
                        tags.append(found)
                    case RawKit():
                        kits.append(found)
                    case Entry():
                        entries += self._adapted(found)
                        text += found.length
                if len(entries) + len(tags) >= BATCH or text >= BATCH_TEXT:
                    self._store(tags, entries)
                    entries, tags, text = [], [], 0
                    self.progress(self.report, done, total)
        self._store(tags, entries)
        self._settle()
        if kits:
            with self.transaction() as session:
                store_kits(Work(session, SYSTEM, self.now), kits, self.report)
        self.progress(self.report, total, total)

    def _adapted(self, entry: Entry) -> Iterator[Entry]:
        if self.filed is not None:
            self.filed.note(entry)
        found = self.adapt(entry)
        if found is not None:
            yield found

    def _taxonomy(self) -> None:
        file = self.reading.sources.taxonomy
        if file is None:
            return
        place = Place(file.name, file.name)
        try:
            tags = read_taxonomy(file)
        except (Unreadable, OSError) as error:
            self.report.skip(Place(file.name, file.name, getattr(error, "line", None)), str(error))
            return
        with self.transaction() as session:
            work = Work(session, SYSTEM, self.now)
            store_tags(work, tags, self.report)
            place_tags(work, [tag for tag in tags if tag.place == place])

    def _kits(self) -> list[RawKit]:
        file = self.reading.sources.kits
        try:
            return [] if file is None else read_kits(file)
        except (Unreadable, OSError) as error:
            name = file.name if file else ""
            self.report.skip(Place(name, name, getattr(error, "line", None)), str(error))
            return []

    def _store(self, tags: list[RawTag], entries: list[Entry]) -> None:
        if not tags and not entries:
            return
        with self.transaction() as session:
            work = Work(session, SYSTEM, self.now)
            store_tags(work, tags, self.report)
            self.intake.take(work, entries)

    def _settle(self) -> None:
        intake = self.intake
        if not (intake.waiting or intake.late or intake.replacements):
            return
        with self.transaction() as session:
            work = Work(session, SYSTEM, self.now)
            settle_links(work, intake.waiting, self.report)
            settle_late(work, intake.late, self.report, holds_back=intake.choices.holds_back)
            settle_replacements(work, intake.replacements, self.report)


def _sources(path: Path) -> Sources:
    try:
        return Sources.at(path)
    except OSError as error:
        message = f"{path}: {error.strerror or error}"
        raise CannotStart(message) from error


def _holds_back(work: Work, override: str) -> bool:
    """Whether what was not reviewed waits; the reason why not, where review is demanded, is written down."""
    if work.demands_review and override.strip():
        record(work, Entity.IMPORT, 0, "review_overridden", note=override)
    return work.demands_review and not override.strip()


def _owner_id(session: Session, email: str | None) -> int | None:
    if email is None:
        return None
    person = people_book(session).find(email)
    if person is None or person.disabled_at is not None:
        message = f"nobody active has the address {email}; see “kindling user list”"
        raise CannotStart(message)
    return person.id


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
