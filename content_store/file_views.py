"""What the store hands out of files: frozen rows, never ORM objects."""

from dataclasses import dataclass
from datetime import datetime

from content_store.rules.files import FileKind, FileProblem, ReadingStatus


@dataclass(frozen=True, slots=True)
class FileView:
    """A file of an asset. ``pages`` counts pages or slides; null until it was read, and for what has none."""

    id: int
    asset_id: int
    name: str
    digest: str
    kind: FileKind
    bytes: int
    status: ReadingStatus
    problem: FileProblem | None
    pages: int | None
    has_thumbnail: bool
    created_at: datetime
    removed_at: datetime | None

    @property
    def media_type(self) -> str:
        """As HTTP names it."""
        return self.kind.media_type


@dataclass(frozen=True, slots=True)
class PassageView:
    """The text of one page or slide of a file of an asset; ``number`` counts from 1, ``title`` is a slide's."""

    file_id: int
    asset_id: int
    name: str
    kind: FileKind
    number: int
    title: str
    text: str

    @property
    def place(self) -> str:
        """Where it stands: ``page 7 of report.pdf``."""
        return f"{self.kind.noun} {self.number} of {self.name}" if not self.kind.is_image else self.name


def blob_name(digest: str) -> str:
    """Under which name the file store keeps bytes with this digest."""
    return f"blobs/{digest[:2]}/{digest}"


def thumbnail_name(digest: str) -> str:
    """Under which name it keeps the picture of the first page of these bytes."""
    return f"thumbnails/{digest[:2]}/{digest}.webp"
