"""Loading what a demo's story tells: people, what they did, what they said and what became of it.

Each part is stored whole, in one order, so that a start that was interrupted goes on with the part that is missing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from content_store import people
from content_store.access import SYSTEM
from content_store.cohorts import Cohorts
from content_store.database import Database
from content_store.exchange.demo_feedback import add_feedback, add_requests
from content_store.exchange.demo_kits import add_enrolments
from content_store.exchange.demo_reviews import add_council, add_reviews
from content_store.exchange.simulation import Happened, History, Looked, Piece, simulate
from content_store.exchange.story import Story
from content_store.queries.exchange import ever_published, has_requests, has_usage, tag_ids_of
from content_store.queries.people import people_book
from content_store.queries.taxonomy import TagBook, tag_book
from content_store.queries.usage import event_ids
from content_store.recounting import recount
from content_store.rules.occurrences import digest
from content_store.rules.vocabulary import Facet, Role
from content_store.rules.wording import normalised
from content_store.tables import SearchLog, SearchOpening, UsageEvent
from content_store.tables.inserting import insert_rows
from content_store.usage import event_key
from content_store.work import Work

Progress = Callable[[int, int, str], None]
Row = dict[str, Any]
_PROGRAM = "intranet@example.com"


def is_told(session: Session) -> bool:
    """Whether the whole story is here; its last part are requests."""
    return has_requests(session)


def tell(database: Database, story: Story, now: datetime, progress: Progress = lambda *_: None) -> None:
    """Load ``story``, whose content is here, as if it had ended ``now``."""
    with database.reading() as session:
        is_there = has_usage(session)
    if not is_there:
        with database.writing() as session:
            _add_reps(Work(session, SYSTEM, now - timedelta(days=story.days)), story)
        progress(1, 10, "drawing")
        with database.writing() as session:
            _store(session, _history(session, story, now), now)
    progress(4, 10, "counting")
    recount(database, now, lambda done, total, text: progress(4 * total + 5 * done, 10 * total, text))
    with database.writing() as session:
        add_feedback(session, story, now)
        add_enrolments(session, story, now)
        add_reviews(session, story, now)
        add_council(session, story, now)
        add_requests(session, story, now)
    progress(10, 10, "")


def _add_reps(work: Work, story: Story) -> None:
    book = people_book(work.session)
    for rep in story.reps:
        if book.find(rep.email) is None:
            given = people.PersonInput(
                rep.email, rep.name, Role.REP, team=rep.team, region=rep.region, quota_band=rep.quota_band
            )
            people.add(work, given)
    if book.find(_PROGRAM) is None:
        people.add(work, people.PersonInput(_PROGRAM, "Intranet", Role.SERVICE))


def _history(session: Session, story: Story, now: datetime) -> History:
    everybody = people_book(session).by_id.values()
    reps = sorted((person for person in everybody if person.role is Role.REP), key=lambda rep: rep.email)
    program = next(person for person in everybody if person.email == _PROGRAM)
    return simulate(story, reps, program, _pieces(session), now)


def _pieces(session: Session) -> list[Piece]:
    book, carried = tag_book(session), tag_ids_of(session)
    return [
        Piece(row.id, row.slug, row.type, row.revision, row.since, row.until, _tags(book, carried[row.id]))
        for row in ever_published(session)
    ]


def _tags(book: TagBook, ids: Sequence[int]) -> Mapping[Facet, tuple[str, ...]]:
    tags = [book.by_id[tag_id] for tag_id in ids]
    return {facet: tuple(tag.slug for tag in tags if tag.facet is facet) for facet in Facet}


def _store(session: Session, history: History, now: datetime) -> None:
    """Write events and searches as recording them would have; the sums come after."""
    cohorts, book = Cohorts(session), tag_book(session)
    keys = [_key(number, each) for number, each in enumerate(history.events)]
    ids: dict[str, int] = {}
    for is_later in (False, True):
        rows = [
            _event(key, each, cohorts, book, now, None if each.about is None else ids[keys[each.about]])
            for key, each in zip(keys, history.events, strict=True)
            if (each.about is not None) == is_later
        ]
        insert_rows(session, UsageEvent, rows)
        ids = event_ids(session, {keys[each.about] for each in history.events if each.about is not None})
    searches = list(_searches(history.searches, cohorts))
    insert_rows(session, SearchLog, [search for search, _ in searches])
    insert_rows(session, SearchOpening, [opening for _, opening in searches if opening is not None])


def _key(number: int, each: Happened) -> str:
    return event_key(each.person.id, f"demo-{number}")


def _event(
    key: str, each: Happened, cohorts: Cohorts, book: TagBook, now: datetime, about_id: int | None = None
) -> Row:
    named = {
        f"{facet.value}_id": tag.id if slug and (tag := book.exact(facet, slug)) else 0
        for facet, slug in zip((Facet.PERSONA, Facet.STAGE, Facet.PAIN), each.situation, strict=True)
    }
    return named | {
        "key": key,
        "digest": digest({"key": key}),
        "kind": each.kind,
        "asset_id": each.piece.id,
        "revision": each.piece.revision,
        "person_id": each.person.id,
        "cohort_id": cohorts.of(each.person),
        "actor_kind": each.actor_kind,
        "channel": each.channel,
        "purpose": each.purpose,
        "occurred_at": each.at,
        "recorded_at": min(each.at + timedelta(seconds=1), now),
        "about_id": about_id,
        "deal": each.deal,
        "account": f"A-{each.deal[2:]}" if each.deal else "",
    }


def _searches(searches: Sequence[Looked], cohorts: Cohorts) -> Iterator[tuple[Row, Row | None]]:
    for number, each in enumerate(searches):
        key = f"{each.person.id}:demo-{number}"
        search = {
            "key": key,
            "at": each.at,
            "person_id": each.person.id,
            "cohort_id": cohorts.of(each.person),
            "channel": "web",
            "text": each.text,
            "normalised": normalised(each.text),
            "filters": {facet.plural: [slug] for facet, slug in each.filters.items()},
            "result_count": each.results,
            "did_you_mean": "",
        }
        opening = None
        if each.opened is not None:
            opening = {"key": key, "asset_id": each.opened.id, "position": each.position, "at": each.at}
        yield search, opening
