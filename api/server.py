"""Running the web server."""

import uvicorn

from api.app import create_app
from api.runtime import Runtime
from api.settings import LogLevel, Settings


def serve(settings: Settings) -> None:
    """Serve until told to stop (SIGINT, SIGTERM); requests under way are finished. The database must be migrated."""
    runtime = Runtime.open(settings)
    try:
        uvicorn.run(
            create_app(runtime),
            host=settings.host,
            port=settings.port,
            log_level=settings.log_level.value,
            access_log=settings.log_level is LogLevel.DEBUG,
            server_header=False,
            timeout_graceful_shutdown=10,
        )
    finally:
        runtime.close()
