"""What leaves the screen: briefs and assets as PDF, Markdown and plain text."""

import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from urllib.parse import quote
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import Response

from api.pages.briefs import brief_asking, brief_of
from api.pages.errors import refuse
from api.pages.usage import recording
from api.pages.visits import Visit, page
from api.runtime import Runtime
from content_store.errors import Invalid, NotFound
from content_store.queries.assets import by_slug, linked
from content_store.rules.vocabulary import EventKind, Facet, LinkKind, Status
from content_store.usage import Occurrence, UsageInput, prepare
from content_store.views import AssetView
from renderers.documents.assets import asset_document
from renderers.documents.blocks import Document, Recipient
from renderers.documents.briefs import brief_document
from renderers.documents.formats import Format
from renderers.documents.pages import html_of
from renderers.documents.printing import Paper, pdf_of
from renderers.documents.writing import markdown_of, text_of
from renderers.typesetting.press import NotSet

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """In which format, for whom, and on which paper; all from the address."""

    format: Format
    recipient: Recipient
    paper: Paper


@dataclass(frozen=True, slots=True)
class Made:
    """A document, what it is called as a file, and the assets that leave with it."""

    document: Document
    name: str
    assets: tuple[AssetView, ...]
    situation: tuple[tuple[str, str], ...] = ()
    account: str = ""


def document(runtime: Runtime, make: Callable[[Visit, Asked], Made]) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint that writes what ``make`` makes in the format that the address names."""

    def handler(visit: Visit) -> Response:
        asked = _asked(visit)
        made = make(visit, asked)
        try:
            body = _written(visit, made.document, asked)
        except NotSet as error:
            _log.warning("%s was not set: %s", visit.request.url.path, error)
            return refuse(visit.request, 422, f"This cannot be set as PDF: {error}.")
        _note_export(visit, made)
        return _sent(body, made.name, asked)

    return page(runtime, handler, waits=True)


def brief_made(visit: Visit, asked: Asked) -> Made:
    """The call's brief that the address asks for."""
    asking = brief_asking(visit)
    found = brief_of(visit, asking)
    words = [tag.slug for tag in found.situation]
    shown = found.for_buyer() if asked.recipient is Recipient.BUYER else found
    return Made(
        brief_document(found, asked.recipient, _base(visit)),
        "-".join(["brief", *words]),
        shown.sources,
        tuple(asking.situation.items()),
        shown.account,
    )


def asset_made(visit: Visit, asked: Asked) -> Made:
    """One asset. Raises NotFound, also where a buyer may have nothing of it."""
    slug = visit.request.path_params["slug"]
    asset = by_slug(visit.session, slug, visit.window)
    if asset is None or asset.status is not Status.PUBLISHED:
        message = f"there is no asset “{slug}”"
        raise NotFound(message)
    proof = linked(visit.session, [asset.id], LinkKind.PROOF, visit.window)[asset.id]
    made = asset_document(asset, proof, asked.recipient, visit.now, _base(visit))
    if made is None:
        message = f"nothing of “{slug}” may leave the company"
        raise NotFound(message)
    return Made(made, asset.slug, (asset,))


def _asked(visit: Visit) -> Asked:
    given = visit.request.query_params
    try:
        return Asked(
            Format(visit.request.path_params["format"]),
            Recipient(given.get("for") or Recipient.ME),
            Paper(given.get("paper") or Paper.A4),
        )
    except ValueError as error:
        if visit.request.path_params["format"] not in set(Format):
            message = "there is no such format"
            raise NotFound(message) from error
        raise Invalid.of("for", "UNKNOWN_VALUE", "for is me or buyer, paper is a4 or letter") from error


def _written(visit: Visit, document: Document, asked: Asked) -> bytes:
    match asked.format:
        case Format.PDF:
            runtime = visit.runtime
            with runtime.turns.given_up():
                return pdf_of(runtime.press, document, asked.paper)
        case Format.HTML:
            return html_of(document).encode()
        case Format.MARKDOWN:
            return markdown_of(document).encode()
        case Format.TEXT:
            return text_of(document).encode()


def _sent(body: bytes, name: str, asked: Asked) -> Response:
    """As a file; a PDF opens where the browser can, since it is to be printed."""
    file = f"{name[:100]}{'-for-the-buyer' if asked.recipient is Recipient.BUYER else ''}.{asked.format.value}"
    how = "inline" if asked.format is Format.PDF else "attachment"
    headers = {"Content-Disposition": f"{how}; filename*=UTF-8''{quote(file)}"}
    return Response(body, headers=headers, media_type=asked.format.media_type)


def _note_export(visit: Visit, made: Made) -> None:
    """Record that these assets left, without waiting for it; each download counts."""
    if visit.request.method == "HEAD":
        return
    situation = {name: slug for name, slug in made.situation if name in set(Facet)}
    key = uuid4().hex
    inputs: Iterable[UsageInput] = [
        UsageInput(
            EventKind.EXPORT,
            f"export-{key}-{each.id}",
            each.id,
            account=made.account,
            persona=situation.get("persona", ""),
            stage=situation.get("stage", ""),
            pain=situation.get("pain", ""),
        )
        for each in made.assets
    ]
    found = prepare(visit.session, recording(visit), list(inputs))
    visit.runtime.recorder.note([each for each in found if isinstance(each, Occurrence)])


def _base(visit: Visit) -> str:
    """Where this installation is found, as the visitor's browser calls it."""
    return str(visit.request.base_url).rstrip("/")
