import pytest

from content_store import requests, succession
from content_store.access import SYSTEM
from content_store.database import Database
from content_store.errors import Forbidden, Invalid
from content_store.people import disable
from content_store.queries.requests import load_requests, voters
from content_store.queries.succession import responsibilities
from content_store.requests import RequestInput
from content_store.rules.vocabulary import FeedbackStatus, Role
from content_store.tables import Asset
from content_store.upkeep_views import Responsibilities
from content_store.work import Work
from tests.content_store.making import NOON, after, draft, published, viewer


def test_everything_passes_in_one_step_and_nothing_is_orphaned(database: Database) -> None:
    leaver, heir = viewer(database, Role.MARKETING, "leaver@example.com"), viewer(database, Role.MARKETING)
    owned = published(database, owner=leaver.person.email, steward=leaver.person.email)
    waits = draft(database, title="Draft", owner=leaver.person.email)
    with database.writing() as session:
        asked = requests.ask(Work(session, leaver, NOON), RequestInput("A sheet of prices"))
        both = requests.ask(Work(session, leaver, NOON), RequestInput("A calculator"))
        requests.vote(Work(session, heir, NOON), both.id)
        requests.answer(Work(session, leaver, NOON), asked.id, FeedbackStatus.ACCEPTED, "", after(10**6).date())
    with database.reading() as session:
        foreseen = responsibilities(session, leaver.person.id)
    with database.writing() as session:
        passed = succession.hand_over(Work(session, SYSTEM, after(1)), leaver.person.id, heir.person.id)
    assert passed == foreseen == Responsibilities(owned=2, stewarded=1, promises=1, waits_for=2)
    with database.reading() as session:
        rows = [session.get_one(Asset, asset.id) for asset in (owned, waits)]
        assert [(row.owner_id, row.steward_id) for row in rows] == [
            (heir.person.id, heir.person.id),
            (heir.person.id, None),
        ]
        (promise,) = load_requests(session, [asked.id], heir, NOON)
        assert promise.answered_by == heir.person
        assert voters(session, asked.id) == {heir.person.id}
        left = responsibilities(session, leaver.person.id)
    # A vote beside the successor's own stays: it counts, and nobody needs to be told twice.
    assert left == Responsibilities(waits_for=1)


def test_a_successor_is_somebody_else_who_is_still_here(database: Database) -> None:
    leaver, heir, rep = (viewer(database, role) for role in (Role.ADMIN, Role.MARKETING, Role.REP))
    service = viewer(database, Role.SERVICE)
    published(database, owner=leaver.person.email)
    with database.writing() as session:
        disable(Work(session, SYSTEM, NOON), heir.person.email)
    for nobody in (heir.person.id, leaver.person.id, service.person.id, 4711):
        with pytest.raises(Invalid), database.writing() as session:
            succession.hand_over(Work(session, SYSTEM, NOON), leaver.person.id, nobody)
    with pytest.raises(Forbidden), database.writing() as session:
        succession.hand_over(Work(session, rep, NOON), leaver.person.id, rep.person.id)
