"""What stands above every page of one asset in the workspace: its title, its state, and the way to its other pages."""

from api.pages.guarding import is_allowed
from api.pages.visits import Visit
from content_store.access import window
from content_store.errors import NotFound
from content_store.queries.assets import by_slug, reachable_revisions
from content_store.queries.visibility import reviewing_window
from content_store.rules.permissions import Action
from content_store.views import AssetView
from renderers.views import Choice
from renderers.work_views import AssetHead

ROOT = "/work/assets"
# The pages of an asset: the end of the address, and what leads there.
_PAGES: dict[str, str] = {
    "": "Write",
    "files": "Files",
    "review": "Review",
    "publish": "Publish",
    "history": "History",
    "previews": "Preview links",
}


def work_address(asset: AssetView, page: str = "") -> str:
    """Where a page of the asset stands in the workspace; the first of them without a name."""
    return f"{ROOT}/{asset.slug}/{page}" if page else f"{ROOT}/{asset.slug}"


def asset_of(visit: Visit) -> AssetView:
    """The asset that the address names, as its editors see it, in whatever state it is. Raises NotFound."""
    found = None
    if is_allowed(visit, Action.READ_DRAFTS):
        editors = window(visit.viewer, visit.now, drafts=True)
        found = by_slug(visit.session, visit.request.path_params["slug"], editors)
    if found is None:
        message = "there is no such asset"
        raise NotFound(message)
    return found


def head(visit: Visit, asset: AssetView, page: str) -> AssetHead:
    """The head of ``page`` of the asset."""
    # Whoever reviews and does not edit sees the review alone.
    pages = _PAGES if is_allowed(visit, Action.EDIT) else {page: _PAGES[page]}
    tabs = tuple(Choice(name, work_address(asset, key), chosen=key == page) for key, name in pages.items())
    shown = reachable_revisions(visit.session, [asset.id], reviewing_window(visit.session, visit.viewer, visit.now))
    return AssetHead(asset, tabs, visit.now, shown[asset.id])
