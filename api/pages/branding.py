"""The style sheet and the logo of this installation's own. Their address changes with the brand."""

from collections.abc import Awaitable, Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from renderers.branding import Brand

_FOR_GOOD = "public, max-age=31536000, immutable"


def brand_file(brand: Brand) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint for both; anybody may see whose installation it is."""

    async def endpoint(request: Request) -> Response:
        name = request.path_params["name"]
        current = request.path_params["version"] == brand.version
        headers = {"Cache-Control": _FOR_GOOD if current else "no-cache"}
        if name == "brand.css":
            return Response(brand.sheet, headers=headers, media_type="text/css")
        if brand.logo is not None and name == brand.logo.file_name:
            # Opened by itself it is a page, and still runs nothing.
            headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
            return Response(brand.logo.content, headers=headers, media_type=brand.logo.media_type)
        raise HTTPException(404)

    return endpoint
