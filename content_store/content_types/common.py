"""The fields that every asset has, whatever its type."""

from typing import Annotated

from pydantic import Field, StringConstraints

from content_store.content_types.base import Part
from content_store.rules.freshness import DEFAULT_INTERVAL_DAYS
from content_store.rules.vocabulary import Audience

TITLE_LIMIT = 300
SUMMARY_LIMIT = 500
BODY_LIMIT = 5_000_000

# Letters of any script may stand in a title; a slug is for addresses and keeps to these.
SLUG_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
Slug = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=SLUG_PATTERN)]

# BCP 47 as far as it is used for documents: language, script, region, variants.
LANGUAGE_PATTERN = r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$"


class CommonFields(Part):
    """What an author writes on any asset, beside tags, links and the fields of its type."""

    title: str = Field(min_length=1, max_length=TITLE_LIMIT, description="What it is called, plain text.")
    summary: str = Field(
        "", max_length=SUMMARY_LIMIT, description="One sentence that can be read in two seconds, plain text."
    )
    body: str = Field(
        "", max_length=BODY_LIMIT, description="The text itself (Markdown).", json_schema_extra={"markdown": True}
    )
    language: str = Field(
        "en", max_length=35, pattern=LANGUAGE_PATTERN, description="Its language (BCP 47): en, de-AT."
    )
    audience: Audience = Field(Audience.INTERNAL, description="Who may see it.")
    verify_interval_days: int = Field(
        DEFAULT_INTERVAL_DAYS, ge=1, le=3650, description="After how many days somebody must look at it again."
    )
