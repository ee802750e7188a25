"""Markdown in, HTML that is safe to show out."""

import nh3
from markdown_it import MarkdownIt

# CommonMark with tables and struck-out text; HTML that authors wrote is cleaned below, not shown as code.
_parser = MarkdownIt("js-default", {"html": True, "linkify": False, "typographer": False})

_TAGS = {
    *("h1", "h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "blockquote", "pre", "code", "ul", "ol", "li"),
    *("strong", "em", "s", "del", "ins", "mark", "sub", "sup", "abbr", "kbd", "small", "span", "div"),
    *("table", "thead", "tbody", "tfoot", "tr", "th", "td", "caption", "dl", "dt", "dd"),
    *("a", "img", "figure", "figcaption", "details", "summary"),
}
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height"},
    "abbr": {"title"},
    "ol": {"start"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
}
_cleaner = nh3.Cleaner(
    tags=_TAGS,
    attributes=_ATTRIBUTES,
    clean_content_tags={"script", "style", "template"},
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel="noopener noreferrer",
)


def html(text: str) -> str:
    """``text``, which is Markdown and may hold HTML, as HTML without anything that runs, styles or frames."""
    return _cleaner.clean(_parser.render(text))
