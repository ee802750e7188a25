"""Asking for content, voting for what others asked for, and answering."""

from datetime import date
from typing import Any

import strawberry

from content_store import requests
from content_store.errors import NotFound
from content_store.feedback_views import RequestView
from content_store.queries.requests import TAG_FACETS
from content_store.requests import RequestInput
from content_store.rules.permissions import Action
from content_store.rules.vocabulary import ContentType, FeedbackStatus
from content_store.work import Work
from schema.feedback_mutations import IDEMPOTENCY_KEY
from schema.fields import read
from schema.ids import Kind, number_of
from schema.inputs import optional
from schema.mutating import mutations_of
from schema.operation import Operation
from schema.requests import ContentRequest, request_nodes

_ID: tuple[Any, Any] = (strawberry.ID, strawberry.field(description="The request's global id."))
_REQUEST: dict[str, tuple[Any, Any]] = {"request": (ContentRequest, read("The request, as it is now."))}
_ANSWER: tuple[Any, Any] = (
    str | None,
    optional("What those who wait are told, plain text, at most 2,000 characters; a no needs a reason."),
)


def _ask(work: Work, given: Any) -> RequestView:
    tags = {facet: slug for facet in TAG_FACETS if (slug := getattr(given, facet.value))}
    asked = RequestInput(
        given.title,
        given.why or "",
        tags,
        given.type or None,
        given.wanted_by or None,
        given.idempotency_key or "",
    )
    return requests.ask(work, asked)


def _vote(work: Work, given: Any) -> RequestView:
    return requests.vote(work, _number(given.id))


def _withdraw(work: Work, given: Any) -> RequestView:
    return requests.withdraw_vote(work, _number(given.id))


def _answer(work: Work, given: Any) -> RequestView:
    return requests.answer(work, _number(given.id), given.status, given.answer or "", given.promised_for or None)


def _fulfil(work: Work, given: Any) -> RequestView:
    asset_id = number_of(Kind.ASSET, given.asset_id) or 0
    return requests.fulfil(work, _number(given.id), asset_id, given.answer or "")


def _reopen(work: Work, given: Any) -> RequestView:
    return requests.reopen(work, _number(given.id), given.text)


def _number(id_: str) -> int:
    number = number_of(Kind.REQUEST, id_)
    if number is None:
        message = "there is no such request"
        raise NotFound(message)
    return number


def _pays(operation: Operation, view: RequestView) -> dict[str, Any]:
    return {"request": request_nodes(operation, [view])[0]}


_mutation = mutations_of(_REQUEST, _pays)

REQUEST_MUTATIONS = [
    _mutation(
        "request_content",
        Action.GIVE_FEEDBACK,
        "Ask for content that is missing, with one's own vote. Look at similarRequests first.",
        _ask,
        title=(str, strawberry.field(description="What is missing, plain text, at most 300 characters.")),
        why=(str | None, optional("What it is needed for, plain text, at most 5,000 characters.")),
        **{facet.value: (str | None, optional(f"The slug of a {facet.value}.")) for facet in TAG_FACETS},
        type=(ContentType | None, optional("What it should be; left open without it.")),
        wanted_by=(date | None, optional("The day by which it is wanted.")),
        idempotency_key=IDEMPOTENCY_KEY,
    ),
    _mutation("vote_for_request", Action.GIVE_FEEDBACK, "Miss the same; once each.", _vote, id=_ID),
    _mutation("withdraw_vote", Action.GIVE_FEEDBACK, "Miss it no longer.", _withdraw, id=_ID),
    _mutation(
        "answer_request",
        Action.ANSWER_FEEDBACK,
        "Promise or decline a request, and tell everybody who waits for it. Promising again changes the day.",
        _answer,
        id=_ID,
        status=(FeedbackStatus, strawberry.field(description="ACCEPTED or DECLINED; fulfilRequest resolves.")),
        answer=_ANSWER,
        promised_for=(date | None, optional("With ACCEPTED: the day by which it is promised.")),
    ),
    _mutation(
        "fulfil_request",
        Action.ANSWER_FEEDBACK,
        "Resolve a request with a published asset, and tell everybody who waits for it.",
        _fulfil,
        id=_ID,
        asset_id=(strawberry.ID, strawberry.field(description="The global id of the asset.")),
        answer=_ANSWER,
    ),
    _mutation(
        "reopen_request",
        Action.GIVE_FEEDBACK,
        "Say that an answer was none; for who asked or voted, and those who answer. The promise is forgotten.",
        _reopen,
        id=_ID,
        text=(str, strawberry.field(description="Why, plain text, at most 2,000 characters.")),
    ),
]
