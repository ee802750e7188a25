"""The history of an asset as pages."""

from renderers.environment import environment
from renderers.history_views import ComparisonView, HistoryView


def history_page(view: HistoryView) -> str:
    """Everything ever saved of an asset."""
    return environment().get_template("history.html").render(view=view, frame=view.frame)


def comparison_page(view: ComparisonView) -> str:
    """Two revisions side by side."""
    return environment().get_template("comparison.html").render(view=view, frame=view.frame)
