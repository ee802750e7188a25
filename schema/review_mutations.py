"""Asking for a review, deciding in it, and what is said meanwhile."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import strawberry

from content_store import commenting, reviewing
from content_store.errors import Invalid, NotFound, Problem
from content_store.queries.assets import types_by_id
from content_store.review_views import CommentView, ReviewView
from content_store.reviewing import ReviewInput
from content_store.rules.permissions import Action
from content_store.rules.reviewing import ReviewRule, Verdict
from content_store.rules.vocabulary import ContentType
from content_store.work import Work
from schema.asset_inputs import ProposalInput, given_of, type_of
from schema.fields import read
from schema.ids import Kind, number_of
from schema.inputs import input_type, optional
from schema.mutating import Mutation
from schema.naming import camel, snake
from schema.operation import Operation
from schema.review_nodes import comment_nodes, review_nodes
from schema.reviews import Review, RevisionComment

_REVIEW: dict[str, tuple[Any, Any]] = {"review": (Review, read("The review, as it is now."))}
_COMMENT: dict[str, tuple[Any, Any]] = {"comment": (RevisionComment, read("The comment, as it is now."))}
_REVIEW_ID: tuple[Any, Any] = (strawberry.ID, strawberry.field(description="The review's global id."))
_COMMENT_ID: tuple[Any, Any] = (strawberry.ID, strawberry.field(description="The comment's id."))
_WORDS: tuple[Any, Any] = (str, strawberry.field(description="What to say, plain text, at most 2,000 characters."))
_MAYBE: tuple[Any, Any] = (str | None, optional("What to say about it, plain text, at most 2,000 characters."))

# How a review is asked for, here and while submitting.
REVIEW_TERMS: dict[str, tuple[Any, Any]] = {
    "rule": (ReviewRule | None, optional("Whose approval is needed; ANY without it.")),
    "due_on": (date | None, optional("The last day on which it is in time; none without it.")),
}
EXPECTED: tuple[Any, Any] = (
    int,
    strawberry.field(
        description="The asset's latestRevision that was read; if another is newer, CONFLICT is answered."
    ),
)


def terms_of(given: Any) -> ReviewInput:
    """How a review is asked for. ``note`` is what the reviewers are told."""
    return ReviewInput(
        tuple(given.reviewers or ()), given.rule or ReviewRule.ANY, given.due_on or None, given.note or ""
    )


def _request(work: Work, given: Any) -> ReviewView:
    asset_id = _number(Kind.ASSET, given.id, "asset")
    return reviewing.request(work, asset_id, terms_of(given), given.expected_revision or None)


def _decide(work: Work, given: Any) -> ReviewView:
    review_id = _number(Kind.REVIEW, given.id, "review")
    return reviewing.decide(work, review_id, given.revision, given.verdict, given.text or "")


def _withdraw(work: Work, given: Any) -> ReviewView:
    return reviewing.withdraw(work, _number(Kind.REVIEW, given.id, "review"), given.note or "")


def _comment(work: Work, given: Any) -> CommentView:
    review_id = _number(Kind.REVIEW, given.id, "review")
    return commenting.comment(work, review_id, field_of(given), given.text)


def _suggest(work: Work, given: Any) -> list[CommentView]:
    review = reviewing.seen_review(work, _number(Kind.REVIEW, given.id, "review"))
    type_ = types_by_id(work.session, [review.asset_id])[review.asset_id]
    if given.proposal.content and type_of(given.proposal.content) is not type_:
        key = type_of(given.proposal.content).value
        raise Invalid.of(("proposal", "content", key), "OTHER_TYPE", f"the asset is a {type_.value.replace('_', ' ')}")
    try:
        return commenting.suggest(work, review.id, given_of(given.proposal, type_), given.text or "")
    except Invalid as error:
        raise Invalid(proposal_problem(problem, type_) for problem in error.problems) from error


def _reply(work: Work, given: Any) -> CommentView:
    return commenting.reply(work, comment_number(given.id), given.text)


def _resolve(work: Work, given: Any) -> CommentView:
    return commenting.resolve(work, comment_number(given.id), given.text or "")


def _reopen(work: Work, given: Any) -> CommentView:
    return commenting.reopen(work, comment_number(given.id), given.text)


def _accept(work: Work, given: Any) -> CommentView:
    return commenting.accept_edit(work, comment_number(given.id), given.expected_revision, given.note or "")


def _decline(work: Work, given: Any) -> CommentView:
    return commenting.decline_edit(work, comment_number(given.id), given.text)


def field_of(given: Any) -> tuple[str, ...]:
    """The place in an asset that a comment is about."""
    return tuple(snake(part) for part in given.field or ())


def proposal_problem(problem: Problem, type_: ContentType) -> Problem:
    """``problem`` with a path through the input's own names."""
    if problem.path[:2] != ("proposal", "content") or len(problem.path) < 3:
        return problem
    return Problem(("proposal", "content", camel(type_.value), *problem.path[2:]), problem.code, problem.message)


def comment_number(id_: str) -> int:
    """The number of a comment. Raises NotFound."""
    return _number(Kind.COMMENT, id_, "comment")


def _number(kind: Kind, id_: str, what: str) -> int:
    number = number_of(kind, id_)
    if number is None:
        message = f"there is no such {what}"
        raise NotFound(message)
    return number


