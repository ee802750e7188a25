from datetime import timedelta
from typing import Any

import pytest

from content_store.feedback_views import FeedbackView, Happening, NoticeView, RequestView
from content_store.rules.feedback import FieldChange
from content_store.rules.vocabulary import ContentType, Facet, FeedbackKind, FeedbackStatus, FlagReason
from renderers import feedback_pages as pages
from renderers.feedback_views import (
    AskPage,
    FeedbackList,
    FeedbackPage,
    FeedbackRow,
    NoticeList,
    NoticeRow,
    Option,
    RequestList,
    RequestPage,
    Select,
    SimilarView,
    SuggestPage,
    TextField,
)
from renderers.views import Choice
from tests.content_store.making import NOON
from tests.renderers.making import OWNER, asset, frame, tag
from tests.renderers.test_pages import NASTY, checked, words

TODAY = NOON.date()


def said(**given: Any) -> FeedbackView:
    fields: dict[str, Any] = {
        "id": 1,
        "asset_id": 1,
        "revision": 1,
        "kind": FeedbackKind.FLAG,
        "flag_reason": FlagReason.OUTDATED,
        "text": NASTY,
        "proposal": None,
        "status": FeedbackStatus.OPEN,
        "answer": NASTY,
        "draft_revision": None,
        "created_at": NOON,
        "updated_at": NOON,
        "person": OWNER,
        "answered_by": None,
    }
    return FeedbackView(**fields | given)


def asked(**given: Any) -> RequestView:
    fields: dict[str, Any] = {
        "id": 1,
        "title": NASTY,
        "why": NASTY,
        "persona": tag(Facet.PERSONA, "CFO"),
        "stage": None,
        "pain": None,
        "type": ContentType.CASE_STUDY,
        "wanted_by": TODAY,
        "person": OWNER,
        "status": FeedbackStatus.ACCEPTED,
        "answer": NASTY,
        "answered_by": OWNER,
        "promised_for": TODAY - timedelta(days=1),
        "asset_id": None,
        "votes": 2,
        "viewer_voted": True,
        "created_at": NOON,
        "updated_at": NOON,
        "resolved_at": None,
    }
    return RequestView(**fields | given)


HISTORY = (Happening(FeedbackStatus.OPEN, NOON, OWNER, ""), Happening(FeedbackStatus.DECLINED, NOON, None, NASTY))
PROBLEMS = {"answer": "say why", "": "somebody was faster", "elsewhere": "x"}


def thread(**given: Any) -> FeedbackPage:
    fields: dict[str, Any] = {
        "row": FeedbackRow(given.pop("feedback", said()), asset()),
        "changes": (),
        "history": HISTORY,
        "now": NOON,
        "may_answer": True,
        "may_reopen": False,
    }
    return FeedbackPage(frame(), **fields | given)


def request(**given: Any) -> RequestPage:
    fields: dict[str, Any] = {
        "request": asked(),
        "history": HISTORY,
        "asset": None,
        "now": NOON,
        "may_answer": True,
        "may_reopen": False,
    }
    return RequestPage(frame(), **fields | given)


SELECT = Select("persona", "Persona", (Option("", "Any persona"), Option("cfo", NASTY, chosen=True)))
EVERY_PAGE = [
    pages.feedback_list_page(
        FeedbackList(frame(), (FeedbackRow(said(), None),), True, (Choice(NASTY, "/x"),), NOON, asset(), "/later")
    ),
    pages.feedback_list_page(FeedbackList(frame(), (), False, (), NOON)),
    pages.feedback_page(thread(problems=PROBLEMS, typed=NASTY)),
    pages.feedback_page(thread(changes=(FieldChange(("content", "opener"), NASTY, "x"),))),
    pages.feedback_page(thread(may_answer=False, may_reopen=True, row=FeedbackRow(said(), None))),
    pages.suggest_page(
        SuggestPage(
            frame(), asset(), (TextField("opener", "Opener", NASTY, NASTY, 9, 2),), "k", NASTY, {"opener": NASTY}
        )
    ),
    pages.requests_page(RequestList(frame(), (asked(),), 1, (SELECT,), TODAY, NOON, "/new", "/later")),
    pages.requests_page(RequestList(frame(), (), 0, (), TODAY, NOON, "/new")),
    pages.request_page(request(problems=PROBLEMS, typed={"answer": NASTY, "asset_id": NASTY})),
    pages.request_page(request(may_answer=False, may_reopen=True, asset=asset())),
    pages.ask_page(
        AskPage(
            frame(),
            dict.fromkeys(("title", "why", "wanted_by"), NASTY),
            (SELECT,),
            SimilarView((asked(),), (asset(),)),
            "k",
            {"title": NASTY},
        )
    ),
    pages.notices_page(
        NoticeList(
            frame(),
            (NoticeRow(NoticeView(1, 1, None, None, None, FeedbackStatus.DECLINED, NASTY, NOON, None), NASTY, "/x"),),
            1,
            NOON,
        )
    ),
    pages.notices_page(NoticeList(frame(), (), 0, NOON)),
]


@pytest.mark.parametrize("html", EVERY_PAGE)
def test_every_page_is_well_formed_and_what_people_wrote_stays_text(html: str) -> None:
    checked(html)
    assert "<script>alert" not in html


def test_a_suggestion_is_taken_in_with_the_revision_that_was_read() -> None:
    suggested = said(kind=FeedbackKind.SUGGESTION, flag_reason=None, proposal={"title": "New"})
    html = pages.feedback_page(thread(feedback=suggested))
    assert '<input type="hidden" name="revision" value="1">' in html
    assert "We will see to it" not in html


def test_a_promise_that_has_passed_is_late_and_an_end_is_not() -> None:
    assert "Late promised for 31 May 2026" in words(pages.request_page(request()))
    done = request(request=asked(status=FeedbackStatus.RESOLVED), may_answer=False)
    assert "Late" not in words(pages.request_page(done))
