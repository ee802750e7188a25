"""A draft looked at under a signed link, by whoever holds it: as a page, or as JSON for a front end."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from api.pages.errors import refuse
from api.runtime import Runtime, now
from content_store.content_types import DECLARATIONS
from content_store.content_types.lines import for_audience, internal_names
from content_store.previews import Preview, follow
from content_store.queries.assets import linked
from content_store.rules.evidence import NO_EVIDENCE
from content_store.rules.vocabulary import Audience, Facet, LinkKind
from content_store.views import AssetView
from renderers import markdown
from renderers.views import Reading
from renderers.wording import iso
from renderers.writing_pages import preview_page
from renderers.writing_views import PreviewPage
from schema.naming import camel

HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer"}
_ENDED = "This link shows nothing, or no longer: it ended, or was called back. Ask whoever sent it for a new one."
_SHOWN = (LinkKind.PROOF, LinkKind.RELATED, LinkKind.STEP)


def preview_routes(runtime: Runtime) -> list[Route]:
    """The addresses that signed links have; nobody need sign in there."""

    async def show(request: Request) -> Response:
        response = await runtime.in_thread(_show, runtime, request)
        response.headers.update(HEADERS)
        return response

    return [Route("/preview/{token}", show), Route("/preview/{token}/{slug}", show)]


def _show(runtime: Runtime, request: Request) -> Response:
    token, slug = request.path_params["token"], request.path_params.get("slug")
    with runtime.database.reading() as session:
        found = follow(session, token, now())
        if found is None:
            return refuse(request, 404, _ENDED)
        links = {kind: linked(session, [found.asset.id], kind, found.window)[found.asset.id] for kind in _SHOWN}
        asset = found.asset
        if slug is not None:
            related = {each.slug: each for each in (each for links_ in links.values() for each in links_)}
            if slug not in related:
                return refuse(request, 404)
            asset = related[slug]
            links = {kind: linked(session, [asset.id], kind, found.window)[asset.id] for kind in _SHOWN}
        if "application/json" in request.headers.get("accept", ""):
            return JSONResponse(_told(found, asset, links))
        return HTMLResponse(preview_page(_page(token, found, asset, links)))


def _page(token: str, found: Preview, asset: AssetView, links: Mapping[LinkKind, list[AssetView]]) -> PreviewPage:
    readable = {kind: tuple(_readable(found, each) for each in assets) for kind, assets in links.items()}
    root = f"/preview/{token}"
    reading = Reading(
        asset=_readable(found, asset),
        now=found.window.now,
        proof=readable[LinkKind.PROOF],
        related=readable[LinkKind.RELATED],
        steps={each.slug: each for each in readable[LinkKind.STEP]},
        root=root,
        is_draft=True,
    )
    back = "" if asset.id == found.asset.id else root
    return PreviewPage(reading, found.link.audience, found.link.expires_at, back, found.asset.title)


def _readable(found: Preview, asset: AssetView) -> AssetView:
    """The asset as the link's audience may read it."""
    if found.window.audiences == frozenset(Audience):
        return asset
    hidden = internal_names(asset.content)
    content = for_audience(DECLARATIONS[asset.type], asset.content, asset.audience, found.window.audiences)
    return replace(
        asset,
        content=content,
        summary="" if "summary" in hidden else asset.summary,
        body="" if "body" in hidden else asset.body,
        extra={},
        owner=None,
        steward=None,
        evidence=NO_EVIDENCE,
    )


def _told(found: Preview, asset: AssetView, links: Mapping[LinkKind, list[AssetView]]) -> dict[str, Any]:
    return {
        "audience": found.link.audience.value.upper(),
        "expiresAt": iso(found.link.expires_at),
        "asset": _plain(_readable(found, asset))
        | {kind.value: [_plain(_readable(found, each)) for each in assets] for kind, assets in links.items()},
    }


def _plain(asset: AssetView) -> dict[str, Any]:
    return {
        "slug": asset.slug,
        "type": asset.type.value.upper(),
        "status": asset.status.value.upper(),
        "revision": asset.revision,
        "title": asset.title,
        "summary": asset.summary,
        "language": asset.language,
        "audience": asset.audience.value.upper(),
        "body": {"markdown": asset.body, "html": markdown.html(asset.body)},
        "content": _camel(asset.content),
        "tags": {
            facet.plural: [{"slug": tag.slug, "name": tag.name} for tag in asset.tagged(facet)] for facet in Facet
        },
    }


def _camel(value: Any) -> Any:
    """The stored fields under the names that GraphQL has for them."""
    if isinstance(value, Mapping):
        return {camel(name): _camel(inner) for name, inner in value.items()}
    return [_camel(each) for each in value] if isinstance(value, list) else value
