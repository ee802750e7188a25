"""Files: what may be uploaded, told by content and never by name, and what a file may be called."""

import unicodedata
from datetime import timedelta
from enum import StrEnum

MOST_FILES = 50  # of one asset
# Within it a removed file can be put back, and what nobody uses any more is kept.
REMOVED_FOR = timedelta(days=7)
# An upload that takes longer than this is not waited for.
UNFINISHED_FOR = timedelta(days=1)
MOST_IMAGE_BYTES = 50_000_000  # an image is written anew in memory
LONGEST_NAME = 150  # characters, in UTF-8 at most 255 bytes, which every file system takes


class FileKind(StrEnum):
    """What may be uploaded. Neither SVG nor HTML: both may carry scripts, and nobody hands them to a buyer."""

    PDF = "pdf"
    PPTX = "pptx"
    DOCX = "docx"
    PNG = "png"
    JPEG = "jpeg"
    GIF = "gif"
    WEBP = "webp"

    @property
    def media_type(self) -> str:
        """As HTTP names it."""
        return _MEDIA_TYPES[self]

    @property
    def is_image(self) -> bool:
        """Whether it is a picture: shown as it is, and without text."""
        return self in _IMAGES

    @property
    def noun(self) -> str:
        """What its parts are called: a slide or a page."""
        return "slide" if self is FileKind.PPTX else "page"


_MEDIA_TYPES = {
    FileKind.PDF: "application/pdf",
    FileKind.PPTX: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.PNG: "image/png",
    FileKind.JPEG: "image/jpeg",
    FileKind.GIF: "image/gif",
    FileKind.WEBP: "image/webp",
}
_IMAGES = frozenset({FileKind.PNG, FileKind.JPEG, FileKind.GIF, FileKind.WEBP})
_EXTENSIONS = {FileKind.JPEG: (".jpg", ".jpeg")}
_SIGNATURES = (
    (b"%PDF-", FileKind.PDF),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"GIF87a", FileKind.GIF),
    (b"GIF89a", FileKind.GIF),
)
ZIP_SIGNATURE = b"PK\x03\x04"
# The kind of the part that a document of Office begins with. Those with macros have other names, and are not here.
OFFICE_PARTS = {
    f"{FileKind.PPTX.media_type}.main+xml": FileKind.PPTX,
    f"{FileKind.DOCX.media_type}.main+xml": FileKind.DOCX,
}
_FORBIDDEN = frozenset('<>:"/\\|?*')
# On Windows these are devices, whatever follows the dot.
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})


class ReadingStatus(StrEnum):
    """How far the text of a file has been read in the background."""

    PENDING = "pending"
    DONE = "done"
    FAILED = "failed"


class FileProblem(StrEnum):
    """Why the text of a file could not be read; it can be downloaded all the same."""

    ENCRYPTED = "encrypted"
    BROKEN = "broken"
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"

    @property
    def words(self) -> str:
        """For people."""
        return _PROBLEM_WORDS[self]


_PROBLEM_WORDS = {
    FileProblem.ENCRYPTED: "it is protected with a password, so search cannot read it",
    FileProblem.BROKEN: "it seems to be damaged, so search cannot read it",
    FileProblem.TOO_LARGE: "it unpacks to more than is read, so search does not know its text",
    FileProblem.TOO_SLOW: "reading it took too long, so search does not know its text",
}


def kind_by_signature(head: bytes) -> FileKind | None:
    """The kind that a file's first 16 bytes show; None for all others, archives too: see ``OFFICE_PARTS``."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return FileKind.WEBP
    return next((kind for signature, kind in _SIGNATURES if head.startswith(signature)), None)


def safe_name(given: str, kind: FileKind) -> str:
    """``given`` as it may be shown and saved anywhere: no folders, nothing invisible, ending as its content does."""
    last = unicodedata.normalize("NFC", given).replace("\\", "/").rpartition("/")[2]
    kept = "".join(c for c in last if c not in _FORBIDDEN and (c.isprintable() or c == " "))
    endings = _EXTENSIONS.get(kind, (f".{kind.value}",))
    ending = next((each for each in endings if kept.lower().endswith(each)), "")
    stem = " ".join(kept[: len(kept) - len(ending)].split()).strip(". ")
    if stem.partition(".")[0].strip().lower() in _DEVICES:
        stem = f"_{stem}"
    return _shortened(stem, len(endings[0])) + (ending or endings[0]).lower() if stem else f"file{endings[0]}"


def _shortened(stem: str, ending: int) -> str:
    short = stem[: LONGEST_NAME - ending]
    return short.encode()[: 250 - ending].decode(errors="ignore").rstrip(". ") or "file"


def size_in_words(count: int) -> str:
    """A number of bytes for people: ``840 kB``, ``12.4 MB``."""
    if count < 1_000:
        return f"{count} bytes"
    return f"{count / 1_000:.0f} kB" if count < 999_500 else f"{count / 1_000_000:.1f} MB"
