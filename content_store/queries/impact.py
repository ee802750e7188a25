"""What an asset that goes would leave behind: everything that uses it, kind by kind."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from content_store.rules.vocabulary import LinkKind, Status
from content_store.tables import Asset, AssetLink, Kit, KitAsset

EXAMPLES = 5
_GONE = (Status.RETIRED, Status.ARCHIVED)


@dataclass(frozen=True, slots=True)
class Named:
    """Something that uses an asset: what it is called, and where it stands."""

    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Impact:
    """One kind of use: how many use it so, and some of them. ``noun`` is the kind in words, one and many."""

    kind: str
    noun: tuple[str, str]
    count: int
    examples: tuple[Named, ...]

    @property
    def words(self) -> str:
        """The count with its noun: ``3 plays use it as a step``."""
        return f"{self.count:,} {self.noun[self.count != 1]}"


def impact(session: Session, ids: Sequence[int]) -> tuple[Impact, ...]:
    """Every kind of use that these assets have, without what is among them or gone itself."""
    return tuple(found for read in _KINDS if (found := read(session, ids)).count)


def _linking(kind: LinkKind, one: str, many: str) -> Callable[[Session, Sequence[int]], Impact]:
    def read(session: Session, ids: Sequence[int]) -> Impact:
        using = (
            select(Asset.id, Asset.title, Asset.slug)
            .join(AssetLink, AssetLink.source_id == Asset.id)
            .where(
                AssetLink.target_id.in_(ids),
                AssetLink.kind == kind,
                AssetLink.source_id.not_in(ids),
                Asset.status.not_in(_GONE),
            )
            .distinct()
        )
        count = session.scalar(select(func.count()).select_from(using.subquery())) or 0
        rows = session.execute(using.order_by(Asset.id).limit(EXAMPLES)).all() if count else ()
        named = tuple(Named(row.title, f"/work/assets/{row.slug}") for row in rows)
        return Impact(kind.value, (one, many), count, named)

    return read


def _kits(session: Session, ids: Sequence[int]) -> Impact:
    using = select(Kit.title, Kit.slug).join(KitAsset, KitAsset.kit_id == Kit.id).where(KitAsset.asset_id.in_(ids))
    using = using.distinct()
    count = session.scalar(select(func.count()).select_from(using.subquery())) or 0
    rows = session.execute(using.order_by(Kit.slug).limit(EXAMPLES)).all() if count else ()
    named = tuple(Named(row.title, f"/kits/{row.slug}") for row in rows)
    return Impact("kit", ("kit has it as a step", "kits have it as a step"), count, named)


def _led_here(session: Session, ids: Sequence[int]) -> Impact:
    using = select(Asset.title, Asset.slug).where(Asset.replacement_id.in_(ids), Asset.id.not_in(ids))
    count = session.scalar(select(func.count()).select_from(using.subquery())) or 0
    rows = session.execute(using.order_by(Asset.slug).limit(EXAMPLES)).all() if count else ()
    named = tuple(Named(row.title, f"/work/assets/{row.slug}") for row in rows)
    return Impact("replaced", ("retired asset leads to it", "retired assets lead to it"), count, named)


# In the order in which they are told; what else uses assets joins here.
_KINDS: tuple[Callable[[Session, Sequence[int]], Impact], ...] = (
    _linking(LinkKind.STEP, "play uses it as a step", "plays use it as a step"),
    _linking(LinkKind.PROOF, "asset shows it as proof", "assets show it as proof"),
    _linking(LinkKind.RELATED, "asset names it as related", "assets name it as related"),
    _kits,
    _led_here,
)
