"""Where a reader begins who has typed nothing yet: what works in the situation they chose."""

from dataclasses import dataclass

from api.pages.asking import CONTEXT, Asking
from api.pages.visits import Visit
from content_store.queries.assets import linked
from content_store.rules.recommending import Circumstance, spoken
from content_store.rules.vocabulary import ContentType, LinkKind
from renderers.views import Row, StartView
from search.finding import Hit
from search.recommending import Recommendation, RecommendRequest, recommend

_SHOWN = 10  # recommendations
_PROOF = 2  # of each, named in its row


@dataclass(frozen=True, slots=True)
class Start:
    """What is recommended, as a result and as its rows."""

    view: StartView
    hits: tuple[Hit, ...]
    rows: tuple[Row, ...]


def start(visit: Visit, asking: Asking) -> Start | None:
    """What works in the situation that the address names; None where more than a situation is asked for."""
    if not asking.is_start:
        return None
    situation = tuple(tag for facet in CONTEXT for tag in asking.tags.get(facet, ()))
    request = RecommendRequest(visit.viewer.person.id, situation, limit=_SHOWN)
    found = recommend(visit.session, visit.runtime.search, request, visit.window)
    if not found:
        return None
    where = spoken([Circumstance(tag.id, tag.facet, tag.name) for tag in situation]) or "in conversations"
    proven = any(each.asset.evidence.conversations for each in found)
    view = StartView(
        heading=f"{'What works' if proven else 'Worth a try'} {where}",
        list_address=asking.of_types(ContentType.TALKING_POINT).address,
    )
    hits = tuple(Hit(each.asset, place, each.score) for place, each in enumerate(found))
    return Start(view, hits, _rows(visit, asking, found))


def _rows(visit: Visit, asking: Asking, found: list[Recommendation]) -> tuple[Row, ...]:
    proof = linked(visit.session, [each.asset.id for each in found], LinkKind.PROOF, visit.window)
    return tuple(
        Row(
            asset=each.asset,
            address=asking.showing(each.asset.slug).address,
            why=tuple(text for _, text in each.reasons),
            proof=tuple(asset.title for asset in proof.get(each.asset.id, ())[:_PROOF]),
        )
        for each in found
    )
