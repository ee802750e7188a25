"""What the form of an asset is made from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from content_store.content_types.forms import Entry, FormField
from content_store.queries.previews import PreviewLinkView
from content_store.rules.vocabulary import Audience, ContentType
from renderers.views import Frame, Reading
from renderers.work_views import AssetHead

_LONGEST_COUNTED = 2_000  # characters
_SHORT = frozenset({Entry.CHOICE, Entry.DATE, Entry.NUMBER})  # these stand beside each other


@dataclass(frozen=True, slots=True)
class Control:
    """One field with what stands in it. ``rows`` are those of a list, ``parts`` the fields of a part.

    ``internal`` says whether it is marked as never leaving the company; None where it cannot be. ``title`` is what the
    asset is called that a field names.
    """

    path: str
    field: FormField
    value: Any
    problem: str = ""
    internal: bool | None = None
    rows: tuple["Control", ...] = ()
    parts: tuple["Control", ...] = ()
    title: str = ""

    @property
    def is_full(self) -> bool:
        """Whether a list takes no more rows."""
        return self.field.limit is not None and len(self.rows) >= self.field.limit

    @property
    def is_counted(self) -> bool:
        """Whether its length is told while one writes: where somebody could come near the limit."""
        return self.field.limit is not None and self.field.limit <= _LONGEST_COUNTED

    @property
    def arranged(self) -> list["Control"]:
        """The parts, with the short ones next to each other, where the first of them stands."""
        short = [each for each in self.parts if each.field.entry in _SHORT]
        first = next((at for at, each in enumerate(self.parts) if each in short), 0)
        return [*self.parts[:first], *short, *(each for each in self.parts[first:] if each not in short)]


@dataclass(frozen=True, slots=True)
class Picked:
    """A tag or an asset that was chosen; ``note`` is what to know about it."""

    value: str
    name: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Picker:
    """Choosing tags of a facet, or assets to link to, by typing.

    ``typed`` is what was begun, ``found`` what it may mean; ``options`` complete it where there are no scripts.
    ``creates`` says that what is typed and not there may be made.
    """

    path: str
    label: str
    help: str
    picked: tuple[Picked, ...]
    typed: str = ""
    problem: str = ""
    found: tuple[Picked, ...] = ()
    options: tuple[str, ...] = ()
    creates: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """What the checker points out, beside the field at ``path``; ``address`` leads to what it speaks of."""

    code: str
    severity: str
    path: str
    message: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """Unsaved work that was found: when it was typed, and what it began from."""

    at: datetime
    is_discarded: bool = False
    behind: bool = False


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that two people changed: what it was, what the other made of it, and what stands in the form."""

    path: str
    label: str
    before: str
    theirs: str
    yours: str
    takes_theirs: bool = False


@dataclass(frozen=True, slots=True)
class Clashes:
    """A save that somebody else was faster than. ``taken`` names the fields that only they changed.

    ``was`` is the revision that both began from, ``revision`` theirs.
    """

    who: str
    at: datetime
    note: str
    was: int
    revision: int
    fields: tuple[Clash, ...]
    taken: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Fields under one heading."""

    name: str
    controls: tuple[Control, ...]
    help: str = ""


@dataclass(frozen=True, slots=True)
class WritePage:
    """The form of an asset. ``head`` is None while it is new; ``passing`` is sent along with what is typed.

    ``problems`` are messages by the path of their field, ``names`` what those fields are called, and ``focus`` is where
    to go on typing. ``preview`` is safe HTML.
    """

    frame: Frame
    type: ContentType
    head: AssetHead | None
    action: str
    passing: Mapping[str, str]
    sections: tuple[Section, ...]
    tags: tuple[Picker, ...]
    links: tuple[Picker, ...]
    values: Mapping[str, Any]
    people: tuple[str, ...]
    now: datetime
    problems: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    focus: str = ""
    said: str = ""
    kept: Kept | None = None
    clashes: Clashes | None = None
    findings: tuple[Finding, ...] = ()
    preview: str = ""
    editable: bool = True


@dataclass(frozen=True, slots=True)
class TypeChoice:
    """A type to write, and what it is for."""

    label: str
    help: str
    address: str


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A new asset that was begun and not saved."""

    title: str
    label: str
    at: datetime
    address: str


@dataclass(frozen=True, slots=True)
class ChooseTypePage:
    """The types that can be written, and what the viewer began and did not save."""

    frame: Frame
    types: tuple[TypeChoice, ...]
    unfinished: tuple[Unfinished, ...]
    now: datetime


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A preview link; ``address`` is empty once it leads nowhere."""

    link: PreviewLinkView
    address: str


@dataclass(frozen=True, slots=True)
class PreviewLinksPage:
    """The preview links of an asset, and the form for another; choices are values with their words."""

    frame: Frame
    head: AssetHead
    action: str
    links: tuple[LinkRow, ...]
    audiences: tuple[tuple[str, str], ...]
    audience: str
    lasting: tuple[tuple[str, str], ...]
    hours: str
    now: datetime
    problems: Mapping[str, str] = field(default_factory=dict)
    said: str = ""


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """A draft as somebody with a link sees it. From what it links to, ``back`` leads to it; ``title`` is its own."""

    reading: Reading
    audience: Audience
    expires_at: datetime
    back: str
    title: str
