"""Writing a group of events and adding them to the sums, in the transaction of whoever calls."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import Insert, Table, bindparam, case, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from content_store.cohorts import Cohorts
from content_store.errors import Invalid, KindlingError, NotFound
from content_store.queries import usage as queries
from content_store.queries.sums import TABLES, SumKey, sum_columns
from content_store.rules.counting import (
    MOST_SAID,
    VERDICTS,
    Circumstances,
    EvidenceKey,
    EvidenceRepKey,
    Key,
    RepKey,
    Said,
    UsageKey,
    counted,
    difference,
    standing,
)
from content_store.rules.periods import Grain
from content_store.rules.vocabulary import EventKind
from content_store.tables import LateSum, UsageEvent
from content_store.tables.inserting import execute_rows, insert_rows
from content_store.usage import Occurrence
from content_store.views import RecordedEvent

Outcome = RecordedEvent | KindlingError


class Tally:
    """Amounts to be added to the sums, gathered first, so that each row is written once."""

    def __init__(self) -> None:
        self.amounts: defaultdict[Key, Counter[str]] = defaultdict(Counter)
        self._used_at: dict[EvidenceKey, datetime] = {}
        self._lessened: set[EvidenceKey] = set()

    def add(self, kind: EventKind, at: Circumstances, amount: int = 1) -> None:
        """Count one event of ``kind``, or with -1 no longer."""
        for key, column in counted(kind, at):
            self.amounts[key][column] += amount
            if kind is EventKind.USED and isinstance(key, EvidenceKey):
                self._used_at[key] = max(at.occurred_at, self._used_at.get(key, at.occurred_at))
                if amount < 0:
                    self._lessened.add(key)

    @property
    def used_assets(self) -> set[int]:
        """The assets whose evidence moved."""
        return {key.asset_id for key in self.amounts if isinstance(key, EvidenceKey)}

    def write(self, session: Session) -> None:
        """Add everything to the sums, always in one order, so that two writers never wait for each other in a ring."""
        for kind, table in TABLES.items():
            found = sorted((key, columns) for key, columns in self.amounts.items() if type(key) is kind)
            if found:
                add_to_sums(session, table, [self._row(table, *each) for each in found])
        note_late(session, self.amounts)
        self._settle_evidence(session)

    def _row(self, table: Table, key: Key, columns: Counter[str]) -> dict[str, Any]:
        row: dict[str, Any] = {name: columns.get(name, 0) for name in sum_columns(table)} | key._asdict()
        if isinstance(key, EvidenceKey):
            row |= {"reps": 0, "level": 1, "last_used_at": self._used_at.get(key)}
        return row

    def _settle_evidence(self, session: Session) -> None:
        """Count the different people anew where somebody used something, and find the last use after a retraction."""
        used = [key for key in self._used_at if self.amounts[key]["conversations"] or key in self._lessened]
        connection = session.connection()
        if used:
            connection.execute(_COUNT_REPS, [{"of_asset": key.asset_id, "of_tag": key.tag_id} for key in sorted(used)])
        for key in sorted(self._lessened.intersection(used)):
            last = queries.last_conversation(session, key.asset_id, key.tag_id)
            of_both = _EVIDENCE.c.asset_id == key.asset_id, _EVIDENCE.c.tag_id == key.tag_id
            connection.execute(update(_EVIDENCE).where(*of_both).values(last_used_at=last))


_EVIDENCE = TABLES[EvidenceKey]
_REP = TABLES[EvidenceRepKey]
_COUNT_REPS = (
    update(_EVIDENCE)
    .where(_EVIDENCE.c.asset_id == bindparam("of_asset"), _EVIDENCE.c.tag_id == bindparam("of_tag"))
    .values(
        reps=select(func.count())
        .select_from(_REP)
        .where(_REP.c.asset_id == bindparam("of_asset"), _REP.c.tag_id == bindparam("of_tag"), _REP.c.conversations > 0)
        .scalar_subquery()
    )
)


def add_to_sums(session: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows of sums, or add them to those that are there. In the order of their keys, or writers form a ring."""
    execute_rows(session, _adding(table, session.connection().dialect.name), rows)


def note_late(session: Session, keys: Iterable[SumKey]) -> None:
    """Note which periods were over when the sums of usage of these keys were changed.

    Last of all: who waits here for another writer has nothing left that this one waits for.
    """
    today = datetime.now(UTC).date()
    periods = {(Grain(key.grain), key.period) for key in keys if isinstance(key, UsageKey | RepKey)}
    late = sorted((grain, period) for grain, period in periods if grain.end(period) < today)
    rows = [{"grain": grain, "period": period, "changes": 1} for grain, period in late]
    add_to_sums(session, LateSum.metadata.tables[LateSum.__tablename__], rows)


@cache
def _adding(table: Table, dialect_name: str) -> Insert:
    statement = (postgresql if dialect_name == "postgresql" else sqlite).insert(table)
    changed: dict[str, Any] = {name: table.c[name] + statement.excluded[name] for name in sum_columns(table)}
    if "last_used_at" in table.c:
        known, new = table.c.last_used_at, statement.excluded.last_used_at
        changed["last_used_at"] = case((or_(known.is_(None), new > known), new), else_=known)
    adding: Insert = statement.on_conflict_do_update(index_elements=list(table.primary_key.columns), set_=changed)
    return adding


@dataclass(frozen=True, slots=True)
class _Written:
    """What became of an occurrence, and the digest under which it did."""

    digest: str
    outcome: Outcome


