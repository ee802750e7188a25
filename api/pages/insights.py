"""Insights: what somebody should act on, the report behind each finding, and every table as a file."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec

from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from api.pages.forms import REFUSED, Form, form_page, onward, plain_frame, problems_of, working
from api.pages.guarding import guarded
from api.pages.insights_asking import ROOT, InsightAsking, Known
from api.pages.insights_figures import FIGURES, Asked
from api.pages.insights_narrowing import known_values, narrowing
from api.pages.insights_synonyms import act_on_words, added
from api.pages.visits import Visit, page
from api.runtime import Runtime
from content_store.errors import NotFound
from content_store.insights.reports import Insights
from content_store.insights.views import Finding
from content_store.queries.taxonomy import tag_book
from content_store.rules.insights import Basis, exclusions
from content_store.rules.permissions import Action
from content_store.rules.vocabulary import TagStatus
from renderers.insight_demand import tag_label
from renderers.insight_views import Exported, Figure, FoundRow, OverviewPage, ReportPage
from renderers.insight_words import basis_words
from renderers.insights import overview_page, report_page
from renderers.tables import csv_text, json_text
from renderers.views import Choice

P = ParamSpec("P")

_NOT_YOURS = (
    "Insights are for marketing: what is used, and what is missing. If you need them, ask an admin for that role."
)
_NO_REPORT = "there is no such report"
# What is counted where it is no usage.
_COUNTED = {
    "search_gaps": "Searches: each counted once, when its words had come to rest",
    "freshness": "Content is counted here, not usage; as of now",
    "promises": "Content requests are counted here, by the day they were asked",
}
# What a finding of the store names, and which page has its rows.
_PAGES = {"search_gaps": "searches", "adoption": "people"}
_FILES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


def _for_marketing(handler: Callable[Concatenate[Visit, P], Response]) -> Callable[Concatenate[Visit, P], Response]:
    return guarded(handler, Action.READ_INSIGHTS, _NOT_YOURS)


def insight_routes(runtime: Runtime) -> list[Route]:
    """Where insights stand."""
    return [
        Route(ROOT, page(runtime, _for_marketing(overview))),
        Route(f"{ROOT}/searches", form_page(runtime, _for_marketing(act)), methods=["POST"]),
        Route(f"{ROOT}/{{report}}.{{kind}}", page(runtime, _for_marketing(export))),
        Route(f"{ROOT}/{{report}}", page(runtime, _for_marketing(report))),
    ]


def overview(visit: Visit) -> Response:
    """What somebody should act on, and all reports."""
    asking, known = _asking(visit, "overview")
    insights = _insights(visit, asking)
    findings = insights.overview()
    view = OverviewPage(
        frame=plain_frame(visit),
        reports=_reports(asking),
        narrowing=narrowing(asking, known),
        findings=tuple(found_row(each, asking) for each in findings),
        questions=tuple((Choice(name, asking.to(report)), asks) for report, (name, asks, _) in FIGURES.items()),
        silence=_silence(insights, asking),
    )
    return HTMLResponse(overview_page(view))


def report(visit: Visit) -> Response:
    """One report."""
    return _page(visit)


def act(visit: Visit, form: Form) -> Response:
    """Make words a synonym, or take that back."""
    asking, _ = _asking(visit, "searches")
    try:
        with working(visit) as work:
            done = act_on_words(work, form)
    except REFUSED as error:
        return _page(visit, "; ".join(problems_of(error).values()))
    address = asking.address()
    return onward(f"{address}{'&' if '?' in address else '?'}{done}" if done else address)


def export(visit: Visit) -> Response:
    """One table of a report as a file, all of its rows."""
    name, kind = visit.request.path_params["report"], visit.request.path_params["kind"]
    if name not in FIGURES or kind not in _FILES:
        raise NotFound(_NO_REPORT)
    asking, _ = _asking(visit, name)
    figures = _figures(visit, asking, everything=True)
    part = asking.own.get("part", "")
    figure = next((each for each in figures if each.name == part), figures[0])
    days = asking.reported
    file = f"kindling-{name}-{figure.name}-{days.first}-to-{days.last}.{kind}"
    about = {"report": name, "table": figure.name, "finding": figure.finding, **figure.about}
    text = "".join(csv_text(figure.sheet) if kind == "csv" else json_text(figure.sheet, about))
    headers = {
        "Content-Disposition": f'attachment; filename="{file}"',
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(text, 200, headers, _FILES[kind])


def _page(visit: Visit, problem: str = "") -> Response:
    name = visit.request.path_params.get("report", "searches")
    if name not in FIGURES:
        raise NotFound(_NO_REPORT)
    asking, known = _asking(visit, name)
    figures = _figures(visit, asking)
    is_searches = name == "searches"
    view = ReportPage(
        frame=plain_frame(visit),
        title=FIGURES[name][0],
        reports=_reports(asking),
        narrowing=narrowing(asking, known),
        figures=tuple(Exported(figure, _files(figure, asking)) for figure in figures),
        tags=_synonymous(visit) if is_searches else (),
        added=added(visit, asking) if is_searches else None,
        problem=problem,
        act_address=asking.address() if is_searches else "",
    )
    return HTMLResponse(report_page(view), 400 if problem else 200)


def _asking(visit: Visit, name: str) -> tuple[InsightAsking, Known]:
    known = known_values(visit)
    return InsightAsking.read(name, visit.request.query_params, known, visit.now.date()), known


def _insights(visit: Visit, asking: InsightAsking) -> Insights:
    shows = visit.runtime.settings.insights_show_names
    return Insights(visit.session, visit.viewer, asking.filter, visit.now, show_names=shows)


def _figures(visit: Visit, asking: InsightAsking, *, everything: bool = False) -> tuple[Figure, ...]:
    return FIGURES[asking.report][2](Asked(visit, asking, _insights(visit, asking), everything))


def _reports(asking: InsightAsking) -> tuple[Choice, ...]:
    every = Choice("Findings", asking.to("overview"), chosen=asking.report == "overview")
    each = (Choice(name, asking.to(report), chosen=asking.report == report) for report, (name, *_) in FIGURES.items())
    return (every, *each)


def found_row(finding: Finding, asking: InsightAsking) -> FoundRow:
    """A finding with where its rows are, seen from the report of ``asking``."""
    place, _, part = finding.report.partition("/")
    own = {"list": part} if part else {}
    share = 100 * finding.amount / finding.of if finding.of else 0.0
    left_out = exclusions(asking.filter) if finding.tier else ()
    basis = basis_words(Basis(finding.tier, finding.window, left_out), _COUNTED.get(finding.report, ""))
    return FoundRow(finding, asking.to(_PAGES.get(place, place), **own), round(min(100.0, share), 1), basis)


def _silence(insights: Insights, asking: InsightAsking) -> str:
    """Why the figures say little; empty where something happened."""
    totals = insights.totals()
    if not totals.published:
        return (
            "Nothing is published that these figures could be about. They fill by themselves from the first asset on."
        )
    if not totals.conversations:
        return (
            f"Nobody said {asking.when} that something was used. Reps say so with one tap below what they read; "
            "views, copies and searches are counted by themselves."
        )
    return ""


def _files(figure: Figure, asking: InsightAsking) -> tuple[Choice, ...]:
    return tuple(Choice(kind.upper(), asking.file(kind, figure.name)) for kind in _FILES)


def _synonymous(visit: Visit) -> tuple[str, ...]:
    """Every tag that words can become a synonym of."""
    tags = tag_book(visit.session).by_id.values()
    return tuple(tag_label(tag) for tag in tags if tag.status is TagStatus.ACTIVE)
