"""Writing an asset: choosing a type, and the form."""

from collections.abc import Callable
from secrets import token_hex

from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.types import Scope

from api.pages.forms import Form, form_page, plain_frame
from api.pages.guarding import guarded
from api.pages.visits import Visit, page
from api.pages.work import typed as typing
from api.pages.work.acting import act
from api.pages.work.clashing import still_clashing
from api.pages.work.desks import Answer, Desk, before_of, number_in, type_named
from api.pages.work.drawing import form
from api.pages.work.heads import ROOT, asset_of
from api.pages.work.keeping import kept_of, live, unsaved
from api.pages.work.pickers import pick
from api.pages.work.typed import Typed
from api.requests import SESSION_COOKIE
from api.runtime import Runtime
from content_store.content_types import DECLARATIONS
from content_store.queries.assets import snapshot_of
from content_store.queries.working_copies import begun
from content_store.rules.permissions import Action
from content_store.views import AssetView
from renderers.writing_pages import choose_type_page
from renderers.writing_views import ChooseTypePage, TypeChoice, Unfinished

MOST_FIELDS = 5_000  # a guideline of 200 criteria has some thousand
MOST_BEGUN = 20
LONGEST_FORM = 21_000_000  # bytes: the longest text that an asset may have, in any script, and all else
_NOT_YOURS = "Writing is for marketing. An admin can change what your role may do."


def writing_routes(runtime: Runtime) -> list[Route]:
    """The addresses of writing."""

    def shown(address: str, handler: Callable[[Visit], Response]) -> Route:
        return Route(address, page(runtime, guarded(handler, Action.EDIT, _NOT_YOURS)))

    def sent(address: str, handler: Callable[[Visit, Form], Response]) -> Route:
        return Route(
            address,
            form_page(runtime, guarded(handler, Action.EDIT, _NOT_YOURS), MOST_FIELDS),
            methods=["POST"],
        )

    return [
        shown(f"{ROOT}/new", choose),
        shown(f"{ROOT}/new/pick", pick),
        shown(f"{ROOT}/new/{{type}}", new),
        sent(f"{ROOT}/new/{{type}}", lambda visit, form: act(visit, _new_desk(visit, form), form)),
        sent(f"{ROOT}/new/{{type}}/live", lambda visit, form: live(visit, _new_desk(visit, form), form)),
        shown(f"{ROOT}/{{slug}}", edit),
        sent(f"{ROOT}/{{slug}}", lambda visit, form: act(visit, _desk(visit, form), form)),
        sent(f"{ROOT}/{{slug}}/live", lambda visit, form: live(visit, _desk(visit, form), form)),
    ]


def is_writing(scope: Scope) -> bool:
    """Whether a request brings the form of an asset, from somebody who seems to be signed in."""
    is_form = scope["method"] == "POST" and scope["path"].startswith(f"{ROOT}/")
    return is_form and any(name == b"cookie" and SESSION_COOKIE.encode() in value for name, value in scope["headers"])


def choose(visit: Visit) -> Response:
    """The types that can be written, and what was begun."""
    types = tuple(
        TypeChoice(each.label.capitalize(), each.help, f"{ROOT}/new/{type_.value.replace('_', '-')}")
        for type_, each in DECLARATIONS.items()
    )
    unfinished = tuple(
        Unfinished(
            each.title,
            DECLARATIONS[each.type].label.capitalize(),
            each.updated_at,
            f"{ROOT}/new/{each.type.value.replace('_', '-')}?copy={each.place.partition(':')[2]}",
        )
        for each in begun(visit.session, visit.viewer.person.id, MOST_BEGUN)
    )
    return HTMLResponse(choose_type_page(ChooseTypePage(plain_frame(visit), types, unfinished, visit.now)))


def new(visit: Visit) -> Response:
    """The form of a new asset; the address may name what was begun."""
    asked = visit.request.query_params.get("copy", "")
    key = asked if _is_key(asked) else token_hex(16)
    desk = Desk(type_named(visit.request.path_params["type"]), None, 0, key, {}, token_hex(8))
    return _opened(visit, desk, typing.blank(desk.type, visit.viewer.person.email))


def edit(visit: Visit) -> Response:
    """The form of an asset, as its newest revision has it, or as the visitor left it unsaved."""
    asset = asset_of(visit)
    desk = Desk(asset.type, asset, asset.latest_revision, "", before_of(asset), token_hex(8))
    return _opened(visit, desk, _saved(visit, asset), _said(visit, asset))


def _opened(visit: Visit, desk: Desk, saved: Typed, said: str = "") -> Response:
    """The form, with unsaved work in it where there is some."""
    copy = unsaved(visit, desk.place)
    if copy is None or copy.type is not desk.type:
        return form(visit, desk, saved, Answer({}, said=said))
    kept = kept_of(copy, desk.asset.latest_revision if desk.asset else 0)
    if kept.is_discarded:
        shown = "discarded" in visit.request.query_params
        return form(visit, desk, saved, Answer({}, said=said, kept=kept if shown else None))
    began = Desk(
        desk.type, desk.asset, copy.base, desk.key, before_of(desk.asset, copy.form), desk.writer, seen=copy.writer
    )
    typed = typing.read(desk.type, copy.form)
    return form(
        visit, began, typed, Answer({}, said=said, kept=kept, clashes=still_clashing(visit, began, typed, copy.form))
    )


def _new_desk(visit: Visit, sent: Form) -> Desk:
    key = sent.get("key", "")
    type_ = type_named(visit.request.path_params["type"])
    return Desk(type_, None, 0, key if _is_key(key) else "", {}, sent.get("writer", "")[:64], sent.get("seen", "")[:64])


def _desk(visit: Visit, sent: Form) -> Desk:
    asset = asset_of(visit)
    writer, seen = sent.get("writer", "")[:64], sent.get("seen", "")[:64]
    return Desk(asset.type, asset, number_in(sent, "base"), "", before_of(asset, sent), writer, seen)


def _is_key(text: str) -> bool:
    return len(text) == 32 and text.isascii() and text.isalnum()


def _saved(visit: Visit, asset: AssetView) -> Typed:
    snapshot = snapshot_of(visit.session, asset.id, asset.latest_revision)
    if snapshot is None:
        message = f"asset {asset.id} has lost its newest revision"
        raise LookupError(message)
    return typing.of_snapshot(asset.type, snapshot, before_of(asset))


def _said(visit: Visit, asset: AssetView) -> str:
    match visit.request.query_params.get("saved"):
        case "same":
            return "Nothing was different, so nothing was saved."
        case str():
            return f"Saved as revision {asset.latest_revision}."
        case None:
            return ""
