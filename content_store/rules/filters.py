"""What a list or a search is narrowed to, in two forms.

``Where`` is what people and programs say: slugs and e-mail addresses. ``Filter`` is the same with the
taxonomy looked up: numbers only, ready for SQL and for a search engine.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from content_store.rules.lifecycle import State
from content_store.rules.vocabulary import Audience, ContentType, Facet, Freshness, Status

LATELY_DAYS = 90


class Use(StrEnum):
    """Whether an asset was used in conversations; onboarding is left out, and what was taken back."""

    LATELY = "lately"
    NOT_LATELY = "not_lately"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Where:
    """Any-of inside a field, all-of between fields; an empty field narrows nothing."""

    tags: Mapping[Facet, tuple[str, ...]] = field(default_factory=dict)
    types: tuple[ContentType, ...] = ()
    statuses: tuple[Status, ...] = ()
    states: tuple[State, ...] = ()
    owners: tuple[str, ...] = ()
    stewards: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    audiences: tuple[Audience, ...] = ()
    freshness: tuple[Freshness, ...] = ()
    use: tuple[Use, ...] = ()
    updated_since: datetime | None = None
    edited_since: datetime | None = None
    all_of: tuple["Where", ...] = ()
    any_of: tuple["Where", ...] = ()
    none_of: tuple["Where", ...] = ()


@dataclass(frozen=True, slots=True)
class Filter:
    """A ``Where`` with slugs and addresses looked up. ``tag_groups`` holds one group of tag ids per facet."""

    tag_groups: tuple[frozenset[int], ...] = ()
    types: frozenset[ContentType] = frozenset()
    statuses: frozenset[Status] = frozenset()
    states: frozenset[State] = frozenset()
    owner_ids: frozenset[int] = frozenset()
    steward_ids: frozenset[int] = frozenset()
    languages: frozenset[str] = frozenset()
    audiences: frozenset[Audience] = frozenset()
    freshness: frozenset[Freshness] = frozenset()
    use: frozenset[Use] = frozenset()
    updated_since: datetime | None = None
    edited_since: datetime | None = None
    all_of: tuple["Filter", ...] = ()
    any_of: tuple["Filter", ...] = ()
    none_of: tuple["Filter", ...] = ()

    def walk(self) -> Iterator["Filter"]:
        """This filter and every one nested in it."""
        yield self
        for nested in (*self.all_of, *self.any_of, *self.none_of):
            yield from nested.walk()

    @property
    def names_status(self) -> bool:
        """Whether it asks for statuses; otherwise what is archived is left out."""
        return any(part.statuses or part.states for part in self.walk())

    @property
    def names_use(self) -> bool:
        """Whether it asks for use, which moves with every conversation: no search index knows it."""
        return any(part.use for part in self.walk())


@dataclass(frozen=True, slots=True)
class Window:
    """What a viewer may see at a moment; every path to an asset goes through it.

    ``drafts`` is true for those who may see what is not published. Otherwise an asset shows when it is
    published, ``listed_at <= now < unpublish_at``, and its audience is among ``audiences``. ``opened`` are single
    revisions that were opened to the viewer beside that, by asset: drafts they were asked to review or to comment on.
    """

    now: datetime
    audiences: frozenset[Audience] = frozenset(Audience)
    drafts: bool = False
    opened: Mapping[int, int] = field(default_factory=dict, hash=False)
