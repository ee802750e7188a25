"""A call's brief: what is strongest in its situation, found and handed to the store to be put together."""

from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from content_store.brief_views import CallBrief
from content_store.briefing import BriefAsked, BriefFound, brief, sources
from content_store.queries.assets import linked
from content_store.rules.briefing import PROOF_TYPES, PROOFS, leading
from content_store.rules.filters import Window
from content_store.rules.recommending import RecommendReason
from content_store.rules.vocabulary import ContentType, Facet, LinkKind
from content_store.views import TagView
from search.finding import Search
from search.recommending import Recommendation, RecommendRequest, strongest

_POINTS, _PROOFS = 6, 4  # looked at; the first two or three make the brief
_POINT_TYPES, _PROOF_TYPES = frozenset({ContentType.TALKING_POINT}), frozenset(PROOF_TYPES)
_PROVEN = frozenset({RecommendReason.PROVEN_HERE, RecommendReason.PROVEN})


def call_brief(session: Session, search: Search, asked: BriefAsked, window: Window) -> CallBrief:
    """The brief for a call, the same for everybody who asks for it; see ``content_store.rules.briefing``.

    Where nothing speaks to this persona of this pain, what speaks of the pain is taken, then what speaks to the
    persona. What anybody used with the account already is left out.
    """
    points, situation = _points(session, search, asked, window)
    views = [each.asset for each in points]
    lead = leading(sources(views, asked.industry), asked.language)
    named = linked(session, [lead.asset_id], LinkKind.PROOF, window)[lead.asset_id] if lead else []
    proofs = [each for each in named if each.type in _PROOF_TYPES]
    found = [*points]
    if asked.industry is not None or len(proofs) < PROOFS:
        more = _proofs(session, search, asked, situation, window)
        found += more
        proofs = list({each.id: each for each in (*proofs, *(each.asset for each in more))}.values())
    told = {each.asset.id: text for each in found for text in _told(each)}
    named_ids = frozenset(each.id for each in named)
    return brief(session, asked, BriefFound(views, proofs, named_ids, told, situation != asked.situation), window)


def _points(
    session: Session, search: Search, asked: BriefAsked, window: Window
) -> tuple[list[Recommendation], tuple[TagView, ...]]:
    """The strongest talking points, and the situation they were found for."""
    situation = asked.situation
    for situation in _wider(asked.situation):
        found = _strongest(session, search, asked, situation, _POINT_TYPES, window)
        if found:
            return found, situation
    return [], situation


def _proofs(
    session: Session, search: Search, asked: BriefAsked, situation: tuple[TagView, ...], window: Window
) -> list[Recommendation]:
    """The strongest proofs, those of the industry first."""
    if asked.industry is not None:
        of_industry = _strongest(session, search, asked, (*situation, asked.industry), _PROOF_TYPES, window)
        # What an industry's buyers believe may well speak of another pain.
        found = of_industry or _strongest(session, search, asked, (asked.industry,), _PROOF_TYPES, window)
        if found:
            return found
    return _strongest(session, search, asked, situation, _PROOF_TYPES, window)


def _wider(situation: tuple[TagView, ...]) -> Iterator[tuple[TagView, ...]]:
    """The situation, without its persona, and without its pain; the stage is no wall anyway."""
    yield situation
    for dropped, kept in ((Facet.PERSONA, Facet.PAIN), (Facet.PAIN, Facet.PERSONA)):
        facets = {tag.facet for tag in situation}
        if dropped in facets and kept in facets:
            yield tuple(tag for tag in situation if tag.facet is not dropped)


def _strongest(
    session: Session,
    search: Search,
    asked: BriefAsked,
    situation: Sequence[TagView],
    types: frozenset[ContentType],
    window: Window,
) -> list[Recommendation]:
    limit = _POINTS if types is _POINT_TYPES else _PROOFS
    # Nobody in particular: it is the same brief for all.
    request = RecommendRequest(0, tuple(situation), asked.account, limit, types)
    return strongest(session, search, request, window)


def _told(found: Recommendation) -> list[str]:
    return [text for reason, text in found.reasons if reason in _PROVEN]
