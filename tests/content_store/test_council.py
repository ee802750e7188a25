"""The council, what it recommends, and guidelines open to comment."""

from datetime import timedelta
from typing import Any

import pytest

from content_store import commenting, council, guidelines, people, publishing
from content_store.access import SYSTEM, window
from content_store.database import Database
from content_store.errors import Forbidden, Invalid, NotFound
from content_store.forgetting import export_person, forget
from content_store.guidelines import PeriodInput, announce_periods
from content_store.queries import council as read_council
from content_store.queries.assets import load
from content_store.queries.notices import list_notices
from content_store.queries.periods import list_periods, period_window
from content_store.rules.vocabulary import ContentType, Facet, FeedbackStatus, RetireReason, Role, Scope
from content_store.views import Viewer
from content_store.work import Work
from tests.content_store.making import NOON, draft, person, published, tag, viewer
from tests.content_store.test_reviewing import DAY, RUTH, by, codes, told
from tests.content_store.test_reviewing import council as seats


def test_the_council_shows_for_whom_nobody_speaks(sqlite_database: Database) -> None:
    tag(sqlite_database, Facet.REGION, "Nordics", synonyms=["Scandinavia"])
    tag(sqlite_database, Facet.REGION, "DACH")
    with sqlite_database.writing() as session:
        work = Work(session, SYSTEM, NOON)
        people.add(work, people.PersonInput("maja@example.com", "Maja", region="nordics", council=True))
        people.add(work, people.PersonInput("jonas@example.com", "Jonas", region="benelux"))
    asset = published(sqlite_database, steward="maja@example.com")
    draft(sqlite_database, title="Unseen", steward="maja@example.com")
    with sqlite_database.reading() as session:
        found = read_council.council(session, window(SYSTEM, NOON))
        customers = Viewer(person_of(session, "maja@example.com"), frozenset({Scope.READ_CUSTOMER_FACING}))
        assert read_council.council(session, window(customers, NOON)).members == ()
    assert [(each.name, each.reps, each.is_represented) for each in found.regions] == [
        ("Nordics", 1, True),
        ("DACH", 0, False),
        ("benelux", 1, False),
    ]
    assert [[each.id for each in member.stewarded] for member in found.members] == [[asset.id]]
    assert "fewer than 4" in found.hint


def person_of(session: Any, email: str) -> Any:
    from content_store.queries.people import people_book

    found = people_book(session).find(email)
    assert found is not None
    return found


def test_who_gives_a_seat_and_to_whom(sqlite_database: Database) -> None:
    martin, ruth = viewer(sqlite_database, Role.MARKETING), viewer(sqlite_database, Role.REP)
    assert by(sqlite_database, martin, lambda work: people.set_council(work, "rep@example.com", member=True)).council
    with pytest.raises(Forbidden):
        by(sqlite_database, ruth, lambda work: people.set_council(work, "rep@example.com", member=False))
    with pytest.raises(Invalid) as refused:
        by(sqlite_database, martin, lambda work: people.set_council(work, "marketing@example.com", member=True))
    assert codes(refused) == [("email", "NOT_A_REP")]


def test_a_recommendation_stands_until_the_asset_is_retired(database: Database) -> None:
    tag(database, Facet.PERSONA, "CFO")
    (ruth,) = seats(database, RUTH)
    jonas = viewer(database, Role.REP)
    asset, other = published(database), published(database, title="Other")

    def standing(**given: Any) -> list[str]:
        with database.reading() as session:
            return [each.text for each in read_council.recommendations(session, window(jonas, NOON + 9 * DAY), **given)]

    by(database, ruth, lambda work: council.recommend(work, asset.id, "Opens every call.", "cfo"))
    made = by(database, ruth, lambda work: council.recommend(work, other.id, "So does this."), 60)
    assert standing() == ["So does this.", "Opens every call."]
    assert standing(since=NOON + timedelta(seconds=30)) == ["So does this."]
    with pytest.raises(Invalid) as refused:
        by(database, ruth, lambda work: council.recommend(work, asset.id, "", "ceo"))
    assert codes(refused) == [("text", "REQUIRED"), ("persona", "UNKNOWN_TAG"), ("id", "TAKEN")]
    with pytest.raises(Forbidden):
        by(database, jonas, lambda work: council.recommend(work, asset.id, "Mine too."))
    with pytest.raises(Forbidden):
        by(database, jonas, lambda work: council.withdraw(work, made.id))
    by(database, SYSTEM, lambda work: publishing.retire(work, asset.id, RetireReason.OUTDATED))
    assert standing() == ["So does this."]
    by(database, ruth, lambda work: council.withdraw(work, made.id))
    assert standing() == []


