"""What the pages are made from: frozen values, with every address and every count already there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from content_store.council_views import PeriodView, RecommendationView
from content_store.file_views import FileView
from content_store.review_views import CommentView
from content_store.rules.vocabulary import EventKind, Facet, Purpose
from content_store.views import AssetView, TagView


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

    ``person_id`` tells what waits in a browser for one person from what waits for another. ``kept`` are the names and
    values that a search submits besides its words, ``unseen`` how many answers to feedback
    and requests wait to be looked at, and ``places`` where else one can go; the count of a place is what waits there.
    ``desk`` are the pages of the workspace, where the page is one of them.
    """

    person: str
    role: str
    chips: tuple[Choices, ...]
    text: str = ""
    kept: tuple[tuple[str, str], ...] = ()
    find_address: str = "/"
    unseen: int = 0
    person_id: int = 0
    places: tuple[Choice, ...] = ()
    desk: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Marked:
    """A conversation in which the reader used an asset; ``verdict`` is what they said came of it, if they did."""

    event_id: int
    purpose: Purpose
    verdict: EventKind | None
    verdict_id: int | None


@dataclass(frozen=True, slots=True)
class Using:
    """What the reader says by marking an asset as used, and what they just marked.

    ``context`` holds the slugs of persona, stage and pain by these names, ``purpose`` the one of ``purposes`` that
    they chose last; ``back`` is where a form returns to, and ``key`` makes it count once.
    """

    key: str
    context: Mapping[str, str]
    purpose: Purpose
    purposes: tuple[Purpose, ...]
    back: str
    marked: Marked | None = None


@dataclass(frozen=True, slots=True)
class Used:
    """One conversation of the reader's. ``asset`` is None where it may no longer be seen."""

    event_id: int
    asset: AssetView | None
    at: datetime
    purpose: Purpose
    situation: str
    deal: str
    account: str
    verdict: EventKind | None
    verdict_id: int | None
    key: str
    back: str


@dataclass(frozen=True, slots=True)
class RecentPage:
    """The reader's own conversations; ``later`` and ``newest`` lead to older ones and back to the newest."""

    frame: Frame
    now: datetime
    uses: tuple[Used, ...]
    later: str
    newest: str


@dataclass(frozen=True, slots=True)
class Filing:
    """The files of an asset. ``titles`` holds those of slides by the file's digest, ``most`` the bytes one may have.

    ``removed`` can be put back, by those who ``may_edit``.
    """

    files: tuple[FileView, ...]
    titles: Mapping[str, Sequence[str]]
    may_edit: bool
    removed: tuple[FileView, ...]
    most: int
    most_in_words: str

    @property
    def is_shown(self) -> bool:
        """Whether there is anything to see or to do."""
        return bool(self.files) or self.may_edit


@dataclass(frozen=True, slots=True)
class Discussed:
    """A comment period of a guideline: how much was said in it, and which comments were taken up."""

    period: PeriodView
    comments: int
    taken_up: tuple[CommentView, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """One asset to read. ``retired`` is what was asked for when ``asset`` is its successor; no asset, no successor.

    ``context`` holds the names of the call's persona, industry and pain, ``steps`` the assets of a play by slug.
    ``is_draft`` says that it is only looked at, ``recommended`` what the council says for it. Its members may do so
    too, for one of the tags in ``recommending``. ``discussed`` is what reps could say about a guideline, and did.
    ``root`` is where the assets that it leads to are read.
    """

    asset: AssetView | None
    now: datetime
    retired: AssetView | None = None
    context: Mapping[Facet, str] = field(default_factory=dict)
    proof: tuple[AssetView, ...] = ()
    related: tuple[AssetView, ...] = ()
    steps: Mapping[str, AssetView] = field(default_factory=dict)
    using: Using | None = None
    filing: Filing | None = None
    is_draft: bool = False
    recommended: tuple[RecommendationView, ...] = ()
    recommending: Mapping[str, tuple[TagView, ...]] | None = None
    discussed: tuple[Discussed, ...] = ()
    root: str = "/a"


@dataclass(frozen=True, slots=True)
class Row:
    """One result. ``marked`` holds texts as safe HTML with matches marked, by field; ``why`` says why it is here.

    ``proof`` names what proves it, where that goes along with it.
    """

    asset: AssetView
    address: str
    selected: bool = False
    marked: Mapping[str, str] = field(default_factory=dict)
    why: tuple[str, ...] = ()
    proof: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StartView:
    """What stands above a list of recommendations, and where all talking points are listed, the newest first."""

    heading: str
    list_address: str


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
    still has to take in. With ``start`` the rows are recommendations.
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
    start: StartView | None = None


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
