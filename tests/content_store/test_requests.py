from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from content_store import requests, taxonomy
from content_store.access import SYSTEM
from content_store.database import Database
from content_store.errors import Forbidden, Invalid, NotFound
from content_store.feedback_views import RequestView
from content_store.queries.notices import list_notices
from content_store.queries.requests import (
    RequestFilter,
    RequestOrder,
    Wish,
    count_requests,
    list_requests,
    similar_requests,
)
from content_store.requests import RequestInput
from content_store.rules.vocabulary import ContentType, Facet, FeedbackStatus, Role, Scope
from content_store.views import Viewer
from content_store.work import Work
from tests.content_store.making import NOON, after, draft, published, tag, viewer

TODAY = NOON.date()


def work_of(database: Database, who: Viewer, act: Callable[[Work], Any], days: float = 0) -> Any:
    """What ``act`` returns, done by ``who`` so many days after noon."""
    with database.writing() as session:
        return act(Work(session, who, NOON + timedelta(days=days)))


def asked_by(database: Database, who: Viewer, title: str = "A case study from retail", **given: Any) -> RequestView:
    found: RequestView = work_of(database, who, lambda work: requests.ask(work, RequestInput(title, **given)))
    return found


def voted(request: RequestView) -> Callable[[Work], RequestView]:
    return lambda work: requests.vote(work, request.id)


def promise(request: RequestView, day: date | None) -> Callable[[Work], RequestView]:
    return lambda work: requests.answer(work, request.id, FeedbackStatus.ACCEPTED, "We will.", day)


def listed(
    database: Database, who: Viewer, order: RequestOrder = RequestOrder.NEWEST, days: float = 0, **narrowing: Any
) -> list[str]:
    """The titles of the requests, two at a time."""
    now, asked = NOON + timedelta(days=days), RequestFilter(**narrowing)
    found: list[str] = []
    place = None
    with database.reading() as session:
        while True:
            page = list_requests(session, who, now, asked, order, 2, place)
            found += [each.title for each in page.items]
            if not page.has_next:
                assert count_requests(session, who, now, asked) == len(found)
                return found
            place = page.places[-1]


def told(database: Database, who: Viewer) -> list[tuple[str, str]]:
    with database.reading() as session:
        return [(each.status.value, each.text) for each in list_notices(session, who, 100).items]


def test_a_request_is_voted_for_promised_fulfilled_and_reopened(database: Database) -> None:
    rep, other = viewer(database, Role.REP), viewer(database, Role.REP, "other@example.com")
    editor, asset = viewer(database, Role.MARKETING), published(database)
    request = asked_by(database, rep, why="Two deals hang on it.", wanted_by=TODAY)
    assert (request.votes, request.viewer_voted, request.person) == (1, True, rep.person)
    assert work_of(database, other, voted(request)).votes == 2
    again = work_of(database, other, voted(request))
    assert (again.votes, again.viewer_voted) == (2, True)
    promised = work_of(database, editor, promise(request, TODAY + timedelta(days=7)))
    assert not promised.is_late(TODAY + timedelta(days=7))
    assert promised.is_late(TODAY + timedelta(days=8))
    done = work_of(database, editor, lambda work: requests.fulfil(work, request.id, asset.id, "Here it is."), 8)
    assert (done.status, done.asset_id, done.resolved_at) == (
        FeedbackStatus.RESOLVED,
        asset.id,
        NOON + timedelta(days=8),
    )
    assert not done.is_late(TODAY + timedelta(days=9))
    for who in (rep, other):
        assert told(database, who) == [("resolved", "Here it is."), ("accepted", "We will.")]
    with pytest.raises(Invalid, match="resolved already"):
        work_of(database, other, voted(request))
    back = work_of(database, other, lambda work: requests.reopen(work, request.id, "That is from logistics."))
    assert (back.status, back.asset_id, back.promised_for, back.resolved_at) == (
        FeedbackStatus.REOPENED,
        None,
        None,
        None,
    )
    assert told(database, rep)[0] == ("reopened", "That is from logistics.")
    assert told(database, other)[0] == ("resolved", "Here it is.")
    assert told(database, editor) == []


def test_a_vote_can_be_withdrawn(database: Database) -> None:
    rep, other = viewer(database, Role.REP), viewer(database, Role.REP, "other@example.com")
    request = asked_by(database, rep)
    work_of(database, other, voted(request))
    for _ in range(2):
        left = work_of(database, other, lambda work: requests.withdraw_vote(work, request.id))
        assert (left.votes, left.viewer_voted) == (1, False)


def test_whoever_asked_is_told_even_without_a_vote(database: Database) -> None:
    rep, editor = viewer(database, Role.REP), viewer(database, Role.MARKETING)
    request = asked_by(database, rep)
    work_of(database, rep, lambda work: requests.withdraw_vote(work, request.id))
    work_of(
        database,
        editor,
        lambda work: requests.answer(work, request.id, FeedbackStatus.DECLINED, "We have no customer."),
    )
    assert told(database, rep) == [("declined", "We have no customer.")]


