"""The files of the asset that is read, and taking them away and putting them back."""

from urllib.parse import quote

from starlette.responses import Response

from api.pages.forms import Form, onward, working
from api.pages.visits import Visit
from content_store import files
from content_store.errors import Invalid
from content_store.queries.files import files_of, removed_since, slide_titles
from content_store.rules.files import REMOVED_FOR, FileKind, size_in_words
from content_store.rules.permissions import Action, may
from content_store.views import AssetView
from renderers.views import Filing


def filing(visit: Visit, asset: AssetView) -> Filing:
    """The asset's files; for those who edit it also what was removed lately."""
    found = files_of(visit.session, [asset.id]).get(asset.id, [])
    may_edit = may(visit.viewer.role, visit.viewer.scopes, Action.EDIT)
    # Where the author says what each slide is for, the bare titles say no more.
    decks = [] if asset.content.get("slides") else [file.digest for file in found if file.kind is FileKind.PPTX]
    most = visit.runtime.settings.max_file_bytes
    return Filing(
        files=tuple(found),
        titles=slide_titles(visit.session, decks) if decks else {},
        may_edit=may_edit,
        removed=tuple(removed_since(visit.session, asset.id, visit.now - REMOVED_FOR)) if may_edit else (),
        most=most,
        most_in_words=size_in_words(most),
    )


def change_file(visit: Visit, form: Form) -> Response:
    """Take a file away or put it back, and lead on to the asset. Raises Forbidden, Invalid and NotFound."""
    changes = {"remove": files.remove, "restore": files.restore}
    chosen = changes.get(form.get("do", ""))
    if chosen is None:
        raise Invalid.of("do", "UNKNOWN_VALUE", "choose what to do")
    with working(visit) as work:
        chosen(work, visit.request.path_params["id"])
    slug = quote(visit.request.path_params["slug"], safe="")
    return onward(f"/work/assets/{slug}/files#files" if form.get("back") == "work" else f"/a/{slug}#files")
