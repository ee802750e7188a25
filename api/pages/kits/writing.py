"""Writing a kit: its sections and steps, what its rules find, and publishing, retiring and discarding it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from starlette.responses import HTMLResponse, Response

from api.pages.forms import Form, onward, plain_frame, working
from api.pages.kits.editing import edit_view
from api.pages.kits.heads import ROOT, manage_address, managed_kit
from api.pages.kits.typed import Typed, acted, form_name, typed_plan, with_step
from api.pages.visits import Visit
from content_store import kits
from content_store.access import window
from content_store.errors import Conflict, Invalid, KindlingError
from content_store.kit_views import KitView
from content_store.queries.assets import ids_of
from content_store.queries.kits import KitFilter, kit_by_slug, list_kits
from content_store.rules.kit_rules import KitRule
from content_store.rules.kits import KitStatus
from content_store.views import AssetView
from content_store.work import Work
from renderers.feedback_views import Problems
from renderers.kit_pages import edit_page, managed_page
from renderers.kit_views import ManagedKits
from renderers.views import Choice
from schema.cursors import place_cursor, read_place
from search.finding import SearchRequest

SHOWN = 50
MOST_OFFERS = 6
_CURSOR = "managed-kits"
_STATES = {"": "In use", "retired": "Retired"}


def managed(visit: Visit) -> Response:
    """All kits, drafts included; retired ones under a name of their own."""
    state = visit.request.query_params.get("state", "")
    statuses = frozenset({KitStatus.RETIRED}) if state == "retired" else frozenset[KitStatus]()
    place = read_place(_CURSOR, visit.request.query_params.get("after") or None, "after")
    seen = window(visit.viewer, visit.now, drafts=True)
    page = list_kits(visit.session, seen, KitFilter(statuses), SHOWN, place)
    kept = "state=retired&" if state == "retired" else ""
    view = ManagedKits(
        frame=plain_frame(visit),
        kits=tuple((each, len(each.plan.steps)) for each in page.items),
        states=tuple(
            Choice(name, f"{ROOT}?state={key}" if key else ROOT, chosen=key == state) for key, name in _STATES.items()
        ),
        now=visit.now,
        later=f"{ROOT}?{kept}after={place_cursor(_CURSOR, page.places[-1])}" if page.has_next else "",
    )
    return HTMLResponse(managed_page(view))


def edit(visit: Visit) -> Response:
    """The form."""
    return HTMLResponse(edit_page(edit_view(visit, managed_kit(visit))))


def save(visit: Visit, form: Form) -> Response:
    """Save what was typed, and do what the button says."""
    kit, typed, do = managed_kit(visit), typed_plan(form), form.get("do", "save")
    expected = _revision(form)
    try:
        if do in _WITHOUT_SAVING:
            with working(visit) as work:
                return onward(_WITHOUT_SAVING[do](work, kit, form))
        typed["sections"] = _changed(visit, typed, form, do)
        with working(visit) as work:
            saved = kits.update(work, kit.id, typed, expected)
            address = _then(work, saved, form, do)
    except (Invalid, Conflict) as error:
        return _again(visit, kit, typed, form, _problems(error))
    return onward(address)


def _changed(visit: Visit, typed: Typed, form: Form, do: str) -> list[dict[str, Any]]:
    """The sections after the button. Raises Invalid where an asset is not known."""
    name, _, rest = do.partition(":")
    sections: list[dict[str, Any]] = typed["sections"]
    if name == "pick":
        place, _, slug = rest.partition(":")
        return with_step(sections, _number(place), {"asset": slug})
    if name == "add-asset":
        asset = _meant(visit, form.get(f"add.{rest}.asset", ""))
        if asset is None:
            message = "nothing is called that; choose one of these, or give its address"
            raise Invalid.of(("add", rest, "asset"), "UNKNOWN_ASSET", message)
        return with_step(sections, _number(rest), {"asset": asset})
    if name == "add-rule":
        kind = form.get(f"add.{rest}.kind", "") or KitRule.MOST_USED.value
        return with_step(sections, _number(rest), {"rule": {"kind": kind}})
    return acted(sections, do)


def _then(work: Work, saved: KitView, form: Form, do: str) -> str:
    """What follows the save, and where to go."""
    name, _, rest = do.partition(":")
    address = manage_address(saved.slug)
    match name:
        case "freeze" | "thaw":
            kits.freeze(work, saved.id, rest, None, frozen=name == "freeze")
            return f"{address}#step-{rest}"
        case "publish":
            kits.publish(work, saved.id, None, form.get("note", ""))
        case "preview":
            return f"/kits/{saved.slug}?draft=1"
        case "add-asset" | "pick" | "add-rule":
            return f"{address}#step-{_last_key(saved, _number(rest.partition(':')[0]))}"
        case "up" | "down":
            return f"{address}#steps"
        case _:
            pass
    return address


def _last_key(saved: KitView, place: int) -> str:
    """The key of the step that was just added to a section."""
    steps = saved.plan.sections[place].steps if 0 <= place < len(saved.plan.sections) else ()
    return steps[-1].key if steps else ""


def _undo(work: Work, kit: KitView, form: Form) -> str:
    kits.undo(work, kit.id, _revision(form))
    return manage_address(kit.slug)


def _retire(work: Work, kit: KitView, form: Form) -> str:
    kits.retire(work, kit.id, _successor(work, form.get("successor", "")))
    return manage_address(kit.slug)


def _restore(work: Work, kit: KitView, _: Form) -> str:
    kits.restore(work, kit.id)
    return manage_address(kit.slug)


def _discard(work: Work, kit: KitView, form: Form) -> str:
    kits.discard(work, kit.id, _revision(form))
    return ROOT


# What is done with the kit as it was saved, whatever stands in the form.
_WITHOUT_SAVING: dict[str, Callable[[Work, KitView, Form], str]] = {
    "undo": _undo,
    "retire": _retire,
    "restore": _restore,
    "discard": _discard,
}


def _successor(work: Work, slug: str) -> int | None:
    if not slug:
        return None
    found = kit_by_slug(work.session, slug, window(work.actor, work.now))
    return found.id if found else 0


def _again(visit: Visit, kit: KitView, typed: Typed, form: Form, problems: Problems) -> Response:
    """The form as it was typed, with what was wrong, and beside an asset that is not known those alike."""
    adding = {
        place: (words, _alike(visit, words))
        for place in range(len(typed["sections"]))
        if (words := form.get(f"add.{place}.asset", ""))
    }
    view = edit_view(visit, kit, typed, adding)
    return HTMLResponse(edit_page(replace(view, problems=problems)), 400)


def _problems(error: KindlingError) -> dict[str, str]:
    if isinstance(error, Invalid):
        return {form_name(problem.path): problem.message for problem in reversed(error.problems)}
    return {"": f"{error}. What you typed is below; nothing was lost, but nothing was saved."}


def _meant(visit: Visit, text: str) -> str | None:
    """The slug of the asset that an address, a slug or a whole title names."""
    slug = text.strip().split("?")[0].rstrip("/").rpartition("/")[2]
    if slug in ids_of(visit.session, [slug]):
        return slug
    titled = [each for each in _alike(visit, text) if each.title.casefold() == text.strip().casefold()]
    return titled[0].slug if len(titled) == 1 else None


def _alike(visit: Visit, words: str) -> tuple[AssetView, ...]:
    if not words.strip():
        return ()
    request = SearchRequest(words[:200], limit=MOST_OFFERS, with_explanations=False)
    return tuple(hit.asset for hit in visit.runtime.search.find(visit.session, request, visit.window).hits)


def _revision(form: Form) -> int | None:
    text = form.get("revision", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else -1
