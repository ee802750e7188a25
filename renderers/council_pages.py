"""The council and guidelines as pages."""

from renderers.council_views import CouncilPage, GuidelineList, PeriodPage
from renderers.environment import environment


def council_page(view: CouncilPage) -> str:
    """Who sits on the council, and what they recommend."""
    return environment().get_template("council.html").render(view=view, frame=view.frame)


def guidelines_page(view: GuidelineList) -> str:
    """What is open to comment, and what changed."""
    return environment().get_template("guidelines.html").render(view=view, frame=view.frame)


def period_page(view: PeriodPage) -> str:
    """One guideline, open to comment."""
    return environment().get_template("period.html").render(view=view, frame=view.frame)
