"""Where a file is found, and how it is told in words."""

from urllib.parse import quote

from content_store.file_views import FileView
from content_store.rules.files import FileProblem, ReadingStatus, size_in_words


def download_address(file: FileView) -> str:
    """Where it is downloaded, as a path; the name at its end is what a program saves it as."""
    return f"/files/{file.id}/{quote(file.name, safe='')}"


def thumbnail_address(file: FileView) -> str:
    """Where the picture of its first page is."""
    return f"/files/{file.id}/thumbnail"


def told(file: FileView) -> str:
    """What it is, in one line: ``PDF · 12 pages · 2.4 MB``."""
    parts = [_KINDS.get(file.kind.value, file.kind.value.upper())]
    if file.pages and not file.kind.is_image:
        parts.append(f"{file.pages} {file.kind.noun}{'' if file.pages == 1 else 's'}")
    return " · ".join([*parts, size_in_words(file.bytes)])


def trouble(file: FileView) -> str:
    """What search does not know of it, and why; empty where all is well."""
    if file.status is ReadingStatus.PENDING:
        return "search does not know its text yet"
    return file.problem.words if file.problem else ""


def problem_in_words(problem: str) -> str:
    """What is wrong with a file whose text could not be read."""
    return FileProblem(problem).words


_KINDS = {"pptx": "PowerPoint", "docx": "Word"}
