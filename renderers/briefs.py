"""A call's brief as a page."""

from renderers.brief_views import BriefPage
from renderers.environment import environment


def brief_page(view: BriefPage) -> str:
    """The page to read before and during a call."""
    return environment().get_template("brief.html").render(view=view, frame=view.frame)
