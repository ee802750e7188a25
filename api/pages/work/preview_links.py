"""Making links to a draft, and ending them."""

from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from api.pages.forms import REFUSED, Form, form_page, onward, plain_frame, problems_of, working
from api.pages.guarding import guarded
from api.pages.visits import Visit, page
from api.pages.work.heads import ROOT, asset_of, head, work_address
from api.runtime import Runtime
from content_store import previews
from content_store.errors import Invalid
from content_store.queries.previews import PreviewLinkView, link_by_id, links_of
from content_store.rules.permissions import Action
from content_store.rules.vocabulary import Audience
from content_store.views import AssetView
from renderers.writing_pages import preview_links_page
from renderers.writing_views import LinkRow, PreviewLinksPage

PAGE = "previews"
MOST_SHOWN = 50
_NOT_YOURS = "Preview links are for marketing. An admin can change what your role may do."
_AUDIENCES = (
    (Audience.CUSTOMER_FACING.value, "Customer view: without internal lines"),
    (Audience.INTERNAL.value, "Internal view: everything, for colleagues"),
)
_LASTING = (("1", "One hour"), ("24", "One day"), ("168", "A week"), ("720", "30 days"))
_SAID = {"made": "The link is made. Copy it below.", "revoked": "The link is revoked; it leads nowhere any more."}


def preview_link_routes(runtime: Runtime) -> list[Route]:
    """The page of an asset's links."""
    address = f"{ROOT}/{{slug}}/{PAGE}"
    return [
        Route(address, page(runtime, guarded(show, Action.EDIT, _NOT_YOURS))),
        Route(address, form_page(runtime, guarded(act, Action.EDIT, _NOT_YOURS)), methods=["POST"]),
    ]


def show(visit: Visit) -> Response:
    """The links there are, and the form for another."""
    return _page(visit, asset_of(visit), {})


def act(visit: Visit, form: Form) -> Response:
    """Make a link, or end one."""
    asset = asset_of(visit)
    try:
        with working(visit) as work:
            if form.get("do") == "revoke":
                previews.revoke(work, _own(visit, asset, form.get("link", "")))
            else:
                previews.create(work, asset.id, _audience(form), _hours(form))
    except REFUSED as error:
        return _page(visit, asset, form, problems_of(error))
    return onward(f"{work_address(asset, PAGE)}?done={'revoked' if form.get('do') == 'revoke' else 'made'}")


def _own(visit: Visit, asset: AssetView, text: str) -> int:
    """The link of this asset that the form names; 0, which there is none of, for any other."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    link = link_by_id(visit.session, number)
    return number if link is not None and link.asset_id == asset.id else 0


def _audience(form: Form) -> Audience:
    found = next((each for each in Audience if each.value == form.get("audience")), None)
    if found is None:
        raise Invalid.of("audience", "UNKNOWN_VALUE", "choose what it shows")
    return found


def _hours(form: Form) -> int:
    text = form.get("hours", "").strip()
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise Invalid.of("hours", "WRONG_VALUE", "say how many hours it lasts")
    return int(text)


def _page(visit: Visit, asset: AssetView, form: Form, problems: dict[str, str] | None = None) -> Response:
    links = links_of(visit.session, [asset.id], MOST_SHOWN).get(asset.id, [])
    view = PreviewLinksPage(
        frame=plain_frame(visit),
        head=head(visit, asset, PAGE),
        action=work_address(asset, PAGE),
        links=tuple(LinkRow(each, _address(visit, each)) for each in links),
        audiences=_AUDIENCES,
        audience=form.get("audience") or asset.audience.value,
        lasting=_LASTING,
        hours=form.get("hours") or str(previews.USUAL_HOURS),
        now=visit.now,
        problems=problems or {},
        said=_SAID.get(visit.request.query_params.get("done", ""), "") if not problems else "",
    )
    return HTMLResponse(preview_links_page(view), 400 if problems else 200)


def _address(visit: Visit, link: PreviewLinkView) -> str:
    """Where the link leads, while it does."""
    return f"/preview/{previews.token_of(visit.session, link)}" if previews.is_open(link, visit.now) else ""
