"""Writing an asset: choosing a type, the form, and saving it."""

from secrets import token_hex

from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from api.pages.forms import Form, form_page, onward, plain_frame, working
from api.pages.guarding import guarded
from api.pages.visits import Visit, page
from api.pages.work import typed as typing
from api.pages.work.desks import Answer, Desk, before_of, form, problems_of, type_named
from api.pages.work.heads import ROOT, asset_of
from api.pages.work.pickers import create_tag, pick, resolve
from api.pages.work.typed import Typed
from api.runtime import Runtime
from content_store import authoring
from content_store.content_types import DECLARATIONS
from content_store.errors import Invalid
from content_store.queries.assets import snapshot_of
from content_store.rules.permissions import Action
from content_store.views import AssetView
from renderers.writing_pages import choose_type_page
from renderers.writing_views import ChooseTypePage, TypeChoice

MOST_FIELDS = 5_000  # a guideline of 200 criteria has some thousand
_NOT_YOURS = "Writing is for marketing. An admin can change what your role may do."


def writing_routes(runtime: Runtime) -> list[Route]:
    """The addresses of writing."""
    return [
        Route(f"{ROOT}/new", page(runtime, guarded(choose, Action.EDIT, _NOT_YOURS))),
        Route(f"{ROOT}/new/pick", page(runtime, guarded(pick, Action.EDIT, _NOT_YOURS))),
        Route(f"{ROOT}/new/{{type}}", page(runtime, guarded(new, Action.EDIT, _NOT_YOURS))),
        Route(
            f"{ROOT}/new/{{type}}",
            form_page(runtime, guarded(write_new, Action.EDIT, _NOT_YOURS), MOST_FIELDS),
            methods=["POST"],
        ),
        Route(f"{ROOT}/{{slug}}", page(runtime, guarded(edit, Action.EDIT, _NOT_YOURS))),
        Route(
            f"{ROOT}/{{slug}}",
            form_page(runtime, guarded(write, Action.EDIT, _NOT_YOURS), MOST_FIELDS),
            methods=["POST"],
        ),
    ]


def choose(visit: Visit) -> Response:
    """The types that can be written."""
    types = tuple(
        TypeChoice(each.label.capitalize(), each.help, f"{ROOT}/new/{type_.value.replace('_', '-')}")
        for type_, each in DECLARATIONS.items()
    )
    return HTMLResponse(choose_type_page(ChooseTypePage(plain_frame(visit), types, (), visit.now)))


def new(visit: Visit) -> Response:
    """The form of a new asset."""
    desk = _new_desk(visit, token_hex(16))
    return form(visit, desk, typing.blank(desk.type, visit.viewer.person.email), Answer({}))


def write_new(visit: Visit, sent: Form) -> Response:
    """Do what the form of a new asset asks."""
    return _act(visit, _new_desk(visit, sent.get("key", "")[:64]), sent)


def edit(visit: Visit) -> Response:
    """The form of an asset, as its newest revision has it."""
    asset = asset_of(visit)
    desk = Desk(asset.type, asset, asset.latest_revision, "", before_of(asset))
    return form(visit, desk, _saved(visit, asset), Answer({}, said=_said(visit, asset)))


def write(visit: Visit, sent: Form) -> Response:
    """Do what the form of an asset asks."""
    asset = asset_of(visit)
    base = sent.get("base", "")
    number = int(base) if base.isascii() and base.isdigit() and len(base) < 9 else 0
    return _act(visit, Desk(asset.type, asset, number, "", before_of(asset, sent)), sent)


def _new_desk(visit: Visit, key: str) -> Desk:
    return Desk(type_named(visit.request.path_params["type"]), None, 0, key, {})


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


def _act(visit: Visit, desk: Desk, sent: Form) -> Response:
    typed = typing.read(desk.type, sent)
    verb, _, path = sent.get("do", "save").partition(":")
    try:
        match verb:
            case "save":
                return _save(visit, desk, typed)
            case "create":
                with working(visit) as work:
                    made = create_tag(work, typed, path)
                return form(visit, desk, made, Answer({}, f"adding.{path}"))
            case "pick":
                return form(visit, desk, *_picked(visit, typed, path))
            case _:
                made, focus = _rearranged(desk, typed, verb, path)
                made, problems = resolve(visit, made)
                return form(visit, desk, made, Answer(problems, focus))
    except Invalid as error:
        return form(visit, desk, typed, Answer(problems_of(error)), 400)


def _save(visit: Visit, desk: Desk, typed: Typed) -> Response:
    typed, problems = resolve(visit, typing.tidied(desk.type, typed))
    if problems:
        return form(visit, desk, typed, Answer(problems), 400)
    given, note = typing.given_of(desk.type, typed, desk.before), typed["note"]
    try:
        with working(visit) as work:
            if desk.asset is None:
                made = authoring.create(work, desk.type, given, note)
            else:
                made = authoring.update(work, desk.asset.id, given, desk.base, note)
    except Invalid as error:
        return form(visit, desk, typed, Answer(problems_of(error)), 400)
    told = made.latest_revision if made.latest_revision != desk.base else "same"
    return onward(f"{ROOT}/{made.slug}?saved={told}")


def _picked(visit: Visit, typed: Typed, path: str) -> tuple[Typed, Answer]:
    """Choose one of what was found for what was typed: ``links.proof:its-slug``."""
    at, _, slug = path.partition(":")
    if not at.startswith("links."):
        raise Invalid.of(at, "UNKNOWN_FIELD", "there is no such list")
    rows = typing.rows_at(typed, at)
    if slug not in rows:
        rows.append(slug)
    typed["adding"].pop(at, None)
    made, problems = resolve(visit, typed)
    return made, Answer(problems, f"adding.{at}")


def _rearranged(desk: Desk, typed: Typed, verb: str, path: str) -> tuple[Typed, str]:
    """A row more or less, or in another place; with the path where to go on."""
    if verb == "add":
        return _added(desk, typed, path)
    at, _, place = path.rpartition(".")
    if verb not in {"remove", "up", "down"}:
        return typed, ""
    rows = typing.rows_at(typed, at)
    if not (place.isascii() and place.isdigit() and int(place[:6]) < len(rows)):
        raise Invalid.of(at, "UNKNOWN_FIELD", "there is no such row")
    row = rows.pop(number := int(place))
    if verb == "remove":
        return typed, f"{at}.{min(number, len(rows) - 1)}" if rows else at
    moved = max(0, number - 1) if verb == "up" else min(len(rows), number + 1)
    rows.insert(moved, row)
    return typed, f"{at}.{moved}"


def _added(desk: Desk, typed: Typed, path: str) -> tuple[Typed, str]:
    field = typing.list_at(desk.type, path)
    rows = typing.rows_at(typed, path)
    if field.limit is not None and len(rows) >= field.limit:
        raise Invalid.of(tuple(path.split(".")), "TOO_MANY", f"there may be {field.limit:,} at most")
    if field.item is not None:
        rows.append(field.item.blank())
    return typed, f"{path}.{len(rows) - 1}"
