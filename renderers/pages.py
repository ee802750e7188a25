"""Views in, HTML out: one function for each page."""

from renderers.environment import environment
from renderers.views import AssetPage, ErrorView, FindView, RecentPage, SignInView


def find_page(view: FindView) -> str:
    """The page on which everything is found."""
    return environment().get_template("find.html").render(view=view, frame=view.frame)


def find_fragment(view: FindView) -> str:
    """The changing part of that page, with the context's chips."""
    return environment().get_template("find_fragment.html").render(view=view, frame=view.frame)


def asset_page(page: AssetPage) -> str:
    """One asset on a page of its own."""
    return environment().get_template("asset.html").render(reading=page.reading, frame=page.frame)


def recent_page(page: RecentPage) -> str:
    """What the reader used lately."""
    return environment().get_template("recent.html").render(view=page, frame=page.frame)


def sign_in_page(view: SignInView) -> str:
    """The form to sign in with."""
    return environment().get_template("sign_in.html").render(view=view)


def error_page(view: ErrorView) -> str:
    """What went wrong."""
    return environment().get_template("error.html").render(view=view)
