"""What the buttons of an asset's form do."""

from collections.abc import Mapping
from dataclasses import replace

from starlette.responses import Response

from api.pages.forms import Form, onward, read_number, working
from api.pages.visits import Visit
from api.pages.work import typed as typing
from api.pages.work.clashing import clash, settled, still_clashing
from api.pages.work.desks import Answer, Desk, problems_of
from api.pages.work.drawing import form
from api.pages.work.heads import ROOT
from api.pages.work.keeping import keep_quietly, put_away
from api.pages.work.pickers import create_tag, resolve
from api.pages.work.typed import Typed
from content_store import authoring, working_copies
from content_store.errors import Conflict, Invalid
from content_store.work import Work

_SAID = {"preview": "This is how it will read; nothing is saved yet."}


def act(visit: Visit, desk: Desk, sent: Form) -> Response:
    """Do what the pressed button asks. Whatever becomes of it, what was typed stays in the form."""
    typed = typing.read(desk.type, sent)
    verb, _, path = sent.get("do", "save").partition(":")
    if verb in {"discard", "bring-back"}:
        return put_away(visit, desk, verb)
    try:
        if verb == "save":
            return _save(visit, desk, typed, sent)
        keep_quietly(visit, desk, sent)
        if verb == "create":
            return _create(visit, desk, typed, sent, path)
        made, answer = _changed(visit, desk, typed, verb, path)
    except Invalid as error:
        return _answered(visit, desk, typed, sent, Answer(problems_of(error)), 400)
    return _answered(visit, desk, made, sent, answer)


def _answered(visit: Visit, desk: Desk, typed: Typed, sent: Form, answer: Answer, status: int = 200) -> Response:
    """The form again. A clash stays beside it until it is saved."""
    return form(visit, desk, typed, replace(answer, clashes=still_clashing(visit, desk, typed, sent)), status)


def _create(visit: Visit, desk: Desk, typed: Typed, sent: Form, path: str) -> Response:
    """Make the tag that was typed, and choose it."""
    with working(visit) as work:
        made = create_tag(work, typed, path)
    # The request's own snapshot of the store is older than the tag.
    with visit.runtime.database.reading() as session:
        return _answered(replace(visit, session=session), desk, made, sent, Answer({}, f"adding.{path}"))


def _changed(visit: Visit, desk: Desk, typed: Typed, verb: str, path: str) -> tuple[Typed, Answer]:
    """What was typed, with a row, a tag or a link more or less."""
    focus = ""
    if verb == "pick":
        focus = _pick(typed, path)
    elif verb == "add":
        focus = _add_row(desk, typed, path)
    elif verb in {"remove", "up", "down"}:
        focus = _move_row(typed, verb, path)
    made, problems = resolve(visit, typed)
    return made, Answer(problems, focus, _SAID.get(verb, ""))


def _save(visit: Visit, desk: Desk, typed: Typed, sent: Form) -> Response:
    typed, problems = resolve(visit, typing.tidied(desk.type, typed))
    given = settled(visit, desk, typed, sent)
    try:
        with working(visit) as work:
            address = _saved(work, desk, given, sent)
            _refuse(problems)
    except Invalid as error:
        keep_quietly(visit, desk, sent)
        return _answered(visit, desk, typed, sent, Answer(problems | problems_of(error)), 400)
    except Conflict:
        keep_quietly(visit, desk, sent)
        desk, typed, clashes = clash(visit, desk, given)
        return form(visit, desk, typed, Answer(problems, clashes=clashes), 409)
    return onward(address)


def _refuse(problems: Mapping[str, str]) -> None:
    """Take back what was saved beside words that mean nothing: saving told what else is wrong."""
    if problems:
        raise Invalid(())


def _saved(work: Work, desk: Desk, typed: Typed, sent: Form) -> str:
    """Save, let go of the unsaved work in the same transaction, and say where to go."""
    given, note, kept = typing.given_of(desk.type, typed, desk.before), typed["note"], desk.typed(sent)
    if desk.asset is not None:
        made = authoring.update(work, desk.asset.id, given, desk.base, note)
    elif desk.key and (known := working_copies.became(work, kept)):
        # The same form again: a second press, or a page that was reloaded.
        made = authoring.view(work, known)
        return f"{ROOT}/{made.slug}"
    else:
        made = authoring.create(work, desk.type, given, note)
    if desk.asset is not None or desk.key:
        working_copies.finish(work, kept, made.id)
    return f"{ROOT}/{made.slug}?saved={made.latest_revision if made.latest_revision != desk.base else 'same'}"


def _pick(typed: Typed, path: str) -> str:
    """Choose one of what was found for what was typed: ``links.proof:its-slug``."""
    at, _, slug = path.partition(":")
    if not at.startswith("links."):
        raise Invalid.of(at, "UNKNOWN_FIELD", "there is no such list")
    rows = typing.rows_at(typed, at)
    if slug not in rows:
        rows.append(slug)
    typed["adding"].pop(at, None)
    return f"adding.{at}"


def _add_row(desk: Desk, typed: Typed, path: str) -> str:
    field, rows = typing.list_at(desk.type, path), typing.rows_at(typed, path)
    if field.limit is not None and len(rows) >= field.limit:
        raise Invalid.of(tuple(path.split(".")), "TOO_MANY", f"there may be {field.limit:,} at most")
    if field.item is not None:
        rows.append(field.item.blank())
    return f"{path}.{len(rows) - 1}"


def _move_row(typed: Typed, verb: str, path: str) -> str:
    """Take a row away or put it in another place; where to go on."""
    at, _, place = path.rpartition(".")
    rows = typing.rows_at(typed, at)
    number = read_number(place)
    if number is None or number >= len(rows):
        raise Invalid.of(at, "UNKNOWN_FIELD", "there is no such row")
    row = rows.pop(number)
    if verb == "remove":
        return f"{at}.{min(number, len(rows) - 1)}" if rows else at
    moved = max(0, number - 1) if verb == "up" else min(len(rows), number + 1)
    rows.insert(moved, row)
    return f"{at}.{moved}"
