"""Content requests: what is missing, who else misses it, and what marketing promises and delivers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import delete

from content_store.access import window
from content_store.answering import answer_request, person_id_of
from content_store.changelog import Entity, record
from content_store.errors import Invalid, NotFound, Problem
from content_store.feedback import LONGEST_TEXT, check_key, check_same
from content_store.feedback_views import RequestView
from content_store.queries.assets import load
from content_store.queries.filters import unknown_tag
from content_store.queries.requests import TAG_FACETS, load_requests, locked_request, request_of_key, voters
from content_store.queries.taxonomy import tag_book
from content_store.rules.feedback import input_digest
from content_store.rules.permissions import Action
from content_store.rules.vocabulary import ContentType, Facet, FeedbackStatus
from content_store.rules.wording import storable
from content_store.tables import ContentRequest, RequestVote
from content_store.work import Work

LONGEST_TITLE = 300  # characters


@dataclass(frozen=True, slots=True)
class RequestInput:
    """What somebody misses. ``tags`` holds at most one slug of a persona, a stage and a pain."""

    title: str
    why: str = ""
    tags: Mapping[Facet, str] = field(default_factory=dict)
    type: ContentType | None = None
    wanted_by: date | None = None
    idempotency_key: str = ""


def ask(work: Work, given: RequestInput) -> RequestView:
    """Ask for content, with one's own vote.

    The same key again answers what was asked first. Raises Invalid with every problem found, Forbidden.
    """
    work.require(Action.GIVE_FEEDBACK)
    person_id = person_id_of(work)
    tags = {facet.value: slug for facet, slug in given.tags.items()}
    digest = input_digest(given.title, given.why, tags, given.type, given.wanted_by)
    known = request_of_key(work.session, person_id, check_key(given.idempotency_key))
    if known is not None:
        check_same(known.input_digest, digest)
        return _view(work, known.id)
    problems = _problems(work, given)
    tag_ids = _tag_ids(work, given.tags, problems)
    if problems:
        raise Invalid(problems)
    row = ContentRequest(
        title=storable(given.title).strip(),
        why=storable(given.why).strip(),
        persona_id=tag_ids.get(Facet.PERSONA),
        stage_id=tag_ids.get(Facet.STAGE),
        pain_id=tag_ids.get(Facet.PAIN),
        type=given.type,
        wanted_by=given.wanted_by,
        person_id=person_id,
        status=FeedbackStatus.OPEN,
        answer="",
        votes=1,
        idempotency_key=given.idempotency_key or None,
        input_digest=digest,
        created_at=work.now,
        updated_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    work.session.add(RequestVote(request_id=row.id, person_id=person_id, at=work.now))
    record(work, Entity.REQUEST, row.id, FeedbackStatus.OPEN.value)
    return _view(work, row.id)


def vote(work: Work, request_id: int) -> RequestView:
    """Miss the same; a second vote of the same person is none. Raises Invalid where it has been answered for good."""
    work.require(Action.GIVE_FEEDBACK)
    person_id, row = person_id_of(work), _locked(work, request_id)
    if not row.status.is_open:
        raise Invalid.of("status", "WRONG_STATUS", f"it was {row.status.value} already; reopen it first")
    if person_id not in voters(work.session, row.id):
        work.session.add(RequestVote(request_id=row.id, person_id=person_id, at=work.now))
    return _counted(work, row)


def withdraw_vote(work: Work, request_id: int) -> RequestView:
    """Miss it no longer."""
    work.require(Action.GIVE_FEEDBACK)
    person_id, row = person_id_of(work), _locked(work, request_id)
    mine = RequestVote.request_id == row.id, RequestVote.person_id == person_id
    work.session.execute(delete(RequestVote).where(*mine))
    return _counted(work, row)


def answer(
    work: Work, request_id: int, status: FeedbackStatus, words: str = "", promised_for: date | None = None
) -> RequestView:
    """Accept, with a day by which it is promised, or decline with a reason. ``fulfil`` resolves.

    Accepting again changes the promise.
    """
    work.require(Action.ANSWER_FEEDBACK)
    row = _locked(work, request_id)
    if status is FeedbackStatus.RESOLVED:
        raise Invalid.of("status", "WRONG_STATUS", "name the asset that fulfils it")
    if promised_for is not None and status is not FeedbackStatus.ACCEPTED:
        raise Invalid.of("promised_for", "WRONG_VALUE", "only what is accepted is promised")
    if promised_for is not None and promised_for < work.now.date():
        raise Invalid.of("promised_for", "IN_THE_PAST", "that day has passed")
    row.promised_for = promised_for
    answer_request(work, row, status, words, voters(work.session, row.id))
    return _view(work, row.id)


def fulfil(work: Work, request_id: int, asset_id: int, words: str = "") -> RequestView:
    """Resolve a request with a published asset, and tell everybody who voted."""
    work.require(Action.ANSWER_FEEDBACK)
    row = _locked(work, request_id)
    if not load(work.session, [asset_id], window(work.actor, work.now)):
        raise Invalid.of("asset_id", "NOT_PUBLISHED", "there is no such asset that readers can see; publish it first")
    row.asset_id = asset_id
    answer_request(work, row, FeedbackStatus.RESOLVED, words, voters(work.session, row.id))
    return _view(work, row.id)


def reopen(work: Work, request_id: int, words: str) -> RequestView:
    """Say that an answer was none; the promise and the asset are forgotten. For who asked or voted, and marketing."""
    work.require(Action.GIVE_FEEDBACK)
    row = _locked(work, request_id)
    waiting = voters(work.session, row.id)
    if work.actor_id not in {row.person_id, *waiting}:
        work.require(Action.ANSWER_FEEDBACK)
    row.asset_id = row.promised_for = None
    answer_request(work, row, FeedbackStatus.REOPENED, words, waiting)
    return _view(work, row.id)


def _problems(work: Work, given: RequestInput) -> list[Problem]:
    problems = []
    # As they are stored: the composed form of a few letters is longer than what was sent.
    title, why = storable(given.title).strip(), storable(given.why).strip()
    if not title:
        problems.append(Problem(("title",), "REQUIRED", "say what is missing"))
    for name, text, limit in (("title", title, LONGEST_TITLE), ("why", why, LONGEST_TEXT)):
        if len(text) > limit:
            problems.append(Problem((name,), "TOO_LONG", f"it may have {limit:,} characters at most"))
    if given.wanted_by is not None and given.wanted_by < work.now.date():
        problems.append(Problem(("wanted_by",), "IN_THE_PAST", "that day has passed"))
    return problems


def _tag_ids(work: Work, tags: Mapping[Facet, str], problems: list[Problem]) -> dict[Facet, int]:
    book, found = tag_book(work.session), {}
    for facet in TAG_FACETS:
        slug = tags.get(facet)
        tag = book.find(facet, slug) if slug else None
        if tag is not None:
            found[facet] = tag.id
        elif slug:
            problems.append(unknown_tag(book, facet, slug, (facet.value,)))
    return found


def _counted(work: Work, row: ContentRequest) -> RequestView:
    work.session.flush()
    row.votes = len(voters(work.session, row.id))
    return _view(work, row.id)


def _locked(work: Work, request_id: int) -> ContentRequest:
    row = locked_request(work.session, request_id)
    if row is None:
        message = "there is no such request"
        raise NotFound(message)
    return row


def _view(work: Work, request_id: int) -> RequestView:
    work.session.flush()
    found = load_requests(work.session, [request_id], work.actor, work.now)
    if not found:
        message = "there is no such request"
        raise NotFound(message)
    return found[0]
