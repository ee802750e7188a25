"""What stands above the pages of one kit for those who write it."""

from api.pages.visits import Visit
from content_store.access import window
from content_store.errors import NotFound
from content_store.kit_views import KitView
from content_store.queries.kits import kit_by_slug
from renderers.kit_views import KitHead
from renderers.views import Choice

ROOT = "/kits/manage"
_PAGES = {"": "Write", "newcomers": "Newcomers", "overview": "Overview"}


def managed_kit(visit: Visit) -> KitView:
    """The kit that the address names, as its editors see it. Raises NotFound."""
    seen = window(visit.viewer, visit.now, drafts=True)
    found = kit_by_slug(visit.session, visit.request.path_params["slug"], seen)
    if found is None:
        message = "there is no such kit"
        raise NotFound(message)
    return found


def manage_address(slug: str, page: str = "") -> str:
    """Where a page for those who write the kit stands."""
    return f"{ROOT}/{slug}/{page}" if page else f"{ROOT}/{slug}"


def head(kit: KitView, page: str) -> KitHead:
    """The head of ``page`` of the kit."""
    pages = _PAGES if kit.version is not None else {"": _PAGES[""]}
    tabs = tuple(Choice(name, manage_address(kit.slug, key), chosen=key == page) for key, name in pages.items())
    return KitHead(kit, tabs)
