"""Two people changed the same asset: their changes and one's own, field by field.

What only one of them changed is taken as it is; what both changed is shown as it was, as theirs and as one's own.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from api.pages.forms import Form
from api.pages.visits import Visit
from api.pages.work import typed as typing
from api.pages.work.desks import Desk, before_of, number_in
from api.pages.work.pickers import editors
from api.pages.work.typed import LINKS, Typed
from content_store.content_types import DECLARATIONS
from content_store.content_types.common import CommonFields
from content_store.content_types.forms import Entry, FormField, form_of, mark_field
from content_store.database import Session
from content_store.errors import NotFound
from content_store.queries.assets import by_slug, snapshot_of
from content_store.queries.revisions import revision_of
from content_store.queries.taxonomy import tag_book
from content_store.rules.vocabulary import ContentType, Facet
from content_store.views import AssetView, RevisionView
from renderers.writing_views import Clash, Clashes

CHOOSE, WAS = "choose.", "was"


def clash(visit: Visit, desk: Desk, typed: Typed) -> tuple[Desk, Typed, Clashes]:
    """The form with both in it, to be saved again on top of theirs. Raises NotFound where the asset is gone."""
    # What was read at the beginning of the request is older than what we ran into.
    with visit.runtime.database.reading() as session:
        asset = by_slug(session, desk.asset.slug if desk.asset else "", editors(visit))
        if asset is None:
            message = "there is no such asset"
            raise NotFound(message)
        newest = revision_of(session, asset.id, asset.latest_revision)
        was = _tree(session, asset, desk.base)
        theirs = _tree(session, asset, asset.latest_revision)
        merged, clashes = _merged(session, desk.type, was, theirs, typed)
    made = replace(desk, asset=asset, base=asset.latest_revision)
    return made, merged, _told(desk.base, newest, clashes, _taken(desk.type, was, theirs, typed))


def still_clashing(visit: Visit, desk: Desk, typed: Typed, sent: Form) -> Clashes | None:
    """Both sides again, with what was chosen so far, where the form holds a clash that is not saved yet."""
    number = number_in(sent, WAS)
    newest = revision_of(visit.session, desk.asset.id, desk.base) if desk.asset else None
    if not number or desk.asset is None or newest is None:
        return None
    was, theirs = (_tree(visit.session, desk.asset, each) for each in (number, desk.base))
    clashes = tuple(
        replace(_clash(visit.session, path, label, field, (was, theirs, typed)), takes_theirs=sent[name] == "theirs")
        for path, label, field in _paths(desk.type)
        if (name := f"{CHOOSE}{path}") in sent
    )
    shown = {each.path for each in clashes}
    changed = (each for each in _paths(desk.type) if _at(theirs, each[0]) != _at(was, each[0]))
    return _told(number, newest, clashes, tuple(label for path, label, _ in changed if path not in shown))


def settled(visit: Visit, desk: Desk, typed: Typed, sent: Form) -> Typed:
    """What was typed, with theirs where that was chosen: their revision is the one that the form is now based on."""
    chosen = {
        name.removeprefix(CHOOSE) for name, value in sent.items() if name.startswith(CHOOSE) and value == "theirs"
    }
    if not chosen or desk.asset is None:
        return typed
    theirs = _tree(visit.session, desk.asset, desk.base)
    made = typed
    for path, _, _ in _paths(desk.type):
        if path in chosen:
            made = _with(made, path, _at(theirs, path))
    return made


def _merged(
    session: Session, type_: ContentType, was: Typed, theirs: Typed, yours: Typed
) -> tuple[Typed, tuple[Clash, ...]]:
    merged, clashes = yours, []
    for path, label, field in _paths(type_):
        before, their, your = (_at(tree, path) for tree in (was, theirs, yours))
        if their in (before, your):
            continue
        if your == before:
            merged = _with(merged, path, their)
        else:
            clashes.append(_clash(session, path, label, field, (was, theirs, yours)))
    return merged, tuple(clashes)


def _clash(session: Session, path: str, label: str, field: FormField | None, trees: Iterable[Typed]) -> Clash:
    before, theirs, yours = (_words(session, path, field, _at(tree, path)) for tree in trees)
    return Clash(path, label, before, theirs, yours)


def _taken(type_: ContentType, was: Typed, theirs: Typed, yours: Typed) -> tuple[str, ...]:
    """The labels of the fields that only they changed."""
    return tuple(label for path, label, _ in _paths(type_) if _at(theirs, path) != _at(was, path) == _at(yours, path))


def _told(was: int, newest: RevisionView | None, clashes: tuple[Clash, ...], taken: tuple[str, ...]) -> Clashes:
    if newest is None:
        message = "an asset has lost its newest revision"
        raise LookupError(message)
    who = newest.author.name if newest.author else "Somebody"
    return Clashes(who, newest.created_at, newest.note, was, newest.number, clashes, taken)


def _tree(session: Session, asset: AssetView, number: int) -> Typed:
    """The form of one revision; of one that is not there an empty one."""
    snapshot = snapshot_of(session, asset.id, number)
    return typing.of_snapshot(asset.type, snapshot, before_of(asset)) if snapshot else typing.blank(asset.type, "")


def _paths(type_: ContentType) -> Iterator[tuple[str, str, FormField | None]]:
    """What can clash as one: every field, a list as a whole."""
    declaration = DECLARATIONS[type_]
    for field in form_of(CommonFields):
        yield field.name, field.label, field
    for field in form_of(declaration):
        yield f"content.{field.name}", field.label, field
    if mark := mark_field(declaration):
        yield f"content.{mark}", "What never leaves the company", None
    for facet in Facet:
        yield f"tags.{facet.value}", facet.plural.capitalize(), None
    for kind in LINKS:
        yield f"links.{kind.value}", kind.value.replace("_", " ").capitalize(), None


def _at(tree: Typed, path: str) -> Any:
    section, _, name = path.partition(".")
    value = tree[section].get(name, []) if name else tree[section]
    return value.rstrip() if isinstance(value, str) else value


def _with(tree: Typed, path: str, value: Any) -> Typed:
    section, _, name = path.partition(".")
    return {**tree, section: {**tree[section], name: value} if name else value}


def _words(session: Session, path: str, field: FormField | None, value: Any) -> str:
    """A value as it can be read and compared."""
    if path.startswith("tags."):
        tags = (tag_book(session).find(Facet(path.partition(".")[2]), slug) for slug in value)
        return "\n".join(tag.name for tag in tags if tag)
    if field is None:
        return "\n".join(str(each).replace("_", " ") for each in value)
    return _field_words(field, value)


def _field_words(field: FormField, value: Any) -> str:
    match field.entry:
        case Entry.LIST if field.item is not None:
            return "\n\n".join(_field_words(field.item, row) for row in value)
        case Entry.PART:
            return "\n".join(_line(part, value) for part in field.parts if not part.is_blank(value[part.name]))
        case Entry.FLAG:
            return "Yes" if value else "No"
        case Entry.CHOICE:
            return dict(field.options).get(str(value), str(value))
        case _:
            return str(value)


def _line(part: FormField, value: Mapping[str, Any]) -> str:
    return f"{part.label}: {_field_words(part, value[part.name])}"
