"""Insights as pages."""

from renderers.environment import environment
from renderers.insight_views import OverviewPage, ReportPage


def overview_page(view: OverviewPage) -> str:
    """The findings, and where each report stands."""
    return environment().get_template("insights.html").render(view=view, frame=view.frame)


def report_page(view: ReportPage) -> str:
    """One report with its figures."""
    return environment().get_template("insights_report.html").render(view=view, frame=view.frame)
