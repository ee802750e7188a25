"""How an asset came to be: its revisions, any two of them side by side, and an old one brought back as a draft."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import cast
from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from api.pages.forms import REFUSED, Form, form_page, onward, plain_frame, problems_of, working
from api.pages.guarding import guarded, is_allowed
from api.pages.visits import Visit, page
from api.pages.work.heads import ROOT, asset_of, head, work_address
from api.pages.work.library import NOT_YOURS
from api.runtime import Runtime
from content_store import authoring
from content_store.access import window
from content_store.errors import NotFound
from content_store.queries.assets import ids_of, load
from content_store.queries.history import Entry, history_page
from content_store.queries.revisions import revision_of
from content_store.queries.taxonomy import tag_book
from content_store.rules.permissions import Action
from content_store.rules.snapshots import Snapshot
from content_store.rules.vocabulary import Facet, Status
from content_store.views import AssetView, RevisionView
from renderers.comparing import FieldDifference, compare
from renderers.differences import Kind, shortened
from renderers.environment import field_name
from renderers.history_pages import comparison_page
from renderers.history_pages import history_page as rendered
from renderers.history_views import ComparisonView, FieldView, HistoryView, Told

SHOWN = 30
TAB = "history"
_LARGEST = 2**31 - 1
_RESTORABLE = frozenset({Status.DRAFT, Status.IN_REVIEW, Status.PUBLISHED})


def history_routes(runtime: Runtime) -> list[Route]:
    """Where the history stands."""
    path = f"{ROOT}/{{slug}}/{TAB}"
    return [
        Route(path, page(runtime, guarded(history, Action.READ_DRAFTS, NOT_YOURS))),
        Route(path, form_page(runtime, guarded(restore, Action.EDIT, NOT_YOURS)), methods=["POST"]),
        Route(f"{path}/compare", page(runtime, guarded(comparison, Action.READ_DRAFTS, NOT_YOURS))),
    ]


def history(visit: Visit) -> Response:
    """The revisions, the newest first."""
    return _page(visit, asset_of(visit))


def restore(visit: Visit, form: Form) -> Response:
    """Save an old revision as the newest draft; leads to where that can be taken back."""
    asset = asset_of(visit)
    number, expected = _number(form.get("revision", "")), _number(form.get("expected", ""))
    try:
        with working(visit) as work:
            made = authoring.restore_revision(work, asset.id, number, expected)
    except REFUSED as error:
        return _page(visit, asset, "; ".join(problems_of(error).values()))
    if made.latest_revision == expected:
        return onward(f"{work_address(asset, TAB)}?{urlencode({'same': number})}")
    return onward(f"{work_address(asset, TAB)}?{urlencode({'restored': number, 'was': expected})}")


def comparison(visit: Visit) -> Response:
    """Two revisions side by side."""
    asset, asked = asset_of(visit), visit.request.query_params
    old, new = (_revision(visit, asset, asked.get(name, "")) for name in ("old", "new"))
    found = [_field(visit, each) for each in compare(_snapshot(old), _snapshot(new))]
    is_whole = asked.get("all") == "1"
    shown = found if is_whole else [replace(each, stretches=tuple(shortened(each.stretches))) for each in found]
    is_cut = any(stretch.kind is Kind.CUT for each in shown for stretch in each.stretches)
    address = f"{work_address(asset, TAB)}/compare"
    view = ComparisonView(
        frame=plain_frame(visit),
        head=head(visit, asset, TAB),
        old=old,
        new=new,
        fields=tuple(shown),
        now=visit.now,
        whole_address=f"{address}?{urlencode({'old': old.number, 'new': new.number, 'all': 1})}" if is_cut else "",
        swapped_address=f"{address}?{urlencode({'old': new.number, 'new': old.number})}",
        may_restore=is_allowed(visit, Action.EDIT)
        and asset.status in _RESTORABLE
        and old.number != asset.latest_revision,
    )
    return HTMLResponse(comparison_page(view))


def _page(visit: Visit, asset: AssetView, problem: str = "") -> Response:
    asked = visit.request.query_params
    before = _number(asked.get("before", "")) or None
    # What was refused may have been so because somebody else was faster: it is shown as it stands now.
    found = history_page(visit.session, asset.id, SHOWN, before)
    address = work_address(asset, TAB)
    view = HistoryView(
        frame=plain_frame(visit),
        head=head(visit, asset, TAB),
        entries=found.entries,
        pair=_pair(found.entries),
        now=visit.now,
        later=f"{address}?{urlencode({'before': found.entries[-1].revision.number})}" if found.has_next else "",
        newest=address if before else "",
        told=None if problem else _told(asset, asked),
        problem=problem,
    )
    return HTMLResponse(rendered(view), 400 if problem else 200)


def _pair(entries: Sequence[Entry]) -> tuple[int, int]:
    """The newest two."""
    numbers = [entry.revision.number for entry in entries]
    return (numbers[1], numbers[0]) if len(numbers) > 1 else (0, 0)


def _told(asset: AssetView, asked: QueryParams) -> Told | None:
    if "same" in asked:
        return Told(f"Revision {_number(asked['same'])} is as the newest one; nothing was changed.")
    was = _number(asked.get("was", ""))
    if not was or asset.latest_revision != was + 1:
        return None
    undo = {"revision": str(was), "expected": str(asset.latest_revision)}
    return Told(
        f"Revision {_number(asked.get('restored', ''))} is the newest draft again, as revision {was + 1}. "
        "Readers see it when it is published.",
        work_address(asset, TAB),
        undo,
    )


def _revision(visit: Visit, asset: AssetView, text: str) -> RevisionView:
    found = revision_of(visit.session, asset.id, _number(text))
    if found is None:
        message = "there is no such revision"
        raise NotFound(message)
    return found


def _snapshot(revision: RevisionView) -> Snapshot:
    return cast("Snapshot", revision.snapshot)


def _field(visit: Visit, difference: FieldDifference) -> FieldView:
    named = replace(
        difference,
        before=_named(visit, difference.path, difference.before),
        after=_named(visit, difference.path, difference.after),
    )
    return FieldView(field_name(difference.path), tuple(named.stretches))


def _named(visit: Visit, path: tuple[str, ...], value: object) -> object:
    """Tags and linked assets by their names instead of their slugs."""
    if path[0] not in {"tags", "links"} or not isinstance(value, list):
        return value
    names = _tag_names(visit, Facet(path[1])) if path[0] == "tags" else _titles(visit, value)
    return [names.get(slug, slug) for slug in value]


def _tag_names(visit: Visit, facet: Facet) -> Mapping[str, str]:
    return {tag.slug: tag.name for tag in tag_book(visit.session).by_id.values() if tag.facet is facet}


def _titles(visit: Visit, slugs: list[str]) -> Mapping[str, str]:
    ids = list(ids_of(visit.session, slugs).values())
    found = load(visit.session, ids, window(visit.viewer, visit.now, drafts=True))
    return {asset.slug: asset.title for asset in found}


def _number(text: str) -> int:
    """The number that was sent; 0 where it is none."""
    return min(int(text), _LARGEST) if text.isascii() and text.isdigit() and len(text) < 11 else 0
