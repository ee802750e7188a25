"""What the pages of feedback and requests are made from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from content_store.feedback_views import FeedbackView, Happening, NoticeView, RequestView
from content_store.rules.feedback import FieldChange
from content_store.views import AssetView
from renderers.views import Choice, Frame

Problems = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Option:
    """One entry of a list to choose from."""

    value: str
    name: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Select:
    """A list to choose one entry from; the first means any."""

    name: str
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class FeedbackRow:
    """One piece of feedback, with the asset it is about where that may be seen."""

    feedback: FeedbackView
    asset: AssetView | None


@dataclass(frozen=True, slots=True)
class FeedbackList:
    """One's own feedback, or for those who answer it all. ``about`` is the asset it is narrowed to."""

    frame: Frame
    rows: tuple[FeedbackRow, ...]
    is_inbox: bool
    kinds: tuple[Choice, ...]
    now: datetime
    about: AssetView | None = None
    later: str = ""


@dataclass(frozen=True, slots=True)
class FeedbackPage:
    """One piece of feedback. ``problems`` are those of an answer that was refused, ``typed`` what it said."""

    frame: Frame
    row: FeedbackRow
    changes: tuple[FieldChange, ...]
    history: tuple[Happening, ...]
    now: datetime
    may_answer: bool
    may_reopen: bool
    problems: Problems = field(default_factory=dict)
    typed: str = ""


@dataclass(frozen=True, slots=True)
class TextField:
    """One text of an asset, to be written anew. ``lines`` is how high its box is."""

    name: str
    label: str
    help: str
    value: str
    limit: int
    lines: int


@dataclass(frozen=True, slots=True)
class SuggestPage:
    """The form for a suggestion."""

    frame: Frame
    asset: AssetView
    fields: tuple[TextField, ...]
    key: str
    text: str = ""
    problems: Problems = field(default_factory=dict)

    @property
    def places(self) -> Mapping[str, str]:
        """Where on the page each field is, by its name."""
        return {each.name: each.name for each in self.fields}


@dataclass(frozen=True, slots=True)
class RequestList:
    """What people miss."""

    frame: Frame
    requests: tuple[RequestView, ...]
    total: int
    selects: tuple[Select, ...]
    today: date
    now: datetime
    new_address: str
    later: str = ""


@dataclass(frozen=True, slots=True)
class RequestPage:
    """One request. ``asset`` is what fulfilled it, ``typed`` what was in a form that was refused."""

    frame: Frame
    request: RequestView
    history: tuple[Happening, ...]
    asset: AssetView | None
    now: datetime
    may_answer: bool
    may_reopen: bool
    problems: Problems = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_late(self) -> bool:
        """Whether its promise has passed."""
        return self.request.is_late(self.now.date())


@dataclass(frozen=True, slots=True)
class SimilarView:
    """What may make a request needless."""

    requests: tuple[RequestView, ...] = ()
    assets: tuple[AssetView, ...] = ()


@dataclass(frozen=True, slots=True)
class AskPage:
    """The form to ask for content. ``typed`` is what it holds."""

    frame: Frame
    typed: Mapping[str, str]
    selects: tuple[Select, ...]
    similar: SimilarView
    key: str
    problems: Problems = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice, what it is about in words, and where that is read."""

    notice: NoticeView
    about: str
    address: str


@dataclass(frozen=True, slots=True)
class NoticeList:
    """What one is told."""

    frame: Frame
    rows: tuple[NoticeRow, ...]
    unseen: int
    now: datetime
    later: str = ""
