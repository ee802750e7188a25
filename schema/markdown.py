"""Markdown text, as written and as HTML."""

import strawberry

from renderers.markdown import html
from schema.fields import read


@strawberry.type(description="A text in Markdown.")
class Markdown:
    """The source is the text itself."""

    markdown: str = read("The text as it was written (Markdown).", lambda text, _: text)
    html: str = read("The text as HTML, cleaned of whatever could run or style.", lambda text, _: html(text))
