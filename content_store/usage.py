"""Recording usage: what a client says is checked here and becomes occurrences, which the recorder writes down."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from content_store.errors import Invalid, Problem
from content_store.queries.assets import ids_of, reachable_revisions
from content_store.queries.filters import unknown_tag
from content_store.queries.taxonomy import tag_book
from content_store.rules.filters import Window
from content_store.rules.occurrences import LONGEST_REFERENCE, digest, key_problem, time_problem
from content_store.rules.vocabulary import ActorKind, Channel, EventKind, Facet, Purpose, Tier
from content_store.rules.wording import storable
from content_store.views import PersonView

_CONTEXT = (Facet.PERSONA, Facet.STAGE, Facet.PAIN)


@dataclass(frozen=True, slots=True)
class UsageInput:
    """What a client says happened. Tags are slugs, empty where none is named; ``key`` makes it count once.

    An event names its asset by id or slug. An afterthought (a verdict, a retraction) names the earlier event instead,
    by id or by the key that one was recorded under.
    """

    kind: EventKind
    key: str
    asset_id: int | None = None
    asset_slug: str = ""
    about: int | str | None = None
    occurred_at: datetime | None = None
    channel: Channel | None = None
    purpose: Purpose | None = None
    persona: str = ""
    stage: str = ""
    pain: str = ""
    deal: str = ""
    account: str = ""


@dataclass(frozen=True, slots=True)
class Recording:
    """Who records, when, and from which channel where they do not say; ``window`` says what they may see."""

    person: PersonView
    window: Window
    channel: Channel
    actor_kind: ActorKind

    @property
    def now(self) -> datetime:
        """The server's time."""
        return self.window.now


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One event, checked and ready to be written. ``about`` is as in ``UsageInput``, its key already made unique."""

    key: str
    digest: str
    kind: EventKind
    asset_id: int
    revision: int
    person: PersonView
    actor_kind: ActorKind
    channel: Channel
    purpose: Purpose
    occurred_at: datetime
    about: int | str | None = None
    persona_id: int = 0
    stage_id: int = 0
    pain_id: int = 0
    deal: str = ""
    account: str = ""


def prepare(session: Session, by: Recording, inputs: Sequence[UsageInput]) -> list[Occurrence | Invalid]:
    """For each input the occurrence it means, or all that is wrong with it; in their order."""
    slugs = ids_of(session, {given.asset_slug for given in inputs if given.asset_slug})
    wanted = {_asset_id(given, slugs) for given in inputs if given.about is None} - {0}
    revisions = reachable_revisions(session, sorted(wanted), by.window)
    return [_prepared(session, by, given, _asset_id(given, slugs), revisions) for given in inputs]


def _asset_id(given: UsageInput, slugs: Mapping[str, int]) -> int:
    if given.asset_id is not None:
        return given.asset_id
    return slugs.get(storable(given.asset_slug), 0)


def _prepared(
    session: Session, by: Recording, given: UsageInput, asset_id: int, revisions: Mapping[int, int]
) -> Occurrence | Invalid:
    problems = [*_problems(by, given, asset_id in revisions)]
    tags = _tags(session, given, problems)
    if problems:
        return Invalid(problems)
    is_afterthought = given.kind.is_afterthought
    return Occurrence(
        key=event_key(by.person.id, given.key),
        digest=digest(asdict(given)),
        kind=given.kind,
        asset_id=0 if is_afterthought else asset_id,
        revision=0 if is_afterthought else revisions[asset_id],
        person=by.person,
        actor_kind=by.actor_kind,
        channel=given.channel or by.channel,
        purpose=given.purpose or _usual_purpose(given.kind),
        occurred_at=min(given.occurred_at or by.now, by.now),
        about=event_key(by.person.id, given.about) if isinstance(given.about, str) else given.about,
        persona_id=tags.get(Facet.PERSONA, 0),
        stage_id=tags.get(Facet.STAGE, 0),
        pain_id=tags.get(Facet.PAIN, 0),
        deal=storable(given.deal.strip()),
        account=storable(given.account.strip()),
    )


def event_key(person_id: int, key: str) -> str:
    """A client's key as it is stored: with the person's id before it, nobody meets another's keys."""
    return f"{person_id}:{key}"


def _usual_purpose(kind: EventKind) -> Purpose:
    return Purpose.LIVE_CALL if kind.tier is Tier.USE else Purpose.BROWSING


def _problems(by: Recording, given: UsageInput, asset_is_there: bool) -> list[Problem]:
    found: list[Problem] = []

    def wrong(field: str, code: str, message: str) -> None:
        found.append(Problem((field,), code, message))

    in_key = key_problem(given.key)
    if in_key:
        wrong("idempotency_key", "INVALID_KEY", in_key)
    if given.kind.is_afterthought and given.about is None:
        wrong("event_id", "REQUIRED", "say which event it is about, by its id or its key")
    if not given.kind.is_afterthought and not asset_is_there:
        wrong("asset_slug" if given.asset_slug else "asset_id", "NOT_FOUND", "there is no such asset")
    in_time = time_problem(given.occurred_at, by.now) if given.occurred_at else None
    if in_time:
        wrong("occurred_at", *in_time)
    for field in ("deal", "account"):
        # As it is stored: the composed form of a few letters is longer than what was sent.
        if len(storable(getattr(given, field).strip())) > LONGEST_REFERENCE:
            wrong(field, "TOO_LONG", f"a reference has at most {LONGEST_REFERENCE} characters")
    return found


def _tags(session: Session, given: UsageInput, problems: list[Problem]) -> dict[Facet, int]:
    found: dict[Facet, int] = {}
    for facet in _CONTEXT:
        slug: str = getattr(given, facet.value)
        if slug:
            book = tag_book(session)
            tag = book.find(facet, slug)
            if tag is None:
                problems.append(unknown_tag(book, facet, slug, (facet.value,)))
            else:
                found[facet] = tag.id
    return found
