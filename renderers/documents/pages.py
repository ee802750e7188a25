"""A document as one page of HTML that needs nothing else, to keep or to put into another system."""

from renderers.documents.blocks import Document
from renderers.environment import environment


def html_of(document: Document) -> str:
    """The document as HTML, its style inside; no script, and nothing from elsewhere."""
    return environment().get_template("paper.html").render(document=document)