def test_a_guideline_is_open_for_its_time_and_answered(database: Database) -> None:
    rep, martin = viewer(database, Role.REP), viewer(database, Role.MARKETING)
    guideline = draft(database, ContentType.GUIDELINE, "Lead scoring")
    given = PeriodInput(NOON + 5 * DAY, note="Tell us.")
    period = by(database, martin, lambda work: guidelines.open_period(work, guideline.id, given))
    assert told(database, rep) == [(FeedbackStatus.OPEN, "Open to your comments until 6 June 2026. Tell us.")]

    def read(days: int) -> list[int]:
        with database.reading() as session:
            found = list_periods(session, rep, NOON + days * DAY)
            return [each.id for each in load(session, [guideline.id], period_window(rep, NOON + days * DAY, found))]

    assert (read(1), read(5)) == ([guideline.id], [])
    said = by(database, rep, lambda work: guidelines.comment(work, period.id, ("content", "criteria"), "Too few."))
    by(database, martin, lambda work: commenting.reply(work, said.id, "How many?"))
    with pytest.raises(Invalid, match="answer with a word"):
        by(database, martin, lambda work: guidelines.answer(work, said.id, " ", taken_up=True))
    by(database, martin, lambda work: guidelines.answer(work, said.id, "Not this year.", taken_up=False))
    answered = by(database, martin, lambda work: guidelines.answer(work, said.id, "30 it is.", taken_up=True))
    assert (answered.status, answered.answer) == (FeedbackStatus.ACCEPTED, "30 it is.")
    later = 6 * 86_400
    for refused in (
        lambda work: guidelines.comment(work, period.id, (), "Late."),
        lambda work: commenting.reply(work, said.id, "Late."),
    ):
        with pytest.raises(Invalid, match="over"):
            by(database, rep, refused, later)
    by(database, martin, lambda work: guidelines.summarise(work, period.id, "Budgets count 30."), later)
    assert told(database, rep)[0] == (
        FeedbackStatus.RESOLVED,
        "What changed because of your comments: Budgets count 30.",
    )


def test_what_cannot_be_opened(sqlite_database: Database) -> None:
    point, guideline = draft(sqlite_database), draft(sqlite_database, ContentType.GUIDELINE, "Leads")
    ahead = PeriodInput(NOON + 5 * DAY, NOON + DAY)
    by(sqlite_database, SYSTEM, lambda work: guidelines.open_period(work, guideline.id, ahead))
    rep = viewer(sqlite_database, Role.REP)

    def refusal(asset_id: int, given: PeriodInput) -> str:
        with pytest.raises(Invalid) as refused:
            by(sqlite_database, SYSTEM, lambda work: guidelines.open_period(work, asset_id, given))
        return refused.value.problems[0].code

    for asset_id, given, code in (
        (point.id, ahead, "OTHER_TYPE"),
        (guideline.id, ahead, "OPEN_ALREADY"),
        (guideline.id, PeriodInput(NOON - DAY), "BEFORE_ITS_BEGINNING"),
        (guideline.id, PeriodInput(NOON + DAY, NOON - DAY), "IN_THE_PAST"),
        (guideline.id, PeriodInput(NOON + 999 * DAY), "TOO_FAR"),
    ):
        assert refusal(asset_id, given) == code
    with pytest.raises(Forbidden):
        by(sqlite_database, rep, lambda work: guidelines.open_period(work, guideline.id, ahead))
    # What lies ahead is nobody's business yet, and told when it begins.
    with sqlite_database.reading() as session:
        assert list_periods(session, rep, NOON) == []
        assert list_notices(session, rep, 9).items == ()
    with pytest.raises(NotFound):
        by(sqlite_database, rep, lambda work: guidelines.comment(work, 1, (), "Early."))
    for expected in (1, 0):
        assert by(sqlite_database, SYSTEM, announce_periods, 90_000) == expected
    assert len(told(sqlite_database, rep)) == 1


def test_what_a_forgotten_member_said_stays_and_nothing_waits_for_them(sqlite_database: Database) -> None:
    (ruth,) = seats(sqlite_database, RUTH)
    person(sqlite_database, Role.MARKETING)
    asset = published(sqlite_database)
    by(sqlite_database, ruth, lambda work: council.recommend(work, asset.id, "Opens every call."))
    found = by(sqlite_database, SYSTEM, lambda work: export_person(work, RUTH))
    assert [each["text"] for each in found["recommendations"]] == ["Opens every call."]
    by(sqlite_database, SYSTEM, lambda work: forget(work, RUTH))
    with sqlite_database.reading() as session:
        assert read_council.recommendations(session, window(SYSTEM, NOON)) == []
        assert read_council.council(session, window(SYSTEM, NOON)).members == ()
