from datetime import datetime, timedelta

import pytest

from content_store import authoring, council, people, publishing, requests
from content_store.access import SYSTEM
from content_store.database import Database
from content_store.deliveries import claim, give_back, note, plan_all, plan_due, postpone
from content_store.digest_settings import DigestWishes, change_settings, interests_of, own_settings, unsubscribe
from content_store.digest_views import Digest, DigestSettings
from content_store.digests import edition
from content_store.errors import Forbidden, Invalid
from content_store.queries.digests import by_feed_key, by_unsubscribe_key, settings_of
from content_store.queries.people import people_book
from content_store.recording import Recorder
from content_store.requests import RequestInput
from content_store.rules.digests import LEFT_AFTER, DeliveryStatus, DigestFrequency, DigestSection, Interests
from content_store.rules.vocabulary import EventKind, Facet, FeedbackStatus, RetireReason, Role, Scope
from content_store.usage import UsageInput
from content_store.views import Viewer
from content_store.work import Work
from tests.content_store.events import record
from tests.content_store.making import NOON, draft, person, published, tag, viewer

BEFORE, LATER = NOON - timedelta(days=20), NOON + timedelta(days=14)
DAY = timedelta(days=1)
ANYBODY = Interests()


def told(
    database: Database,
    who: Viewer = SYSTEM,
    since: datetime = NOON - DAY,
    until: datetime = NOON + DAY,
    interests: Interests = ANYBODY,
    team: str = "",
) -> Digest:
    with database.reading() as session:
        return edition(session, who, since, until, team).for_reader(interests)


def titles(digest: Digest) -> dict[str, list[str]]:
    return {
        each.section.value: [news.asset.title for news in each.assets] + [news.request.title for news in each.wanted]
        for each in digest.sections
    }


def do(database: Database, who: Viewer = SYSTEM, now: datetime = NOON) -> "_Doing":
    return _Doing(database, who, now)


class _Doing:
    def __init__(self, database: Database, who: Viewer, now: datetime) -> None:
        self._writing = database.writing()
        self._who, self._now = who, now

    def __enter__(self) -> Work:
        return Work(self._writing.__enter__(), self._who, self._now)

    def __exit__(self, *error: object) -> None:
        self._writing.__exit__(*error)  # type: ignore[arg-type]


def settings(database: Database, who: Viewer) -> DigestSettings:
    with do(database, who) as work:
        return own_settings(work)


def test_it_tells_what_is_new_what_changed_and_what_to_say_instead_of_what_went(database: Database) -> None:
    old, kept = (published(database, title=title, at=BEFORE) for title in ("Old line", "Kept line"))
    published(database, title="Quiet line", at=BEFORE)
    new = published(database, title="New line")
    draft(database, title="Draft line")
    with do(database) as work:
        authoring.update(work, kept.id, {"summary": "Anew."}, expected_revision=kept.latest_revision)
        publishing.publish(work, kept.id, note="The figures of this year.")
        publishing.retire(work, old.id, RetireReason.REPLACED, new.id)
    digest = told(database)
    assert titles(digest) == {"retired": ["Old line"], "new": ["New line"], "changed": ["Kept line"]}
    retired, _, changed = digest.sections
    assert retired.assets[0].successor is not None
    assert retired.assets[0].successor.title == "New line"
    assert changed.assets[0].text == "The figures of this year."
    assert not told(database, since=NOON, until=NOON + DAY).sections


def test_what_is_scheduled_is_new_when_it_begins_to_show(database: Database) -> None:
    with do(database) as work:
        publishing.publish(work, draft(database).id, publishing.Times(publish_at=NOON + 2 * DAY))
    assert not told(database).sections
    assert titles(told(database, since=NOON + DAY, until=NOON + 3 * DAY)) == {"new": ["Budget freeze"]}


