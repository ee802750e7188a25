from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renderers.branding import ACCENT, ACCENT_DARK, Brand, BrandError, contrast, mixed
from renderers.logos import LARGEST, clean_svg, read_logo

COLOURS = st.from_regex(r"#[0-9a-f]{6}", fullmatch=True)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8">{}</svg>'
# One red pixel.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108020000009077"
    "53de0000000c4944415408d763f8cfc000000301010018dd8db00000000049454e44ae426082"
)


@given(COLOURS, COLOURS)
def test_contrast_is_the_same_both_ways_and_lies_between_1_and_21(one: str, other: str) -> None:
    assert contrast(one, other) == contrast(other, one)
    assert 1 <= contrast(one, other) <= 21
    assert contrast(one, one) == 1
    assert mixed(one, other, 1.0) == one


def test_contrast_is_the_standards() -> None:
    assert contrast("#000000", "#ffffff") == 21
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54


@given(COLOURS)
def test_a_colour_that_is_taken_can_be_read(colour: str) -> None:
    if contrast(colour, "#f3f1eb") < 4.5:
        with pytest.raises(BrandError):
            Brand.of("", colour, "", None)
        return
    brand = Brand.of("", colour, "", None)
    assert contrast(colour, "#fbfaf7") >= 4.5
    assert contrast(colour, brand.sheet.partition("--on-accent: ")[2][:7]) >= 4.5


def test_kindlings_own_colours_can_be_read() -> None:
    assert Brand.of("", ACCENT, ACCENT_DARK, None) == Brand()
    assert not Brand().is_own
    assert Brand().sheet_address == ""


@pytest.mark.parametrize(
    ("accent", "dark", "setting"),
    [("red", "", "accent"), ("#ffff00", "", "accent"), ("", "#111111", "accent_dark"), ("#12345", "", "accent")],
)
def test_what_cannot_be_read_is_refused_by_name(accent: str, dark: str, setting: str) -> None:
    with pytest.raises(BrandError) as refused:
        Brand.of("Acme", accent, dark, None)
    assert refused.value.setting == setting


HARMFUL = (
    "<script>alert(1)</script>",
    '<path d="M0 0" onload="alert(1)"/>',
    '<a href="javascript:alert(1)"><path d="M0 0"/></a>',
    '<image href="https://example.com/x.png"/>',
    '<use href="https://example.com/x.svg#a"/>',
    "<foreignObject><body>alert(1)</body></foreignObject>",
    '<style>@import url("https://example.com")</style>',
    '<rect fill="url(https://example.com/x)" style="background:url(//example.com)"/>',
)


@pytest.mark.parametrize("inside", HARMFUL)
def test_nothing_of_an_svg_runs_or_comes_from_elsewhere(inside: str) -> None:
    cleaned = clean_svg(SVG.format(inside).encode())
    for word in ("alert", "example.com", "javascript", "onload", "style"):
        assert word not in cleaned


def test_shapes_stay(tmp_path: Path) -> None:
    gradient = '<linearGradient id="a"><stop offset="0" stop-color="#fff"/></linearGradient>'
    shape = f'<defs>{gradient}</defs><path d="M0 0h8" fill="url(#a)"/>'
    path = tmp_path / "logo.svg"
    path.write_text(SVG.format(shape))
    logo = read_logo(path)
    for part in ("linearGradient", 'fill="url(#a)"', 'd="M0 0h8"', 'viewBox="0 0 8 8"'):
        assert part in logo.svg


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"GIF89a", "neither PNG nor SVG"),
        (b"<html/>", "neither PNG nor SVG"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>', "document type"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 30, "PNG"),
        (b"x" * (LARGEST + 1), "at most"),
    ],
)
def test_a_file_that_is_no_logo_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "logo"
    path.write_bytes(content)
    with pytest.raises(BrandError, match=words) as refused:
        Brand.of("", "", "", path)
    assert refused.value.setting == "logo"


def test_a_png_goes_into_documents_as_svg(tmp_path: Path) -> None:
    path = tmp_path / "logo.png"
    path.write_bytes(PNG)
    assert 'width="1" height="1"' in read_logo(path).svg
