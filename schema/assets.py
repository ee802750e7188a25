"""Assets: what all have in common, and one type for each declaration."""

from datetime import datetime
from inspect import cleandoc
from typing import Annotated, Any

import strawberry
from strawberry.scalars import JSON

from content_store.content_types import DECLARATIONS, Content
from content_store.rules.lifecycle import is_scheduled
from content_store.rules.vocabulary import Audience, ContentType, Facet, Freshness, LinkKind, RetireReason, Status
from schema.bounds import page_size
from schema.declared import declared_fields, graphql_name, make_type
from schema.fields import Reader, read
from schema.files import File
from schema.findings import AssetFinding
from schema.ids import Kind, global_id
from schema.markdown import Markdown
from schema.nodes import Node
from schema.pages import AssetNode
from schema.people import Person
from schema.preview_links import PreviewLink
from schema.review_nodes import review_of
from schema.revisions import Revision
from schema.tags import Tag

_Assets = list[Annotated["Asset", strawberry.lazy("schema.assets")]]
_ReviewOrNone: Any = Annotated["Review", strawberry.lazy("schema.reviews")] | None  # noqa: F821 - looked up later
_AssetOrNone = Annotated["Asset", strawberry.lazy("schema.assets")] | None


def _shown(name: str) -> Reader:
    """Reads what the asset's view calls ``name``."""
    return lambda node, _: getattr(node.view, name)


def _tagged(facet: Facet) -> Reader:
    return lambda node, _: node.view.tagged(facet)


def _linked(kind: LinkKind) -> Reader:
    return lambda node, _: node.linked(kind)


def _linking(kind: LinkKind) -> Reader:
    return lambda node, _: node.linking(kind)


def _content(name: str, default: Any) -> Reader:
    """Reads a field of the asset's own type."""
    return lambda node, _: node.content.get(name, default)


def _latest_revision(node: AssetNode, _info: Any) -> int:
    # A draft that waits is nobody's business but the editors'.
    return node.view.latest_revision if node.page.operation.sees_drafts else node.view.revision


def _edited_at(node: AssetNode, _info: Any) -> datetime:
    return node.view.edited_at if node.page.operation.sees_drafts else node.view.updated_at


def _saved(
    root: Any,
    first: Annotated[int, strawberry.argument(description="How many, 1 to 100.")] = 20,
    before: Annotated[int | None, strawberry.argument(description="Only those below this number.")] = None,
) -> Any:
    node: AssetNode = root
    return node.page.revisions(page_size("first", first), before).get(node.view.id, ())


@strawberry.type(description="What happened in conversations with an asset (tier: use). Views are never counted.")
class Evidence:
    """The source is the store's ``Evidence``."""

    conversations: int = read("In how many conversations it was used; onboarding is not counted.")
    reps: int = read("How many different people used it in them.")
    landed: int = read("In how many of them it landed, as those who used it said.")
    fell_flat: int = read("In how many of them it fell flat.")
    landed_rate: float = read(
        "The share of the judged ones in which it landed, 0 to 1: the lower bound of Wilson's 95 % interval; 0 where "
        "nobody said."
    )
    last_used_at: datetime | None = read("When it was last used in a conversation.")


