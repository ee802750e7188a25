"""Bringing together what the rules look at when a draft is checked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from content_store.queries.assets import ids_of, linked, load
from content_store.queries.taxonomy import tag_book
from content_store.rules.checking import Draft, Finding, Linked, findings
from content_store.rules.filters import Window
from content_store.rules.vocabulary import ContentType, Facet, LinkKind
from content_store.views import AssetView

# What is alike for a reason.
_KIN = (LinkKind.SUPERSEDES, LinkKind.TRANSLATION_OF)


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote, saved or not. ``slug`` is the asset's own; empty while it is new.

    ``tags`` maps facets to slugs, ``proof`` are the slugs of what proves it, ``kin`` those of what it replaces or
    translates, which is alike for a reason.
    """

    type: ContentType
    slug: str
    title: str
    summary: str
    content: Mapping[str, Any] = field(repr=False)
    tags: Mapping[str, Sequence[str]]
    proof: Sequence[str] = ()
    kin: Sequence[str] = ()


def rule_findings(session: Session, written: Written, window: Window) -> tuple[Finding, ...]:
    """What the rules find, seen through ``window``, which must show drafts."""
    ids = ids_of(session, written.proof)
    loaded = {each.slug: each for each in load(session, sorted(ids.values()), window)}
    proof = tuple(
        Linked(slug, found.title, found.type, found.status, found.content)
        for slug in written.proof
        if (found := loaded.get(slug))
    )
    products = tuple(tag.name for tag in tag_book(session).of_facet(Facet.PRODUCT))
    draft = Draft(written.type, written.content, written.tags, proof, products)
    return findings(draft, window.now.date())


def written_of(session: Session, assets: Sequence[AssetView], window: Window) -> dict[int, Written]:
    """What was written of each of ``assets``, which were read through ``window``."""
    ids = [asset.id for asset in assets]
    links = {kind: linked(session, ids, kind, window) for kind in (LinkKind.PROOF, *_KIN)}
    return {
        asset.id: Written(
            asset.type,
            asset.slug,
            asset.title,
            asset.summary,
            asset.content,
            {facet.value: [tag.slug for tag in asset.tagged(facet)] for facet in Facet},
            [each.slug for each in links[LinkKind.PROOF][asset.id]],
            [each.slug for kind in _KIN for each in links[kind][asset.id]],
        )
        for asset in assets
    }
