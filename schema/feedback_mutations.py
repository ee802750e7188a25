"""Giving feedback, and answering it."""

from collections.abc import Callable
from typing import Any

import strawberry

from content_store import feedback, notices
from content_store.access import window
from content_store.errors import Invalid, NotFound, Problem
from content_store.feedback import FeedbackInput
from content_store.feedback_views import FeedbackView
from content_store.queries.assets import load
from content_store.rules.permissions import Action
from content_store.rules.vocabulary import ContentType, FeedbackKind, FeedbackStatus, FlagReason
from content_store.work import Work
from schema.asset_inputs import ProposalInput, given_of, type_of
from schema.enums import Perspective
from schema.feedback import Feedback, feedback_nodes
from schema.fields import read
from schema.ids import Kind, number_of
from schema.inputs import input_type, optional
from schema.mutating import Mutation, mutations_of
from schema.naming import camel
from schema.operation import Operation

_ID: tuple[Any, Any] = (strawberry.ID, strawberry.field(description="The feedback's global id."))
_FEEDBACK: dict[str, tuple[Any, Any]] = {"feedback": (Feedback, read("The feedback, as it is now."))}
IDEMPOTENCY_KEY: tuple[Any, Any] = (
    str | None,
    optional("A key made by the client, at most 64 characters: sent again with the same input, nothing is done twice."),
)


def _give(work: Work, given: Any) -> FeedbackView:
    asset_id = number_of(Kind.ASSET, given.asset_id) or 0
    type_, proposal = None, None
    if given.proposal:
        type_ = _type(work, asset_id, given.proposal)
        proposal = given_of(given.proposal, type_)
    return _placed(
        type_,
        lambda: feedback.give(
            work,
            FeedbackInput(
                asset_id,
                given.kind,
                given.flag_reason or None,
                given.text or "",
                proposal,
                given.idempotency_key or "",
            ),
        ),
    )


def _answer(work: Work, given: Any) -> FeedbackView:
    return feedback.answer(work, _number(given.id), given.status, given.answer or "")


def _reopen(work: Work, given: Any) -> FeedbackView:
    return feedback.reopen(work, _number(given.id), given.text)


def _accept(work: Work, given: Any) -> FeedbackView:
    return feedback.accept_suggestion(work, _number(given.id), given.expected_revision, given.note or "")


def _mark_seen(work: Work, given: Any) -> int:
    ids = None if not given.ids else {number_of(Kind.NOTICE, each) or 0 for each in given.ids}
    if given.all is not True and ids is None:
        raise Invalid.of("ids", "REQUIRED", "name the notices, or say all")
    return notices.mark_seen(work, None if given.all is True else ids)


def _type(work: Work, asset_id: int, proposal: Any) -> ContentType:
    """The type of the asset that a suggestion is about. Raises Invalid where the proposal is for another."""
    found = load(work.session, [asset_id], window(work.actor, work.now))
    if not found:
        raise Invalid.of("asset_id", "NOT_FOUND", "there is no such asset")
    type_ = found[0].type
    if proposal.content and type_of(proposal.content) is not type_:
        key = type_of(proposal.content).value
        raise Invalid.of(("proposal", "content", key), "OTHER_TYPE", f"the asset is a {type_.value.replace('_', ' ')}")
    return type_


def _placed(type_: ContentType | None, change: Callable[[], FeedbackView]) -> FeedbackView:
    """Run ``change``; paths of its problems lead through the input's own names."""
    try:
        return change()
    except Invalid as error:
        raise Invalid(_named(problem, type_) for problem in error.problems) from error


def _named(problem: Problem, type_: ContentType | None) -> Problem:
    if type_ is None or problem.path[:2] != ("proposal", "content") or len(problem.path) < 3:
        return problem
    return Problem(("proposal", "content", camel(type_.value), *problem.path[2:]), problem.code, problem.message)


def _number(id_: str) -> int:
    number = number_of(Kind.FEEDBACK, id_)
    if number is None:
        message = "there is no such feedback"
        raise NotFound(message)
    return number


def _pays(operation: Operation, view: FeedbackView) -> dict[str, Any]:
    perspective = Perspective.DRAFT if operation.sees_drafts else Perspective.PUBLISHED
    return {"feedback": feedback_nodes(operation, [view], perspective)[0]}


_mutation = mutations_of(_FEEDBACK, _pays)

FEEDBACK_MUTATIONS = [
    _mutation(
        "give_feedback",
        Action.GIVE_FEEDBACK,
        "Flag an asset, comment on it, or suggest how it should read.",
        _give,
        asset_id=(strawberry.ID, strawberry.field(description="The global id of the asset.")),
        kind=(FeedbackKind, strawberry.field(description="What is said.")),
        flag_reason=(FlagReason | None, optional("With FLAG: what is wrong.")),
        text=(str | None, optional("Words about it, plain text, at most 5,000 characters; required with COMMENT.")),
        proposal=(ProposalInput | None, optional("With SUGGESTION: how it should read.")),
        idempotency_key=IDEMPOTENCY_KEY,
    ),
    _mutation(
        "answer_feedback",
        Action.ANSWER_FEEDBACK,
        "Accept, decline or resolve feedback, and tell whoever gave it.",
        _answer,
        id=_ID,
        status=(FeedbackStatus, strawberry.field(description="ACCEPTED, DECLINED or RESOLVED.")),
        answer=(str | None, optional("What they are told, plain text, at most 2,000 characters; a no needs a reason.")),
    ),
    _mutation(
        "reopen_feedback",
        Action.GIVE_FEEDBACK,
        "Say that an answer was none; for whoever gave the feedback, and those who answer it.",
        _reopen,
        id=_ID,
        text=(str, strawberry.field(description="Why, plain text, at most 2,000 characters.")),
    ),
    _mutation(
        "accept_suggestion",
        Action.ANSWER_FEEDBACK,
        "Save a draft with what was suggested. It is resolved when that is published. Answers CONFLICT where the same "
        "fields were changed since.",
        _accept,
        id=_ID,
        expected_revision=(
            int,
            strawberry.field(
                description="The asset's latestRevision that was read; if another is newer, CONFLICT is answered."
            ),
        ),
        note=(str | None, optional("What whoever suggested it is told, and what is noted of the revision.")),
    ),
    Mutation(
        "mark_notices_seen",
        Action.GIVE_FEEDBACK,
        "Note that the viewer has looked at notices.",
        input_type(
            "MarkNoticesSeenInput",
            "Which notices were looked at.",
            {
                "ids": (list[strawberry.ID] | None, optional("Their ids.")),
                "all": (bool | None, optional("True for all of them.")),
            },
        ),
        _mark_seen,
        {"unseen_count": (int, read("How many the viewer has still not looked at."))},
        lambda _, left: {"unseen_count": left},
    ),
]
