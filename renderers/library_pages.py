"""The list of all assets as a page."""

from renderers.environment import environment
from renderers.library_views import LibraryPage


def library_page(view: LibraryPage) -> str:
    """All assets, narrowed and ordered."""
    return environment().get_template("library.html").render(view=view, frame=view.frame)