class Group:
    """Events that are written in one transaction. Each counts once, however often it comes."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now
        self._written: dict[str, _Written] = {}
        self._cohorts = Cohorts(session)
        self._tally = Tally()

    @property
    def used_assets(self) -> set[int]:
        """The assets whose evidence moved."""
        return self._tally.used_assets

    def write(self, occurrences: Sequence[Occurrence]) -> list[Outcome]:
        """Write down what is new, add it to the sums, and say what became of each, in their order."""
        known = queries.recorded(self._session, {each.key for each in occurrences})
        self._written = {key: _Written(digest, event) for key, (event, digest) in known.items()}
        self._write_events([each for each in occurrences if each.about is None])
        for each in occurrences:
            if each.about is not None and each.key not in self._written:
                self._written[each.key] = _Written(each.digest, self._afterthought(each))
        self._tally.write(self._session)
        return [self._outcome(each) for each in occurrences]

    def _outcome(self, occurrence: Occurrence) -> Outcome:
        written = self._written[occurrence.key]
        if written.digest != occurrence.digest:
            message = "this key was used for something else before; a new event needs a new key"
            return Invalid.of("idempotency_key", "KEY_REUSED", message)
        return written.outcome

    def _write_events(self, occurrences: Sequence[Occurrence]) -> None:
        fresh: dict[str, Occurrence] = {}
        for each in occurrences:
            if each.key not in self._written:
                fresh.setdefault(each.key, each)
        there = queries.existing_assets(self._session, {each.asset_id for each in fresh.values()})
        rows, kept = [], []
        for each in fresh.values():
            if each.asset_id not in there:
                self._written[each.key] = _Written(each.digest, _no_asset())
                continue
            at = self._circumstances(each)
            rows.append(self._row(each, at, each.asset_id, each.revision))
            kept.append((each, at))
        for (each, at), event in zip(kept, self._inserted(rows), strict=True):
            self._written[each.key] = _Written(each.digest, event)
            self._tally.add(each.kind, at)

    def _afterthought(self, occurrence: Occurrence) -> Outcome:
        """Write a verdict or a retraction, with what it changes in the sums."""
        about_id = self._about_id(occurrence.about)
        field = "event_key" if isinstance(occurrence.about, str) else "event_id"
        root = queries.root_of(self._session, about_id, occurrence.person.id) if about_id else None
        said = next((said for said in root.story if said.id == about_id), None) if root else None
        if root is None or said is None or not _may_follow(occurrence.kind, said.kind):
            return Invalid.of(field, "NOT_FOUND", "there is no such event of yours that this could be about")
        undoes = occurrence.kind is EventKind.RETRACTED and not _is_taken_back(about_id, root.story)
        if len(root.story) > MOST_SAID and not undoes:
            return Invalid.of(field, "TOO_MANY", f"of one event at most {MOST_SAID} things can be said")
        row = self._row(occurrence, root.circumstances, root.event.asset_id, root.event.revision)
        (event,) = self._inserted([row | {"about_id": about_id}])
        after = [*root.story, Said(event.id, event.kind, about_id)]
        for kind, amount in difference(standing(root.story), standing(after)):
            self._tally.add(kind, root.circumstances, amount)
        return event

    def _about_id(self, about: int | str | None) -> int | None:
        if not isinstance(about, str):
            return about
        written = self._written.get(about)
        if written is not None:
            return written.outcome.id if isinstance(written.outcome, RecordedEvent) else None
        return queries.event_ids(self._session, [about]).get(about)

    def _circumstances(self, each: Occurrence) -> Circumstances:
        return Circumstances(
            each.asset_id,
            each.person.id,
            self._cohorts.of(each.person),
            each.actor_kind,
            each.purpose,
            each.occurred_at,
            each.persona_id,
            each.stage_id,
            each.pain_id,
        )

    def _row(self, each: Occurrence, at: Circumstances, asset_id: int, revision: int) -> dict[str, Any]:
        """A row of the table. What is said of an event bears that event's circumstances, so it is counted with it."""
        return {
            "key": each.key,
            "digest": each.digest,
            "kind": each.kind,
            "asset_id": asset_id,
            "revision": revision,
            "person_id": at.person_id,
            "cohort_id": at.cohort_id,
            "actor_kind": at.actor_kind,
            "channel": each.channel,
            "purpose": at.purpose,
            "occurred_at": at.occurred_at,
            "recorded_at": self._now,
            "about_id": None,
            "persona_id": at.persona_id,
            "stage_id": at.stage_id,
            "pain_id": at.pain_id,
            "deal": each.deal,
            "account": each.account,
        }

    def _inserted(self, rows: Sequence[Mapping[str, Any]]) -> Iterable[RecordedEvent]:
        if not rows:
            return []
        insert_rows(self._session, UsageEvent, rows)
        ids = queries.event_ids(self._session, [row["key"] for row in rows])
        return [_event(ids[row["key"]], row) for row in rows]


def _event(event_id: int, row: Mapping[str, Any]) -> RecordedEvent:
    names = (
        "key",
        "kind",
        "asset_id",
        "revision",
        "person_id",
        "actor_kind",
        "channel",
        "purpose",
        "occurred_at",
        "recorded_at",
        "about_id",
    )
    return RecordedEvent(event_id, *(row[name] for name in names))


def _may_follow(kind: EventKind, about: EventKind) -> bool:
    """Verdicts are about conversations; all but a retraction can be taken back."""
    if kind in VERDICTS:
        return about is EventKind.USED
    return about is not EventKind.RETRACTED


def _is_taken_back(event_id: int | None, story: Sequence[Said]) -> bool:
    return any(said.about_id == event_id for said in story if said.kind is EventKind.RETRACTED)


def _no_asset() -> KindlingError:
    return NotFound("there is no such asset any more")
