"""Upkeep as pages."""

from renderers.environment import environment
from renderers.upkeep_views import InboxView, VerifyView


def inbox_page(view: InboxView) -> str:
    """What waits."""
    return environment().get_template("inbox.html").render(view=view, frame=view.frame)


def verify_page(view: VerifyView) -> str:
    """The queue of what is to be verified."""
    return environment().get_template("verify.html").render(view=view, frame=view.frame, reading=view.reading)
