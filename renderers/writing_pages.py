"""The form of an asset, and what is shown beside it."""

from collections.abc import Sequence

from renderers.environment import environment
from renderers.writing_views import ChooseTypePage, Finding, WritePage


def choose_type_page(view: ChooseTypePage) -> str:
    """Which type of asset to write."""
    return environment().get_template("write_choose.html").render(view=view, frame=view.frame)


def write_page(view: WritePage) -> str:
    """The form."""
    return environment().get_template("write.html").render(view=view, frame=view.frame)


def findings_fragment(findings: Sequence[Finding]) -> str:
    """What the checker points out, to be put into that page."""
    return environment().get_template("_findings.html").render(findings=findings)
