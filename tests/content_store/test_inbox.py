from datetime import date, timedelta

import pytest

from content_store import authoring, feedback, people, requests, reviewing, verifying
from content_store.access import SYSTEM
from content_store.database import Database
from content_store.errors import Forbidden
from content_store.feedback import FeedbackInput
from content_store.queries.inbox import Inbox
from content_store.requests import RequestInput
from content_store.reviewing import ReviewInput
from content_store.rules.inbox import LYING, InboxKind, InboxScope
from content_store.rules.vocabulary import FeedbackKind, FeedbackStatus, FlagReason, Role
from content_store.succession import hand_over
from content_store.upkeep_views import InboxItem
from content_store.views import AssetView, Viewer
from content_store.work import Work
from tests.content_store.making import NOON, after, draft, published, viewer

LATER = NOON + timedelta(days=80)


def _counts(database: Database, who: Viewer, scope: InboxScope = InboxScope.ME) -> dict[str, int]:
    with database.reading() as session:
        found = Inbox(session, who, LATER, scope).counts()
    return {kind.value: count for kind, count in found.items() if count}


def _page(database: Database, who: Viewer, kind: InboxKind) -> tuple[InboxItem, ...]:
    with database.reading() as session:
        return Inbox(session, who, LATER).page(kind, 10).items


def _flag(database: Database, who: Viewer, asset: AssetView, kind: FeedbackKind = FeedbackKind.FLAG) -> int:
    reason = FlagReason.OUTDATED if kind is FeedbackKind.FLAG else None
    with database.writing() as session:
        return feedback.give(Work(session, who, LATER), FeedbackInput(asset.id, kind, reason, "Prices changed")).id


def test_what_is_due_waits_for_its_owner_until_it_is_verified(database: Database) -> None:
    marketing, other = viewer(database, Role.MARKETING), viewer(database, Role.ADMIN)
    asset = published(database, owner=marketing.person.email)
    assert _counts(database, marketing) == {"verify": 1}
    assert _counts(database, other) == {}
    assert _counts(database, other, InboxScope.ALL) == {"verify": 1}
    with database.writing() as session:
        verifying.verify(Work(session, marketing, LATER), asset.id)
    assert _counts(database, marketing) == {}


def test_what_reps_say_waits_until_it_is_answered(database: Database) -> None:
    marketing, rep = viewer(database, Role.MARKETING), viewer(database, Role.REP)
    asset = published(database, at=LATER)
    number = _flag(database, rep, asset)
    _flag(database, rep, asset, FeedbackKind.COMMENT)
    assert _counts(database, marketing) == {"flag": 1, "comment": 1}
    (item,) = _page(database, marketing, InboxKind.FLAG)
    assert (item.id, item.slug, item.text, item.state) == (number, asset.slug, "Prices changed", "outdated")
    assert item.person == rep.person
    with database.writing() as session:
        feedback.answer(Work(session, marketing, LATER), number, FeedbackStatus.DECLINED, "They did not")
    assert _counts(database, marketing) == {"comment": 1}


def test_a_request_waits_for_an_answer_and_then_for_the_day_of_the_promise(database: Database) -> None:
    marketing, rep, other = viewer(database, Role.MARKETING), viewer(database, Role.REP), viewer(database, Role.ADMIN)
    with database.writing() as session:
        asked = requests.ask(Work(session, rep, NOON), RequestInput("A sheet of prices"))
    assert _counts(database, other) == {"request": 1}
    for days, waits in ((60, {}), (5, {"request": 1}), (-1, {"request": 1})):
        day = LATER.date() + timedelta(days=days)
        with database.writing() as session:
            # Promised so long ago that every day of it lay ahead.
            requests.answer(Work(session, marketing, NOON), asked.id, FeedbackStatus.ACCEPTED, "", day)
        assert _counts(database, marketing) == waits
    assert _counts(database, other) == {}
    (item,) = _page(database, marketing, InboxKind.REQUEST)
    assert item.promised_for == date(2026, 8, 19)


def test_a_draft_is_called_to_mind_when_nobody_has_touched_it_for_a_while(database: Database) -> None:
    marketing = viewer(database, Role.MARKETING)
    asset = draft(database)
    assert _counts(database, marketing) == {"draft": 1}
    with database.writing() as session:
        touched = Work(session, marketing, LATER - LYING)
        authoring.update(touched, asset.id, {"title": "Budget freeze, 2027"}, asset.latest_revision)
    assert _counts(database, marketing) == {}


def test_the_work_of_who_left_is_pointed_out_and_is_everybodys(database: Database) -> None:
    left, marketing = viewer(database, Role.MARKETING, "left@example.com"), viewer(database, Role.MARKETING)
    published(database, owner=left.person.email)
    assert _counts(database, marketing) == {}
    with database.writing() as session:
        people.disable(Work(session, SYSTEM, after(1)), left.person.email)
    assert _counts(database, marketing) == {"verify": 1, "departed": 1}
    (item,) = _page(database, marketing, InboxKind.DEPARTED)
    assert (item.id, item.text) == (left.person.id, "left@example.com")


def test_a_team_shares_an_inbox_and_pages_follow_each_other(database: Database) -> None:
    with database.writing() as session:
        work = Work(session, SYSTEM, NOON)
        mine, near, far = (
            people.add(work, people.PersonInput(f"{name}@example.com", name, Role.MARKETING, team=team))
            for name, team in (("mine", "East"), ("near", "East"), ("far", "West"))
        )
    for number in range(3):
        published(database, title=f"Near {number}", owner=near.email, at=after(number % 2))
    published(database, title="Far", owner=far.email)
    viewer_ = Viewer(mine)
    assert [_counts(database, viewer_, scope).get("verify", 0) for scope in InboxScope] == [0, 3, 4]
    with database.reading() as session:
        inbox = Inbox(session, viewer_, LATER, InboxScope.TEAM)
        first = inbox.page(InboxKind.VERIFY, 2)
        second = inbox.page(InboxKind.VERIFY, 2, first.end)
    assert [item.title for item in (*first.items, *second.items)] == ["Near 0", "Near 2", "Near 1"]
    assert second.end is None


def test_a_count_in_memory_is_never_behind_a_change(database: Database) -> None:
    marketing = viewer(database, Role.MARKETING)

    def total() -> int:
        with database.reading() as session:
            return Inbox(session, marketing, LATER).total()

    assert total() == 0
    published(database, at=NOON)
    assert total() == 1


def test_an_inbox_is_for_those_who_edit(database: Database) -> None:
    rep = viewer(database, Role.REP)
    with database.reading() as session, pytest.raises(Forbidden):
        Inbox(session, rep, NOON)


def test_a_review_waits_for_whoever_has_not_decided_and_passes_to_a_successor(database: Database) -> None:
    author, reviewer, heir = (
        viewer(database, role, f"{name}@example.com")
        for name, role in (("author", Role.MARKETING), ("reviewer", Role.MARKETING), ("heir", Role.ADMIN))
    )
    asset = draft(database, owner=author.person.email)
    with database.writing() as session:
        given = ReviewInput((reviewer.person.email,))
        reviewing.request(Work(session, author, LATER), asset.id, given)
    assert _counts(database, reviewer) == {"review": 1}
    assert _counts(database, author) == {}
    assert _counts(database, author, InboxScope.ALL) == {"review": 1}
    with database.writing() as session:
        passed = hand_over(Work(session, author, LATER), reviewer.person.id, heir.person.id)
    assert passed.reviews == 1
    assert _counts(database, reviewer) == {}
    assert _counts(database, heir) == {"review": 1}
