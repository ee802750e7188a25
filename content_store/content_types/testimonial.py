"""A customer's own words."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from content_store.content_types.base import Content, text_field
from content_store.rules.vocabulary import ContentType


class Testimonial(Content):
    """A testimonial: a quote, who said it, and whether it may be used in public."""

    type: ClassVar = ContentType.TESTIMONIAL
    label: ClassVar = "testimonial"
    plural: ClassVar = "testimonials"
    help: ClassVar = "A customer's own words, with permission."
    required_to_publish: ClassVar = ("quote", "company")
    customer_fields: ClassVar = ("company", "speaker_name")

    quote: str = text_field("What the customer said, word for word.", limit=2_000)
    speaker_name: str = text_field("Who said it.", limit=200)
    speaker_title: str = text_field("What they do there.", limit=200)
    company: str = text_field("The company they speak for.", limit=200)
    permission_public: bool = Field(False, description="Whether it may be used in public.")
    permission_until: date | None = Field(None, description="The last day on which it may be used; empty means no end.")
