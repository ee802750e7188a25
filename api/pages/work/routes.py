"""Where the workspace's pages stand."""

from collections.abc import Callable

from starlette.routing import Route

from api.pages.council import council_routes
from api.pages.guidelines import guideline_routes
from api.pages.previews import preview_routes
from api.pages.work.audit import audit_routes
from api.pages.work.bulk import bulk_routes
from api.pages.work.dashboard import dashboard_routes
from api.pages.work.files import file_tab_routes
from api.pages.work.history import history_routes
from api.pages.work.inbox import inbox_routes
from api.pages.work.library import library_routes
from api.pages.work.preview_links import preview_link_routes
from api.pages.work.publish import publish_routes
from api.pages.work.reviewing import reviewing_routes
from api.pages.work.succession import succession_routes
from api.pages.work.verifying import verify_routes
from api.pages.work.writing import writing_routes
from api.runtime import Runtime

# One entry for each module of pages. Addresses with a parameter come after those that would fit it.
_PAGES: tuple[Callable[[Runtime], list[Route]], ...] = (
    dashboard_routes,
    file_tab_routes,
    audit_routes,
    bulk_routes,
    history_routes,
    inbox_routes,
    library_routes,
    succession_routes,
    publish_routes,
    verify_routes,
    reviewing_routes,
    council_routes,
    guideline_routes,
    preview_link_routes,
    preview_routes,
    writing_routes,
)


def work_routes(runtime: Runtime) -> list[Route]:
    """All of ``/work``, where the council and the guidelines stand, and where links to drafts lead."""
    return [route for pages in _PAGES for route in pages(runtime)]
