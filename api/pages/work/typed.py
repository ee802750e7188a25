"""What stands in the form of an asset: a tree of what was typed, whether or not it can be saved.

The names of the form's fields are paths into it: ``title``, ``content.objections.0.response``, ``tags.persona.1``.
What a declaration does not know is never read.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from api.pages.forms import read_number
from content_store.content_types import DECLARATIONS
from content_store.content_types.common import CommonFields
from content_store.content_types.forms import Entry, FormField, form_of, mark_field
from content_store.drafting import AUTHORED_LINKS
from content_store.errors import Invalid
from content_store.rules.snapshots import Snapshot
from content_store.rules.vocabulary import ContentType, Facet, LinkKind

Typed = dict[str, Any]
Form = Mapping[str, str]

PEOPLE = ("owner", "steward")
LINKS = tuple(kind for kind in LinkKind if kind in AUTHORED_LINKS)
# What was begun to be typed into the pickers of tags and links.
ADDING = (*(f"tags.{facet.value}" for facet in Facet), *(f"links.{kind.value}" for kind in LINKS))
_OTHERS = ("slug", *PEOPLE, "note")
_LONGEST_PLACE = 4  # digits


def blank(type_: ContentType, owner: str) -> Typed:
    """The form of a new asset."""
    common = {field.name: field.blank() for field in form_of(CommonFields)}
    content = {field.name: field.blank() for field in form_of(DECLARATIONS[type_])}
    return _tree(common, content, mark_field(DECLARATIONS[type_]), (), {}, {}) | {"owner": owner}


def of_snapshot(type_: ContentType, snapshot: Snapshot, people: Mapping[str, str]) -> Typed:
    """The form of what was saved; ``people`` are the addresses of its owner and steward."""
    declaration, kept = DECLARATIONS[type_], snapshot["content"]
    common = {field.name: _entered(field, snapshot[field.name]) for field in form_of(CommonFields)}  # type: ignore[literal-required]
    content = {field.name: _entered(field, kept.get(field.name)) for field in form_of(declaration)}
    mark = mark_field(declaration)
    return _tree(common, content, mark, kept.get(mark, ()), snapshot["tags"], snapshot["links"]) | dict(people)


def read(type_: ContentType, form: Form) -> Typed:
    """What a posted form holds."""
    places = _places(form)
    declaration = DECLARATIONS[type_]
    common = {field.name: _read(field, field.name, form, places) for field in form_of(CommonFields)}
    content = {field.name: _read(field, f"content.{field.name}", form, places) for field in form_of(declaration)}
    internal = [field.name for field in form_of(declaration) if f"internal.{field.name}" in form]
    slugs = {
        path: [form[f"{path}.{place}"] for place in places.get(path, ()) if form.get(f"{path}.{place}", "").strip()]
        for path in ADDING
    }
    tags = {facet.value: slugs[f"tags.{facet.value}"] for facet in Facet}
    links = {kind.value: slugs[f"links.{kind.value}"] for kind in LINKS}
    typed = _tree(common, content, mark_field(declaration), internal, tags, links)
    typed |= {name: form.get(name, "").strip() for name in _OTHERS}
    typed["adding"] = {path: text for path in ADDING if (text := form.get(f"adding.{path}", "").strip())}
    return typed


def given_of(type_: ContentType, typed: Typed, before: Mapping[str, str]) -> dict[str, Any]:
    """What was typed as the store takes it; ``before`` are owner and steward as the form found them.

    They are named only where they were changed, so that nobody undoes what a colleague assigned meanwhile.
    """
    declaration = DECLARATIONS[type_]
    content = {field.name: _given(field, typed["content"].get(field.name)) for field in form_of(declaration)}
    if mark := mark_field(declaration):
        content[mark] = typed["content"].get(mark, [])
    return {
        **{field.name: _given(field, typed[field.name]) for field in form_of(CommonFields)},
        "content": content,
        "tags": {facet: typed["tags"].get(facet.value, []) for facet in Facet},
        "links": {kind: typed["links"].get(kind.value, []) for kind in LINKS},
        **({"slug": typed["slug"]} if typed["slug"] else {}),
        **{name: typed[name] for name in PEOPLE if typed[name] != before.get(name)},
    }


def tidied(type_: ContentType, typed: Typed) -> Typed:
    """The same without rows that nobody filled in, so that places in it are places in what is saved."""
    content = dict(typed["content"])
    for field in form_of(DECLARATIONS[type_]):
        if field.item is not None:
            content[field.name] = [row for row in content[field.name] if not field.item.is_blank(row)]
    return {**typed, "content": content}


def rows_at(typed: Typed, path: str) -> list[Any]:
    """The rows of the list at ``path``. Raises Invalid where there is none."""
    at: Any = typed
    for part in path.split("."):
        if isinstance(at, list):
            place = read_number(part)
            at = at[place] if place is not None and place < len(at) else None
        else:
            at = at.get(part) if isinstance(at, dict) else None
    if not isinstance(at, list):
        raise Invalid.of(path, "UNKNOWN_FIELD", "there is no such list")
    return at


def list_at(type_: ContentType, path: str) -> FormField:
    """The list at ``path``. Raises Invalid where there is none."""
    top, *rest = path.split(".")
    fields: Sequence[FormField] = form_of(DECLARATIONS[type_]) if top == "content" else ()
    found: FormField | None = None
    for part in rest:
        found = found.item if found and part.isdigit() else next((each for each in fields if each.name == part), None)
        fields = found.parts if found else ()
    if found is None or found.entry is not Entry.LIST:
        raise Invalid.of(path, "UNKNOWN_FIELD", "there is no such list")
    return found


def slug_in(text: str) -> str:
    """The slug in what may be a whole address of an asset."""
    return text.strip().split("?")[0].rstrip("/").rpartition("/")[2]


def _tree(
    common: Typed, content: Typed, mark: str, internal: Iterable[str], tags: Mapping[str, Any], links: Mapping[str, Any]
) -> Typed:
    return {
        **common,
        "content": content | ({mark: list(internal)} if mark else {}),
        "tags": {facet.value: list(tags.get(facet.value, ())) for facet in Facet},
        "links": {kind.value: list(links.get(kind.value, ())) for kind in LINKS},
        **dict.fromkeys(_OTHERS, ""),
        "adding": {},
    }


def _entered(field: FormField, value: Any) -> Any:
    """A stored value as it stands in the form."""
    if value is None:
        return field.blank()
    if field.entry is Entry.LIST and field.item is not None:
        return [_entered(field.item, each) for each in value]
    if field.entry is Entry.PART:
        return {part.name: _entered(part, value.get(part.name)) for part in field.parts}
    return value if isinstance(value, bool) else str(value)


def _places(form: Form) -> dict[str, list[int]]:
    """For each path of a list the places that the form names, in order."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    for name in form:
        parts = name.split(".")[:6]
        for depth, part in enumerate(parts):
            if part.isascii() and part.isdigit() and len(part) <= _LONGEST_PLACE:
                found[".".join(parts[:depth])].add(int(part))
    return {path: sorted(places) for path, places in found.items()}


def _read(field: FormField, path: str, form: Form, places: Mapping[str, Sequence[int]]) -> Any:
    match field.entry:
        case Entry.LIST if field.item is not None:
            return [_read(field.item, f"{path}.{place}", form, places) for place in places.get(path, ())]
        case Entry.PART:
            return {part.name: _read(part, f"{path}.{part.name}", form, places) for part in field.parts}
        case Entry.FLAG:
            return path in form
        case _:
            return form.get(path, str(field.default)).replace("\r\n", "\n")


def _given(field: FormField, value: Any) -> Any:
    """A value of the form as a declaration validates it."""
    match field.entry:
        case Entry.LIST if field.item is not None:
            return [_given(field.item, row) for row in value]
        case Entry.PART:
            return (
                None if field.is_blank(value) else {part.name: _given(part, value[part.name]) for part in field.parts}
            )
        case Entry.TEXT | Entry.MARKDOWN | Entry.FLAG:
            return value
        case Entry.ASSET:
            return slug_in(value) or None
        case _:
            return value.strip() or None
