"""The dashboard: what waits, what is used and what was published, at a glance, each leading on."""

from starlette.datastructures import QueryParams
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from api.pages.forms import plain_frame
from api.pages.guarding import guarded
from api.pages.insights import found_row
from api.pages.insights_asking import InsightAsking
from api.pages.insights_figures import FIGURES, Asked
from api.pages.insights_narrowing import known_values
from api.pages.visits import Visit, page
from api.pages.work.inbox import ADDRESS, NOT_YOURS, address
from api.runtime import Runtime
from content_store.insights.reports import Insights
from content_store.queries.inbox import Inbox
from content_store.queries.listing import Order, Span, list_assets
from content_store.rules.filters import Filter
from content_store.rules.permissions import Action
from renderers.upkeep_pages import dashboard_page
from renderers.upkeep_views import SECTIONS, DashboardView
from renderers.views import Choice

_FINDINGS, _PUBLISHED = 3, 6


def dashboard_routes(runtime: Runtime) -> list[Route]:
    """Where it stands."""
    return [Route("/work", page(runtime, guarded(dashboard, Action.EDIT, NOT_YOURS)))]


def dashboard(visit: Visit) -> Response:
    """What waits for the visitor, the weightiest findings, what was used most, and what was published lately."""
    asking = InsightAsking.read("usage", QueryParams(), known_values(visit), visit.now.date())
    insights = Insights(visit.session, visit.viewer, asking.filter, visit.now)
    counts = Inbox(visit.session, visit.viewer, visit.now).counts()
    usage = FIGURES["usage"][2](Asked(visit, asking, insights))[0]
    newest = list_assets(visit.session, Filter(), visit.window, Order(), Span(_PUBLISHED)).items
    view = DashboardView(
        frame=plain_frame(visit),
        waiting=tuple(
            Choice(SECTIONS[kind], address(ADDRESS, {"kind": kind.value}), count)
            for kind, count in counts.items()
            if count
        ),
        findings=tuple(found_row(each, asking) for each in insights.overview()[:_FINDINGS]),
        usage=usage,
        usage_address=asking.to("usage"),
        published=newest,
        now=visit.now,
    )
    return HTMLResponse(dashboard_page(view))
