"""What the pages are made from: frozen values, with every address and every count already there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from content_store.rules.vocabulary import Facet
from content_store.views import AssetView


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose: its name, where choosing it leads, how many results it has, and whether it is chosen."""

    name: str
    address: str
    count: int | None = None
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen under one heading. ``chosen`` names what is; ``clear_address`` chooses nothing."""

    label: str
    choices: tuple[Choice, ...]
    chosen: str = ""
    clear_address: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds every page of a signed-in person.

    ``kept`` are the names and values that a search submits besides its words, ``unseen`` how many answers to feedback
    and requests wait to be looked at.
    """

    person: str
    role: str
    chips: tuple[Choices, ...]
    text: str = ""
    kept: tuple[tuple[str, str], ...] = ()
    find_address: str = "/"
    unseen: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """One asset to read. ``retired`` is what was asked for when ``asset`` is its successor; no asset, no successor.

    ``context`` holds the names of the call's persona, industry and pain, ``steps`` the assets of a play by slug.
    """

    asset: AssetView | None
    now: datetime
    retired: AssetView | None = None
    context: Mapping[Facet, str] = field(default_factory=dict)
    proof: tuple[AssetView, ...] = ()
    related: tuple[AssetView, ...] = ()
    steps: Mapping[str, AssetView] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """One result. ``marked`` holds texts as safe HTML with matches marked, by field; ``why`` says why it is here."""

    asset: AssetView
    address: str
    selected: bool = False
    marked: Mapping[str, str] = field(default_factory=dict)
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Spelling:
    """The words as they may be ``meant``, and ``as_typed``; with ``corrected`` the results are those of the first."""

    meant: Choice
    as_typed: Choice
    corrected: bool


@dataclass(frozen=True, slots=True)
class Emptiness:
    """Why there is nothing, and what is near: what was understood, another spelling, filters that could go.

    ``ask_address`` is where to ask for it.
    """

    understood: tuple[str, ...]
    spelling: Choice | None
    nearest: tuple[Choice, ...]
    ask_address: str = "/requests/new"


@dataclass(frozen=True, slots=True)
class FindView:
    """The page on which everything is found.

    ``noun`` names what ``total`` counts: talking points, results. ``reading`` is shown beside the list; ``is_open``
    says that the reader chose it, so that a small screen shows it alone. ``behind`` is how many changes the search
    still has to take in.
    """

    frame: Frame
    title: str
    noun: str
    types: tuple[Choice, ...]
    facets: tuple[Choices, ...]
    rows: tuple[Row, ...]
    total: int
    first: int
    reading: Reading | None
    is_open: bool
    close_address: str
    earlier: str = ""
    later: str = ""
    spelling: Spelling | None = None
    nothing: Emptiness | None = None
    unknown: tuple[str, ...] = ()
    behind: int = 0
    chosen: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class AssetPage:
    """One asset on a page of its own."""

    frame: Frame
    reading: Reading


@dataclass(frozen=True, slots=True)
class SignInView:
    """The form to sign in with; ``problem`` says why the last try failed."""

    next_address: str = "/"
    email: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class ErrorView:
    """What went wrong, in words, and the id under which the log speaks of it."""

    status: int
    title: str
    words: str
    request_id: str
