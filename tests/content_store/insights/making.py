"""Plain functions that let things happen on any day, and ask for reports."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple, TypeVar

from content_store import people
from content_store.access import SYSTEM
from content_store.cohorts import Cohorts
from content_store.database import Database
from content_store.insights.reports import Insights
from content_store.publishing import Times, publish
from content_store.queries.taxonomy import tag_book
from content_store.rules.counting import Circumstances
from content_store.rules.insights import InsightFilter
from content_store.rules.periods import Days
from content_store.rules.vocabulary import ActorKind, EventKind, Facet, Purpose, QuotaBand, Role
from content_store.searches import SearchNote, write_searches
from content_store.tallying import Tally
from content_store.views import AssetView, PersonView, TagView
from content_store.work import Work
from tests.content_store.making import NOON, draft

T = TypeVar("T")
TODAY = NOON.date()
LAST_MONTH = Days.until(NOON, 30)


def ended(database: Database, title: str, **given: Any) -> AssetView:
    """An asset that was published for a month, which is over."""
    asset = draft(database, title=title, **given)
    begun = NOON - timedelta(days=60)
    with database.writing() as session:
        return publish(Work(session, SYSTEM, begun), asset.id, Times(unpublish_at=begun + timedelta(days=30)))


def rep(database: Database, name: str, team: str = "", region: str = "", band: QuotaBand | None = None) -> PersonView:
    given = people.PersonInput(f"{name}@example.com", name, Role.REP, team=team, region=region, quota_band=band)
    with database.writing() as session:
        return people.add(Work(session, SYSTEM, NOON), given)


class Event(NamedTuple):
    """Something that happens so many ``times`` on a day."""

    kind: EventKind
    asset_id: int
    person: PersonView
    day: date = TODAY
    times: int = 1
    purpose: Purpose = Purpose.LIVE_CALL
    actor: ActorKind = ActorKind.HUMAN
    tags: tuple[TagView, ...] = ()


def happened(
    database: Database,
    kind: EventKind,
    asset_id: int,
    person: PersonView,
    day: date = TODAY,
    count: int = 1,
    **more: Any,
) -> None:
    """Add events of one kind to the sums, as the recorder would have on that day."""
    all_happened(database, [Event(kind, asset_id, person, day, count, **more)])


def all_happened(database: Database, events: Iterable[Event]) -> None:
    """Add events to the sums in one transaction."""
    with database.writing() as session:
        cohorts, tally = Cohorts(session), Tally()
        for event in events:
            named: dict[str, Any] = {f"{tag.facet.value}_id": tag.id for tag in event.tags}
            at = datetime.combine(event.day, time(9), UTC)
            cohort_id = cohorts.of(event.person)
            where = event.asset_id, event.person.id, cohort_id, event.actor, event.purpose, at
            tally.add(event.kind, Circumstances(*where, **named), event.times)
        tally.write(session)


def searched(
    database: Database, words: str, person: PersonView, results: int = 0, day: date = TODAY, **filters: Any
) -> None:
    """Log a search after which nothing was opened."""
    at = datetime.combine(day, time(9), UTC)
    with database.writing() as session:
        book = tag_book(session)
        note = SearchNote(f"{words}{results}{day}{filters}", at, person.id, "web", words, words, filters, results)
        write_searches(session, {person.id: person}, book, [note], [])


def asking(database: Database, ask: Callable[[Insights], T], window: Days = LAST_MONTH, **given: Any) -> T:
    """What a report says to the command line."""
    show_names = given.pop("show_names", False)
    tags = tuple(
        (facet, given.pop(facet.plural)) for facet in Facet if facet.plural in given and facet is not Facet.REGION
    )
    asked = InsightFilter(window, tags, **given)
    with database.reading() as session:
        return ask(Insights(session, SYSTEM, asked, NOON, show_names=show_names))


def days_ago(count: int) -> date:
    return TODAY - timedelta(days=count)
