"""What the page of a call's brief is made from."""

from collections.abc import Mapping
from dataclasses import dataclass

from content_store.brief_views import CallBrief
from renderers.feedback_views import Select
from renderers.views import Choice, Frame, Using


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing, in words, and where to ask for it."""

    text: str
    address: str


@dataclass(frozen=True, slots=True)
class BriefPage:
    """The page of a brief.

    ``kept`` are the names and values that the form sends besides its fields, ``uses`` what marking an asset as used
    would say, by its id. ``query`` is the part of the address that other formats take as well; ``elsewhere`` finds
    more for the same situation.
    """

    frame: Frame
    brief: CallBrief
    industries: Select
    kept: tuple[tuple[str, str], ...]
    unknown: tuple[str, ...]
    languages: tuple[Choice, ...]
    gaps: tuple[Gap, ...]
    uses: Mapping[int, Using]
    query: str
    elsewhere: str
