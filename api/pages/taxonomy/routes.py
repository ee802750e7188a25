"""Where the taxonomy's pages stand."""

from starlette.routing import Route

from api.pages.taxonomy.facets import facet_routes
from api.pages.taxonomy.importing import import_routes
from api.pages.taxonomy.tags import tag_routes
from api.runtime import Runtime


def taxonomy_routes(runtime: Runtime) -> list[Route]:
    """All of ``/taxonomy``; first what a facet or a tag must not be taken for."""
    return [*import_routes(runtime), *tag_routes(runtime), *facet_routes(runtime)]
