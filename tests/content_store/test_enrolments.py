"""Enrolling newcomers, learning, moving to newer versions, and who sees whose progress."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from content_store import enrolling, kits, learning, people, publishing
from content_store.access import SYSTEM, window
from content_store.database import Database
from content_store.enrolling import EnrolmentInput, Outcome
from content_store.enrolment_views import EnrolmentView, Overview
from content_store.errors import Forbidden, Invalid, NotFound
from content_store.forgetting import export_person, forget
from content_store.kit_reminding import flag_kits, remind_newcomers
from content_store.kit_views import KitView
from content_store.learning import Done
from content_store.onboarding import overview
from content_store.queries.assets import ids_of
from content_store.queries.enrolments import EnrolmentFilter, list_enrolments, load_enrolments, notes_of
from content_store.queries.kits import kit_by_slug
from content_store.queries.notices import list_notices
from content_store.rules.enrolments import EnrolmentState
from content_store.rules.vocabulary import EventKind, Purpose, RetireReason, Role
from content_store.views import Viewer
from content_store.work import Work
from tests.content_store.insights.making import happened
from tests.content_store.kit_making import published_kit, rule, step
from tests.content_store.making import NOON, after, published, viewer

TODAY = NOON.date()


def do(
    database: Database, what: Callable[..., Any], *given: Any, by: Viewer = SYSTEM, day: int = 0, **named: Any
) -> Any:
    with database.writing() as session:
        return what(Work(session, by, after(60) + timedelta(days=day)), *given, **named)


def two_step_kit(database: Database) -> KitView:
    for title in ("One", "Two"):
        published(database, title=title)
    return published_kit(
        database, step("one", question="Why?"), step("two"), rule("newest", limit=1) | {"required": False}
    )


def enrolled(database: Database, kit: KitView, who: Viewer, **given: Any) -> int:
    outcome: Outcome = do(database, enrolling.enrol, kit.id, [EnrolmentInput(who.person.email, **given)])[0]
    assert outcome.enrolment_id is not None, outcome.problem
    return outcome.enrolment_id


def test_learning_from_the_first_step_to_the_last(database: Database) -> None:
    newcomer, mentor = viewer(database, Role.REP), viewer(database, Role.REP, "mentor@example.com")
    kit = two_step_kit(database)
    number = enrolled(database, kit, newcomer, mentor="mentor@example.com", due_on=TODAY + timedelta(days=14))
    said = Done(12, "Because cash is tied up.", useful=True)
    first: EnrolmentView = do(database, learning.complete_step, number, "one", said, by=newcomer)
    assert (first.done_count, first.minutes_spent, first.state(TODAY)) == (1, 12, EnrolmentState.UNDER_WAY)
    assert first.progress["one"].answer == "Because cash is tied up."
    done: EnrolmentView = do(database, learning.complete_step, number, "two", Done(), by=newcomer)
    # What is not required need not be done.
    assert done.state(TODAY) is EnrolmentState.COMPLETED
    undone: EnrolmentView = do(database, learning.undo_step, number, "one", by=newcomer)
    assert undone.done == {"two"}
    assert (undone.completed_at, undone.progress["one"].answer) == (None, "Because cash is tied up.")
    do(database, learning.write_note, number, "The second one is hard.", "two", by=newcomer)
    do(database, learning.write_note, number, "Let us talk.", by=mentor)
    with database.reading() as session:
        notes = notes_of(session, [number])[number]
    assert [(each.person.email if each.person else "", each.step_key) for each in notes] == [
        ("rep@example.com", "two"),
        ("mentor@example.com", ""),
    ]


def test_who_sees_whose_progress(database: Database) -> None:
    newcomer, mentor, other = (viewer(database, Role.REP, f"{name}@example.com") for name in ("new", "mentor", "other"))
    marketing = viewer(database, Role.MARKETING)
    number = enrolled(database, two_step_kit(database), newcomer, mentor="mentor@example.com")

    def seen(by: Viewer) -> int:
        with database.reading() as session:
            listed = list_enrolments(session, by, TODAY, EnrolmentFilter(), 10).items
            assert len(listed) == len(load_enrolments(session, [number], by))
            return len(listed)

    assert [seen(by) for by in (newcomer, mentor, marketing, other)] == [1, 1, 1, 0]
    for what in (
        lambda work: learning.complete_step(work, number, "one", Done()),
        lambda work: learning.write_note(work, number, "Hello?"),
    ):
        with pytest.raises(NotFound):
            do(database, what, by=other)
    with pytest.raises(Forbidden):
        do(database, learning.complete_step, number, "one", Done(), by=mentor)
    with pytest.raises(Forbidden):
        do(database, enrolling.end, number, by=mentor)


def test_a_report_says_what_became_of_each(sqlite_database: Database) -> None:
    newcomer = viewer(sqlite_database, Role.REP)
    gone = viewer(sqlite_database, Role.REP, "gone@example.com")
    viewer(sqlite_database, Role.SERVICE)
    do(sqlite_database, people.disable, gone.person.email)
    email, kit = newcomer.person.email, two_step_kit(sqlite_database)
    given = [
        EnrolmentInput(email),
        EnrolmentInput(email.upper()),
        EnrolmentInput("nobody@example.com"),
        EnrolmentInput("gone@example.com"),
        EnrolmentInput("service@example.com"),
    ]
    outcomes: list[Outcome] = do(sqlite_database, enrolling.enrol, kit.id, given)
    assert [(each.was_enrolled, each.problem.code if each.problem else "") for each in outcomes] == [
        (False, ""),
        (True, ""),
        (False, "UNKNOWN_PERSON"),
        (False, "DISABLED"),
        (False, "NO_PERSON"),
    ]
    assert outcomes[0].enrolment_id == outcomes[1].enrolment_id


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"mentor": "nobody@example.com"}, "UNKNOWN_PERSON"),
        ({"mentor": "rep@example.com"}, "SAME_PERSON"),
        ({"due_on": TODAY - timedelta(days=1)}, "WRONG_ORDER"),
        ({"start_on": TODAY + timedelta(days=9_999)}, "OUT_OF_RANGE"),
    ],
)
def test_what_cannot_be_meant(sqlite_database: Database, wrong: dict[str, Any], code: str) -> None:
    newcomer = viewer(sqlite_database, Role.REP)
    kit = two_step_kit(sqlite_database)
    (outcome,) = do(sqlite_database, enrolling.enrol, kit.id, [EnrolmentInput(newcomer.person.email, **wrong)])
    assert outcome.problem.code == code


def test_of_two_who_enrol_the_same_person_both_meet_one_enrolment(database: Database) -> None:
    newcomer, kit = viewer(database, Role.REP), two_step_kit(database)
    found: list[Outcome] = []
    begin = threading.Barrier(3)

    def enrol() -> None:
        begin.wait()
        found.extend(do(database, enrolling.enrol, kit.id, [EnrolmentInput(newcomer.person.email)]))

    threads = [threading.Thread(target=enrol) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({each.enrolment_id for each in found}) == 1
    assert sorted(each.was_enrolled for each in found) == [False, True, True]


def test_moving_to_a_newer_version_keeps_what_is_done(database: Database) -> None:
    newcomer, kit = viewer(database, Role.REP), two_step_kit(database)
    number = enrolled(database, kit, newcomer)
    do(database, learning.complete_step, number, "one", Done(), by=newcomer)
    published(database, title="Three")
    do(database, kits.update, kit.id, {"sections": [{"steps": [step("three"), step("one")]}]}, None)
    do(database, kits.publish, kit.id, None)
    with database.reading() as session:
        before = load_enrolments(session, [number], newcomer)[0]
        shown = kit_by_slug(session, kit.slug, window(SYSTEM, after(90)))
        assert shown is not None
        (preview,) = enrolling.preview_move(session, SYSTEM, shown, after(90))
    assert (before.version, before.latest_version, len(before.plan.steps)) == (1, 2, 3)
    assert (preview.kept, preview.added) == (("One",), ("Three",))
    assert len(preview.dropped) == 2
    (there,) = do(database, enrolling.move, [number])
    assert (there.version, there.done, there.done_count) == (2, {"one"}, 1)


def test_what_was_called_off_can_be_resumed_and_given_again(database: Database) -> None:
    newcomer, kit = viewer(database, Role.REP), two_step_kit(database)
    number = enrolled(database, kit, newcomer)
    assert do(database, enrolling.end, number).state(TODAY) is EnrolmentState.ENDED
    with pytest.raises(Invalid, match="called off"):
        do(database, learning.complete_step, number, "one", Done(), by=newcomer)
    assert do(database, enrolling.resume, number).ended_at is None
    do(database, enrolling.end, number)
    assert enrolled(database, kit, newcomer) == number


def test_a_step_that_shows_nothing_keeps_nobody_from_completing(database: Database) -> None:
    newcomer, kit = viewer(database, Role.REP), two_step_kit(database)
    number = enrolled(database, kit, newcomer)
    do(database, publishing.retire, asset_id(database, "two"), RetireReason.UNUSED)
    done = do(database, learning.complete_step, number, "one", Done(), by=newcomer)
    assert done.completed_at is not None


def asset_id(database: Database, slug: str) -> int:
    with database.reading() as session:
        return ids_of(session, [slug])[slug]


def test_who_leaves_learns_no_more_and_is_forgotten(database: Database) -> None:
    newcomer, kit = viewer(database, Role.REP), two_step_kit(database)
    number = enrolled(database, kit, newcomer)
    do(database, learning.complete_step, number, "one", Done(5, "My own words."), by=newcomer)
    do(database, learning.write_note, number, "More of my words.", by=newcomer)
    told = do(database, export_person, newcomer.person.email)
    assert told["learnt_steps"][0]["answer"] == "My own words."
    assert told["enrolment_notes"][0]["text"] == "More of my words."
    do(database, people.disable, newcomer.person.email)
    with database.reading() as session:
        assert load_enrolments(session, [number], SYSTEM)[0].ended_at is not None
    do(database, forget, newcomer.person.email)
    with database.reading() as session:
        left = load_enrolments(session, [number], SYSTEM)[0]
        assert (left.person.name, left.progress["one"].answer, left.progress["one"].minutes) == (
            "Former colleague", "", 5,
        )  # fmt: skip
        assert notes_of(session, [number]) == {}


def test_the_overview_of_a_program(database: Database) -> None:
    kit = two_step_kit(database)
    reps = [viewer(database, Role.REP, f"rep{number}@example.com") for number in range(4)]
    ids = [enrolled(database, kit, rep, due_on=TODAY + timedelta(days=5)) for rep in reps]
    for rep, number in zip(reps[:3], ids[:3], strict=True):
        do(database, learning.complete_step, number, "one", Done(10, useful=False), by=rep)
    do(database, learning.complete_step, ids[0], "two", Done(20, useful=True), by=reps[0])
    do(database, enrolling.end, ids[3])
    asset = asset_id(database, "one")
    happened(database, EventKind.LANDED, asset, reps[0].person, TODAY + timedelta(days=6))
    happened(database, EventKind.LANDED, asset, reps[1].person, TODAY, purpose=Purpose.ONBOARDING)
    with database.reading() as session:
        later = after(0) + timedelta(days=10)
        found: Overview = overview(session, SYSTEM, kit, window(SYSTEM, later))
        with pytest.raises(Forbidden):
            overview(session, reps[0], kit, window(SYSTEM, later))
    assert (found.enrolled, found.overdue, found.counts[EnrolmentState.COMPLETED]) == (3, 2, 1)
    first, second, _ = found.steps
    assert (first.done, first.useless, first.found_useless, first.minutes) == (3, 3, True, 10)
    assert (second.stalled, second.found_useless) == (2, False)
    assert found.stalled_most is second
    assert [(each.newcomers, each.landed, each.days) for each in found.ramps] == [(3, 1, 6.0)]


def told(database: Database, who: Viewer) -> list[str]:
    with database.reading() as session:
        return [each.text for each in list_notices(session, who, 20).items]


def test_everybody_is_told_what_they_need_to_know_and_each_thing_once(database: Database) -> None:
    newcomer, mentor = viewer(database, Role.REP), viewer(database, Role.REP, "mentor@example.com")
    kit = two_step_kit(database)
    start, due = TODAY + timedelta(days=2), TODAY + timedelta(days=9)
    number = enrolled(database, kit, newcomer, mentor="mentor@example.com", start_on=start, due_on=due)
    assert told(database, newcomer) == ["It starts on 03 June 2026. It is due on 10 June 2026."]
    assert told(database, mentor) == ["You are the mentor of Rep. They start on 03 June 2026."]
    for day in (0, 1, 2, 2, 3, 7, 7, 10, 10, 20):
        do(database, remind_newcomers, day=day)
    left = "3 steps are left, about 24 minutes."
    assert told(database, newcomer)[:3] == [
        f"It was due on 10 June 2026. {left}",
        f"{left} It is due on 10 June 2026.",
        "You can start now. It is due on 10 June 2026.",
    ]
    assert told(database, mentor)[0] == f"It was due on 10 June 2026. {left}"
    # New dates begin anew.
    do(database, enrolling.change, number, "", start, TODAY + timedelta(days=30))
    assert do(database, remind_newcomers, day=28) == 1
    do(database, learning.write_note, number, "Are you there?", by=mentor_again(database, number, mentor))
    assert told(database, newcomer)[0] == "Are you there?"
    for key in ("one", "two"):
        do(database, learning.complete_step, number, key, Done(), by=newcomer)
    assert told(database, mentor)[0] == "Rep is through."
    assert do(database, remind_newcomers, day=99) == 0


def mentor_again(database: Database, number: int, mentor: Viewer) -> Viewer:
    do(database, enrolling.change, number, mentor.person.email, None, None)
    return mentor


def test_the_owner_of_a_kit_is_told_once_of_a_step_that_is_gone(database: Database) -> None:
    owner = viewer(database, Role.MARKETING)
    for title in ("One", "Two", "Three"):
        published(database, title=title)
    published_kit(database, step("one"), step("two"), owner=owner.person.email)
    assert do(database, flag_kits) == 0
    do(database, publishing.retire, asset_id(database, "one"), RetireReason.REPLACED, asset_id(database, "three"))
    assert do(database, flag_kits) == 0
    do(database, publishing.retire, asset_id(database, "two"), RetireReason.UNUSED)
    assert [do(database, flag_kits) for _ in range(2)] == [1, 0]
    assert told(database, owner) == ["A step is no longer to be read, and newcomers skip it: Two."]
