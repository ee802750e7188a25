"""What the pages of the taxonomy are made from."""

from dataclasses import dataclass, field

from content_store.rules.vocabulary import Facet
from content_store.taxonomy_views import MergePreview, TagUse, TaxonomyImport
from content_store.views import TagView
from renderers.feedback_views import Option, Problems, Select
from renderers.views import Frame


@dataclass(frozen=True, slots=True)
class FacetCard:
    """A facet, with how many tags it has and how many of them are to be thought about."""

    facet: Facet
    address: str
    tags: int
    unused: int
    too_broad: int


@dataclass(frozen=True, slots=True)
class TaxonomyView:
    """All facets."""

    frame: Frame
    facets: tuple[FacetCard, ...]


@dataclass(frozen=True, slots=True)
class FacetView:
    """One facet: what can be chosen, what is offered no longer, and what became part of what."""

    frame: Frame
    facet: Facet
    address: str
    tags: tuple[TagUse, ...]
    retired: tuple[TagUse, ...]
    merged: tuple[tuple[TagView, TagView | None], ...]
    problems: Problems = field(default_factory=dict)
    typed: str = ""


@dataclass(frozen=True, slots=True)
class TagControl:
    """One field of a tag's form. With ``options`` values are chosen, several where ``many``; else they are typed."""

    name: str
    label: str
    help: str
    value: str
    options: tuple[Option, ...]
    many: bool
    is_long: bool
    limit: int

    @property
    def lines(self) -> int:
        """How high its box is."""
        return min(max(self.value.count("\n") + 1, 2), 12)


@dataclass(frozen=True, slots=True)
class TagEditView:
    """One tag. ``seen`` tells what it was when the form was made, ``successor`` what it became part of."""

    frame: Frame
    use: TagUse
    address: str
    back: str
    controls: tuple[TagControl, ...]
    seen: str
    successor: TagView | None = None
    may_delete: bool = False
    is_saved: bool = False
    merged: TagView | None = None
    problems: Problems = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MergeView:
    """What would move if ``tag`` became part of ``into``."""

    frame: Frame
    tag: TagView
    address: str
    choice: Select
    into: TagView | None
    preview: MergePreview | None
    problems: Problems = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImportView:
    """Uploading a taxonomy: what it would change, or has changed."""

    frame: Frame
    text: str = ""
    outcome: TaxonomyImport | None = None
    is_done: bool = False
    problem: str = ""
