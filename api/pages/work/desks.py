"""Where somebody writes: one asset or a new one of some type, and what the form began from."""

from collections.abc import Mapping
from dataclasses import dataclass

from api.pages.forms import Form
from api.pages.work.heads import ROOT
from api.pages.work.typed import PEOPLE
from content_store.errors import Conflict, Invalid, KindlingError, NotFound, Problem
from content_store.rules.vocabulary import ContentType, Facet, LinkKind
from content_store.views import AssetView
from content_store.working_copies import Typed as Unsaved
from content_store.working_copies import place_of as place_of_copy
from renderers.writing_views import Clashes, Kept

_PLACES = {facet.plural: f"tags.{facet.value}" for facet in Facet} | {
    kind.value: f"links.{kind.value}" for kind in LinkKind
}


@dataclass(frozen=True, slots=True)
class Desk:
    """``base`` is the revision that the form began from, 0 for a new asset; ``key`` names unsaved work on that.

    ``writer`` is this open page, ``seen`` the one whose unsaved work it shows; ``before`` are owner and steward as it
    found them.
    """

    type: ContentType
    asset: AssetView | None
    base: int
    key: str
    before: Mapping[str, str]
    writer: str = ""
    seen: str = ""

    @property
    def place(self) -> str:
        """What names the unsaved work here."""
        return place_of_copy(self.asset.id if self.asset else None, self.key)

    def typed(self, form: Form) -> Unsaved:
        """What to keep of the form."""
        kept = {name: text for name, text in form.items() if name not in _PASSING}
        asset_id = self.asset.id if self.asset else None
        return Unsaved(self.place, asset_id, self.type, self.base, self.writer, self.seen, kept)

    @property
    def address(self) -> str:
        """Where the form stands and is sent to."""
        return f"{ROOT}/{self.asset.slug}" if self.asset else f"{ROOT}/new/{self.type.value.replace('_', '-')}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a form says of what was just done: problems by path, where to go on, and a word on it."""

    problems: Mapping[str, str]
    focus: str = ""
    said: str = ""
    kept: Kept | None = None
    clashes: Clashes | None = None


# What a form says of itself, beside what was typed.
_PASSING = frozenset({"do", "writer", "seen", "base", "key"})


def type_named(name: str) -> ContentType:
    """The type that an address names. Raises NotFound."""
    found = next((each for each in ContentType if each.value == name.replace("-", "_")), None)
    if found is None:
        message = "there is no such type"
        raise NotFound(message)
    return found


def problems_of(error: KindlingError) -> dict[str, str]:
    """What was wrong, by the path of its field in the form; what belongs to none under the empty path."""
    if isinstance(error, Invalid):
        return {place_of(problem): problem.message for problem in reversed(error.problems)}
    return {"": str(error)}


def place_of(problem: Problem) -> str:
    """Where in the form a problem of the store belongs."""
    return _PLACES.get(problem.path[0]) or ".".join(problem.path) if problem.path else ""


def number_in(form: Form, name: str) -> int:
    """The number of a revision in a field; 0 where there is none."""
    text = form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def before_of(asset: AssetView | None, form: Form | None = None) -> dict[str, str]:
    """Owner and steward as the form found them."""
    if form is not None:
        return {name: form.get(f"before.{name}", "") for name in PEOPLE}
    people = {"owner": asset.owner, "steward": asset.steward} if asset else {}
    return {name: each.email if (each := people.get(name)) else "" for name in PEOPLE}


REFUSED = (Invalid, Conflict)
