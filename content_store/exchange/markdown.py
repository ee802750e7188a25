"""Reading just enough of a Markdown text to name it: its first heading and its first sentence."""

import html
import re
from typing import NamedTuple

LOOKED_AT = 20_000  # characters from the beginning; whatever names a text stands near its top

_FENCED = re.compile(r"^(?P<mark>```+|~~~+)[^\n]*\n.*?(?:^(?P=mark)[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(
    r"^ {0,3}(?P<marks>#{1,6})[ \t]+(?P<atx>[^\n]+?)(?:[ \t]+#+)?[ \t]*$"
    r"|^(?P<setext>[^\n#>`|<-][^\n]*)\n(?P<line>=+|-{3,})[ \t]*$"
    r"|^ {0,3}<h(?P<level>[1-6])\b[^>]*>(?P<tag>.*?)</h(?P=level)>[ \t]*",
    re.MULTILINE | re.DOTALL | re.IGNORECASE,
)
# What may stand above a heading without being content: imports of MDX, comments.
_PREAMBLE = re.compile(r"(?:\s+|^(?:import|export)\b[^\n]*$|<!--.*?-->|\{/\*.*?\*/\})*", re.MULTILINE | re.DOTALL)
_NO_PARAGRAPH = re.compile(r"[#|]|<(?!https?:)|(?:import|export)\s|[-*_=]{3,}\s*$|\{[{%/]|:::|!!!|\[[^\]]+\]:|\s{4}|\t")
_LIST_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+", re.MULTILINE)
# Most lines hold none of these, and one look is cheaper than a dozen.
_MARKED = re.compile(r"[<>!\[{`*_~\\&]")
_INLINE = (
    (re.compile(r"<!--.*?-->", re.DOTALL), " "),
    (re.compile(r"!\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])"), ""),
    (re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\[[^\]]*\])"), r"\1"),
    (re.compile(r"<(https?://[^>]+)>"), r"\1"),
    (re.compile(r"</?[A-Za-z][^>]*>"), ""),
    (re.compile(r"\{[#.][^}]*\}\s*$"), ""),
    (re.compile(r"(`+)(.+?)\1"), r"\2"),
    (re.compile(r"(\*\*|__|~~)(?=\S)(.+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?!\w)"), r"\1"),
    (re.compile(r"(?<!\w)_(?=\S)([^_\n]+?)(?<=\S)_(?!\w)"), r"\1"),
    (re.compile(r"\\([!-/:-@\[-`{-~])"), r"\1"),
)


class Heading(NamedTuple):
    """A heading: its plain text, its level and where in the text it stands."""

    text: str
    level: int
    start: int
    end: int


def first_heading(body: str) -> Heading | None:
    """The first heading of any level, outside code."""
    top = body[:LOOKED_AT]
    code = [match.span() for match in _FENCED.finditer(top)] if "```" in top or "~~~" in top else []
    for found in _HEADING.finditer(top):
        text = plain(found["atx"] or found["setext"] or found["tag"] or "")
        if text and not any(start <= found.start() < end for start, end in code):
            return Heading(text, _level(found), *found.span())
    return None


def without_title(body: str, title: str) -> str:
    """``body`` without a first-level heading at its top that only repeats ``title``."""
    heading = first_heading(body)
    preamble = _PREAMBLE.match(body)
    at_top = heading is not None and preamble is not None and heading.start <= preamble.end()
    if heading is None or not at_top or heading.level != 1 or _folded(heading.text) != _folded(title):
        return body
    return (body[: heading.start] + body[heading.end :].lstrip("\n")).lstrip("\n")


def first_paragraph(body: str) -> str:
    """The first paragraph of prose as plain text; where there is none, the first item of a list."""
    top = _FENCED.sub("\n\n", body[:LOOKED_AT])
    item = ""
    for block in re.split(r"\n[ \t]*\n", top):
        text = re.sub(r"^> ?", "", block.strip("\n"), flags=re.MULTILINE)
        if _NO_PARAGRAPH.match(text) or _HEADING.match(text):
            text = _below_heading(text)
        if not text or _NO_PARAGRAPH.match(text):
            continue
        if _LIST_ITEM.match(text):
            item = item or plain(_LIST_ITEM.split(text)[1])
        elif found := plain(text):
            return found
    return item


def plain(text: str) -> str:
    """One or more lines of Markdown without their marks."""
    if _MARKED.search(text):
        for form, replacement in _INLINE:
            text = form.sub(replacement, text)
        text = html.unescape(text)
    return " ".join(text.split())


def _below_heading(block: str) -> str:
    """What follows a heading in the same block."""
    found = _HEADING.match(block)
    return block[found.end() :].strip("\n") if found else ""


def _level(found: re.Match[str]) -> int:
    if found["marks"]:
        return len(found["marks"])
    if found["level"]:
        return int(found["level"])
    return 1 if found["line"].startswith("=") else 2


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
