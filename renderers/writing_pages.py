"""The form of an asset, and what is shown beside it."""

from collections.abc import Sequence

from renderers.environment import environment
from renderers.views import Reading
from renderers.writing_views import ChooseTypePage, Finding, PreviewLinksPage, PreviewPage, WritePage


def choose_type_page(view: ChooseTypePage) -> str:
    """Which type of asset to write."""
    return environment().get_template("write_choose.html").render(view=view, frame=view.frame)


def write_page(view: WritePage) -> str:
    """The form."""
    return environment().get_template("write.html").render(view=view, frame=view.frame)


def preview_fragment(reading: Reading, *, is_cut: bool) -> str:
    """An asset as a rep will read it, to be put beside its form."""
    return environment().get_template("_preview.html").render(reading=reading, is_cut=is_cut)


def findings_fragments(findings: Sequence[Finding]) -> dict[str, str]:
    """What the checker points out, for each path of the form, to be put beside the field there."""
    macro = environment().get_template("_findings.html").module.findings  # type: ignore[attr-defined]
    paths = dict.fromkeys(each.path for each in findings)
    return {path: str(macro([each for each in findings if each.path == path])) for path in paths}


def preview_links_page(view: PreviewLinksPage) -> str:
    """The links to an asset's draft."""
    return environment().get_template("work_previews.html").render(view=view, frame=view.frame)


def preview_page(page: PreviewPage) -> str:
    """A draft as somebody with a link sees it."""
    return environment().get_template("preview.html").render(page=page, reading=page.reading)
