"""Choosing tags, and assets to link to, by typing a part of what they are called."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from starlette.responses import JSONResponse, Response

from api.pages.guarding import is_allowed
from api.pages.visits import Visit
from api.pages.work.typed import LINKS, Typed, slug_in
from content_store import taxonomy
from content_store.access import window
from content_store.content_types import DECLARATIONS
from content_store.drafting import PROOF_TYPES
from content_store.errors import Invalid
from content_store.queries.assets import ids_of, load
from content_store.queries.taxonomy import TagBook, tag_book
from content_store.rules.filters import Filter, Window
from content_store.rules.permissions import Action
from content_store.rules.vocabulary import Facet, LinkKind, TagStatus
from content_store.views import AssetView, TagView
from content_store.work import Work
from renderers.writing_views import Picked, Picker
from search.finding import SearchRequest

MOST_FOUND = 8  # beside a field, to choose from
MOST_OPTIONS = 300  # tags that a page names where there are no scripts

_LINK_WORDS: Mapping[LinkKind, tuple[str, str]] = {
    LinkKind.PROOF: ("Proof", "What proves it: case studies, testimonials, proof statements, white papers."),
    LinkKind.RELATED: ("Related", "What a reader may want next."),
    LinkKind.SUPERSEDES: ("Replaces", "What it is there instead of."),
    LinkKind.TRANSLATION_OF: ("Translation of", "The asset that this one says in another language."),
}


def tag_pickers(visit: Visit, typed: Typed, problems: Mapping[str, str]) -> tuple[Picker, ...]:
    """One for each facet."""
    book, creates = tag_book(visit.session), is_allowed(visit, Action.EDIT_TAXONOMY)
    return tuple(_tag_picker(book, facet, typed, problems, creates=creates) for facet in Facet)


def link_pickers(visit: Visit, typed: Typed, problems: Mapping[str, str]) -> tuple[Picker, ...]:
    """One for each kind of link."""
    known = named_assets(visit, [slug for kind in LINKS for slug in typed["links"].get(kind.value, ())])
    return tuple(_link_picker(visit, kind, typed, problems, known) for kind in LINKS)


def named_assets(visit: Visit, slugs: Iterable[str]) -> dict[str, AssetView]:
    """The assets with these slugs, whatever state they are in."""
    ids = ids_of(visit.session, set(slugs))
    return {each.slug: each for each in load(visit.session, sorted(ids.values()), editors(visit))}


def resolve(visit: Visit, typed: Typed) -> tuple[Typed, dict[str, str]]:
    """Choose what was typed into pickers and not chosen yet; what nothing is called stays, with what to say of it."""
    made = {**typed, "tags": dict(typed["tags"]), "links": dict(typed["links"]), "adding": {}}
    problems: dict[str, str] = {}
    for path, text in typed["adding"].items():
        section, _, name = path.partition(".")
        found = _meant_tag(visit, Facet(name), text) if section == "tags" else _meant_asset(visit, LinkKind(name), text)
        if found is None:
            made["adding"][path] = text
            problems[path] = f"nothing is called “{text[:80]}”; choose, or clear the field"
        else:
            made[section][name] = list(dict.fromkeys([*made[section].get(name, ()), found]))
    return made, problems


def create_tag(work: Work, typed: Typed, path: str) -> Typed:
    """Make a tag of what was typed into a facet's picker, and choose it. Raises Forbidden, Invalid."""
    section, _, name = path.partition(".")
    facet = next((each for each in Facet if section == "tags" and each.value == name), None)
    if facet is None:
        raise Invalid.of(path, "UNKNOWN_FIELD", "there is no such facet")
    made = taxonomy.create(work, facet, {"name": typed["adding"].get(path, "")})
    tags = {**typed["tags"], name: [*typed["tags"].get(name, ()), made.slug]}
    adding = {key: text for key, text in typed["adding"].items() if key != path}
    return {**typed, "tags": tags, "adding": adding}


