"""Static files. Their address changes with their content, so that a browser may keep them for good."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from renderers.static_files import static_files, static_version

_FOR_GOOD = "public, max-age=31536000, immutable"


async def static_file(request: Request) -> Response:
    """One file, compressed where the browser takes it. A page from before an update gets the present file."""
    file = static_files().get(request.path_params["name"])
    if file is None:
        raise HTTPException(404)
    current = request.path_params["version"] == static_version()
    headers = {"Cache-Control": _FOR_GOOD if current else "no-cache", "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(file.gzipped, headers=headers, media_type=file.media_type)
    return Response(file.plain, headers=headers, media_type=file.media_type)
