"""What a tag of one facet has beyond a name: who a persona is, what a pain costs."""

from typing import Annotated

from pydantic import Field, StringConstraints

from content_store.content_types.base import LINE, Part, Sentence, list_field, text_field
from content_store.content_types.common import Slug
from content_store.rules.vocabulary import BuyingRole, Facet, PainCategory


class TagDetails(Part):
    """A facet without fields of its own."""


class PersonaDetails(TagDetails):
    """Who we talk to."""

    job_titles: tuple[Sentence, ...] = list_field("Titles such people carry.")
    function: str = text_field("The part of the business they work in.", limit=200)
    seniority: str = text_field("How senior they are.", limit=200)
    goals: tuple[Sentence, ...] = list_field("What they want to reach.")
    kpis: tuple[Sentence, ...] = list_field("The figures they are measured by.")
    challenges: tuple[Sentence, ...] = list_field("What stands in their way.")
    buying_roles: tuple[BuyingRole, ...] = list_field("The parts they typically play in a deal.")


class PainDetails(TagDetails):
    """A business pain, in the buyer's words."""

    statement: str = text_field("The pain as the buyer would say it.", limit=LINE)
    category: PainCategory | None = Field(None, description="Which part of the business it hurts.")
    implication: str = text_field("What follows if nothing is done.", limit=2_000)
    metric: str = text_field("The figure it shows in.", limit=200)
    personas: tuple[Slug, ...] = list_field("The slugs of the personas that feel it.")


DETAILS: dict[Facet, type[TagDetails]] = dict.fromkeys(Facet, TagDetails) | {
    Facet.PERSONA: PersonaDetails,
    Facet.PAIN: PainDetails,
}

Word = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]


class TagFields(Part):
    """What every tag has."""

    name: str = Field(min_length=1, max_length=200, description="What it is called.")
    description: str = Field("", max_length=2_000, description="What belongs here.")
    synonyms: tuple[Word, ...] = Field((), max_length=100, description="The words reps and buyers really type.")
    crm_aliases: tuple[Word, ...] = Field((), max_length=50, description="What the CRM calls it.")