def pick(visit: Visit) -> Response:
    """What may be meant by what is typed so far, for the field that the address names."""
    section, _, name = visit.request.query_params.get("path", "").partition(".")
    text = visit.request.query_params.get("q", "")[:200]
    if section == "tags" and name in list(Facet):
        found = _tags_like(visit, Facet(name), text)
    else:
        kind = LinkKind(name) if section == "links" and name in list(LinkKind) else None
        found = tuple(_picked(asset) for asset in _assets_like(visit, kind, text))
    told = [{"value": each.value, "name": each.name, "note": each.note} for each in found]
    return JSONResponse({"found": told}, headers={"Cache-Control": "no-store"})


def editors(visit: Visit) -> Window:
    """What the visitor may see, drafts included."""
    return window(visit.viewer, visit.now, drafts=True)


def _tag_picker(book: TagBook, facet: Facet, typed: Typed, problems: Mapping[str, str], *, creates: bool) -> Picker:
    path = f"tags.{facet.value}"
    tags = {slug: book.find(facet, slug) for slug in typed["tags"].get(facet.value, ())}
    picked = tuple(Picked(slug, tag.name if tag else slug, _state(tag)) for slug, tag in tags.items())
    text = typed["adding"].get(path, "")
    label = facet.plural.capitalize()
    options = tuple(tag.name for tag in book.of_facet(facet)[:MOST_OPTIONS])
    return Picker(path, label, "", picked, text, problems.get(path, ""), (), options, creates)


def _state(tag: TagView | None) -> str:
    if tag is None:
        return "no longer there"
    return "retired" if tag.status is TagStatus.RETIRED else ""


def _link_picker(
    visit: Visit, kind: LinkKind, typed: Typed, problems: Mapping[str, str], known: Mapping[str, AssetView]
) -> Picker:
    path = f"links.{kind.value}"
    label, help_ = _LINK_WORDS[kind]
    picked = tuple(
        _picked(known[slug]) if slug in known else Picked(slug, slug, "no longer there")
        for slug in typed["links"].get(kind.value, ())
    )
    text = typed["adding"].get(path, "")
    found = tuple(_picked(each) for each in _assets_like(visit, kind, text)) if text else ()
    return Picker(path, label, help_, picked, text, problems.get(path, ""), found)


def _picked(asset: AssetView) -> Picked:
    state = "" if asset.status.value == "published" else f", {asset.status.value.replace('_', ' ')}"
    return Picked(asset.slug, asset.title, f"{DECLARATIONS[asset.type].label}{state}")


def _meant_tag(visit: Visit, facet: Facet, text: str) -> str | None:
    tag = tag_book(visit.session).find_by_word(facet, text)
    return tag.slug if tag is not None and tag.status is TagStatus.ACTIVE else None


def _meant_asset(visit: Visit, kind: LinkKind, text: str) -> str | None:
    slug = slug_in(text)
    if slug in ids_of(visit.session, [slug]):
        return slug
    titled = [each for each in _assets_like(visit, kind, text) if each.title.casefold() == text.casefold()]
    return titled[0].slug if len(titled) == 1 else None


def _tags_like(visit: Visit, facet: Facet, text: str) -> tuple[Picked, ...]:
    """Tags with a word that begins with what is typed, by name or synonym, those whose name does first."""
    wanted = text.strip().casefold()
    found: list[tuple[int, Picked]] = []
    for tag in tag_book(visit.session).of_facet(facet):
        words = (tag.name, *tag.synonyms, *tag.crm_aliases, tag.slug)
        met = next(((place, word) for place, word in enumerate(words) if _begins(word, wanted)), None)
        if met is not None:
            found.append((met[0], Picked(tag.slug, tag.name, "" if not met[0] else f"also “{met[1]}”")))
    return tuple(each for _, each in sorted(found, key=lambda entry: entry[0] > 0))[: MOST_FOUND * 2]


def _begins(word: str, wanted: str) -> bool:
    text = word.casefold()
    return text.startswith(wanted) or f" {wanted}" in text


def _assets_like(visit: Visit, kind: LinkKind | None, text: str) -> list[AssetView]:
    if not text.strip():
        return []
    narrowing = Filter(types=PROOF_TYPES) if kind is LinkKind.PROOF else Filter()
    request = replace(SearchRequest(text, narrowing), limit=MOST_FOUND, with_explanations=False)
    return [hit.asset for hit in visit.runtime.search.find(visit.session, request, editors(visit)).hits]
