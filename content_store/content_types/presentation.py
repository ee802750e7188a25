"""A slide deck."""

from typing import ClassVar

from pydantic import Field

from content_store.content_types.base import LINE, Content, Part, list_field, text_field
from content_store.rules.vocabulary import ContentType


class Slide(Part):
    """One slide and what it is for."""

    title: str = Field(min_length=1, max_length=300, description="The slide's title.")
    purpose: str = text_field("What the slide is for in the conversation.", limit=LINE)


class Presentation(Content):
    """A presentation: its file and, slide by slide, what each is for."""

    type: ClassVar = ContentType.PRESENTATION
    label: ClassVar = "presentation"
    plural: ClassVar = "presentations"
    help: ClassVar = "A slide deck, with what each slide is for."
    one_required_to_publish: ClassVar = (("file", "slides", "body"),)

    file: str = text_field("The deck's file name or address.", limit=500)
    slides: tuple[Slide, ...] = list_field("The slides in order.", limit=300)
