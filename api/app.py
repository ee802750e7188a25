"""The web application: which address leads where, and what surrounds every request."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Scope

from api.answering import Answering
from api.body_limit import BodyLimit
from api.feeds import feed_routes
from api.files import file_routes, is_upload
from api.graphql import graphql_routes
from api.pages import briefs, documents, feedback, notices, requesting, requests, suggesting, usage
from api.pages.branding import brand_file
from api.pages.digest import digest_routes
from api.pages.errors import broken, on_domain_error, on_http_error
from api.pages.files import change_file
from api.pages.finding import find, find_fragment
from api.pages.forms import form_page
from api.pages.insights import insight_routes
from api.pages.kits.routes import kit_routes
from api.pages.reading import asset
from api.pages.recent import recent
from api.pages.static import static_file
from api.pages.taxonomy.routes import taxonomy_routes
from api.pages.visits import page
from api.pages.work.routes import work_routes
from api.pages.work.writing import LONGEST_FORM, is_writing
from api.runtime import Runtime, now
from api.signing_in import OwnOrigin, SigningIn
from content_store.access import SYSTEM, window
from content_store.errors import KindlingError
from content_store.rules.files import FileKind
from renderers.environment import environment
from search.finding import SearchRequest

# Files are compressed in themselves, and a part of one must stay what it is.
_PACKED = (*DEFAULT_EXCLUDED_CONTENT_TYPES, *(kind.media_type for kind in FileKind))


def create_app(runtime: Runtime) -> Starlette:
    """The application over an open runtime; whoever opened that closes it."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await runtime.in_thread(_warm_up, runtime)
        # What an earlier process left is read now.
        runtime.wake()
        yield

    return Starlette(
        routes=[
            Route("/", page(runtime, find)),
            Route("/find", page(runtime, find_fragment)),
            *_brief_routes(runtime),
            Route("/a/{slug}", page(runtime, asset)),
            Route("/a/{slug}/files/{id:int}", form_page(runtime, change_file), methods=["POST"]),
            Route("/recent", page(runtime, recent)),
            Route("/usage", form_page(runtime, usage.use), methods=["POST"]),
            *_feedback_routes(runtime),
            *insight_routes(runtime),
            *work_routes(runtime),
            *digest_routes(runtime),
            *feed_routes(runtime),
            *kit_routes(runtime),
            *taxonomy_routes(runtime),
            *_sign_in_routes(runtime),
            Route("/static/{version}/{name}", static_file),
            Route("/brand/{version}/{name}", brand_file(runtime.brand)),
            Route("/healthz", healthz),
            *file_routes(runtime),
            *graphql_routes(runtime),
        ],
        middleware=[
            Middleware(Answering, broken=broken),
            Middleware(GZipMiddleware, minimum_size=1_000, compresslevel=5, exclude_content_types=_PACKED),
            Middleware(BodyLimit, most=partial(_most_bytes, runtime.settings.max_body_bytes)),
            Middleware(OwnOrigin),
        ],
        exception_handlers={HTTPException: on_http_error, KindlingError: on_domain_error},
        lifespan=lifespan,
    )


def _brief_routes(runtime: Runtime) -> list[Route]:
    """Briefs, and what leaves the screen; before the assets' own pages, whose addresses they extend."""
    return [
        Route("/brief", page(runtime, briefs.brief)),
        Route("/brief.{format}", documents.document(runtime, documents.brief_made)),
        Route("/a/{slug}.{format}", documents.document(runtime, documents.asset_made)),
    ]


def _sign_in_routes(runtime: Runtime) -> list[Route]:
    signing_in = SigningIn(runtime)
    return [
        Route("/sign-in", signing_in.show),
        Route("/sign-in", signing_in.sign_in, methods=["POST"]),
        Route("/sign-out", signing_in.sign_out, methods=["POST"]),
    ]


def _feedback_routes(runtime: Runtime) -> list[Route]:
    return [
        Route("/feedback", page(runtime, feedback.inbox)),
        Route("/feedback", form_page(runtime, feedback.give), methods=["POST"]),
        Route("/feedback/{id:int}", page(runtime, feedback.thread)),
        Route("/feedback/{id:int}", form_page(runtime, feedback.act), methods=["POST"]),
        Route("/feedback/suggest/{slug}", page(runtime, suggesting.suggest)),
        Route("/feedback/suggest/{slug}", form_page(runtime, suggesting.send), methods=["POST"]),
        Route("/requests", page(runtime, requests.board)),
        Route("/requests/new", page(runtime, requesting.new)),
        Route("/requests/new", form_page(runtime, requesting.ask), methods=["POST"]),
        Route("/requests/similar", page(runtime, requesting.similar)),
        Route("/requests/{id:int}", page(runtime, requests.request)),
        Route("/requests/{id:int}", form_page(runtime, requests.act), methods=["POST"]),
        Route("/notices", page(runtime, notices.notices)),
        Route("/notices", form_page(runtime, notices.seen), methods=["POST"]),
    ]


def _most_bytes(usual: int, scope: Scope) -> int | None:
    """How large a request may be: a file has a limit of its own, and an asset's form may hold a book."""
    if is_upload(scope):
        return None
    return max(usual, LONGEST_FORM) if is_writing(scope) else usual


async def healthz(_: Request) -> Response:
    """Whether requests can be served; asks nobody."""
    return JSONResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})


def _warm_up(runtime: Runtime) -> None:
    """Begin bringing the search index up and compile the templates, so that the first person need not wait for it."""
    environment()
    with runtime.database.reading() as session:
        runtime.search.find(session, SearchRequest(), window(SYSTEM, now()))