@strawberry.interface(description="Anything that marketing publishes for sales to use.")
class Asset(Node):
    """The source is an ``AssetNode``."""

    id: strawberry.ID = read("Global id.", lambda node, _: global_id(Kind.ASSET, node.view.id))
    slug: str = read("Its stable name in addresses, imports and exports; never changes.", _shown("slug"))
    type: ContentType = read("Which type it is.", _shown("type"))
    title: str = read("What it is called, plain text.", _shown("title"))
    summary: str = read("One sentence that can be read in two seconds, plain text.", _shown("summary"))
    body: Markdown = read("The text itself.", _shown("body"))
    language: str = read("Its language (BCP 47).", _shown("language"))
    audience: Audience = read("Who may see it.", _shown("audience"))
    status: Status = read("Where it is in its life.", _shown("status"))

    personas: list[Tag] = read("Who it is for.", _tagged(Facet.PERSONA))
    stages: list[Tag] = read("How far the buyer is when it fits.", _tagged(Facet.STAGE))
    pains: list[Tag] = read("The pains it speaks to.", _tagged(Facet.PAIN))
    industries: list[Tag] = read("The industries it fits.", _tagged(Facet.INDUSTRY))
    products: list[Tag] = read("The products it is about.", _tagged(Facet.PRODUCT))
    competitors: list[Tag] = read("The competitors it is about.", _tagged(Facet.COMPETITOR))
    regions: list[Tag] = read("The regions it fits.", _tagged(Facet.REGION))
    tags: list[Tag] = read("All its tags, in the taxonomy's order.", _shown("tags"))

    owner: Person | None = read("Who in marketing answers for it.", _shown("owner"))
    steward: Person | None = read("The rep who looks after it.", _shown("steward"))

    freshness: Freshness = read("How near the next verification is.", _shown("freshness"))
    verified_at: datetime = read("When somebody last vouched for it.", _shown("verified_at"))
    verify_interval_days: int = read(
        "After how many days somebody must look at it again.", _shown("verify_interval_days")
    )
    due_at: datetime = read("From when on it is overdue for verification.", _shown("due_at"))
    evidence: Evidence | None = read(
        "What happened in conversations with it; null for a token for customers: how often something landed is the "
        "company's own business.",
        lambda node, _: node.view.evidence if Audience.INTERNAL in node.page.window.audiences else None,
    )

    publish_at: datetime | None = read("From when on it shows, where that was set.", _shown("publish_at"))
    unpublish_at: datetime | None = read("Until when it shows; null for good.", _shown("unpublish_at"))
    published_at: datetime | None = read("When what shows now was published.", _shown("published_at"))
    first_published_at: datetime | None = read("When it first showed.", _shown("first_published_at"))
    is_scheduled: bool = read(
        "Whether it is published but its time has not come.",
        lambda node, _: is_scheduled(node.view.listed_at, node.page.operation.now),
    )
    files: list[File] = read(
        "Its files, in the order of their upload.", lambda node, _: node.page.files().get(node.view.id, ())
    )

    retired_at: datetime | None = read("When it was retired.", _shown("retired_at"))
    retire_reason: RetireReason | None = read("Why it was retired.", _shown("retire_reason"))
    retire_note: str = read("What was said about it then, plain text; for editors.", _shown("retire_note"))
    replaced_by: _AssetOrNone = read(
        "What to use instead: the first asset that shows down the chain of replacements.",
        lambda node, _: node.successor(),
    )

    proof: _Assets = read("What proves it, in the author's order.", _linked(LinkKind.PROOF))
    related: _Assets = read("What belongs with it, in the author's order.", _linked(LinkKind.RELATED))
    supersedes: _Assets = read("The older assets it takes the place of.", _linked(LinkKind.SUPERSEDES))
    superseded_by: _Assets = read("The newer assets that take its place.", _linking(LinkKind.SUPERSEDES))
    translation_of: _AssetOrNone = read(
        "What it is a translation of.", lambda node, _: next(iter(node.linked(LinkKind.TRANSLATION_OF)), None)
    )
    translations: _Assets = read("Its translations.", _linking(LinkKind.TRANSLATION_OF))
    used_by: _Assets = read(
        "The assets that show it as proof, as a step or as related, newest first.", lambda node, _: node.users()
    )

    revision: int = read("The number of the revision shown.", _shown("revision"))
    latest_revision: int = read(
        "The number of the newest revision saved; greater than revision while a draft waits, for those who may see it.",
        _latest_revision,
    )
    extra: JSON = read("What an import brought along beside the known fields, as it was written.", _shown("extra"))
    created_at: datetime = read("When it was created.", _shown("created_at"))
    updated_at: datetime = read(
        "When what its readers see last changed; lies ahead while it is scheduled.", _shown("updated_at")
    )
    edited_at: datetime = read(
        "When a revision was last saved; later than updatedAt while a draft waits; told to editors only.",
        _edited_at,
    )

    review: _ReviewOrNone = read(
        "Its newest review; null where it has none, and for those who neither edit nor review it.",
        lambda node, _: review_of(node),
    )
    findings: list[AssetFinding] = read(
        "What the checker points out, by its rules and by search; empty for those who may not see drafts.",
        lambda node, _: node.page.findings().get(node.view.id, ()),
    )
    preview_links: list[PreviewLink] = read(
        "Its newest links for looking at the draft without signing in; empty for those who may not see drafts.",
        lambda node, _: node.page.preview_links().get(node.view.id, ()),
    )
    revisions: list[Revision] = strawberry.field(
        resolver=_saved, description="What was ever saved of it, newest first; empty for those who may not see drafts."
    )

    @classmethod
    def resolve_type(cls, source: AssetNode, *_: Any) -> str:
        """The name of the type of a source."""
        return source.type_name


def _asset_type(declaration: type[Content]) -> type:
    description = cleandoc(declaration.__doc__ or "")
    return make_type(graphql_name(declaration), (Asset,), description, declared_fields(declaration, _content))


ASSET_TYPES = [_asset_type(declaration) for declaration in DECLARATIONS.values()]
