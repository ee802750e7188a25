"""The formats that a document can be had in."""

from enum import StrEnum


class Format(StrEnum):
    """A format; its value is how a file's name ends."""

    PDF = "pdf"
    HTML = "html"
    MARKDOWN = "md"
    TEXT = "txt"

    @property
    def media_type(self) -> str:
        """What a browser is told it is."""
        return _MEDIA_TYPES[self]


_MEDIA_TYPES = {
    Format.PDF: "application/pdf",
    Format.HTML: "text/html; charset=utf-8",
    Format.MARKDOWN: "text/markdown; charset=utf-8",
    Format.TEXT: "text/plain; charset=utf-8",
}
