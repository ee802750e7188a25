"""One customer's story."""

from typing import ClassVar

from pydantic import Field

from content_store.content_types.base import LINE, Content, Part, list_field, text_field
from content_store.rules.vocabulary import ContentType


class Result(Part):
    """What changed for the customer, as a number before and after."""

    metric: str = Field(min_length=1, max_length=200, description="What was measured: “days to close the books”.")
    before: str = text_field("The figure before, without its unit.", limit=60)
    after: str = text_field("The figure after, without its unit.", limit=60)
    unit: str = text_field("The unit of both figures: %, days, EUR a year.", limit=60)


class PullQuote(Part):
    """The customer's sentence worth repeating."""

    text: str = Field(min_length=1, max_length=LINE, description="The sentence, word for word.")
    speaker_name: str = text_field("Who said it.", limit=200)
    speaker_title: str = text_field("What they do there.", limit=200)


class CaseStudy(Content):
    """A case study: the customer, what hurt, what was done and what came of it."""

    type: ClassVar = ContentType.CASE_STUDY
    label: ClassVar = "case study"
    plural: ClassVar = "case studies"
    help: ClassVar = "One customer's story, with figures before and after."
    required_to_publish: ClassVar = ("customer",)
    one_required_to_publish: ClassVar = (("challenge", "solution", "results", "body"),)
    customer_fields: ClassVar = ("customer",)

    customer: str = text_field("The customer's name as it may be said.", limit=200)
    challenge: str = text_field("What hurt, in the customer's terms (Markdown).", markdown=True)
    solution: str = text_field("What was done about it (Markdown).", markdown=True)
    results: tuple[Result, ...] = list_field("What changed, as figures before and after.")
    pull_quote: PullQuote | None = Field(None, description="The customer's sentence worth repeating.")
