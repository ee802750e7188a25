"""Documents set by the real typst, in its real process."""

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from pypdf import PdfReader

from renderers.branding import Brand
from renderers.documents.blocks import (
    Blocks,
    Code,
    Document,
    Heading,
    Items,
    Paragraph,
    Recipient,
    Section,
    Span,
    Table,
    text,
)
from renderers.documents.from_markdown import blocks
from renderers.documents.printing import Paper, pdf_of, print_data
from renderers.typesetting.press import Job, NotSet, Press, TemplateFault
from tests.content_store.making import NOON

WORDS = "Äpfel · Ελληνικά · Кириллица · עברית · العربية · 日本語 中文 한국어 · ไทย · हिन्दी · 🎉 → ×"


@pytest.fixture(scope="module")
def press() -> Iterator[Press]:
    made = Press()
    yield made
    made.close()


def document(*made: Paragraph | Section | Items | Table | Code | Heading, **given: object) -> Document:
    found = Document("A title", "", "en", NOON, Recipient.ME, made)
    return replace(found, **given)  # type: ignore[arg-type]  # fields of a document


def read(press: Press, made: Document, paper: Paper = Paper.A4) -> PdfReader:
    return PdfReader(io.BytesIO(pdf_of(press, made, paper)))


def said(found: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in found.pages).split())


def test_it_is_titled_tagged_and_its_fonts_are_inside(press: Press) -> None:
    found = read(press, document(Paragraph((Span("Words", link="https://example.com"),)), language="de-AT"))
    assert found.metadata is not None
    assert found.metadata.title == "A title"
    root: Any = found.trailer["/Root"]
    assert root["/Lang"] == "de-AT"
    assert root["/MarkInfo"]["/Marked"]
    page: Any = found.pages[0]
    for font in page["/Resources"]["/Font"].values():
        described = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & described.keys()
    assert [each.get_object()["/A"]["/URI"] for each in page["/Annots"]] == ["https://example.com"]
    assert said(found).endswith("Kindling · 1 June 2026")


def test_pages_are_numbered_where_there_are_several(press: Press) -> None:
    found = read(
        press, document(*(Paragraph(text(f"Paragraph {number}. " * 20)) for number in range(40))), Paper.LETTER
    )
    assert len(found.pages) > 1
    assert f"1 / {len(found.pages)}" in " ".join(found.pages[0].extract_text().split())
    assert tuple(round(float(each)) for each in found.pages[0].mediabox[2:]) == (612, 792)


def test_every_script_is_set(press: Press) -> None:
    found = read(press, document(Paragraph(text(WORDS))))
    assert "told by its name" not in said(found)
    for part in ("Äpfel", "Ελληνικά", "Кириллица", "日本語", "🎉"):
        assert part in said(found)
    assert len(read(press, document(Paragraph(text("שלום עולם")), language="he")).pages) == 1


def test_what_no_font_can_show_is_named_and_said_to_be(press: Press) -> None:
    found = said(read(press, document(Paragraph(text("A bird: 𓅓.")))))
    assert "A bird: [egyptian hieroglyph g017]." in found
    assert "No font here can show U+13153" in found
    with pytest.raises(NotSet, match="no font here can show its characters"):
        read(press, document(Paragraph(text("".join(chr(0x13000 + each) for each in range(60))))))


INJECTIONS = (
    *('#read("/etc/passwd")', "#panic()", "$ x $", "*bold* _it_ `raw`", "@ref <label>"),
    *("// comment", "\\ #{", '"]}', "http://x.y"),
)


def test_nothing_that_anybody_wrote_is_markup(press: Press) -> None:
    items = Items(tuple((Paragraph(text(each)),) for each in INJECTIONS))
    found = said(read(press, document(Section("#name", (items,)), title="#title *x*")))
    for each in ("#name", "#title *x*", *INJECTIONS):
        assert each in found


LONG = "x" * 10_000


@pytest.mark.parametrize(
    "made",
    [
        (Paragraph(text(LONG)),),
        (Paragraph(text("🎉" * 3_000)),),
        (Table((text(LONG), text("b")), ((text("a"), text(LONG)),)),),
        (Code(LONG),),
        blocks("> " * 20 + "deep"),
        blocks("#" * 6 + " six first\n\n# one\n"),
        (Table((), ()),),
        (),
    ],
)
def test_what_is_hard_to_set_is_set(press: Press, made: Blocks) -> None:
    assert len(read(press, document(*made)).pages) >= 1  # type: ignore[arg-type]  # any block
    assert len(read(press, document(*made, one_page=True)).pages) >= 1  # type: ignore[arg-type]


FORBIDDEN = ("#let x = \n#y", '#read("/etc/passwd")', '#read("../../etc/passwd")', '#import "@preview/cetz:0.3.0"')


@pytest.mark.parametrize("template", FORBIDDEN)
def test_a_wrong_template_says_where_and_reads_no_file(press: Press, template: str) -> None:
    with pytest.raises(TemplateFault) as fault:
        press.pdf(Job(template, print_data(document(), Brand(), Paper.A4), 0))
    assert ".typ:" in fault.value.diagnostic


def test_one_that_never_ends_is_stopped_and_the_next_is_set() -> None:
    hasty = Press(seconds=2)
    endless = "#for i in range(1000) { for j in range(9000) { let x = range(9000).sum() } }"
    try:
        with pytest.raises(NotSet, match="took longer"):
            hasty.pdf(Job(endless, {}, 0))
        assert hasty.pdf(Job('#set document(title: "Well")', {}, 0)).startswith(b"%PDF")
    finally:
        hasty.close()
