"""Which field a name at the top of a file means."""

import re
from collections.abc import Collection, Mapping
from functools import cache, lru_cache
from typing import Any, NamedTuple

from content_store.content_types import DECLARATIONS
from content_store.rules.vocabulary import ContentType, Facet, LinkKind

# The first of several names that are present counts; the others are kept as they are.
_ALIASES: dict[str, tuple[str, ...]] = {
    "type": ("content_type", "asset_type"),
    "slug": ("permalink",),
    "title": ("name", "page_title"),
    "summary": ("description", "excerpt", "subtitle", "tagline", "teaser", "meta_description", "standfirst"),
    "body": ("content", "text", "markdown"),
    "language": ("lang", "locale"),
    "audience": ("visibility",),
    "owner": ("owner_email",),
    "published_at": ("published_on", "publication_date", "publish_date", "pub_date", "pubdate", "date", "published"),
    "publish_at": ("scheduled_for", "publish_on", "go_live"),
    "unpublish_at": ("expires", "expires_at", "expiry_date", "expirydate", "expiry", "unpublish_on"),
    "verified_at": ("last_verified", "verified_on", "reviewed_at", "last_reviewed"),
    "verify_interval_days": ("verify_interval", "review_interval_days"),
    "updated_at": ("lastmod", "last_modified", "last_modified_at", "modified", "updated", "updated_on", "last_updated"),
    "created_at": ("created", "created_on", "date_created"),
    "retired_at": ("retired_on",),
    "replacement": ("replaced_by", "superseded_by"),
    "supersedes": ("replaces",),
    "translation_of": ("translates",),
    "proof": ("proofs", "proof_links"),
    "related": ("related_assets", "related_content", "see_also", "related_posts"),
    "personas": ("persona", "buyer_persona", "buyer_personas", "target_persona", "target_personas"),
    "stages": ("stage", "sales_stage", "sales_stages", "buyer_stage", "buying_stage", "funnel_stage", "journey_stage"),
    "pains": ("pain", "pain_point", "pain_points"),
    "industries": ("industry", "vertical", "verticals", "sector", "sectors"),
    "products": ("product",),
    "competitors": ("competitor",),
    "regions": ("region", "geo", "territory", "territories"),
}
_ONLY_BY_NAME = (
    "steward",
    "draft",
    "extra",
    "first_published_at",
    "history",
    "pending",
    "retire_note",
    "retire_reason",
    "revision",
    "status",
)
CANONICAL = frozenset((*_ALIASES, *_ONLY_BY_NAME))
# Words of other programs' taxonomies; those that ours knows become tags.
LOOSE_TAGS = ("tags", "tag", "keywords", "categories", "category", "topics")

FACET_FIELDS = {facet.plural: facet for facet in Facet}
LINK_FIELDS = {
    kind.value: kind for kind in (LinkKind.PROOF, LinkKind.RELATED, LinkKind.SUPERSEDES, LinkKind.TRANSLATION_OF)
}

_MEANT = {alias: (name, rank) for name, aliases in _ALIASES.items() for rank, alias in enumerate(aliases, start=1)}


@lru_cache(maxsize=10_000)
def normal(name: str) -> str:
    """A field's name in our spelling: ``Publish-Date`` and ``publishDate`` are ``publish_date``."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.strip())
    return re.sub(r"[\s\-_]+", "_", apart).lower()


def word(value: object) -> str:
    """A word of the vocabulary in our spelling: ``In review`` is ``in_review``."""
    return _word(str(value))


@lru_cache
def _word(text: str) -> str:
    return re.sub(r"[\s\-]+", "_", text.strip()).lower()


@cache
def type_names() -> Mapping[str, ContentType]:
    """Every name of a content type, singular and plural."""
    return {
        name: type_
        for type_, declaration in DECLARATIONS.items()
        for name in (type_.value, word(declaration.label), word(declaration.plural))
    }


def type_named(name: object) -> ContentType | None:
    """The content type of this name, in any spelling."""
    return type_names().get(word(name))


class Recognised(NamedTuple):
    """The fields that are known, by our names; the rest as it was; and what the file calls those that it calls else."""

    known: dict[str, Any]
    extra: dict[str, Any]
    called: dict[str, str]


def recognise(fields: Mapping[str, Any], own: Collection[str]) -> Recognised:
    """Tell known fields from others. ``own`` are the fields of the content type.

    Names in the given spelling outrank other names for the same field.
    """
    best: dict[str, tuple[int, str]] = {}
    for key in fields:
        name, rank = _meaning(normal(str(key)), own)
        if name is not None and fields[key] is not None and (name not in best or rank < best[name][0]):
            best[name] = (rank, key)
    known = {name: fields[key] for name, (_, key) in best.items()}
    taken = {key for _, key in best.values()}
    extra = {str(key): value for key, value in fields.items() if key not in taken and not _is_empty(key, value, own)}
    return Recognised(known, extra, {name: str(key) for name, (_, key) in best.items() if key != name})


def _meaning(name: str, own: Collection[str]) -> tuple[str | None, int]:
    if name in own or name in CANONICAL:
        return name, 0
    return _MEANT.get(name, (None, 0))


def _is_empty(key: str, value: Any, own: Collection[str]) -> bool:
    """A known field without a value says nothing; an unknown one is kept even so."""
    return value is None and _meaning(normal(str(key)), own)[0] is not None


def canonical(key: str) -> str:
    """Our name for the field that ``key`` means; an unknown one in our spelling."""
    name = normal(key)
    return name if name in CANONICAL else _MEANT.get(name, (name, 0))[0]


def is_free(key: str, own: Collection[str]) -> bool:
    """Whether a file may have ``key`` at its top and it is read as an unknown field, as it stands."""
    return key == key.strip() and _meaning(normal(key), own)[0] is None and normal(key) not in LOOSE_TAGS