def test_lists_are_narrowed_and_ordered(database: Database) -> None:
    cfo, freeze = tag(database, Facet.PERSONA, "CFO"), tag(database, Facet.PAIN, "Freeze")
    rep, editor = viewer(database, Role.REP), viewer(database, Role.MARKETING)
    one = asked_by(database, rep, "One", tags={Facet.PERSONA: "cfo", Facet.PAIN: "freeze"})
    two = asked_by(database, editor, "Two", tags={Facet.PERSONA: "cfo"})
    asked_by(database, rep, "Three")
    work_of(database, rep, voted(two))
    work_of(database, editor, promise(one, TODAY + timedelta(days=9)))
    work_of(database, editor, promise(two, TODAY + timedelta(days=3)))
    assert listed(database, rep) == ["Three", "Two", "One"]
    assert listed(database, rep, RequestOrder.VOTES) == ["Two", "Three", "One"]
    assert listed(database, rep, RequestOrder.PROMISED) == ["Two", "One", "Three"]
    assert listed(database, rep, tags=(cfo,)) == ["Two", "One"]
    assert listed(database, rep, tags=(cfo, freeze)) == ["One"]
    assert listed(database, rep, mine=True) == ["Three", "One"]
    assert listed(database, rep, statuses=frozenset({FeedbackStatus.OPEN})) == ["Three"]
    assert listed(database, rep, days=5, late=True) == ["Two"]
    customers = Viewer(rep.person, frozenset({Scope.READ_CUSTOMER_FACING}))
    assert listed(database, customers) == []


def test_a_tag_that_was_merged_is_found_and_one_that_is_asked_for_is_kept(database: Database) -> None:
    old, new = tag(database, Facet.PERSONA, "Old"), tag(database, Facet.PERSONA, "New")
    rep = viewer(database, Role.REP)
    asked_by(database, rep, "One", tags={Facet.PERSONA: "old"})
    with pytest.raises(Invalid):
        work_of(database, SYSTEM, lambda work: taxonomy.remove(work, old.id))
    work_of(database, SYSTEM, lambda work: taxonomy.merge(work, old.id, new.id))
    assert listed(database, rep, tags=(new,)) == ["One"]
    with database.reading() as session:
        shown = list_requests(session, rep, NOON, RequestFilter(), RequestOrder.NEWEST, 1).items[0]
    assert shown.persona is not None
    assert shown.persona.slug == "new"


def test_everything_wrong_is_named_at_once(sqlite_database: Database) -> None:
    rep = viewer(sqlite_database, Role.REP)
    with pytest.raises(Invalid) as refused:
        asked_by(
            sqlite_database, rep, " ", why="x" * 5_001, wanted_by=TODAY - timedelta(days=1), tags={Facet.PAIN: "none"}
        )
    assert [(problem.path, problem.code) for problem in refused.value.problems] == [
        (("title",), "REQUIRED"),
        (("why",), "TOO_LONG"),
        (("wanted_by",), "IN_THE_PAST"),
        (("pain",), "UNKNOWN_TAG"),
    ]


@pytest.mark.parametrize(("title", "code"), [("\x00", "REQUIRED"), ("\u0958" * 300, "TOO_LONG")])
def test_a_title_is_measured_as_it_is_stored(database: Database, title: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        asked_by(database, viewer(database, Role.REP), title)
    assert [problem.code for problem in refused.value.problems] == [code]


def test_answers_must_make_sense(database: Database) -> None:
    rep, editor = viewer(database, Role.REP), viewer(database, Role.MARKETING)
    bystander = viewer(database, Role.REP, "bystander@example.com")
    request, unseen = asked_by(database, rep), draft(database)

    def answered(status: FeedbackStatus, words: str = "", day: date | None = None) -> Callable[[Work], RequestView]:
        return lambda work: requests.answer(work, request.id, status, words, day)

    refused: list[tuple[str, Callable[[Work], RequestView]]] = [
        ("say why", answered(FeedbackStatus.DECLINED)),
        ("name the asset", answered(FeedbackStatus.RESOLVED)),
        ("that day has passed", answered(FeedbackStatus.ACCEPTED, "", TODAY - timedelta(days=1))),
        ("only what is accepted", answered(FeedbackStatus.DECLINED, "no", TODAY)),
        ("publish it first", lambda work: requests.fulfil(work, request.id, unseen.id)),
        ("no answer yet", lambda work: requests.reopen(work, request.id, "why")),
    ]
    for message, act in refused:
        with pytest.raises(Invalid, match=message):
            work_of(database, editor, act)
    with pytest.raises(Forbidden):
        work_of(database, rep, answered(FeedbackStatus.ACCEPTED))
    with pytest.raises(NotFound):
        work_of(database, rep, lambda work: requests.vote(work, 10**6))
    work_of(database, editor, answered(FeedbackStatus.DECLINED, "no"))
    with pytest.raises(Forbidden):
        work_of(database, bystander, lambda work: requests.reopen(work, request.id, "why"))


def test_the_same_key_asks_once(database: Database) -> None:
    rep = viewer(database, Role.REP)
    first = asked_by(database, rep, idempotency_key="k", type=ContentType.CASE_STUDY)
    assert asked_by(database, rep, idempotency_key="k", type=ContentType.CASE_STUDY) == first
    with pytest.raises(Invalid, match="used for something else"):
        asked_by(database, rep, "Something else", idempotency_key="k")
    assert len(listed(database, rep)) == 1


def test_the_same_wish_in_other_words_is_found(database: Database) -> None:
    cfo = tag(database, Facet.PERSONA, "CFO")
    rep = viewer(database, Role.REP)
    asked_by(database, rep, "Case studies on delayed shipping")
    asked_by(database, rep, "Case study: shipping delay", tags={Facet.PERSONA: "cfo"})
    asked_by(database, rep, "Battlecard against the newcomer")

    def alike(text: str, *tag_ids: int) -> list[str]:
        with database.reading() as session:
            wish = Wish(text, frozenset(tag_ids))
            return [each.title for each in similar_requests(session, rep, after(60), wish)]

    assert alike("a case study about shipping delays") == [
        "Case study: shipping delay",
        "Case studies on delayed shipping",
    ]
    assert alike("delayed shipping", cfo.id)[0] == "Case study: shipping delay"
    assert alike("pricing") == alike("") == []