def _pays_review(operation: Operation, view: ReviewView) -> dict[str, Any]:
    return {"review": review_nodes(operation, [view])[0]}


def _pays_comment(operation: Operation, view: CommentView) -> dict[str, Any]:
    return {"comment": comment_nodes(operation, [view])[0]}


def _pays_comments(operation: Operation, views: Sequence[CommentView]) -> dict[str, Any]:
    return {"comments": comment_nodes(operation, views)}


def _of_review(
    name: str, action: Action, description: str, change: Callable[[Work, Any], ReviewView], **declared: Any
) -> Mutation:
    return Mutation(name, action, description, _input(name, description, declared), change, _REVIEW, _pays_review)


def comment_mutation(
    name: str, action: Action, description: str, change: Callable[[Work, Any], CommentView], **declared: Any
) -> Mutation:
    """A mutation of one comment."""
    return Mutation(name, action, description, _input(name, description, declared), change, _COMMENT, _pays_comment)


def _input(name: str, description: str, declared: dict[str, tuple[Any, Any]]) -> Any:
    title = "".join(part.capitalize() for part in name.split("_"))
    return input_type(f"{title}Input", description, declared)


FIELD: tuple[Any, Any] = (
    list[str] | None,
    optional('Where in the asset: ["title"], ["content", "opener"], ["tags", "persona"]; the whole without it.'),
)

REVIEW_MUTATIONS = [
    _of_review(
        "request_review",
        Action.EDIT,
        "Ask for an asset's newest revision to be reviewed; a draft is submitted with it. Where a review is open, it "
        "goes on with these reviewers, rule and day: so it is asked again after a change, and given to others.",
        _request,
        id=(strawberry.ID, strawberry.field(description="The asset's global id.")),
        reviewers=(
            list[str],
            strawberry.field(
                description="The e-mail addresses of who is asked: marketing, admins, and reps on the council."
            ),
        ),
        **REVIEW_TERMS,
        note=(str | None, optional("What they are told, plain text, at most 2,000 characters.")),
        expected_revision=(
            int | None,
            optional("The asset's latestRevision that was read; if another is newer, CONFLICT is answered."),
        ),
    ),
    _of_review(
        "decide_review",
        Action.GIVE_FEEDBACK,
        "Approve a revision, or ask for changes; for those who were asked. Deciding again changes the decision.",
        _decide,
        id=_REVIEW_ID,
        revision=(
            int,
            strawberry.field(
                description="The revision that was read; if a newer one was saved meanwhile, CONFLICT is answered."
            ),
        ),
        verdict=(Verdict, strawberry.field(description="What to decide.")),
        text=(str | None, optional("Why, plain text, at most 2,000 characters; required with CHANGES_REQUESTED.")),
    ),
    _of_review(
        "withdraw_review",
        Action.EDIT,
        "Take a review back; what was in review is a draft again.",
        _withdraw,
        id=_REVIEW_ID,
        note=(str | None, optional("What to write down about it, plain text.")),
    ),
    comment_mutation(
        "comment_on_review",
        Action.GIVE_FEEDBACK,
        "Comment on what is reviewed; for those who were asked and those who edit.",
        _comment,
        id=_REVIEW_ID,
        field=FIELD,
        text=(str, strawberry.field(description="What to say, plain text, at most 5,000 characters.")),
    ),
    Mutation(
        "suggest_edits",
        Action.GIVE_FEEDBACK,
        "Suggest how fields of what is reviewed should read: one edit for each field that differs.",
        _input(
            "suggest_edits",
            "How fields of what is reviewed should read.",
            {
                "id": _REVIEW_ID,
                "proposal": (
                    ProposalInput,
                    strawberry.field(description="How it should read; what is left out stays."),
                ),
                "text": (str | None, optional("Why, plain text, at most 5,000 characters.")),
            },
        ),
        _suggest,
        {"comments": (list[RevisionComment], read("The edits, one for each field."))},
        _pays_comments,
    ),
    comment_mutation(
        "accept_edit",
        Action.EDIT,
        "Save a draft with a suggested edit, whose author is credited in the revision's note. Answers CONFLICT where "
        "the field was changed since.",
        _accept,
        id=_COMMENT_ID,
        expected_revision=EXPECTED,
        note=(str | None, optional("What whoever suggested it is told, and what is noted of the revision.")),
    ),
    comment_mutation(
        "decline_edit",
        Action.EDIT,
        "Decline a suggested edit, and say why.",
        _decline,
        id=_COMMENT_ID,
        text=_WORDS,
    ),
    comment_mutation(
        "reply_to_comment",
        Action.GIVE_FEEDBACK,
        "Reply to a comment; for everybody who may see it.",
        _reply,
        id=_COMMENT_ID,
        text=(str, strawberry.field(description="What to say, plain text, at most 5,000 characters.")),
    ),
    comment_mutation(
        "resolve_comment",
        Action.GIVE_FEEDBACK,
        "Say that a comment is settled; for who began it and those who edit.",
        _resolve,
        id=_COMMENT_ID,
        text=_MAYBE,
    ),
    comment_mutation(
        "reopen_comment",
        Action.GIVE_FEEDBACK,
        "Say that a comment is not settled, and why; for who began it and those who edit.",
        _reopen,
        id=_COMMENT_ID,
        text=_WORDS,
    ),
]
