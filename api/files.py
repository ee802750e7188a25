"""Files over HTTP: uploading to an asset, downloading, and pictures of first pages."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import anyio.to_thread
import orjson
from anyio import CapacityLimiter
from starlette.background import BackgroundTask
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Scope

from api.refusals import Refused, answer, refusal_of
from api.requests import Caller, actor_of, caller_of, note_use
from api.runtime import Runtime, now
from api.signing_in import own_path
from api.uploads import receive
from content_store import files
from content_store.database import Session
from content_store.errors import Invalid, KindlingError, NotFound
from content_store.file_views import FileView, blob_name, thumbnail_name
from content_store.queries.files import file_seen
from content_store.queries.visibility import reviewing_window
from content_store.rules.vocabulary import Channel, EventKind
from content_store.usage import Recording, UsageInput, prepare
from content_store.work import Work
from renderers.files import download_address, thumbnail_address
from schema.ids import GREATEST_ID

MOST_AT_ONCE = 4  # threads that write, hash and store

# Nothing of ours is near an answer of ours that somebody else wrote: it may run nothing, and load nothing.
_SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_UPLOAD = re.compile(r"/assets/[^/]+/files")
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def is_upload(scope: Scope) -> bool:
    """Whether a request brings a file: then its own limit holds, and not that of other requests."""
    return scope["method"] == "POST" and _UPLOAD.fullmatch(scope["path"]) is not None


def file_routes(runtime: Runtime) -> list[Route]:
    """The addresses of files."""
    served = Files(runtime)
    return [
        Route("/assets/{slug}/files", served.upload, methods=["POST"]),
        Route("/files/{id:int}/thumbnail", served.thumbnail),
        Route("/files/{id:int}/{name}", served.download),
    ]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A file that its caller may have, and the token whose use is still to be written down."""

    file: FileView
    unnoted_token: int | None


