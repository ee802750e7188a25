"""Markdown as blocks. HTML that authors wrote is read as its text alone."""

from html import unescape

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from renderers.documents.blocks import (
    Block,
    Blocks,
    Code,
    Heading,
    Items,
    Paragraph,
    Quote,
    Rule,
    Span,
    Spans,
    Table,
    text,
)

DEEPEST = 30  # lists in lists; what is deeper is read as if it stood there

_parser = MarkdownIt("js-default", {"html": True, "linkify": False, "typographer": False, "maxNesting": DEEPEST})
_bare = nh3.Cleaner(tags=set(), clean_content_tags={"script", "style", "template"})
_STYLES = {"strong": "bold", "em": "italic", "s": "struck"}
_SAFE = ("http://", "https://", "mailto:", "tel:")


def blocks(markdown: str) -> Blocks:
    """``markdown`` (CommonMark with tables and struck-out text) as blocks."""
    return _Reading(_parser.parse(markdown)).blocks("")


class _Reading:
    """Walks the tokens once, from the first to the last."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._level = 0

    def blocks(self, end: str) -> Blocks:
        """The blocks up to the token ``end``, which is passed."""
        found: list[Block] = []
        while self._at < len(self._tokens):
            token = self._next()
            if token.type == end:
                break
            found += self._block(token)
        return tuple(found)

    def _next(self) -> Token:
        token = self._tokens[self._at]
        self._at += 1
        return token

    def _block(self, token: Token) -> list[Block]:
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            return [self._list(token)]
        if token.type == "heading_open":
            # A level that was left out would lead nobody anywhere who goes from heading to heading.
            self._level = min(int(token.tag[1]), self._level + 1)
            return [Heading(self._level, self._inline("heading_close"))]
        if token.type == "blockquote_open":
            return [Quote(self.blocks("blockquote_close"))]
        if token.type == "table_open":
            return [self._table()]
        return self._leaf(token)

    def _leaf(self, token: Token) -> list[Block]:
        """A block that holds no others."""
        if token.type == "paragraph_open":
            found = self._inline("paragraph_close")
            return [Paragraph(found)] if found else []
        if token.type in {"fence", "code_block"}:
            return [Code(token.content.rstrip("\n"))]
        if token.type == "html_block":
            bare = " ".join(_unmarked(token.content).split())
            return [Paragraph(text(bare))] if bare else []
        return [Rule()] if token.type == "hr" else []

    def _list(self, token: Token) -> Items:
        ordered = token.type == "ordered_list_open"
        items: list[Blocks] = []
        while self._next().type == "list_item_open":
            items.append(self.blocks("list_item_close"))
        return Items(tuple(items), ordered, int(token.attrGet("start") or 1) if ordered else 1)

    def _table(self) -> Table:
        rows: list[tuple[Spans, ...]] = []
        cells: list[Spans] = []
        while (token := self._next()).type != "table_close":
            if token.type == "inline":
                cells.append(_spans(token))
            elif token.type == "tr_close":
                rows.append(tuple(cells))
                cells = []
        return Table(rows[0] if rows else (), tuple(rows[1:]))

    def _inline(self, end: str) -> Spans:
        found: Spans = ()
        while (token := self._next()).type != end:
            if token.type == "inline":
                found = _spans(token)
        return found


def _spans(token: Token) -> Spans:
    """What stands in one line, each stretch in its style."""
    found: list[Span] = []
    style: dict[str, bool] = {}
    link = ""
    for child in token.children or ():
        name, _, what = child.type.rpartition("_")
        if name in _STYLES:
            style[_STYLES[name]] = what == "open"
        elif name == "link":
            href = str(child.attrGet("href") or "") if what == "open" else ""
            link = href if href.startswith(_SAFE) else ""
        elif said := _said(child):
            found.append(Span(said, link=link, code=child.type == "code_inline", **style))
    return tuple(found)


def _said(child: Token) -> str:
    if child.type in {"text", "code_inline"}:
        return child.content
    if child.type == "image":
        return f"[{child.content or 'picture'}]"
    if child.type == "html_inline":
        return "\n" if child.content.lower().startswith("<br") else ""
    return {"softbreak": " ", "hardbreak": "\n"}.get(child.type, "")


def _unmarked(source: str) -> str:
    """The text of HTML, its entities read."""
    return unescape(_bare.clean(source))
