"""What tags are used for, what a merge would move, and the taxonomy as a file."""

from typing import Annotated, Any

import strawberry

from content_store.access import require
from content_store.errors import Invalid
from content_store.exchange.taxonomy_exchange import import_taxonomy, taxonomy_text
from content_store.queries.tag_use import merge_preview, tag_use
from content_store.queries.taxonomy import tag_book
from content_store.rules.permissions import Action
from content_store.rules.taxonomy import TagJudgement, TagStep
from content_store.rules.vocabulary import Facet, Status
from content_store.taxonomy_views import TaxonomyImport
from content_store.work import Work
from schema.enums import describe
from schema.fields import read
from schema.ids import Kind, number_of
from schema.inputs import input_type, optional
from schema.mutating import Mutation
from schema.operation import Info, Operation
from schema.tags import Tag

LONGEST_FILE = 1_000_000  # characters

describe(
    TagJudgement,
    "TagJudgement",
    "What use tells of a tag.",
    {
        "UNUSED": "It is on no published asset.",
        "TOO_BROAD": "It is on more than half of the published assets that carry a tag of its facet, ten or more.",
    },
)
describe(
    TagStep,
    "TagStep",
    "What an import does to a tag.",
    {
        "NEW": "It is made.",
        "CHANGED": "Some of its fields change.",
        "MOVED": "It gets another place.",
        "GONE": "It goes.",
    },
)


@strawberry.type(name="TagUse", description="What a tag is used for.")
class TagUseType:
    """The source is a ``TagUse``."""

    tag: Tag = read("The tag.")
    published_count: int = read("Published assets that carry it.", lambda use, _: use.published)
    conversations: int = read("Conversations of the last 90 days in which one of them was used, by people.")
    judgement: TagJudgement | None = read("What that tells of it; null where nothing stands out.")


@strawberry.type(description="How many assets of one status.")
class StatusCount:
    """Made from counts."""

    status: Status = strawberry.field(description="The status.")
    count: int = strawberry.field(description="How many.")


@strawberry.type(name="MergePreview", description="What would move if a tag became part of another.")
class MergePreviewType:
    """The source is a ``MergePreview``."""

    assets: list[StatusCount] = read(
        "Assets that carry the tag, by status.",
        lambda moves, _: [StatusCount(status=status, count=count) for status, count in moves.assets.items()],
    )
    both_count: int = read("How many of these carry the other already.", lambda moves, _: moves.both)
    words: list[str] = read("Words that become synonyms of the other.")
    crm_aliases: list[str] = read("CRM aliases that go over.")
    open_request_count: int = read("Open content requests that name the tag.", lambda moves, _: moves.requests)


@strawberry.type(description="One tag that an import changes.")
class TagChange:
    """The source is a ``TagDifference``."""

    step: TagStep = read("What happens to it.")
    facet: Facet = read("Its facet.", lambda change, _: Facet(change.facet))
    name: str = read("What it is called.")
    fields: list[str] = read("The fields that change, as a file calls them.")


def _asked(info: Info) -> Any:
    require(info.context.viewer, Action.EDIT_TAXONOMY)
    return info.context


def _use(info: Info, facet: Annotated[Facet, strawberry.argument(description="The facet.")]) -> Any:
    operation = _asked(info)
    return tag_use(operation.session, facet, operation.now)


def _preview(
    info: Info,
    id: Annotated[strawberry.ID, strawberry.argument(description="The tag that would be merged.")],  # noqa: A002
    into: Annotated[strawberry.ID, strawberry.argument(description="What it would become part of.")],
) -> Any:
    operation = _asked(info)
    tags = tag_book(operation.session).by_id
    tag, other = (tags.get(number_of(Kind.TAG, each) or 0) for each in (id, into))
    if tag is None or other is None or tag.facet is not other.facet or tag.id == other.id:
        return None
    return merge_preview(operation.session, tag, other)


def _file(info: Info) -> Any:
    return taxonomy_text(_asked(info).session)


TAXONOMY_FIELDS: dict[str, tuple[Any, Any]] = {
    "tag_use": (
        list[TagUseType] | None,
        strawberry.field(resolver=_use, description="What each tag of a facet is used for; for those who keep them."),
    ),
    "merge_preview": (
        MergePreviewType | None,
        strawberry.field(
            resolver=_preview, description="What mergeTag would move; null where the two cannot be merged."
        ),
    ),
    "taxonomy_file": (
        str | None,
        strawberry.field(resolver=_file, description="All tags as YAML, as importTaxonomy reads them."),
    ),
}


def _import(work: Work, given: Any) -> TaxonomyImport:
    if len(given.text) > LONGEST_FILE:
        raise Invalid.of("text", "TOO_LONG", f"it may have {LONGEST_FILE:,} characters at most")
    return import_taxonomy(work, given.text, dry_run=given.dry_run is True)


def _pays(_operation: Operation, done: TaxonomyImport) -> dict[str, Any]:
    return {"changes": done.changes, "skipped": done.skipped}


_TEXT = (str, strawberry.field(description="YAML: a list of tags for each facet, at most 1,000,000 characters."))
_DRY_RUN = (bool | None, optional("Whether to tell what would change, and change nothing."))

TAXONOMY_MUTATIONS = [
    Mutation(
        "import_taxonomy",
        Action.EDIT_TAXONOMY,
        "Make, change and order the tags that a file describes; others stay as they are.",
        input_type("ImportTaxonomyInput", "A taxonomy as a file.", {"text": _TEXT, "dry_run": _DRY_RUN}),
        _import,
        {
            "changes": (list[TagChange], read("What changed, or would change.")),
            "skipped": (list[str], read("What of the file was left out, and why.")),
        },
        _pays,
    )
]
