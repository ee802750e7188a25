"""The files of an asset in the workspace, drafts too: uploading with progress, what was read, removing with undo."""

from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from api.pages.files import filing
from api.pages.forms import plain_frame
from api.pages.guarding import guarded
from api.pages.visits import Visit, page
from api.pages.work.heads import ROOT, asset_of, head
from api.pages.work.inbox import NOT_YOURS
from api.runtime import Runtime
from content_store.rules.permissions import Action
from renderers.upkeep_pages import asset_files_page
from renderers.upkeep_views import AssetFilesView
from renderers.views import Reading


def file_tab_routes(runtime: Runtime) -> list[Route]:
    """Where they stand."""
    return [Route(f"{ROOT}/{{slug}}/files", page(runtime, guarded(files, Action.EDIT, NOT_YOURS)))]


def files(visit: Visit) -> Response:
    """What there is, what was removed lately, and a place to drop more."""
    asset = asset_of(visit)
    reading = Reading(asset, visit.now, filing=filing(visit, asset))
    return HTMLResponse(asset_files_page(AssetFilesView(plain_frame(visit), head(visit, asset, "files"), reading)))
