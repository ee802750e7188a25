"""Small real files, made by the libraries that read them, and hostile ones."""

import io
import zipfile
import zlib
from collections.abc import Sequence

import docx
import pptx
import pypdf
from PIL import Image
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
)


def pdf(*pages: str, password: str = "", owner_password: str = "") -> bytes:
    """A PDF with a line of text on each page."""
    writer = pypdf.PdfWriter()
    for text in pages or ("",):
        _write_text(writer, writer.add_blank_page(300, 400), text)
    if password or owner_password:
        writer.encrypt(password, owner_password or None, algorithm="RC4-128")
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def endless_pdf() -> bytes:
    """A PDF whose tree of pages leads back to its beginning."""
    writer = pypdf.PdfWriter()
    writer.add_blank_page(300, 400)
    pages = writer._pages.get_object()
    assert isinstance(pages, DictionaryObject)
    assert pages.indirect_reference is not None
    kids = ArrayObject([pages.indirect_reference] * 2)
    pages[NameObject("/Kids")] = kids
    pages[NameObject("/Count")] = NumberObject(1_000_000)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def deck(*slides: Sequence[str], notes: str = "") -> bytes:
    """A PowerPoint file: of each slide its title and a line."""
    made = pptx.Presentation()
    for title, line in slides:
        slide = made.slides.add_slide(made.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = line
    if notes:
        made.slides[0].notes_slide.notes_text_frame.text = notes
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def paper(*pages: str) -> bytes:
    """A Word file with a paragraph on each page."""
    made = docx.Document()
    for number, text in enumerate(pages):
        if number:
            made.add_page_break()  # type: ignore[no-untyped-call]
        made.add_paragraph(text)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def picture(form: str = "PNG", size: tuple[int, int] = (40, 20), *, note: str = "", turned: bool = False) -> bytes:
    """An image, red on its left half; ``note`` is what a camera or program wrote into it."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    described = image.getexif()
    if note:
        described[0x010E] = note
        described.get_ifd(0x8825)[29] = note
    if turned:
        described[0x0112] = 6
    made = io.BytesIO()
    options = {} if form == "GIF" else {"exif": described}
    image.save(made, format=form, **options, **({"comment": note} if note and form in {"GIF", "JPEG"} else {}))
    return made.getvalue()


def moving_picture(form: str = "GIF", frames: int = 3, note: str = "") -> bytes:
    """An animation."""
    shades = [Image.new("RGB", (16, 16), (number * 60, 0, 0)) for number in range(frames)]
    made = io.BytesIO()
    options = {"comment": note} if note and form == "GIF" else {}
    shades[0].save(made, format=form, save_all=True, append_images=shades[1:], duration=80, loop=0, **options)
    return made.getvalue()


def many_pixels() -> bytes:
    """A PNG of a few kilobytes that unpacks to 10,000 million pixels."""
    made = bytearray(picture("PNG"))
    at = made.index(b"IHDR") + 4
    made[at : at + 8] = (100_000).to_bytes(4, "big") * 2
    made[at + 13 : at + 17] = zlib.crc32(made[at - 4 : at + 13]).to_bytes(4, "big")
    return bytes(made)


def bomb() -> bytes:
    """A PowerPoint file of about a hundred kilobytes with a part that unpacks to a thousand times as much."""
    stream = io.BytesIO(deck(("A", "B")))
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("ppt/slides/slide99.xml", bytes(101_000_000))
    return stream.getvalue()


def _write_text(writer: pypdf.PdfWriter, page: pypdf.PageObject, text: str) -> None:
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    fonts = DictionaryObject({NameObject("/F1"): writer._add_object(font)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    content = DecodedStreamObject()
    content.set_data(f"BT /F1 12 Tf 20 350 Td ({text}) Tj ET".encode("latin-1"))
    page[NameObject("/Contents")] = writer._add_object(content)