def test_what_is_about_ones_work_comes_first(database: Database) -> None:
    cfo, dach = tag(database, Facet.PERSONA, "CFO"), tag(database, Facet.REGION, "DACH")
    for title, tags in (
        ("Both", {Facet.PERSONA: [cfo.slug], Facet.REGION: [dach.slug]}),
        ("Region", {Facet.REGION: [dach.slug]}),
        ("Persona", {Facet.PERSONA: [cfo.slug]}),
        ("Neither", {}),
    ):
        published(database, title=title, tags=tags)
    mine = told(database, interests=Interests(frozenset({cfo.id}), "dach"))
    assert titles(mine)["new"] == ["Both", "Persona", "Region", "Neither"]


def test_what_landed_is_what_buyers_liked_often_enough_and_a_team_hears_of_its_own(sqlite_database: Database) -> None:
    database = sqlite_database
    good, lucky = (published(database, title=title, at=BEFORE) for title in ("Good", "Lucky"))
    with do(database) as work:
        for name, team in (("ann", "Mills"), ("bob", "Yards")):
            people.add(work, people.PersonInput(f"{name}@example.com", name, Role.REP, team=team))
    recorder = Recorder(database)
    try:
        for number, (name, asset) in enumerate((("ann", good), ("ann", good), ("bob", lucky))):
            with database.reading() as session:
                found = people_book(session).find(f"{name}@example.com")
            assert found is not None
            who = Viewer(found)
            record(recorder, database, who, UsageInput(EventKind.USED, f"u{number}", asset_id=asset.id))
            record(recorder, database, who, UsageInput(EventKind.LANDED, f"l{number}", about=f"u{number}"))
    finally:
        recorder.close()
    digest = told(database)
    assert titles(digest) == {"landed": ["Good"]}
    assert (digest.sections[0].assets[0].landed, digest.sections[0].assets[0].judged) == (2, 2)
    assert titles(told(database, team="Mills")) == {"landed": ["Good"]}
    assert not told(database, team="Yards").sections
    with pytest.raises(Invalid, match="team"):
        told(database, team="Nobody's")
    customers = Viewer(person(database, Role.SERVICE), frozenset({Scope.READ_CUSTOMER_FACING}))
    assert not told(database, customers).sections


def test_the_council_recommends_with_its_name(sqlite_database: Database) -> None:
    database = sqlite_database
    asset = published(database, at=BEFORE)
    region = tag(database, Facet.REGION, "UK and Ireland")
    with do(database) as work:
        people.add(work, people.PersonInput("rep@example.com", "Rep", Role.REP, region=region.slug))
        seated = Viewer(people.set_council(work, "rep@example.com", member=True))
    with do(database, seated) as work:
        council.recommend(work, asset.id, "It opens doors at CFOs.")
    (section,) = told(database).sections
    (news,) = section.assets
    assert (section.section, news.text) == (DigestSection.RECOMMENDED, "It opens doors at CFOs.")
    assert news.credit is not None
    assert (news.credit.id, news.region) == (seated.person.id, "UK and Ireland")


def test_what_is_wanted_and_what_became_of_it(database: Database) -> None:
    rep = viewer(database, Role.REP)
    made = []
    for title in ("Asked long ago", "Still missing", "Now there"):
        with do(database, rep, BEFORE) as work:
            made.append(requests.ask(work, RequestInput(title)))
    with do(database, now=BEFORE) as work:
        requests.answer(work, made[0].id, FeedbackStatus.DECLINED, "No.")
    answer = published(database, title="The answer", at=BEFORE)
    with do(database) as work:
        requests.fulfil(work, made[2].id, answer.id)
    (section,) = told(database).sections
    assert section.section is DigestSection.WANTED
    assert [(news.request.title, news.asset and news.asset.title) for news in section.wanted] == [
        ("Now there", "The answer"),
        ("Still missing", None),
    ]


@pytest.mark.parametrize(("since", "until"), [(NOON, NOON), (NOON, BEFORE), (NOON - 400 * DAY, NOON)])
def test_a_time_that_is_none_or_too_long_is_refused(
    sqlite_database: Database, since: datetime, until: datetime
) -> None:
    with pytest.raises(Invalid, match="since"):
        told(sqlite_database, since=since, until=until)


