"""Keeping what somebody types into the form of an asset until they save it, so that no crash loses it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from content_store.content_types.cleaning import cleaned
from content_store.content_types.common import TITLE_LIMIT
from content_store.errors import Conflict
from content_store.queries.working_copies import locked_copy, oldest_copies
from content_store.rules.permissions import Action
from content_store.rules.vocabulary import ContentType
from content_store.tables import WorkingCopy
from content_store.work import Work

MOST = 100  # working copies of one person


@dataclass(frozen=True, slots=True)
class Typed:
    """What to keep. ``writer`` is the open page that sends it, ``seen`` the one whose work it began from."""

    place: str
    asset_id: int | None
    type: ContentType
    base: int
    writer: str
    seen: str
    form: Mapping[str, str] = field(repr=False)


def place_of(asset_id: int | None, key: str) -> str:
    """What names the unsaved work on an asset, or on the new one whose form has this key."""
    return f"new:{key}" if asset_id is None else f"asset:{asset_id}"


def keep(work: Work, typed: Typed) -> None:
    """Keep what was typed instead of what was kept before.

    Raises Forbidden, and Conflict where another open page of the same person kept something meanwhile.
    """
    work.require(Action.EDIT)
    copy = _held(work, typed)
    if copy.asset_id != typed.asset_id:
        return  # a new asset that was saved meanwhile; what comes late was in it
    another = copy.form and copy.discarded_at is None and copy.writer not in {typed.writer, typed.seen}
    if another:
        message = "you went on writing in another window; open this page again to see it"
        raise Conflict(message)
    form = cleaned(typed.form)
    copy.base, copy.writer, copy.form = typed.base, typed.writer, form
    copy.title = str(form.get("title", ""))[:TITLE_LIMIT]
    copy.updated_at, copy.discarded_at = work.now, None


def discard(work: Work, place: str) -> None:
    """Put unsaved work away; it can be brought back until something else is kept."""
    _set_discarded(work, place, discarded=True)


def bring_back(work: Work, place: str) -> None:
    """Undo ``discard``."""
    _set_discarded(work, place, discarded=False)


def became(work: Work, typed: Typed) -> int | None:
    """The asset that this very form of a new one has become before; None where it has not been saved."""
    copy = _held(work, typed)
    return copy.asset_id


def finish(work: Work, typed: Typed, asset_id: int) -> None:
    """Let go of unsaved work, which was saved. Of a new asset it is remembered what it became."""
    copy = _held(work, typed)
    if typed.asset_id is None:
        copy.asset_id, copy.form, copy.discarded_at, copy.updated_at = asset_id, {}, work.now, work.now
    else:
        work.session.delete(copy)
    work.session.flush()


def _set_discarded(work: Work, place: str, *, discarded: bool) -> None:
    work.require(Action.EDIT)
    copy = locked_copy(work.session, work.actor.person.id, place)
    if copy is not None and copy.form:
        copy.discarded_at = work.now if discarded else None


def _held(work: Work, typed: Typed) -> WorkingCopy:
    """The row of this work, held until the transaction ends; made where there is none."""
    person_id = work.actor.person.id
    copy = locked_copy(work.session, person_id, typed.place)
    if copy is None:
        _make_row(work, typed)
        for place in oldest_copies(work.session, person_id, MOST):
            gone = delete(WorkingCopy).where(WorkingCopy.person_id == person_id, WorkingCopy.place == place)
            work.session.execute(gone)
        copy = locked_copy(work.session, person_id, typed.place)
    if copy is None:
        message = "a working copy went away while it was written"
        raise LookupError(message)
    return copy


def _make_row(work: Work, typed: Typed) -> None:
    """Two requests may begin at once; the row of the first stands."""
    dialect = postgresql if work.session.get_bind().dialect.name == "postgresql" else sqlite
    row = {
        "person_id": work.actor.person.id,
        "place": typed.place,
        "asset_id": typed.asset_id,
        "type": typed.type,
        "base": typed.base,
        "writer": typed.writer,
        "title": "",
        "form": {},
        "updated_at": work.now,
    }
    work.session.execute(dialect.insert(WorkingCopy).values(**row).on_conflict_do_nothing())
