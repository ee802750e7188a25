"""Taking in one file from a form: piece by piece onto the disk, counted and hashed on the way, never held in memory."""

from hashlib import sha256
from pathlib import Path
from typing import IO

import anyio.to_thread
from anyio import CapacityLimiter
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from api.refusals import Refused
from content_store.files import Arrived
from content_store.rules.files import size_in_words
from content_store.storage import unavailable

FIELD = "file"
FORM_BYTES = 100_000  # that a form may have around its file
_MOST_FIELD = 2_000  # bytes of another field
_AT_ONCE = 1_000_000  # bytes written together


class Receiver:
    """What has come of one form so far: its file on the disk, its other fields in ``fields``."""

    def __init__(self, target: IO[bytes], boundary: bytes, most: int) -> None:
        self.fields: dict[str, str] = {}
        self.name: str | None = None
        self.size = 0
        self.is_whole = False
        self._target = target
        self._most = most
        self._digest = sha256()
        self._waiting: list[bytes] = []
        self._waits = 0
        self._headers: dict[bytes, bytes] = {}
        self._header = (b"", b"")
        self._field: str | None = None
        self._value = b""
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin_part,
                "on_header_field": self._header_name,
                "on_header_value": self._header_value,
                "on_header_end": self._end_header,
                "on_headers_finished": self._begin_data,
                "on_part_data": self._data,
                "on_part_end": self._end_part,
                "on_end": self._end,
            },
        )

    def take(self, piece: bytes) -> bool:
        """Read on; whether so much waits that it should be written. Raises Refused."""
        try:
            self._parser.write(piece)
        except FormParserError as error:
            raise Refused(400, "BAD_USER_INPUT", "this is no form with a file in it") from error
        return self._waits >= _AT_ONCE

    def write(self) -> None:
        """Write what waits. Raises OSError."""
        waiting, self._waiting, self._waits = self._waiting, [], 0
        for piece in waiting:
            self._digest.update(piece)
            self._target.write(piece)

    def arrived(self, path: Path) -> Arrived:
        """The file, when the form has come to its end. Raises Refused."""
        if not self.is_whole:
            raise Refused(400, "BAD_USER_INPUT", "the upload was cut off; nothing of it was kept")
        if self.name is None:
            raise Refused(400, "REQUIRED", "choose a file; its field in the form is called “file”")
        return Arrived(path, self.name, self._digest.hexdigest(), self.size)

    def _begin_part(self) -> None:
        self._headers = {}
        self._field = None
        self._value = b""

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._header = (self._header[0] + data[start:end], self._header[1])

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._header = (self._header[0], self._header[1] + data[start:end])

    def _end_header(self) -> None:
        self._headers[self._header[0].lower()] = self._header[1]
        self._header = (b"", b"")

    def _begin_data(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition"))
        field = options.get(b"name", b"").decode(errors="replace")
        if b"filename" in options:
            if field != FIELD or self.name is not None:
                raise Refused(400, "BAD_USER_INPUT", "send one file at a time, in a field called “file”")
            self.name = options[b"filename"].decode(errors="replace")
        else:
            self._field = field

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._field is not None:
            self._value += data[start:end]
            if len(self._value) > _MOST_FIELD:
                raise Refused(400, "TOO_LONG", f"the field “{self._field}” is too long")
            return
        self.size += end - start
        if self.size > self._most:
            raise too_large(self._most)
        self._waiting.append(data[start:end])
        self._waits += end - start

    def _end_part(self) -> None:
        if self._field is not None:
            self.fields[self._field] = self._value.decode(errors="replace")

    def _end(self) -> None:
        self.is_whole = True


async def receive(request: Request, path: Path, most: int, limiter: CapacityLimiter) -> tuple[Arrived, dict[str, str]]:
    """The file of the form that ``request`` brings, written to ``path``, and the form's other fields.

    Raises Refused, Unavailable where there is no room, and ClientDisconnect.
    """
    kind, options = parse_options_header(request.headers.get("content-type"))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise Refused(415, "BAD_USER_INPUT", "send a form with a file in it (multipart/form-data)")
    announced = request.headers.get("content-length", "")
    if announced.isascii() and announced.isdigit() and int(announced) > most + FORM_BYTES:
        raise too_large(most)
    try:
        with path.open("wb") as target:
            receiver = Receiver(target, options[b"boundary"], most)
            async for piece in request.stream():
                if receiver.take(piece):
                    await anyio.to_thread.run_sync(receiver.write, limiter=limiter)
            await anyio.to_thread.run_sync(receiver.write, limiter=limiter)
    except OSError as error:
        raise unavailable(error) from error
    return receiver.arrived(path), receiver.fields


def too_large(most: int) -> Refused:
    """The refusal of a file that is too large; what is still on its way is not waited for."""
    message = f"the file is larger than {size_in_words(most)}, the most that is taken here"
    return Refused(413, "TOO_LARGE", message, {"Connection": "close"})
