"""Files of assets. Bytes go over their own addresses, not through GraphQL."""

import strawberry

from content_store.rules.files import FileProblem, ReadingStatus
from renderers.files import download_address, thumbnail_address
from schema.enums import describe
from schema.fields import read
from schema.ids import Kind, global_id

describe(
    ReadingStatus,
    "FileStatus",
    "How far the text of a file has been read, so that search knows it.",
    {"PENDING": "It waits to be read.", "DONE": "It has been read.", "FAILED": "It cannot be read; problem says why."},
)
describe(
    FileProblem,
    "FileProblem",
    "Why the text of a file could not be read. It can be downloaded all the same.",
    {
        "ENCRYPTED": "It needs a password.",
        "BROKEN": "It seems to be damaged.",
        "TOO_LARGE": "It unpacks to more than is read.",
        "TOO_SLOW": "Reading it took too long.",
    },
)


@strawberry.type(description="A file of an asset.")
class File:
    """The source is a ``FileView``."""

    id: strawberry.ID = read("Global id.", lambda file, _: global_id(Kind.FILE, file.id))
    name: str = read("Its name, plain text, safe to save it under.")
    media_type: str = read("What it is, told by its content, as HTTP names it: application/pdf.")
    bytes: int = read("How large it is, in bytes.")
    pages: int | None = read("How many pages or slides it has; null until it was read, and where that is not known.")
    status: ReadingStatus = read("How far its text has been read.")
    problem: FileProblem | None = read("Why its text could not be read; null where it could.")
    download_url: str = read("Where it is downloaded: a path of this server.", lambda file, _: download_address(file))
    thumbnail_url: str | None = read(
        "Where a small picture (WebP) of its first page is: a path of this server; null where there is none.",
        lambda file, _: thumbnail_address(file) if file.has_thumbnail else None,
    )
