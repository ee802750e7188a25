"""A logo from a file: SVG with nothing in it but shapes, or PNG."""

import re
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

LARGEST = 200_000  # bytes
_PNG = b"\x89PNG\r\n\x1a\n"
_SVG = "http://www.w3.org/2000/svg"
_SHAPES = frozenset(
    {
        *("svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "title", "desc", "defs"),
        *("lineargradient", "radialgradient", "stop", "clippath", "mask", "symbol", "use", "text", "tspan"),
    }
)
_ATTRIBUTES = re.compile(
    r"(id|d|x|y|[xy][12]|c[xy]|r[xy]?|f[xy]|width|height|viewBox|points|transform|fill|stroke|opacity|offset|href|role|"
    r"preserveAspectRatio|gradientUnits|gradientTransform|spreadMethod|clipPathUnits|maskUnits|text-anchor|version|"
    r"(fill|stroke|stop|clip|font)-[a-z-]+|clip-path|mask|color|class)"
)
_OWN = re.compile(r"#[\w.-]+|url\(#[\w.-]+\)")
_FOREIGN = re.compile(r"url\(|javascript:|data:|//", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Logo:
    """A logo as it is served."""

    media_type: str
    content: bytes

    @property
    def file_name(self) -> str:
        """What it is called in an address."""
        return "logo.svg" if self.media_type == "image/svg+xml" else "logo.png"

    @property
    def svg(self) -> str:
        """The same as SVG, for documents."""
        if self.media_type == "image/svg+xml":
            return self.content.decode()
        width, height = (int.from_bytes(self.content[at : at + 4], "big") for at in (16, 20))
        data = b64encode(self.content).decode()
        return (
            f'<svg xmlns="{_SVG}" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
            f'<image width="{width}" height="{height}" href="data:image/png;base64,{data}"/></svg>'
        )


def read_logo(path: Path) -> Logo:
    """The logo in a file. Raises OSError, and ValueError saying what is wrong with it."""
    if path.stat().st_size > LARGEST:
        message = f"a logo has at most {LARGEST:,} bytes"
        raise ValueError(message)
    content = path.read_bytes()
    if content.startswith(_PNG):
        return Logo("image/png", _checked_png(content))
    return Logo("image/svg+xml", clean_svg(content).encode())


def clean_svg(content: bytes) -> str:
    """SVG with its shapes alone: no scripts, no styles, nothing from elsewhere. Raises ValueError."""
    if b"<!ENTITY" in content.upper() or b"<!DOCTYPE" in content.upper():
        message = "it declares a document type; save it as plain SVG"
        raise ValueError(message)
    try:
        root = ET.fromstring(content)  # noqa: S314 - without entities, which were refused above
    except ET.ParseError as error:
        message = f"it is neither PNG nor SVG ({error})"
        raise ValueError(message) from error
    if root.tag not in {f"{{{_SVG}}}svg", "svg"}:
        message = "it is neither PNG nor SVG"
        raise ValueError(message)
    _clean(root)
    ET.register_namespace("", _SVG)
    return ET.tostring(root, encoding="unicode")


def _clean(element: ET.Element) -> None:
    for name in list(element.attrib):
        plain = name.rpartition("}")[2]
        value = element.attrib[name].strip()
        is_own = bool(_OWN.fullmatch(value)) or (plain != "href" and not _FOREIGN.search(value))
        if not _ATTRIBUTES.fullmatch(plain) or not is_own:
            del element.attrib[name]
    for child in list(element):
        if child.tag.rpartition("}")[2].lower() in _SHAPES:
            _clean(child)
        else:
            element.remove(child)


def _checked_png(content: bytes) -> bytes:
    width, height = (int.from_bytes(content[at : at + 4], "big") for at in (16, 20))
    if content[12:16] != b"IHDR" or not (0 < width <= 4_000 and 0 < height <= 4_000):
        message = "a PNG logo is at most 4,000 pixels wide and high"
        raise ValueError(message)
    return content
