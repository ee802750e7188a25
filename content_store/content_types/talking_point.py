"""Fuel for a conversation about the buyer's business."""

from typing import ClassVar

from pydantic import Field, field_validator

from content_store.content_types.base import (
    LINE,
    Content,
    Line,
    Sentence,
    list_field,
    text_field,
)
from content_store.rules.vocabulary import ContentType, QuestionKind


class DiscoveryQuestion(Line):
    """A question that makes the buyer think about their own business."""

    kind: QuestionKind = Field(QuestionKind.SITUATION, description="What it asks about.")
    text: str = Field(min_length=1, max_length=LINE, description="The question, as it is asked.")


class Objection(Line):
    """What the buyer may say against it, and the answer."""

    buyer_says: str = Field(min_length=1, max_length=LINE, description="The buyer's own wording.")
    response: str = text_field("The answer.", limit=2_000)
    evidence: str = text_field("What proves the answer.", limit=LINE)


class LandmineQuestion(Line):
    """A question that shows where a competitor is weak. It never ships without its answer."""

    question: str = Field(min_length=1, max_length=LINE, description="The question.")
    answer: str = Field(min_length=1, max_length=2_000, description="Our own documented answer to it.")


class TalkingPoint(Content):
    """A talking point: what to open with, ask, say, prove and leave unsaid."""

    type: ClassVar = ContentType.TALKING_POINT
    label: ClassVar = "talking point"
    plural: ClassVar = "talking points"
    help: ClassVar = "Fuel for a conversation about the buyer's business."
    required_to_publish: ClassVar = ("headline",)
    one_required_to_publish: ClassVar = (("opener", "discovery_questions", "value_statement", "body"),)

    headline: str = text_field("The one thing to say.", limit=200)
    opener: str = text_field("How to begin. May use {persona}, {industry} and {pain}.", limit=1_000)
    discovery_questions: tuple[DiscoveryQuestion, ...] = list_field("Questions about the buyer's business.")
    value_statement: str = text_field("What it is worth to the buyer.", limit=1_000)
    before_scenario: str = text_field("How things are today.")
    negative_consequences: str = text_field("What that costs.")
    after_scenario: str = text_field("How things could be.")
    positive_business_outcomes: str = text_field("What that is worth to the business.")
    required_capabilities: str = text_field("What it takes to get there.")
    objections: tuple[Objection, ...] = list_field("What the buyer may say against it, with the answer.")
    landmine_questions: tuple[LandmineQuestion, ...] = list_field("Questions that show a competitor's weakness.")
    do_say: tuple[Sentence, ...] = list_field("Words that work.")
    do_not_say: tuple[Sentence, ...] = list_field("Words that hurt. Always internal.")
    next_step: str = text_field("What to agree on before the call ends.", limit=1_000)
    internal_fields: tuple[str, ...] = Field(
        (),
        max_length=20,
        description="Names of single fields of this talking point that never leave the company.",
        json_schema_extra={"searchable": False, "field_names": True},
    )

    @field_validator("internal_fields")
    @classmethod
    def _are_fields(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        """A misspelt name would leave its line open to customers, so it is refused."""
        unknown = [name for name in names if name not in cls.model_fields]
        if unknown:
            message = f"a talking point has no field “{unknown[0]}”"
            raise ValueError(message)
        return names
