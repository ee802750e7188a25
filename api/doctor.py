"""Looks an installation over and says, line by line, what is well and what to do about the rest."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from api.runtime import now
from api.settings import Mode, Settings, brand_of, unknown
from content_store.database import Database
from content_store.errors import KindlingError
from content_store.file_views import blob_name, thumbnail_name
from content_store.migrations import current, head
from content_store.queries.files import blob_states
from content_store.queries.upkeep import faults, unowned
from content_store.recounting import check
from content_store.rules.files import ReadingStatus
from content_store.storage import Storage
from renderers.environment import Dressing, dress, overrides
from search.finding import Search

LITTLE_SPACE = 500_000_000  # bytes
TOO_LITTLE_SPACE = 50_000_000


class State(StrEnum):
    """How serious a finding is."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, what was found, and what to do where something is wrong."""

    state: State
    what: str
    text: str


def examine(settings: Settings) -> list[Finding]:
    """Everything that can be told of an installation; changes nothing but a file that is written and taken away."""
    findings = [_settings(settings), *_templates(settings), *_data_folder(settings)]
    if not settings.database_url and not settings.sqlite_file.exists():
        text = f"there is none in {settings.sqlite_file} yet: run “kindling migrate”"
        return [*findings, Finding(State.PROBLEM, "database", text)]
    database = Database(settings.url)
    try:
        return findings + list(_store(settings, database))
    except KindlingError as error:
        text = f"{database.shown} cannot be reached ({error}): check KINDLING_DATABASE_URL and that the server runs"
        return [*findings, Finding(State.PROBLEM, "database", text)]
    finally:
        database.close()


def _settings(settings: Settings) -> Finding:
    if settings.mode is Mode.PRODUCTION and not settings.secure_cookies and settings.host not in {"127.0.0.1", "::1"}:
        text = "sign-ins can be read on the way: serve over HTTPS and set KINDLING_SECURE_COOKIES=true"
        return Finding(State.WARNING, "settings", text)
    if misspelt := unknown(os.environ):
        return Finding(State.WARNING, "settings", f"{', '.join(misspelt)}: no such setting; see docs/settings.md")
    return Finding(State.OK, "settings", f"mode {settings.mode.value}, search by {settings.search_engine.value}")


def _templates(settings: Settings) -> Iterator[Finding]:
    """What is wrong with the templates of one's own; nothing is said where there are none."""
    if settings.templates_dir is None:
        return
    dress(Dressing(brand_of(settings), settings.templates_dir))
    own = overrides()
    for fault in own.faults:
        yield Finding(State.WARNING, "templates", f"{fault}; the built-in template serves instead")
    if not own.faults:
        yield Finding(State.OK, "templates", f"{len(own.names())} of your own in {settings.templates_dir}")


def _data_folder(settings: Settings) -> Iterator[Finding]:
    folder = settings.data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        text = f"{folder} cannot be written ({error.strerror}): set KINDLING_DATA_DIR or its owner"
        yield Finding(State.PROBLEM, "data folder", text)
        return
    yield Finding(State.OK, "data folder", f"{folder} can be written")
    free = shutil.disk_usage(folder).free
    state = State.OK
    if free < LITTLE_SPACE:
        state = State.PROBLEM if free < TOO_LITTLE_SPACE else State.WARNING
    advice = "" if state is State.OK else "; make room, a full disk stops every change"
    yield Finding(state, "disk", f"{free / 1e9:.1f} GB free{advice}")


def _store(settings: Settings, database: Database) -> Iterator[Finding]:
    there = current(database)
    yield Finding(State.OK, "database", database.shown)
    if there != head():
        text = f"the tables are at {there or 'nothing'}, and should be at {head()}: run “kindling migrate”"
        yield Finding(State.PROBLEM, "migrations", text)
        return
    yield Finding(State.OK, "migrations", f"up to date ({there})")
    yield _integrity(database)
    yield _index(settings, database)
    yield _owners(database)
    yield _sums(database)
    yield _files(settings, database)


def _integrity(database: Database) -> Finding:
    with database.reading() as session:
        found = faults(session)
    if found:
        text = f"the database file is damaged ({found[0]}): restore a backup, or export what can be read"
        return Finding(State.PROBLEM, "integrity", text)
    return Finding(State.OK, "integrity", "no damage found")


def _index(settings: Settings, database: Database) -> Finding:
    search = Search(database, settings.index_dir, settings.search_engine.value)
    try:
        with database.reading() as session:
            report = search.check(session)
    finally:
        search.close()
    if not report.is_ok:
        return Finding(State.WARNING, "search index", report.problem)
    behind = report.store_number - (report.index_number or 0)
    late = f", {behind} changes behind; the next search brings it up" if behind else ""
    return Finding(State.OK, "search index", f"{report.documents} of {report.assets} assets by {report.engine}{late}")


def _owners(database: Database) -> Finding:
    with database.reading() as session:
        count = unowned(session)
    if count:
        text = f"{count} assets have no owner who is still here: nobody is told when they are due"
        return Finding(State.WARNING, "owners", text)
    return Finding(State.OK, "owners", "every asset has one")


def _sums(database: Database) -> Finding:
    found = check(database, now())
    of_all = "" if found.days == found.of_days else f" of {found.of_days:,}"
    looked_at = f"{found.events:,} events of {found.days:,}{of_all} days"
    if found.wrong:
        text = f"{found.wrong:,} sums do not say what {looked_at} say: run “kindling recount”"
        return Finding(State.PROBLEM, "sums of usage", text)
    return Finding(State.OK, "sums of usage", f"they say what {looked_at} say")


def _files(settings: Settings, database: Database) -> Finding:
    """Whether every file has its bytes, and what lies there that no row speaks of."""
    with database.reading() as session:
        states = blob_states(session)
    try:
        kept = set(Storage(settings.files, settings.data_dir / "incoming").names()) if states else set()
    except KindlingError as error:
        return Finding(State.PROBLEM, "files", f"{error}: check KINDLING_FILES_URL")
    lost = sum(used and blob_name(digest) not in kept for digest, (_, used) in states.items())
    if lost:
        text = f"{lost:,} of {len(states):,} have lost their bytes: restore the file store from a backup"
        return Finding(State.PROBLEM, "files", text)
    known = {blob_name(digest) for digest in states} | {thumbnail_name(digest) for digest in states}
    strange, failed = len(kept - known), sum(status is ReadingStatus.FAILED for status, _ in states.values())
    told = [f"{strange:,} lie there that no row knows"] if strange else []
    told += [f"the text of {failed:,} could not be read: see the inbox"] if failed else []
    if told:
        return Finding(State.WARNING, "files", "; ".join(told))
    return Finding(State.OK, "files", f"{len(states):,}, all with their bytes" if states else "there are none yet")
