"""Know, say, show, do: what to use in one situation, in order."""

from typing import ClassVar

from pydantic import Field

from content_store.content_types.base import Content, Line, list_field, text_field
from content_store.rules.vocabulary import ContentType, StepKind


class PlayStep(Line):
    """One step: something to know, say, show or do, often with the asset for it."""

    kind: StepKind = Field(description="What the step asks of the rep.")
    text: str = text_field("What to do in this step.", limit=2_000)
    asset: str | None = Field(
        None,
        max_length=200,
        description="The slug of the asset this step uses.",
        json_schema_extra={"searchable": False, "asset_slug": True},
    )


class Play(Content):
    """A play: an ordered set of talking points and proof for one situation."""

    type: ClassVar = ContentType.PLAY
    label: ClassVar = "play"
    plural: ClassVar = "plays"
    help: ClassVar = "Know, say, show, do: what to use in one situation, in order."
    required_to_publish: ClassVar = ("steps",)

    situation: str = text_field("When to run it.", limit=2_000)
    steps: tuple[PlayStep, ...] = list_field("The steps in order.")
