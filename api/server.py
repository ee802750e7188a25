"""Running the web server."""

import gc
import signal
import sys
from datetime import timedelta
from types import FrameType

import uvicorn

from api.app import create_app
from api.background import background
from api.digest_mails import digests_going_out
from api.runtime import Runtime
from api.settings import LogLevel, Settings

FINISHING_SECONDS = 10  # that requests under way have when the server is told to stop


def serve(settings: Settings) -> None:
    """Serve until told to stop (SIGINT, SIGTERM); requests under way are finished. The database must be migrated."""
    # uvicorn raises the signal that stopped it once more, which would end the process before it has let go of all.
    signal.signal(signal.SIGTERM, _end)
    runtime = Runtime.open(settings)
    try:
        remind_every = timedelta(days=settings.review_reminder_days)
        upkeep = background(runtime.database, settings.keep_events_days, remind_every)
        with upkeep, digests_going_out(runtime.database, settings):
            app = create_app(runtime)
            # What stays until the end need not be searched for garbage: that took 40 ms of a report's 90.
            gc.collect()
            gc.freeze()
            uvicorn.run(
                app,
                host=settings.host,
                port=settings.port,
                log_level=settings.log_level.value,
                access_log=settings.log_level is LogLevel.DEBUG,
                server_header=False,
                timeout_graceful_shutdown=FINISHING_SECONDS,
            )
    finally:
        runtime.close()


def _end(_number: int, _frame: FrameType | None) -> None:
    sys.exit(0)
