"""One asset to read, with what proves it and what belongs to it."""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import quote

from starlette.responses import HTMLResponse, Response

from api.pages.asking import CONTEXT_COOKIE, Asking, Remembered
from api.pages.choices import chips
from api.pages.files import filing
from api.pages.framing import frame, remember_context
from api.pages.noting import note_view
from api.pages.usage import using
from api.pages.visits import Visit
from content_store.errors import NotFound
from content_store.queries.assets import by_slug, ids_of, linked, load
from content_store.queries.comments import period_comments
from content_store.queries.council import recommendations
from content_store.queries.periods import list_periods
from content_store.queries.replacements import successors
from content_store.queries.reviews import is_reviewer
from content_store.queries.taxonomy import tag_book
from content_store.rules.filters import Window
from content_store.rules.vocabulary import ContentType, Facet, FeedbackStatus, LinkKind, Role, Status
from content_store.views import AssetView, TagView
from renderers.pages import asset_page
from renderers.views import AssetPage, Discussed, Reading

_PERIODS = 3  # of a guideline; all of them stand among the guidelines
_SPOKEN = (Facet.PERSONA, Facet.INDUSTRY, Facet.PAIN)


def asset(visit: Visit) -> Response:
    """The page of one asset; of a retired one its successor. Raises NotFound."""
    slug = visit.request.path_params["slug"]
    book = tag_book(visit.session)
    given = visit.request.query_params
    parameters = given if given.keys() else Remembered(visit.request.cookies.get(CONTEXT_COOKIE, ""))
    asking = Asking.read(parameters, book, f"/a/{quote(slug, safe='')}")
    found = reading(visit, slug, asking)
    if found is None:
        message = f"there is no asset “{slug}”"
        raise NotFound(message)
    if found.asset is not None:
        note_view(visit, found.asset, asking)
    view = AssetPage(frame(visit, asking, chips(asking, book, None)), found)
    response = HTMLResponse(asset_page(view), 200 if found.asset else 410)
    remember_context(visit, asking, response)
    return response


def reading(visit: Visit, slug: str, asking: Asking) -> Reading | None:
    """The asset that answers to ``slug``, made ready to read; None where there is none to be seen."""
    found = by_slug(visit.session, slug, visit.window)
    if found is None:
        return None
    if found.status not in {Status.RETIRED, Status.ARCHIVED}:
        return reading_of(visit, found, asking)
    successor = successors(visit.session, [found.id], visit.window).get(found.id)
    return reading_of(visit, successor, asking, found)


def reading_of(
    visit: Visit,
    asset: AssetView | None,
    asking: Asking,
    retired: AssetView | None = None,
    seen: Window | None = None,
) -> Reading:
    """``asset`` with what it links to. With ``seen`` it is a draft, shown for that and not to be used yet."""
    if asset is None:
        return Reading(None, visit.now, retired)
    ids, window = [asset.id], seen or visit.window
    is_used = asset.status is Status.PUBLISHED and seen is None
    return Reading(
        asset=asset,
        now=visit.now,
        retired=retired,
        context={facet: asking.tags[facet][0].name for facet in _SPOKEN if facet in asking.tags},
        proof=tuple(linked(visit.session, ids, LinkKind.PROOF, window)[asset.id]),
        related=tuple(linked(visit.session, ids, LinkKind.RELATED, window)[asset.id]),
        steps=_steps(visit, asset, window),
        filing=filing(visit, asset) if seen is None else replace(filing(visit, asset), may_edit=False, removed=()),
        using=using(visit, asset, asking) if is_used else None,
        is_draft=seen is not None,
        recommended=tuple(recommendations(visit.session, visit.window, asset_ids=ids)) if is_used else (),
        recommending=_recommending(visit) if is_used else None,
        discussed=_discussed(visit, asset) if is_used else (),
    )


def _discussed(visit: Visit, asset: AssetView) -> tuple[Discussed, ...]:
    """The latest periods in which a guideline was open to comment and that have something to tell."""
    if asset.type is not ContentType.GUIDELINE:
        return ()
    periods = list_periods(visit.session, visit.viewer, visit.now, [asset.id])
    said = period_comments(visit.session, [each.id for each in periods])
    found = []
    for each in periods:
        taken_up = tuple(one for one in said[each.id] if one.status is FeedbackStatus.ACCEPTED)
        if each.is_open(visit.now) or each.summary or taken_up:
            found.append(Discussed(each, len(said[each.id]), taken_up))
    return tuple(found[:_PERIODS])


def _recommending(visit: Visit) -> Mapping[str, tuple[TagView, ...]] | None:
    """For whom members of the council may recommend it; None for everybody else."""
    if visit.viewer.role is not Role.REP or not is_reviewer(visit.viewer):
        return None
    book = tag_book(visit.session)
    return {facet.value: tuple(book.of_facet(facet)) for facet in (Facet.PERSONA, Facet.STAGE)}


def _steps(visit: Visit, asset: AssetView, window: Window) -> dict[str, AssetView]:
    """The assets that the steps of a play use, by slug; what may not be seen is left out."""
    if asset.type is not ContentType.PLAY:
        return {}
    slugs = {step["asset"] for step in asset.content.get("steps", ()) if step.get("asset")}
    ids = ids_of(visit.session, slugs)
    return {each.slug: each for each in load(visit.session, sorted(ids.values()), window)}
