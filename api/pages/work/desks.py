"""Where somebody writes: one asset or a new one of some type, and what the form began from."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.responses import HTMLResponse, Response

from api.pages.forms import Form, plain_frame
from api.pages.visits import Visit
from api.pages.work.controls import names_of, sections
from api.pages.work.heads import ROOT, head
from api.pages.work.pickers import link_pickers, tag_pickers
from api.pages.work.typed import PEOPLE, Typed
from content_store.errors import Conflict, Invalid, KindlingError, NotFound, Problem
from content_store.queries.people import people_book
from content_store.rules.vocabulary import ContentType, Facet, LinkKind, Status
from content_store.views import AssetView
from renderers.writing_pages import write_page
from renderers.writing_views import WritePage

_PLACES = {facet.plural: f"tags.{facet.value}" for facet in Facet} | {
    kind.value: f"links.{kind.value}" for kind in LinkKind
}
_EDITABLE = frozenset({Status.DRAFT, Status.IN_REVIEW, Status.PUBLISHED})
_NAMES = {"slug": "Address", "owner": "Owner", "steward": "Steward", "note": "Note"}


@dataclass(frozen=True, slots=True)
class Desk:
    """``base`` is the revision that the form began from, 0 for a new asset; ``key`` names unsaved work on that."""

    type: ContentType
    asset: AssetView | None
    base: int
    key: str
    before: Mapping[str, str]

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


def type_named(name: str) -> ContentType:
    """The type that an address names. Raises NotFound."""
    found = next((each for each in ContentType if each.value == name.replace("-", "_")), None)
    if found is None:
        message = "there is no such type"
        raise NotFound(message)
    return found


def form(visit: Visit, desk: Desk, typed: Typed, answer: Answer, status: int = 200) -> Response:
    """The page of the form, with what was typed."""
    drawn = sections(desk.type, typed, answer.problems)
    tags, links = tag_pickers(visit, typed, answer.problems), link_pickers(visit, typed, answer.problems)
    picked = {each.path: each.label for each in (*tags, *links)}
    view = WritePage(
        frame=plain_frame(visit),
        type=desk.type,
        head=head(visit, desk.asset, "") if desk.asset else None,
        action=desk.address,
        base=desk.base,
        key=desk.key,
        before=desk.before,
        sections=drawn,
        tags=tags,
        links=links,
        values=typed,
        people=tuple(each.email for each in people_book(visit.session).by_id.values() if not each.disabled_at),
        now=visit.now,
        problems=answer.problems,
        names=names_of(drawn) | picked | _NAMES,
        focus=answer.focus,
        said=answer.said,
        editable=desk.asset is None or desk.asset.status in _EDITABLE,
    )
    return HTMLResponse(write_page(view), status)


def problems_of(error: KindlingError) -> dict[str, str]:
    """What was wrong, by the path of its field in the form; what belongs to none under the empty path."""
    if isinstance(error, Invalid):
        return {place_of(problem): problem.message for problem in reversed(error.problems)}
    return {"": str(error)}


def place_of(problem: Problem) -> str:
    """Where in the form a problem of the store belongs."""
    return _PLACES.get(problem.path[0]) or ".".join(problem.path) if problem.path else ""


def before_of(asset: AssetView | None, form: Form | None = None) -> dict[str, str]:
    """Owner and steward as the form found them."""
    if form is not None:
        return {name: form.get(f"before.{name}", "") for name in PEOPLE}
    people = {"owner": asset.owner, "steward": asset.steward} if asset else {}
    return {name: each.email if (each := people.get(name)) else "" for name in PEOPLE}


REFUSED = (Invalid, Conflict)
