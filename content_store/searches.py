"""The log of searches and its sums, written together, so that they always say the same."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table
from sqlalchemy.orm import Session

from content_store.cohorts import Cohorts
from content_store.content_types.cleaning import cleaned
from content_store.queries.searches import known_openings, logged, opened_keys
from content_store.queries.sums import sum_columns
from content_store.queries.taxonomy import TagBook
from content_store.rules.counting import DemandKey
from content_store.rules.demand import CONTEXT, Searched, SearchKey, named, searched, situations
from content_store.rules.vocabulary import ActorKind, Role
from content_store.rules.wording import storable
from content_store.tables import DemandSum, SearchLog, SearchOpening, SearchSum
from content_store.tallying import add_to_sums
from content_store.views import PersonView

TABLES: Mapping[type[SearchKey] | type[DemandKey], Table] = {
    SearchKey: cast("Table", SearchSum.__table__),
    DemandKey: cast("Table", DemandSum.__table__),
}


@dataclass(frozen=True, slots=True)
class SearchNote:
    """One search. While somebody types, every step bears the same ``key``, and the last one stays.

    ``shown`` are the ids of the assets on its first page. ``filters`` name tags by the plurals of their facets, and
    under ``context`` those of the situation that narrow nothing.
    """

    key: str
    at: datetime
    person_id: int | None
    channel: str
    text: str
    normalised: str
    filters: Mapping[str, Any]
    result_count: int
    did_you_mean: str = ""
    shown: tuple[int, ...] = ()
    actor_kind: ActorKind = ActorKind.HUMAN

    @property
    def log_key(self) -> str:
        """The key as it is stored."""
        return _log_key(self.person_id, self.key)


@dataclass(frozen=True, slots=True)
class OpeningNote:
    """An asset opened from the results of the search ``key``; ``position`` counts from 1."""

    key: str
    person_id: int | None
    asset_id: int
    position: int
    at: datetime

    @property
    def log_key(self) -> str:
        """The key of its search as it is stored."""
        return _log_key(self.person_id, self.key)


def _log_key(person_id: int | None, key: str) -> str:
    """Keys come from browsers: with the person's id before them nobody writes in another's log."""
    return storable(f"{person_id or 0}:{key}")[:64]


def write_searches(
    session: Session,
    people: Mapping[int, PersonView],
    book: TagBook,
    searches: Sequence[SearchNote],
    openings: Sequence[OpeningNote],
) -> None:
    """Write down searches and what was opened from them; a search written before takes its new form.

    What it counted in its old form is taken out of the sums. ``people`` and ``book`` hold all people and tags: a
    transaction that writes would have to read them anew.
    """
    keys = {note.log_key for note in searches} | {note.log_key for note in openings}
    before = searched_of(session, book, logged(session, keys))
    cohorts = Cohorts(session)
    for note in searches:
        person = people.get(note.person_id or 0)
        session.merge(_row(note, cohorts.of(person) if person is not None and _is_by_hand(note, person) else None))
    session.flush()
    _write_openings(session, openings)
    session.flush()
    _add(session, before, searched_of(session, book, logged(session, keys)))


def _is_by_hand(note: SearchNote, person: PersonView) -> bool:
    return person.role is not Role.SERVICE and note.actor_kind is ActorKind.HUMAN


def _row(note: SearchNote, cohort_id: int | None) -> SearchLog:
    return SearchLog(
        key=note.log_key,
        at=note.at,
        person_id=note.person_id,
        cohort_id=cohort_id,
        channel=note.channel,
        text=storable(note.text),
        normalised=storable(note.normalised),
        filters=cleaned(note.filters),
        result_count=note.result_count,
        did_you_mean=storable(note.did_you_mean),
    )


def _write_openings(session: Session, openings: Sequence[OpeningNote]) -> None:
    known = known_openings(session, {(note.log_key, note.asset_id) for note in openings})
    for note in openings:
        if (note.log_key, note.asset_id) in known:
            session.merge(SearchOpening(key=note.log_key, asset_id=note.asset_id, position=note.position, at=note.at))


def searched_of(session: Session, book: TagBook, rows: Sequence[SearchLog]) -> list[Searched]:
    """How searches of the log are counted; for writing them, and for whoever checks or rebuilds the sums."""
    opened = opened_keys(session, {row.key for row in rows})
    return [_searched(row, book, opened=row.key in opened) for row in rows]


def _searched(row: SearchLog, book: TagBook, *, opened: bool) -> Searched:
    # A tag by its own slug, merged or not: then a search counts where it did when it was made, whatever happened since.
    ids = [
        [tag.id for slug in named(row.filters, facet) if (tag := book.exact(facet, slug)) is not None]
        for facet in CONTEXT
    ]
    return Searched(
        at=row.at,
        words=row.normalised,
        situations=situations(ids),
        cohort_id=row.cohort_id,
        found_nothing=row.result_count == 0,
        opened=opened,
    )


def _add(session: Session, before: Iterable[Searched], after: Iterable[Searched]) -> None:
    """Add to the sums what is new in ``after``, and take out what was in ``before`` alone."""
    amounts: defaultdict[SearchKey | DemandKey, Counter[str]] = defaultdict(Counter)
    for sign, searches in ((-1, before), (1, after)):
        for search in searches:
            for key, column in searched(search):
                amounts[key][column] += sign
    for kind, table in TABLES.items():
        # Always in one order, so that two writers never wait for each other in a ring.
        changed = sorted(
            (key, columns) for key, columns in amounts.items() if type(key) is kind and any(columns.values())
        )
        rows = [{name: columns[name] for name in sum_columns(table)} | key._asdict() for key, columns in changed]
        add_to_sums(session, table, rows)
