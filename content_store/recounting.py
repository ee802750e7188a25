"""Comparing the sums with the events and searches they were made of, and making them right.

Sums are right where those of days say what the events of those days say, those of months what their days say, those of
quarters what their months say, and evidence what the months say. Days whose events are no longer kept stay as they are.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Update, func, select, update
from sqlalchemy.orm import Session

from content_store.access import SYSTEM
from content_store.database import Database
from content_store.evidence import refresh_levels
from content_store.queries import kept_events
from content_store.queries.sums import (
    PARTS,
    TABLES,
    SumKey,
    Sums,
    amiss,
    day_sums,
    evidence_sums,
    evidence_uses,
    last_day_used,
    sum_columns,
)
from content_store.queries.taxonomy import TagBook, tag_book
from content_store.rules.counting import EvidenceKey, EvidenceRepKey, counted, what_counts
from content_store.rules.demand import searched
from content_store.rules.periods import Days, Grain
from content_store.searches import searched_of
from content_store.tables import Evidence, EvidenceRep
from content_store.tallying import add_to_sums, note_late
from content_store.work import Work

EVENTS_AT_ONCE = 10_000  # in one transaction, which nobody records meanwhile; a day is never divided
ASSETS_AT_ONCE = 250
EVENTS_CHECKED = 100_000  # about as many at a time; a check of more looks at some days only

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Recounted:
    """What a recount looked at, and how many rows of sums were wrong."""

    events: int
    days: int
    wrong: int


def recount(database: Database, now: datetime, progress: Progress = lambda *_: None) -> Recounted:
    """Make all sums, and the evidence in the end, say what the events that are kept say.

    Works while others record, some days at a time: each transaction leaves its days right, and months and quarters that
    said what their days said go on doing so. It may be interrupted, and begun again.
    """
    with database.reading() as session:
        whole, book = kept_days(session, now), tag_book(session)
        assets = kept_events.last_asset_id(session)
    events = wrong = 0
    for days in _chunks(database, whole):
        with database.writing() as session:
            kept_events.hold_recording(session)
            events += kept_events.count_events(session, days)
            wrong += _mend(session, _with_longer(_differences_of_days(session, book, days)))
        progress((days.last - whole.first).days + 1, whole.count, f"{events:,} events")
    for grain in PARTS:
        for period in periods_of(grain, whole):
            with database.writing() as session:
                kept_events.hold_recording(session)
                wrong += _mend(session, amiss(session, grain, period))
    for some in _assets(assets):
        with database.writing() as session:
            kept_events.hold_recording(session)
            wrong += _mend_evidence(session, some)
    with database.writing() as session:
        refresh_levels(Work(session, SYSTEM, now))
    return Recounted(events, whole.count, wrong)


def kept_days(session: Session, now: datetime) -> Days:
    """The days of which all events are kept, today and what other clocks call tomorrow included."""
    last = now.astimezone(UTC).date() + timedelta(days=1)
    return Days(kept_events.first_kept_day(session) or last, last)


def periods_of(grain: Grain, days: Days) -> range:
    """The numbers of the periods that these days lie in."""
    return range(grain.of(days.first), grain.of(days.last) + 1)


@dataclass(frozen=True, slots=True)
class Checked:
    """What was compared, of how much, and how many rows of sums were wrong."""

    events: int
    days: int
    of_days: int
    wrong: int


def check(database: Database, now: datetime) -> Checked:
    """Compare sums with events, in one snapshot: all of them, or of many events some days, others tomorrow."""
    with database.reading() as session:
        whole, book = kept_days(session, now), tag_book(session)
        total = kept_events.count_events(session, whole)
        parts = 1 + total // EVENTS_CHECKED
        today = now.toordinal() % parts
        chosen = [day for place, day in enumerate(whole.each()) if place % parts == today]
        events = wrong = 0
        for day in chosen:
            events += kept_events.count_events(session, day)
            wrong += len(_differences_of_days(session, book, day))
        for grain in PARTS:
            for period in sorted({grain.of(day.first) for day in chosen}):
                wrong += len(amiss(session, grain, period))
        for assets in list(_assets(kept_events.last_asset_id(session)))[today % parts :: parts]:
            wrong += len(_differences(*evidence_sums(session, assets)))
    return Checked(events, len(chosen), whole.count, wrong)


def _chunks(database: Database, whole: Days) -> Iterator[Days]:
    """The days in runs of at most ``EVENTS_AT_ONCE`` events, or one day."""
    first, last, events = whole.first, whole.first, 0
    for day in whole.each():
        with database.reading() as session:
            found = kept_events.count_events(session, day)
        if day.first > first and events + found > EVENTS_AT_ONCE:
            yield Days(first, last)
            first, events = day.first, 0
        last, events = day.first, events + found
    yield Days(first, last)


def _assets(last: int) -> Iterator[range]:
    return (range(start, start + ASSETS_AT_ONCE) for start in range(1, last + 1, ASSETS_AT_ONCE))


def _differences_of_days(session: Session, book: TagBook, days: Days) -> Sums:
    """What would have to be added to the sums of these days, so that they say what the events say."""
    made: Sums = {}
    for kind, at in what_counts(kept_events.events_of(session, days)):
        _count(made, counted(kind, at, _DAYS))
    for some in kept_events.searches_of(session, days):
        for search in searched_of(session, book, some):
            _count(made, searched(search, _DAYS))
    return _differences(made, day_sums(session, days))


_DAYS = (Grain.DAY,)


def _count(made: Sums, places: Iterable[tuple[SumKey, str]]) -> None:
    for key, column in places:
        if not isinstance(key, EvidenceKey | EvidenceRepKey):
            counts = made.setdefault(key, {})
            counts[column] = counts.get(column, 0) + 1


def _differences(right: Sums, stored: Sums) -> Sums:
    """What would have to be added to what is stored, by key and column."""
    found: Sums = {}
    for key in right.keys() | stored.keys():
        wanted, there = right.get(key, {}), stored.get(key, {})
        if wanted != there:
            found[key] = {name: wanted.get(name, 0) - there.get(name, 0) for name in wanted.keys() | there.keys()}
    return found


def _with_longer(of_days: Sums) -> Sums:
    """The differences of days together with what they add to the months and quarters that these days lie in."""
    found = dict(of_days)
    for key, amounts in of_days.items():
        if isinstance(key, EvidenceKey | EvidenceRepKey):
            continue
        for grain in PARTS:
            period = grain.of(date.fromordinal(key.period))
            counts = found.setdefault(key._replace(grain=grain, period=period), {})
            for name, amount in amounts.items():
                counts[name] = counts.get(name, 0) + amount
    return found


def _mend(session: Session, differences: Sums) -> int:
    """Add the differences to what is stored; how many rows that changes."""
    for kind, table in TABLES.items():
        found = {key: amounts for key, amounts in differences.items() if type(key) is kind}
        columns: dict[str, Any] = dict.fromkeys(sum_columns(table), 0)
        if kind is EvidenceKey:
            columns |= {"reps": 0, "level": 1, "last_used_at": None}
        add_to_sums(session, table, [columns | found[key] | key._asdict() for key in sorted(found)])
    note_late(session, differences)
    return len(differences)


def _mend_evidence(session: Session, assets: range) -> int:
    wrong = _mend(session, _differences(*evidence_sums(session, assets)))
    people = (
        select(func.count())
        .select_from(EvidenceRep)
        .where(
            EvidenceRep.asset_id == Evidence.asset_id,
            EvidenceRep.tag_id == Evidence.tag_id,
            EvidenceRep.conversations > 0,
        )
    )
    of_assets = Evidence.asset_id.between(assets.start, assets.stop - 1)
    _update(session, update(Evidence).where(of_assets).values(reps=people.scalar_subquery()))
    used = kept_events.last_conversations(session, assets)
    for key, last in evidence_uses(session, assets).items():
        right = used.get(key) or last or last_day_used(session, *key)
        if right != last:
            of_both = Evidence.asset_id == key.asset_id, Evidence.tag_id == key.tag_id
            _update(session, update(Evidence).where(*of_both).values(last_used_at=right))
    return wrong


def _update(session: Session, statement: Update) -> None:
    session.execute(statement, execution_options={"synchronize_session": False})
