"""What the advisory council recommends. Who sits on it, ``people.set_council`` says."""

from content_store.access import window
from content_store.answering import person_id_of
from content_store.changelog import Entity, record
from content_store.council_views import RecommendationView
from content_store.errors import Forbidden, Invalid, NotFound, Problem
from content_store.queries.assets import load
from content_store.queries.council import locked_recommendation, recommendations, standing_recommendation
from content_store.queries.filters import unknown_tag
from content_store.queries.reviews import is_reviewer
from content_store.queries.taxonomy import tag_book
from content_store.rules.permissions import Action
from content_store.rules.vocabulary import Facet, Role, Status
from content_store.rules.wording import storable
from content_store.tables import Recommendation
from content_store.work import Work

LONGEST_SENTENCE = 500  # characters


def recommend(work: Work, asset_id: int, text: str, persona: str = "", stage: str = "") -> RecommendationView:
    """Recommend what readers see, in a sentence, for a persona and a stage where these are named.

    For members of the council. Raises Forbidden, and Invalid with every problem found.
    """
    work.require(Action.GIVE_FEEDBACK)
    person_id, said, problems = person_id_of(work), storable(text).strip(), list[Problem]()
    if not said:
        problems.append(Problem(("text",), "REQUIRED", "say why, in a sentence"))
    if len(said) > LONGEST_SENTENCE:
        problems.append(Problem(("text",), "TOO_LONG", f"it may have {LONGEST_SENTENCE} characters at most"))
    tags = {facet: _tag_id(work, facet, slug, problems) for facet, slug in _named(persona, stage).items()}
    found = load(work.session, [asset_id], window(work.actor, work.now))
    if not found or found[0].status is not Status.PUBLISHED:
        problems.append(Problem(("id",), "NOT_FOUND", "there is no such asset that readers can see"))
    elif standing_recommendation(work.session, asset_id, person_id) is not None:
        problems.append(Problem(("id",), "TAKEN", "you recommend it already; withdraw that first"))
    if problems:
        raise Invalid(problems)
    if work.actor.role is not Role.REP or not is_reviewer(work.actor):
        message = "recommending is for members of the advisory council"
        raise Forbidden(message)
    row = Recommendation(
        asset_id=asset_id,
        person_id=person_id,
        text=said,
        persona_id=tags[Facet.PERSONA],
        stage_id=tags[Facet.STAGE],
        created_at=work.now,
        withdrawn_at=None,
    )
    work.session.add(row)
    work.session.flush()
    record(work, Entity.RECOMMENDATION, row.id, "recommended", note=said)
    return next(each for each in _standing(work, asset_id) if each.id == row.id)


def withdraw(work: Work, recommendation_id: int) -> None:
    """Take a recommendation back; one's own, or for those who manage the council. Raises NotFound and Forbidden."""
    work.require(Action.GIVE_FEEDBACK)
    row = locked_recommendation(work.session, recommendation_id)
    if row is None or row.withdrawn_at is not None:
        message = "there is no such recommendation"
        raise NotFound(message)
    if row.person_id != work.actor_id:
        work.require(Action.MANAGE_COUNCIL)
    row.withdrawn_at = work.now
    work.session.flush()
    record(work, Entity.RECOMMENDATION, row.id, "withdrawn")


def _standing(work: Work, asset_id: int) -> list[RecommendationView]:
    return recommendations(work.session, window(work.actor, work.now), asset_ids=[asset_id])


def _named(persona: str, stage: str) -> dict[Facet, str]:
    return {Facet.PERSONA: persona, Facet.STAGE: stage}


def _tag_id(work: Work, facet: Facet, slug: str, problems: list[Problem]) -> int | None:
    if not slug:
        return None
    book = tag_book(work.session)
    tag = book.find(facet, slug)
    if tag is None:
        problems.append(unknown_tag(book, facet, slug, (facet.value,)))
    return tag.id if tag else None
