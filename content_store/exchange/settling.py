"""Links between what an import brings: a file may name an asset that comes later."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from sqlalchemy import update
from sqlalchemy.orm import Session

from content_store.authoring import keep_revision, locked
from content_store.changelog import AssetChange, record_assets
from content_store.drafting import link_problem
from content_store.exchange.arrivals import IMPORTED
from content_store.exchange.dangling import Mention, with_mentions, without
from content_store.exchange.raw import Place
from content_store.exchange.report import Report
from content_store.placing import place_in_row
from content_store.queries.assets import snapshot_of
from content_store.queries.exchange import TOGETHER, assets_named, replacements_after
from content_store.rules.snapshots import Snapshot
from content_store.rules.vocabulary import ContentType, LinkKind, Status
from content_store.tables import Asset, AssetLink, Revision
from content_store.tables.inserting import insert_rows
from content_store.work import Work

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class WaitingLink:
    """A link to the asset ``slug``, from a revision of an asset; one that is ``live`` belongs into its row.

    ``revision`` is None where the asset was here before, and its revision is not ours to mend.
    """

    asset_id: int
    revision: int | None
    kind: LinkKind
    slug: str
    position: int
    live: bool
    place: Place


@dataclass(frozen=True, slots=True)
class Replacement:
    """A retired asset and the slug of what replaces it."""

    asset_id: int
    slug: str
    place: Place


class Late(NamedTuple):
    """An asset that was here before, and the links of its file whose targets were not here when it was read."""

    asset_id: int
    place: Place
    missing: list[Mention]


def links_in(
    snapshot: Snapshot, asset_id: int, revision: int | None, place: Place, *, live: bool = True
) -> list[WaitingLink]:
    """All links of a snapshot."""
    return [
        WaitingLink(asset_id, revision, LinkKind(kind), slug, position, live, place)
        for kind, slugs in snapshot["links"].items()
        for position, slug in enumerate(slugs)
    ]


def place_links(session: Session, links: Sequence[WaitingLink]) -> list[tuple[WaitingLink, str]]:
    """Write down the links whose target is here; returns the others, each with what is wrong with it."""
    waiting = []
    for part in _parts(links):
        named = assets_named(session, {link.slug for link in part})
        problems = {id(link): link_problem(link.kind, link.slug, _type(named, link.slug), None) for link in part}
        rows = [
            {"source_id": link.asset_id, "kind": link.kind, "target_id": named[link.slug][0], "position": link.position}
            for link in part
            if link.live and problems[id(link)] is None
        ]
        insert_rows(session, AssetLink, rows)
        waiting += [(link, problem[1]) for link in part if (problem := problems[id(link)])]
    return waiting


def settle_links(work: Work, links: Sequence[WaitingLink], report: Report) -> None:
    """Write down what can be of the links that waited; take the others out of their revisions, and say so."""
    broken = place_links(work.session, links)
    unsettled = {id(link) for link, _ in broken}
    linked = dict.fromkeys(link.asset_id for link in links if link.live and id(link) not in unsettled)
    record_assets(work, [AssetChange(asset_id, "linked", shown=True) for asset_id in linked])
    by_revision: defaultdict[tuple[int, int], list[WaitingLink]] = defaultdict(list)
    for link, problem in broken:
        report.note(link.place, f"{field_of(link.kind)}: {problem}; the link was left out")
        if link.revision is not None:
            by_revision[link.asset_id, link.revision].append(link)
    for (asset_id, revision), lost in by_revision.items():
        _take_out(work.session, asset_id, revision, lost)


def settle_replacements(work: Work, replacements: Iterable[Replacement], report: Report) -> None:
    """Lead each retired asset to what replaces it; one that would lead back to itself is refused."""
    waiting = list(replacements)
    named = _all_named(work.session, [replacement.slug for replacement in waiting])
    replaced_by = replacements_after(work.session, {asset_id for asset_id, _ in named.values()})
    led: dict[int, int] = {}
    for replacement in waiting:
        target = named.get(replacement.slug)
        if target is None:
            report.note(replacement.place, f"replacement: there is no asset “{replacement.slug[:100]}”")
        elif replacement.asset_id in _chain(replaced_by, target[0]):
            reason = f"“{replacement.slug}” is, or leads back to, what it would replace"
            report.note(replacement.place, f"replacement: {reason}; it was left out")
        else:
            replaced_by[replacement.asset_id] = target[0]
            led[replacement.asset_id] = target[0]
    if led:
        rows = [{"id": asset_id, "replacement_id": target_id} for asset_id, target_id in led.items()]
        work.session.execute(update(Asset), rows)
    record_assets(work, [AssetChange(asset_id, "replaced", shown=True) for asset_id in led])


def _chain(replaced_by: Mapping[int, int], asset_id: int) -> set[int]:
    """The asset, what replaces it, what replaces that, and so on."""
    chain = {asset_id}
    while (following := replaced_by.get(asset_id)) is not None and following not in chain:
        chain.add(asset_id := following)
    return chain


def field_of(kind: LinkKind) -> str:
    """The field in which links of this kind are written."""
    return "steps" if kind is LinkKind.STEP else kind.value


def _type(named: Mapping[str, tuple[int, ContentType]], slug: str) -> ContentType | None:
    return named[slug][1] if slug in named else None


def _take_out(session: Session, asset_id: int, number: int, lost: list[WaitingLink]) -> None:
    """A revision that this import has just written names assets that never came: it loses those names."""
    snapshot = snapshot_of(session, asset_id, number)
    if snapshot is None:
        return
    mended = without(snapshot, {(link.kind, link.slug) for link in lost})
    revision = update(Revision).where(Revision.asset_id == asset_id, Revision.number == number)
    session.execute(revision.values(snapshot=mended))
    if lost[0].live:
        session.execute(update(Asset).where(Asset.id == asset_id).values(content=mended["content"]))


def settle_late(work: Work, late: Iterable[Late], report: Report, *, holds_back: bool) -> None:
    """Assets that were here before link to what this import brought after them: one more revision has the links.

    With ``holds_back`` that revision waits where readers would see it.
    """
    for asset_id, place, missing in late:
        found = []
        for mention in missing:
            named = assets_named(work.session, [mention.slug])
            problem = link_problem(mention.kind, mention.slug, _type(named, mention.slug), None)
            if problem:
                report.note(place, f"{field_of(mention.kind)}: {problem[1]}; the link was left out")
            else:
                found.append(mention)
        asset = locked(work.session, asset_id, None)
        snapshot = snapshot_of(work.session, asset_id, asset.latest_revision)
        if not found or snapshot is None:
            continue
        waits = holds_back and asset.status is Status.PUBLISHED
        live = asset.revision == asset.latest_revision and not waits
        asset.latest_revision += 1
        snapshot = with_mentions(snapshot, found)
        keep_revision(work, asset, snapshot, IMPORTED)
        if live:
            place_in_row(work.session, asset, snapshot, asset.latest_revision)
            work.session.flush()
        record_assets(work, [AssetChange(asset_id, IMPORTED, live, asset.latest_revision)])


def _all_named(session: Session, slugs: Sequence[str]) -> dict[str, tuple[int, ContentType]]:
    return {slug: found for part in _parts(slugs) for slug, found in assets_named(session, part).items()}


def _parts(whole: Sequence[T]) -> Iterable[Sequence[T]]:
    return (whole[start : start + TOGETHER] for start in range(0, len(whole), TOGETHER))