class Files:
    """Answers requests for files: HTTP and bytes on the event loop, the store in worker threads."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._limiter = CapacityLimiter(MOST_AT_ONCE)

    async def upload(self, request: Request) -> Response:
        """Take a file for an asset; a program is told of it as JSON, a person is led back to the asset."""
        return await self._answered(request, self._upload)

    async def download(self, request: Request) -> Response:
        """The file itself, to be saved; a part of it, where a part is asked for."""
        return await self._answered(request, self._download)

    async def thumbnail(self, request: Request) -> Response:
        """The picture of its first page."""
        return await self._answered(request, self._thumbnail)

    @staticmethod
    async def _answered(request: Request, work: Callable[[Request], Awaitable[Response]]) -> Response:
        try:
            return await work(request)
        except Refused as refused:
            return answer(request, refused)
        except KindlingError as error:
            return answer(request, refusal_of(error))
        except ClientDisconnect:
            # Nobody is there to read it.
            return Response(status_code=400)

    async def _upload(self, request: Request) -> Response:
        slug = request.path_params["slug"]
        # Before the first byte: nobody sends 200 MB to be told that they may not.
        caller, asset_id = await self._runtime.in_thread(self._expected, request, slug)
        with self._runtime.storage.workplace() as folder:
            most = self._runtime.settings.max_file_bytes
            arrived, fields = await receive(request, folder / "arriving", most, self._limiter)

            def keep() -> FileView:
                kind, cleaned = files.recognise(arrived, folder)
                database, storage = self._runtime.database, self._runtime.storage
                return files.keep(database, storage, caller.viewer, now(), asset_id, cleaned, kind)

            kept = await anyio.to_thread.run_sync(keep, limiter=self._limiter)
        self._runtime.file_work.wake()
        if "text/html" in request.headers.get("accept", ""):
            onward = own_path(fields.get("next", ""))
            return RedirectResponse(onward if onward != "/" else f"/a/{quote(slug, safe='')}#files", 303)
        headers = {"Cache-Control": "no-store", "Location": download_address(kept)}
        body = orjson.dumps({"file": told(kept)})
        return Response(body, 201, headers, "application/json", self._noting(caller.unnoted_token))

    def _expected(self, request: Request, slug: str) -> tuple[Caller, int]:
        with self._runtime.database.reading() as session:
            caller = self._caller(session, request)
            return caller, files.require_upload(Work(session, caller.viewer, now()), slug).id

    async def _download(self, request: Request) -> Response:
        wanted = await self._runtime.in_thread(self._wanted, request, EventKind.DOWNLOAD)
        file = wanted.file
        headers = {
            **_SAFE,
            "Cache-Control": "private, no-cache",
            "Content-Disposition": attachment(file.name),
            "Accept-Ranges": "bytes",
            "ETag": f'"{file.digest}"',
        }
        if _is_known(request, headers["ETag"]):
            return Response(None, 304, headers)
        span = _span(request, file.bytes, headers["ETag"])
        start, end = span or (0, file.bytes)
        headers["Content-Length"] = str(end - start)
        if span:
            headers["Content-Range"] = f"bytes {start}-{end - 1}/{file.bytes}"
        if request.method == "HEAD":
            return Response(None, 206 if span else 200, headers, file.media_type)
        pieces = await self._runtime.storage.read(blob_name(file.digest), start, end)
        return self._stream(pieces, 206 if span else 200, headers, file.media_type, wanted)

    async def _thumbnail(self, request: Request) -> Response:
        wanted = await self._runtime.in_thread(self._wanted, request, None)
        if not wanted.file.has_thumbnail:
            message = "there is no picture of this file"
            raise NotFound(message)
        headers = {**_SAFE, "Cache-Control": "private, max-age=3600", "ETag": f'"{wanted.file.digest}"'}
        if _is_known(request, headers["ETag"]):
            return Response(None, 304, headers)
        pieces = await self._runtime.storage.read(thumbnail_name(wanted.file.digest), 0, 10_000_000)
        return self._stream(pieces, 200, headers, "image/webp", wanted)

    def _wanted(self, request: Request, recorded: EventKind | None) -> _Wanted:
        """The file, where its caller may have it; that it is had is recorded, and nobody waits for that."""
        moment = now()
        with self._runtime.database.reading() as session:
            caller = self._caller(session, request)
            # Whoever is asked to review a draft opens its files too.
            seen = reviewing_window(session, caller.viewer, moment)
            wanted: int = request.path_params["id"]
            file = file_seen(session, wanted, seen) if wanted <= GREATEST_ID else None
            if file is None:
                message = "there is no such file"
                raise NotFound(message)
            if recorded and request.method == "GET" and _is_begun(request):
                channel = Channel.API if "authorization" in request.headers else Channel.WEB
                actor = actor_of(caller.viewer, request.headers)
                by = Recording(caller.viewer.person, seen, channel, actor)
                # Whoever tries again within the minute has downloaded it once.
                key = f"file-{file.id}-{moment:%Y%m%dT%H%M}"
                prepared = prepare(session, by, [UsageInput(recorded, key, asset_id=file.asset_id)])
                self._runtime.recorder.note([each for each in prepared if not isinstance(each, Invalid)])
        return _Wanted(file, caller.unnoted_token)

    @staticmethod
    def _caller(session: Session, request: Request) -> Caller:
        return caller_of(session, request.headers, request.cookies, now())

    def _stream(
        self, pieces: AsyncIterator[bytes], status: int, headers: Mapping[str, str], media_type: str, wanted: _Wanted
    ) -> Response:
        return StreamingResponse(pieces, status, headers, media_type, self._noting(wanted.unnoted_token))

    def _noting(self, token: int | None) -> BackgroundTask | None:
        if token is None:
            return None
        return BackgroundTask(self._runtime.in_thread, note_use, self._runtime.database, token, now())


def told(file: FileView) -> dict[str, Any]:
    """A file as programs are told of it over HTTP."""
    return {
        "id": file.id,
        "name": file.name,
        "mediaType": file.media_type,
        "bytes": file.bytes,
        "status": file.status.value.upper(),
        "downloadUrl": download_address(file),
        "thumbnailUrl": thumbnail_address(file) if file.has_thumbnail else None,
    }


def attachment(name: str) -> str:
    """The header that saves a file under its name, whatever letters that has (RFC 6266)."""
    plain = name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_").replace("%", "_")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _is_known(request: Request, etag: str) -> bool:
    """Whether the caller has these bytes already."""
    known = request.headers.get("if-none-match", "")
    return known.strip() == "*" or etag in {each.strip().removeprefix("W/") for each in known.split(",")}


def _is_begun(request: Request) -> bool:
    """Whether a download begins: its later parts are no downloads of their own."""
    return "range" not in request.headers or request.headers["range"].startswith("bytes=0-")


def _span(request: Request, size: int, etag: str) -> tuple[int, int] | None:
    """From where to before where the part lies that is asked for; None for the whole. Raises Refused."""
    asked = _RANGE.fullmatch(request.headers.get("range", "").replace(" ", ""))
    is_other = request.headers.get("if-range", etag) != etag
    if asked is None or is_other or not any(asked.groups()):
        # Several ranges at once, and what is no range, may be answered with the whole.
        return None
    first, last = asked.groups()
    start = int(first) if first else max(size - int(last), 0)
    end = min(int(last) + 1, size) if first and last else size
    if start >= end:
        raise Refused(416, "OUT_OF_RANGE", "there is no such part of the file", {"Content-Range": f"bytes */{size}"})
    return start, end