def test_wishes_are_kept_and_keys_open_what_they_are_for(database: Database) -> None:
    cfo = tag(database, Facet.PERSONA, "CFO")
    rep = viewer(database, Role.REP)
    first = settings(database, rep)
    assert (first.frequency, first.personas) == (DigestFrequency.FORTNIGHTLY, ())
    with do(database, rep) as work:
        changed = change_settings(work, DigestWishes(DigestFrequency.WEEKLY, [cfo.slug, cfo.slug]))
        assert change_settings(work, DigestWishes()) == changed
        renewed = change_settings(work, DigestWishes(new_feed_address=True))
    assert (changed.frequency, [each.slug for each in changed.personas]) == (DigestFrequency.WEEKLY, ["cfo"])
    assert renewed.feed_key != first.feed_key
    with database.reading() as session:
        assert by_feed_key(session, first.feed_key) is None
        assert by_feed_key(session, renewed.feed_key) == renewed
        assert by_unsubscribe_key(session, renewed.feed_key) is None
        assert by_unsubscribe_key(session, "\0") is None
        assert interests_of(session, {rep.person.id: renewed}, NOON)[rep.person.id].persona_ids == {cfo.id}
    with do(database, rep) as work, pytest.raises(Invalid, match="persona"):
        change_settings(work, DigestWishes(personas=["nobody"]))
    with do(database) as work, pytest.raises(Forbidden):
        own_settings(work)


def test_everybody_who_wants_one_is_told_once_whoever_asks_how_often(database: Database) -> None:
    reps = [viewer(database, Role.REP, f"rep{number}@example.com") for number in range(3)]
    person(database, Role.SERVICE)
    with do(database) as work:
        people.disable(work, "rep2@example.com")
    with do(database, reps[1]) as work:
        change_settings(work, DigestWishes(DigestFrequency.NEVER))
    with do(database) as work:
        assert plan_due(work.session, NOON) == 1
        assert plan_due(work.session, NOON + DAY) == 0
        assert plan_all(work.session, NOON - 14 * DAY, NOON) == 0
        assert plan_due(work.session, LATER) == 1
        with pytest.raises(Invalid, match="nobody active"):
            plan_all(work.session, NOON, LATER + DAY, ["rep2@example.com"])
        assert plan_all(work.session, NOON, LATER + DAY, ["REP0@example.com "]) == 1
    taken = claim(database, LATER + DAY)
    assert [(each.person_id, each.since, each.until) for each in taken] == [
        (reps[0].person.id, NOON - 14 * DAY, NOON),
        (reps[0].person.id, NOON, LATER),
        (reps[0].person.id, LATER, LATER + DAY),
    ]
    assert len({each.message_id for each in taken}) == 3


def test_what_one_sender_takes_no_other_does_until_it_has_not_been_heard_of_for_long(database: Database) -> None:
    for number in range(3):
        viewer(database, Role.REP, f"rep{number}@example.com")
    with do(database) as work:
        plan_due(work.session, NOON)
    first, second = claim(database, NOON, 1), claim(database, NOON, 1)
    third = claim(database, NOON)
    assert len({each.id for each in (*first, *second, *third)}) == 3
    assert not claim(database, NOON + LEFT_AFTER - timedelta(seconds=1))
    note(database, first[0].id, DeliveryStatus.SENT, NOON)
    postpone(database, second[0].id, NOON, "450 busy")
    give_back(database, [third[0].id, first[0].id], NOON)
    assert [each.id for each in claim(database, NOON)] == [third[0].id]
    again = claim(database, NOON + LEFT_AFTER + timedelta(minutes=1))
    assert {each.id for each in again} == {second[0].id, third[0].id}
    assert {each.message_id for each in again} == {second[0].message_id, third[0].message_id}
    assert max(each.attempts for each in again) == 2


def test_the_key_of_a_mail_ends_them(database: Database) -> None:
    rep = viewer(database, Role.REP)
    key = settings(database, rep).unsubscribe_key
    with do(database) as work:
        assert unsubscribe(work.session, "somebody else's") is None
        assert unsubscribe(work.session, key) is not None
    with do(database) as work:
        assert settings_of(work.session, [rep.person.id])[rep.person.id].frequency is DigestFrequency.NEVER
        assert plan_due(work.session, NOON) == 0
