"""Everything that can be changed."""

from typing import Annotated, Any, Union

import strawberry

from content_store.queries import assets
from content_store.searches import OpeningNote
from schema.asset_mutations import ASSET_MUTATIONS
from schema.bounds import LARGEST_PAGE
from schema.bulk import BULK_MUTATIONS
from schema.council import COUNCIL_MUTATIONS
from schema.digests import DIGEST_MUTATIONS
from schema.enrolment_mutations import ENROLMENT_MUTATIONS
from schema.enums import Perspective
from schema.feedback_mutations import FEEDBACK_MUTATIONS
from schema.file_mutations import FILE_MUTATIONS
from schema.guidelines import GUIDELINE_MUTATIONS
from schema.ids import Kind, number_of
from schema.inbox import SUCCESSION_MUTATIONS
from schema.kit_mutations import KIT_MUTATIONS
from schema.mutating import MutationError, MutationErrors
from schema.operation import Info
from schema.previews import PREVIEW_MUTATIONS
from schema.request_mutations import REQUEST_MUTATIONS
from schema.review_mutations import REVIEW_MUTATIONS
from schema.searching import LONGEST_KEY
from schema.tag_mutations import TAG_MUTATIONS
from schema.taxonomy import TAXONOMY_MUTATIONS
from schema.usage import usage_mutations

MUTATIONS = [
    *BULK_MUTATIONS,
    *ASSET_MUTATIONS,
    *TAG_MUTATIONS,
    *FEEDBACK_MUTATIONS,
    *REQUEST_MUTATIONS,
    *FILE_MUTATIONS,
    *KIT_MUTATIONS,
    *DIGEST_MUTATIONS,
    *REVIEW_MUTATIONS,
    *ENROLMENT_MUTATIONS,
    *SUCCESSION_MUTATIONS,
    *TAXONOMY_MUTATIONS,
    *COUNCIL_MUTATIONS,
    *GUIDELINE_MUTATIONS,
    *PREVIEW_MUTATIONS,
]

_MOST_POSITION = 100 * LARGEST_PAGE


@strawberry.input(description="Which result was opened.")
class RecordSearchOpenedInput:
    """For the log of searches: what people choose tells how good the order was."""

    search_key: str = strawberry.field(description="The searchKey that the search answered.")
    asset_id: strawberry.ID = strawberry.field(description="The global id of the asset that was opened.")
    position: int = strawberry.field(description="Its place in the result, counted from 1.")


@strawberry.type(description="What recording gives back.")
class RecordSearchOpenedPayload:
    """The key, so that the answer says something."""

    search_key: str = strawberry.field(description="The search it was recorded for.")


_Recorded = Annotated[
    Union[RecordSearchOpenedPayload, MutationErrors],  # noqa: UP007 - read while running
    strawberry.union("RecordSearchOpenedResult", description="What was done, or why nothing was."),
]


def _record_search_opened(
    info: Info,
    input: Annotated[RecordSearchOpenedInput, strawberry.argument(description="What was opened.")],  # noqa: A002
) -> Any:
    operation = info.context
    window = operation.window(Perspective.PUBLISHED)
    number = number_of(Kind.ASSET, input.asset_id)
    if not 0 < len(input.search_key) <= LONGEST_KEY:
        return _refused("searchKey", "OUT_OF_RANGE", f"a key has 1 to {LONGEST_KEY} characters")
    if not 1 <= input.position <= _MOST_POSITION:
        return _refused("position", "OUT_OF_RANGE", f"a position lies between 1 and {_MOST_POSITION}")
    if number is None or not assets.load_reachable(operation.session, [number], window):
        return _refused("assetId", "NOT_FOUND", "there is no such asset")
    note = OpeningNote(input.search_key, operation.viewer.person.id, number, input.position, operation.now)
    operation.services.journal.opened(note)
    return RecordSearchOpenedPayload(search_key=input.search_key)


def _refused(field: str, code: str, message: str) -> MutationErrors:
    return MutationErrors(errors=[MutationError(path=[field], code=code, message=message)])


def _made() -> Any:
    fields = {each.name: each.field() for each in MUTATIONS} | usage_mutations()
    fields["record_search_opened"] = (
        _Recorded,
        strawberry.field(
            resolver=_record_search_opened,
            description="Note that a search result was opened. It is written down within a second or so, after this "
            "was answered.",
        ),
    )
    namespace = {"__annotations__": {name: annotation for name, (annotation, _) in fields.items()}}
    root = type("Mutation", (), namespace | {name: field for name, (_, field) in fields.items()})
    return strawberry.type(root, description="Everything that can be changed.")


MutationRoot: Any = _made()
