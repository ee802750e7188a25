"""A long document."""

from typing import ClassVar

from content_store.content_types.base import Content, Sentence, list_field, text_field
from content_store.rules.vocabulary import ContentType


class WhitePaper(Content):
    """A white paper: its abstract, its key findings, and the document in the body or as a file."""

    type: ClassVar = ContentType.WHITE_PAPER
    label: ClassVar = "white paper"
    plural: ClassVar = "white papers"
    help: ClassVar = "A long document; the findings are what a rep needs."
    one_required_to_publish: ClassVar = (("abstract", "key_findings", "body"),)

    abstract: str = text_field("What it says, in a paragraph (Markdown).", markdown=True)
    key_findings: tuple[Sentence, ...] = list_field("What a reader should remember, one sentence each.")
    file: str = text_field("The document's file name or address.", limit=500)
