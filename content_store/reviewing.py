"""Reviews: asking for them, deciding, and taking them back. Publishing asks ``approval`` for their result."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete
from sqlalchemy.orm import Session

from content_store import authoring, publishing
from content_store.answering import LONGEST_ANSWER, person_id_of, tell
from content_store.approval import end_reviews
from content_store.changelog import Entity, record
from content_store.drafting import missing_to_publish
from content_store.errors import Forbidden, Invalid, NotFound, Problem
from content_store.proposing import saved_snapshot
from content_store.queries.people import people_book
from content_store.queries.reviews import author_of, load_reviews, open_review, reviewers_of
from content_store.review_views import ReviewView
from content_store.rules.lifecycle import Step, refusal
from content_store.rules.permissions import Action
from content_store.rules.reviewing import ReviewOutcome, ReviewRule, ReviewState, Verdict, may_review
from content_store.rules.vocabulary import FeedbackStatus, Status
from content_store.rules.wording import storable
from content_store.tables import Asset, Review, ReviewDecision, Reviewer
from content_store.views import PersonView
from content_store.work import Work

MOST_REVIEWERS = 20


@dataclass(frozen=True, slots=True)
class ReviewInput:
    """Who is asked, by e-mail address, whose approval is needed, and by when."""

    reviewers: tuple[str, ...]
    rule: ReviewRule = ReviewRule.ANY
    due_on: date | None = None
    note: str = ""


def request(work: Work, asset_id: int, given: ReviewInput, expected_revision: int | None = None) -> ReviewView:
    """Ask for the newest revision to be reviewed; a draft is submitted with it.

    Where a review is open already, it goes on with these reviewers, rule and day, and whoever has still to decide is
    told again. Raises Invalid with every problem found, Conflict and Forbidden.
    """
    work.require(Action.EDIT)
    asset = authoring.locked(work.session, asset_id, expected_revision)
    _check_reviewable(work.session, asset)
    people = _checked(work, asset, given)
    if asset.status is Status.DRAFT:
        publishing.submit(work, asset_id, note=given.note)
    review = open_review(work.session, asset_id) or Review(asset_id=asset_id, created_at=work.now)
    review.revision, review.rule, review.due_on = asset.latest_revision, given.rule, given.due_on
    review.note, review.asked_by_id, review.asked_at = storable(given.note).strip(), work.actor_id, work.now
    work.session.add(review)
    work.session.flush()
    _place_reviewers(work, review.id, people)
    record(work, Entity.REVIEW, review.id, "requested", revision=asset.latest_revision, note=given.note)
    view = _view(work, review.id)
    asked = [each.person.id for each in view.reviewers if each.is_pending]
    tell(work, asked, FeedbackStatus.OPEN, _asking(review), review_id=review.id)
    return view


def decide(work: Work, review_id: int, revision: int, verdict: Verdict, words: str = "") -> ReviewView:
    """Approve ``revision``, or ask for changes, which needs words; of several decisions about one the last counts.

    Raises Conflict where a newer revision was saved, Forbidden for whoever was not asked, Invalid, NotFound.
    """
    work.require(Action.GIVE_FEEDBACK)
    person_id, found = person_id_of(work), seen_review(work, review_id)
    # The asset first: publishing takes its locks in this order too.
    asset = authoring.locked(work.session, found.asset_id, revision)
    said = _check_decision(seen_review(work, review_id), person_id, verdict, words)
    decided = {"person_id": person_id, "revision": asset.latest_revision, "verdict": verdict, "text": said}
    work.session.add(ReviewDecision(review_id=review_id, at=work.now, **decided))
    work.session.flush()
    record(work, Entity.REVIEW, review_id, verdict.value, revision=asset.latest_revision, note=said)
    view = _view(work, review_id)
    waiting = {view.asked_by.id if view.asked_by else None, asset.owner_id}
    tell(work, waiting, _status(view, verdict), said, review_id=review_id)
    return view


def withdraw(work: Work, review_id: int, note: str = "") -> ReviewView:
    """Take a review back; what was in review is a draft again."""
    work.require(Action.EDIT)
    found = seen_review(work, review_id)
    asset = authoring.locked(work.session, found.asset_id, None)
    require_open(seen_review(work, review_id))
    if asset.status is Status.IN_REVIEW:
        publishing.withdraw(work, asset.id, note)
    else:
        end_reviews(work, [asset], ReviewOutcome.WITHDRAWN)
    return _view(work, review_id)


def seen_review(work: Work, review_id: int) -> ReviewView:
    """A review that the actor may see, as it is now. Raises NotFound."""
    found = load_reviews(work.session, [review_id], work.actor)
    if not found:
        message = "there is no such review"
        raise NotFound(message)
    return found[0]


def require_open(review: ReviewView) -> None:
    """Raise Invalid where a review is over."""
    if review.outcome is not None:
        raise Invalid.of("status", "WRONG_STATUS", f"the review is over: it was {review.outcome.value}")


def _check_reviewable(session: Session, asset: Asset) -> None:
    if asset.status in {Status.RETIRED, Status.ARCHIVED}:
        raise Invalid.of("status", "WRONG_STATUS", refusal(Step.SUBMIT, asset.status))
    if asset.status is Status.PUBLISHED and asset.revision == asset.latest_revision:
        raise Invalid.of("status", "NOTHING_TO_REVIEW", "readers see the newest revision already; save a draft first")
    missing = missing_to_publish(asset.type, saved_snapshot(session, asset.id, asset.latest_revision))
    if missing:
        raise Invalid(missing)


def _checked(work: Work, asset: Asset, given: ReviewInput) -> list[PersonView]:
    """Those who are asked. Raises Invalid with every problem found."""
    problems: list[Problem] = []
    people = _people(work.session, given.reviewers, problems)
    if not given.reviewers:
        problems.append(Problem(("reviewers",), "REQUIRED", "choose who should look at it"))
    if len(given.reviewers) > MOST_REVIEWERS:
        problems.append(Problem(("reviewers",), "TOO_MANY", f"there may be {MOST_REVIEWERS} at most"))
    author = author_of(work.session, asset.id, asset.latest_revision)
    if people and not problems and all(person.id == author for person in people):
        words = f"{people[0].name} wrote revision {asset.latest_revision}; somebody else must look at it too"
        problems.append(Problem(("reviewers",), "OWN_REVISION", words))
    if given.due_on is not None and given.due_on < work.now.date():
        problems.append(Problem(("due_on",), "IN_THE_PAST", "that day has passed"))
    if len(given.note) > LONGEST_ANSWER:
        problems.append(Problem(("note",), "TOO_LONG", f"it may have {LONGEST_ANSWER:,} characters at most"))
    if problems:
        raise Invalid(problems)
    return people


def _people(session: Session, emails: Collection[str], problems: list[Problem]) -> list[PersonView]:
    book, found = people_book(session), {}
    for place, email in enumerate(emails):
        person, path = book.find(email), ("reviewers", str(place))
        if person is None or person.disabled_at is not None:
            problems.append(Problem(path, "UNKNOWN_PERSON", f"nobody active has the address “{email[:100]}”"))
        elif not may_review(person.role, council=person.council, is_active=True):
            words = f"{person.name} may not review: it takes marketing, an admin, or a rep on the council"
            problems.append(Problem(path, "CANNOT_REVIEW", words))
        else:
            found[person.id] = person
    return list(found.values())


def _place_reviewers(work: Work, review_id: int, people: Collection[PersonView]) -> None:
    """Make ``people`` the reviewers; who stays keeps what they decided."""
    known: Mapping[int, Reviewer] = reviewers_of(work.session, review_id)
    wanted = {person.id for person in people}
    gone = Reviewer.review_id == review_id, Reviewer.person_id.not_in(wanted)
    work.session.execute(delete(Reviewer).where(*gone))
    for person_id in sorted(wanted - known.keys()):
        row = Reviewer(review_id=review_id, person_id=person_id, asked_at=work.now, reminded_at=None)
        work.session.add(row)
    work.session.flush()


def _check_decision(review: ReviewView, person_id: int, verdict: Verdict, words: str) -> str:
    """The words as they are stored."""
    require_open(review)
    mine, said = review.of(person_id), storable(words).strip()
    if mine is None or not mine.standing.is_able:
        message = "you were not asked to review this"
        raise Forbidden(message)
    if mine.standing.is_author:
        raise Invalid.of(
            "verdict", "OWN_REVISION", f"you wrote revision {review.revision}; somebody else must approve it"
        )
    if verdict is Verdict.CHANGES_REQUESTED and not said:
        raise Invalid.of("text", "REQUIRED", "say what should change")
    if len(said) > LONGEST_ANSWER:
        raise Invalid.of("text", "TOO_LONG", f"it may have {LONGEST_ANSWER:,} characters at most")
    return said


def _asking(review: Review) -> str:
    until = f" by {review.due_on.day} {review.due_on:%B %Y}" if review.due_on else ""
    return f"Please review this{until}." + (f" {review.note}" if review.note else "")


def _status(view: ReviewView, verdict: Verdict) -> FeedbackStatus:
    """How a notice tells whoever asked of a decision: accepted once nothing is missing any more."""
    if verdict is Verdict.CHANGES_REQUESTED:
        return FeedbackStatus.DECLINED
    return FeedbackStatus.ACCEPTED if view.state is ReviewState.APPROVED else FeedbackStatus.OPEN


def _view(work: Work, review_id: int) -> ReviewView:
    work.session.flush()
    return seen_review(work, review_id)
