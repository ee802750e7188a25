"""Upkeep as pages."""

from renderers.environment import environment
from renderers.upkeep_views import AssetFilesView, DashboardView, InboxView, SuccessionList, SuccessionView, VerifyView


def inbox_page(view: InboxView) -> str:
    """What waits."""
    return environment().get_template("inbox.html").render(view=view, frame=view.frame)


def verify_page(view: VerifyView) -> str:
    """The queue of what is to be verified."""
    return environment().get_template("verify.html").render(view=view, frame=view.frame, reading=view.reading)


def succession_list_page(view: SuccessionList) -> str:
    """Who looks after what."""
    return environment().get_template("succession_list.html").render(view=view, frame=view.frame)


def succession_page(view: SuccessionView) -> str:
    """What one person looks after, and handing it over."""
    return environment().get_template("succession.html").render(view=view, frame=view.frame)


def dashboard_page(view: DashboardView) -> str:
    """What waits, what is used and what was published."""
    return environment().get_template("dashboard.html").render(view=view, frame=view.frame)


def asset_files_page(view: AssetFilesView) -> str:
    """The files of one asset."""
    return environment().get_template("work_files.html").render(view=view, frame=view.frame, reading=view.reading)
