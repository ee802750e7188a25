"""The taxonomy: tags, and what tags of some facets say beyond a name."""

from typing import Annotated, Any

import strawberry

from content_store.content_types.tags import PainDetails as PainFields
from content_store.content_types.tags import PersonaDetails as PersonaFields
from content_store.queries.taxonomy import tag_book
from content_store.rules.vocabulary import Facet, TagStatus
from content_store.views import TagView
from schema.declared import part_type
from schema.fields import read
from schema.ids import Kind, global_id
from schema.nodes import Node

PersonaDetails: Any = part_type(PersonaFields)
PainDetails: Any = part_type(PainFields)


def _details_of(facet: Facet) -> Any:
    return lambda tag, _: tag.details if tag.facet is facet else None


def _successor(tag: TagView, info: Any) -> TagView | None:
    return None if tag.merged_into_id is None else tag_book(info.context.session).current(tag)


@strawberry.type(description="One value of one facet of the taxonomy.")
class Tag(Node):
    """The source is a ``TagView``."""

    id: strawberry.ID = read("Global id.", lambda tag, _: global_id(Kind.TAG, tag.id))
    facet: Facet = read("The facet it is a value of.")
    slug: str = read("Its stable name in addresses, filters and imports; unique within its facet.")
    name: str = read("What it is called, plain text.")
    description: str = read("What belongs here, plain text.")
    synonyms: list[str] = read("The words reps and buyers really type for it.")
    crm_aliases: list[str] = read("What the CRM calls it.")
    position: int = read("Its place within its facet; smaller comes first.")
    status: TagStatus = read("Whether it can still be chosen.")
    persona: PersonaDetails | None = read("Who we talk to; only for personas.", _details_of(Facet.PERSONA))
    pain: PainDetails | None = read("What it costs the buyer; only for pains.", _details_of(Facet.PAIN))
    merged_into: Annotated["Tag", strawberry.lazy("schema.tags")] | None = read(
        "What it became part of, where it was merged.", _successor
    )
