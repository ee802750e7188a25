"""The text of PDF, PPTX and DOCX, page by page, and a picture of the first."""

import zipfile
from collections.abc import Iterable
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pptx
import pypdf
import pypdfium2
from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError

from content_store.extraction.pictures import opened, thumbnail
from content_store.extraction.results import MOST_PAGES, THUMBNAIL_EDGE, Collected, Result
from content_store.rules.files import FileKind, FileProblem

MOST_UNPACKED = 1_000_000_000  # bytes, as the archive itself says; no more than that is ever unpacked
MOST_PARTS = 20_000
MOST_MARKUP = 100_000_000  # bytes of one part of XML: it is read as a whole
_PREVIEW = "docProps/thumbnail.jpeg"
_PAGE_BREAK = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}lastRenderedPageBreak"
_HARD_BREAK = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}br"
_BREAK_TYPE = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}type"


def read(path: Path, kind: FileKind) -> Result:
    """The text of the document; what cannot be read is a problem, not an error."""
    try:
        if kind is FileKind.PDF:
            return _pdf(path)
        if _is_bomb(path):
            return Result(problem=FileProblem.TOO_LARGE)
        return _slides(path) if kind is FileKind.PPTX else _pages(path)
    except (DependencyError, FileNotDecryptedError):
        return Result(problem=FileProblem.ENCRYPTED)
    except (MemoryError, RecursionError):
        return Result(problem=FileProblem.TOO_LARGE)


def draw_first_page(path: Path, kind: FileKind, target: Path) -> None:
    """A small picture of the first page, where one can be had: Office documents bring one along, or none."""
    if kind is FileKind.PDF:
        with pypdfium2.PdfDocument(path) as document:
            page = document[0]
            scale = 2 * THUMBNAIL_EDGE / max(*page.get_size(), 1)
            thumbnail(page.render(scale=min(scale, 4)).to_pil(), target)
        return
    with zipfile.ZipFile(path) as archive, suppress(KeyError):
        thumbnail(opened(BytesIO(archive.read(_PREVIEW)), FileKind.JPEG), target)


def _pdf(path: Path) -> Result:
    try:
        reader = pypdf.PdfReader(path)
        # Many are protected against changes only, and open without a password.
        if reader.is_encrypted and not reader.decrypt(""):
            return Result(problem=FileProblem.ENCRYPTED)
        count = len(reader.pages)
        found = Collected()
        for number, page in enumerate(reader.pages, start=1):
            if found.is_full or number > MOST_PAGES:
                break
            found.add(number, _text_of(page))
    except FileNotDecryptedError:
        raise
    except PyPdfError:
        return Result(problem=FileProblem.BROKEN)
    return Result(count, tuple(found.passages))


def _text_of(page: pypdf.PageObject) -> str:
    """One page that cannot be read does not cost the others."""
    try:
        return page.extract_text()
    except (MemoryError, RecursionError, FileNotDecryptedError):
        raise
    except Exception:  # noqa: BLE001 - the library raises whatever it trips over
        return ""


def _is_bomb(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
    markup = max((part.file_size for part in parts if part.filename.endswith((".xml", ".rels"))), default=0)
    unpacked = sum(part.file_size for part in parts)
    return len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or markup > MOST_MARKUP


def _slides(path: Path) -> Result:
    found = Collected()
    slides = pptx.Presentation(str(path)).slides
    for number, slide in enumerate(slides, start=1):
        if found.is_full:
            break
        title = slide.shapes.title
        texts = list(_shape_texts(slide.shapes))
        if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
            texts.append(slide.notes_slide.notes_text_frame.text)
        found.add(number, "\n".join(texts), title.text if title is not None else "")
    return Result(len(slides), tuple(found.passages))


def _shape_texts(shapes: Iterable[Any]) -> Iterable[str]:
    for shape in shapes:
        if hasattr(shape, "shapes"):
            yield from _shape_texts(shape.shapes)
        elif shape.has_text_frame:
            yield shape.text_frame.text
        elif getattr(shape, "has_table", False):
            for row in shape.table.rows:
                yield " ".join(cell.text for cell in row.cells)


def _pages(path: Path) -> Result:
    """A document of Word has no pages until it is laid out; those are counted that its last program laid out."""
    document = docx.Document(str(path))
    found = Collected()
    number = 1
    texts: list[str] = []
    for element in document.element.body.iterchildren():
        begun = _breaks(element)
        if begun and texts:
            found.add(number, "\n".join(texts))
            texts = []
        number += begun
        if found.is_full:
            break
        texts.append("\n".join(_paragraphs(element)))
    found.add(number, "\n".join(texts))
    return Result(number, tuple(found.passages))


def _paragraphs(element: Any) -> Iterable[str]:
    tag = f"{element.tag.rpartition('}')[0]}}}"
    for paragraph in element.iter(f"{tag}p"):
        yield "".join(piece.text or "" for piece in paragraph.iter(f"{tag}t", f"{tag}tab"))


def _breaks(element: Any) -> int:
    laid_out = sum(1 for _ in element.iter(_PAGE_BREAK))
    return laid_out or sum(1 for each in element.iter(_HARD_BREAK) if each.get(_BREAK_TYPE) == "page")
