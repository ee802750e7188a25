"""Recommending: what works in a situation, from the assets that the index names first."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from content_store.queries import assets, listing
from content_store.queries.usage import used_with
from content_store.rules import recommending as rules
from content_store.rules.evidence import NO_EVIDENCE
from content_store.rules.filters import Filter, Window
from content_store.rules.recommending import Asked, Candidate, Circumstance, RecommendReason
from content_store.rules.vocabulary import ContentType, Facet
from content_store.views import AssetView, TagView
from search.finding import Search
from search.situations import Within, evidence_within, tells_evidence

MOST = 50  # recommendations
# Candidates for each place: of those that conversations prove most, and of the newest, among which are those that
# nobody has tried yet. Loading them is what a list costs.
_PROVEN, _NEWEST = 3, 2
# What sales and marketing agreed on is not for a conversation.
_TYPES = frozenset(ContentType) - {ContentType.GUIDELINE}
_OF_EVIDENCE = frozenset({RecommendReason.PROVEN_HERE, RecommendReason.PROVEN, RecommendReason.UNTRIED})


@dataclass(frozen=True, slots=True)
class RecommendRequest:
    """For whom, and in which situation: at most one tag of each facet.

    What anybody used with ``account``, a reference of the CRM, is left out. Only assets of ``types`` are looked at.
    """

    person_id: int
    situation: tuple[TagView, ...] = ()
    account: str = ""
    limit: int = 10
    types: frozenset[ContentType] = _TYPES


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One asset with why it is recommended; ``score`` compares within one list."""

    asset: AssetView
    score: float
    reasons: tuple[tuple[RecommendReason, str], ...]
    is_exploration: bool


def recommend(session: Session, search: Search, request: RecommendRequest, window: Window) -> list[Recommendation]:
    """What to use, the best first; see ``content_store.rules.recommending`` for the order.

    Looks at assets that carry all tags of the situation, and where they are too few at those that fit another stage.
    """
    return _ordered(session, search, request, window, max(request.limit, 10), rules.recommend)


def strongest(session: Session, search: Search, request: RecommendRequest, window: Window) -> list[Recommendation]:
    """The same for who needs the best alone: nothing mixed in for variety or to be tried, for everybody alike."""
    return _ordered(session, search, request, window, request.limit, rules.strongest)


def _ordered(
    session: Session,
    search: Search,
    request: RecommendRequest,
    window: Window,
    places: int,
    order: Callable[[Collection[Candidate], Asked, int], list[rules.Recommended]],
) -> list[Recommendation]:
    used = set(used_with(session, request.account)) if request.account else set()
    views = _candidates(session, search, request, window, used, places)
    within = evidence_within(session, [view.id for view in views], [tag.id for tag in request.situation])
    asked = Asked(
        request.person_id,
        window.now.date(),
        tuple(Circumstance(tag.id, tag.facet, tag.name) for tag in request.situation),
        request.account,
    )
    chosen = order([_candidate(view, request, within) for view in views], asked, request.limit)
    by_id, told = {view.id: view for view in views}, tells_evidence(window)
    return [
        Recommendation(
            by_id[each.asset_id],
            each.score,
            tuple(reason for reason in each.reasons if told or reason[0] not in _OF_EVIDENCE),
            each.is_exploration and told,
        )
        for each in chosen
    ]


def _candidates(
    session: Session, search: Search, request: RecommendRequest, window: Window, used: set[int], least: int
) -> list[AssetView]:
    places = least + min(len(used), MOST)
    ids = _ids(session, search, request.situation, request.types, window, places)
    left = [each for each in ids if each not in used]
    if len(left) < request.limit:
        # Buyers skip and loop: a stage is never a wall.
        other_stages = tuple(tag for tag in request.situation if tag.facet is not Facet.STAGE)
        if other_stages != request.situation:
            others = _ids(session, search, other_stages, request.types, window, places)
            left += [each for each in others if each not in {*ids, *used}]
    return assets.load(session, left, window)


def _ids(
    session: Session,
    search: Search,
    situation: Sequence[TagView],
    types: frozenset[ContentType],
    window: Window,
    places: int,
) -> list[int]:
    narrowing = Filter(tag_groups=tuple(frozenset({tag.id}) for tag in situation), types=types)
    proven = search.leading(session, narrowing, window, _PROVEN * places, proven_first=True)
    newest = search.leading(session, narrowing, window, _NEWEST * places, proven_first=False)
    if proven is None or newest is None:
        # Until there is an index the store names what is newest.
        page = listing.list_assets(session, narrowing, window, listing.Order(), listing.Span(_NEWEST * places))
        return [asset.id for asset in page.items]
    return list(dict.fromkeys([*proven, *newest]))


def _candidate(view: AssetView, request: RecommendRequest, within: Within) -> Candidate:
    known = {tag.id: found for tag, found in within.get(view.id, ())}
    carried = {tag.id for tag in view.tags}
    return Candidate(
        view.id,
        view.type,
        view.freshness,
        view.listed_at or view.created_at,
        frozenset(tag.id for tag in request.situation if tag.id in carried),
        view.evidence,
        tuple(known.get(tag.id, NO_EVIDENCE) for tag in request.situation),
    )
