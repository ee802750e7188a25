"""Markdown, MDX and HTML reduced to the words a reader sees.

For searching only, so it is fast rather than exact; every pattern takes linear time on any input.
"""

import re
from html import unescape

# Unclosed, these run to the end: otherwise each opening would be read to the end again and again.
_HIDDEN = re.compile(
    r"<!--.*?(?:-->|\Z)|\{/\*.*?(?:\*/\}|\Z)|<(script|style)\b[^<>]*>.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE
)
_MODULE_LINE = re.compile(
    r"""^(?:import\b[^\n]*['"][^'"\n]+['"];?|export\s+(?:default|const|function|\{)[^\n]*)$""", re.MULTILINE
)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_LINK = re.compile(r"!?\[([^\[\]]*)\](?:\([^()\n]*\)|\[[^\[\]\n]*\])")
_REFERENCE = re.compile(r"^[ ]{0,3}\[[^\[\]\n]+\]:[^\n]*$", re.MULTILINE)
_LINE_START = re.compile(
    r"^[ \t]*(?:#{1,6}[ \t]|>[ \t]?|[-*+][ \t]|\d{1,9}[.)][ \t]|(?:```|~~~)[^\n]*$|[-=*_|:][-=*_|: \t]*$)", re.MULTILINE
)
_EMPHASIS = re.compile(r"\*+|~~|`+|(?<!\w)_+|_+(?!\w)|\|")
_MAY_BE_EMPHASIS = re.compile(r"[*~`_|]")


def plain_text(markup: str) -> str:
    """``markup`` without tags, links' addresses, code fences and signs of emphasis; line breaks are kept."""
    text = markup
    if "<" in text or "{/*" in text:
        text = _TAG.sub(" ", _HIDDEN.sub(" ", text))
    if "import" in text or "export" in text:
        text = _MODULE_LINE.sub("", text)
    if "](" in text or "]:" in text or "][" in text:
        text = _REFERENCE.sub("", _LINK.sub(r"\1", text))
    # Most texts are one line without a sign in it; looking for one is ten times faster than looking for all.
    if "\n" in text or _LINE_START.match(text):
        text = _LINE_START.sub("", text)
    if _MAY_BE_EMPHASIS.search(text):
        text = _EMPHASIS.sub("", text)
    return unescape(text) if "&" in text else text
