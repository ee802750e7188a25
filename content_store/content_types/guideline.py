"""What sales and marketing agreed on."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from content_store.content_types.base import LINE, Content, Part, list_field, text_field
from content_store.rules.vocabulary import ContentType, GuidelineKind


class Criterion(Part):
    """One thing that is checked or scored."""

    name: str = Field(min_length=1, max_length=200, description="What is checked.")
    description: str = text_field("How it is told.", limit=LINE)
    points: int | None = Field(None, ge=-1_000, le=1_000, description="What it scores; empty where nothing is scored.")


class Guideline(Content):
    """A guideline: a lead definition, scoring criteria, a step of the process, a service-level agreement."""

    type: ClassVar = ContentType.GUIDELINE
    label: ClassVar = "guideline"
    plural: ClassVar = "guidelines"
    help: ClassVar = "What sales and marketing agreed on."
    one_required_to_publish: ClassVar = (("criteria", "body"),)

    guideline_kind: GuidelineKind = Field(GuidelineKind.PROCESS_STEP, description="What it settles.")
    criteria: tuple[Criterion, ...] = list_field("What is checked or scored.", limit=200)
    effective_from: date | None = Field(None, description="The day from which it holds.")
