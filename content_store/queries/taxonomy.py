"""Reading the taxonomy. All of it is held in memory; it is small and every request needs it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from content_store.memory import Memory
from content_store.queries.changes import Numbers, numbers
from content_store.rules.vocabulary import Facet, TagStatus
from content_store.tables import AssetTag, ContentRequest, Tag, TagSynonym
from content_store.views import TagView

MOST_REMEMBERED = 50_000  # combinations of tags
_ASKED_FOR = (ContentRequest.persona_id, ContentRequest.stage_id, ContentRequest.pain_id)


@dataclass(frozen=True, slots=True)
class TagBook:
    """All tags, as of one moment."""

    by_id: Mapping[int, TagView]
    _by_slug: Mapping[tuple[Facet, str], TagView] = field(repr=False)
    _by_word: Mapping[tuple[Facet, str], TagView] = field(repr=False)
    _places: Mapping[int, int] = field(repr=False)
    # Many assets carry the same tags; the tuple of each combination is made once.
    _carried: dict[str, tuple[TagView, ...]] = field(repr=False, default_factory=dict)

    @classmethod
    def of(cls, tags: Iterable[TagView]) -> "TagBook":
        """A book of ``tags``, which come in the taxonomy's order."""
        by_id = {tag.id: tag for tag in tags}
        by_word: dict[tuple[Facet, str], TagView] = {}
        for tag in by_id.values():
            for word in (tag.name, tag.slug, *tag.crm_aliases, *tag.synonyms):
                by_word.setdefault((tag.facet, word.casefold()), tag)
        places = {tag_id: place for place, tag_id in enumerate(by_id)}
        return cls(by_id, {(tag.facet, tag.slug): tag for tag in by_id.values()}, by_word, places)

    def find(self, facet: Facet, slug: str) -> TagView | None:
        """The tag of this slug; of a merged one its successor."""
        return self.current(self._by_slug.get((facet, slug)))

    def find_by_word(self, facet: Facet, word: str) -> TagView | None:
        """The tag of this name, slug, CRM alias or synonym, in any case; of a merged one its successor."""
        return self.current(self._by_word.get((facet, word.strip().casefold())))

    def exact(self, facet: Facet, slug: str) -> TagView | None:
        """The tag of this slug itself, merged or not."""
        return self._by_slug.get((facet, slug))

    def current(self, tag: TagView | None) -> TagView | None:
        """``tag``, or what it was merged into."""
        while tag is not None and tag.merged_into_id is not None:
            tag = self.by_id[tag.merged_into_id]
        return tag

    def with_merged(self, tag_id: int) -> frozenset[int]:
        """The id of a tag and those of all that were merged into it."""
        merged = (tag for tag in self.by_id.values() if tag.merged_into_id is not None)
        return frozenset({tag_id, *(tag.id for tag in merged if getattr(self.current(tag), "id", None) == tag_id)})

    def place(self, tag: TagView) -> int:
        """The tag's place in the taxonomy's order, over all facets."""
        return self._places[tag.id]

    def carried(self, ids: str | None) -> tuple[TagView, ...]:
        """The tags of these ids, which come as text with commas, in the taxonomy's order."""
        if not ids:
            return ()
        known = self._carried.get(ids)
        if known is None:
            tags = (self.by_id[int(tag_id)] for tag_id in ids.split(","))
            known = tuple(sorted(tags, key=self.place))
            if len(self._carried) < MOST_REMEMBERED:
                self._carried[ids] = known
        return known

    def of_facet(self, facet: Facet) -> tuple[TagView, ...]:
        """The active tags of ``facet``, in order."""
        return tuple(tag for tag in self.by_id.values() if tag.facet is facet and tag.status is TagStatus.ACTIVE)

    def slugs(self, facet: Facet) -> list[str]:
        """The slugs that may be chosen in ``facet``."""
        return [tag.slug for tag in self.of_facet(facet)]


def tag_book(session: Session, known: Numbers | None = None) -> TagBook:
    """All tags; from memory while the taxonomy has not changed."""
    memory: Memory = session.info["memory"]
    number = (known or numbers(session)).taxonomy
    return memory.recall("tags", number, lambda: TagBook.of(_tags(session)))


def _tags(session: Session) -> list[TagView]:
    synonyms: defaultdict[int, list[str]] = defaultdict(list)
    for row in session.execute(
        select(TagSynonym.tag_id, TagSynonym.text).order_by(TagSynonym.tag_id, TagSynonym.position)
    ):
        synonyms[row.tag_id].append(row.text)
    order = {facet: place for place, facet in enumerate(Facet)}
    rows = session.execute(
        select(
            Tag.id,
            Tag.facet,
            Tag.slug,
            Tag.name,
            Tag.description,
            Tag.position,
            Tag.status,
            Tag.crm_aliases,
            Tag.details,
            Tag.merged_into_id,
        ).order_by(Tag.position, Tag.id)
    ).all()
    return [
        TagView(
            id=row.id,
            facet=row.facet,
            slug=row.slug,
            name=row.name,
            description=row.description,
            position=row.position,
            status=row.status,
            synonyms=tuple(synonyms[row.id]),
            crm_aliases=tuple(row.crm_aliases),
            details=row.details,
            merged_into_id=row.merged_into_id,
        )
        for row in sorted(rows, key=lambda row: order[row.facet])
    ]


def is_used(session: Session, tag_id: int) -> bool:
    """Whether any asset carries the tag, or somebody asked for content with it."""
    asked = or_(*(column == tag_id for column in _ASKED_FOR))
    places = select(AssetTag.asset_id).where(AssetTag.tag_id == tag_id), select(ContentRequest.id).where(asked)
    return any(session.scalar(place.limit(1)) is not None for place in places)


def is_merge_target(session: Session, tag_id: int) -> bool:
    """Whether any tag was merged into this one."""
    return session.scalar(select(Tag.id).where(Tag.merged_into_id == tag_id).limit(1)) is not None


def carrying(tag_id: int) -> Select[int]:
    """The ids of the assets that carry the tag, for use inside another statement."""
    return select(AssetTag.asset_id).where(AssetTag.tag_id == tag_id)


def last_position(session: Session, facet: Facet) -> int:
    """The place of the facet's last tag; -1 where there is none."""
    last = session.scalar(select(func.max(Tag.position)).where(Tag.facet == facet))
    return -1 if last is None else last


def locked_tag(session: Session, tag_id: int) -> Tag | None:
    """The tag's row, held until the transaction ends; None where there is none."""
    return session.scalar(select(Tag).where(Tag.id == tag_id).with_for_update())


def region_names(session: Session) -> dict[str, str]:
    """The regions by slug, as people are said to belong to them, with how they are spoken of."""
    return {tag.slug: tag.name for tag in tag_book(session).by_id.values() if tag.facet is Facet.REGION}
