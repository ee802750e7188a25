"""A document as Markdown and as plain text."""

import re
from collections.abc import Iterator

from renderers.documents.blocks import (
    Block,
    Blocks,
    Card,
    Code,
    Document,
    Heading,
    Items,
    Paragraph,
    Quote,
    Reply,
    Rule,
    Section,
    Span,
    Spans,
    Table,
    plain,
)

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~!])")
_AT_START = re.compile(r"^(\s*)([-+=]|\d+[.)](?=\s|$))", re.MULTILINE)
_MARKER = re.compile(r"(\d+)([.)])$")
INTERNAL = "internal"
_MARKS = {"bold": "**", "italic": "*", "struck": "~~"}


class MarkdownWriter:
    """Writes CommonMark that reads back as what was meant, whatever characters the text has."""

    def document(self, document: Document) -> str:
        """All of it."""
        parts = [f"# {self.spans((Span(document.title),))}", self.words(document.kicker), self.words(document.lead)]
        parts += [self.block(each, 1) for each in document.blocks]
        if document.notes:
            parts += ["---", *(self.words(note) for note in document.notes)]
        return "\n\n".join(part for part in parts if part) + "\n"

    def block(self, block: Block, depth: int) -> str:  # noqa: C901, PLR0911 - one case for each kind of block
        """One block. ``depth`` is the level of the heading above it."""
        match block:
            case Section():
                return self._joined(
                    [f"{'#' * min(depth + 1, 6)} {self.words(block.name)}", *self._all(block.blocks, depth + 1)]
                )
            case Heading():
                return f"{'#' * min(depth + block.level, 6)} {self.spans(block.spans)}"
            case Paragraph():
                return self._paragraph(block)
            case Items():
                return self._items(block, depth)
            case Quote():
                return self._prefixed(self._joined(self._all(block.blocks, depth)), "> ")
            case Code():
                return self.code(block.text)
            case Table():
                return self.table(block)
            case Rule():
                return "---"
            case Card():
                return self._card(block)
            case Reply():
                mark = self._mark(block.internal)
                return self._joined([f"{self.strong(self._quoted(block.says))}{mark}", *self._all(block.blocks, depth)])

    def words(self, text: str) -> str:
        """Text that means nothing but itself."""
        escaped = _SPECIAL.sub(r"\\\1", text)
        return _AT_START.sub(lambda found: f"{found[1]}{_escaped_marker(found[2])}", escaped)

    def spans(self, spans: Spans) -> str:
        """A line with its styles."""
        return "".join(self._span(span) for span in spans).replace("\n", "\\\n")

    def strong(self, text: str) -> str:
        """``text``, which is written already, so that it stands out."""
        return f"**{text}**" if text else ""

    def code(self, text: str) -> str:
        """Text as it was typed."""
        fence = "`" * max(3, *(len(found) + 1 for found in re.findall(r"`+", text)), 3)
        return f"{fence}\n{text}\n{fence}"

    def table(self, table: Table) -> str:
        """Rows under a head."""
        rows = [table.head, *table.rows]
        lines = [f"| {' | '.join(self.spans(cell).replace(chr(10), ' ') for cell in row)} |" for row in rows]
        return "\n".join([lines[0], f"|{' --- |' * len(table.head)}", *lines[1:]])

    def link(self, text: str, address: str) -> str:
        """``text``, which is written already, leading to ``address``."""
        return f"[{text}](<{address.replace('>', '%3E').replace('<', '%3C')}>)"

    def _span(self, span: Span) -> str:
        if not span.text.strip():
            return span.text
        said = self._ticked(span.text) if span.code else self._marked(span)
        return self.link(said, span.link) if span.link else said

    def _ticked(self, code: str) -> str:
        ticks = "`" * (max((len(found) for found in re.findall(r"`+", code)), default=0) + 1)
        return f"{ticks} {code} {ticks}"

    def _marked(self, span: Span) -> str:
        """With its marks right at the words: beside a space they would mean themselves."""
        body = span.text.strip()
        marks = "".join(mark for name, mark in _MARKS.items() if getattr(span, name))
        before, _, after = span.text.partition(body)
        return f"{before}{marks}{self.words(body)}{marks[::-1]}{after}"

    def _paragraph(self, block: Paragraph) -> str:
        said = self.spans(block.spans)
        said = self.strong(said) if block.style == "strong" else said
        tag = f" ({self.words(block.tag)})" if block.tag else ""
        source = f" – {self.spans(block.source)}" if block.source else ""
        return f"{said}{tag}{self._mark(block.internal)}{source}"

    def _card(self, block: Card) -> str:
        said = self._quoted(plain(block.spans)) if block.is_quote else self.spans(block.spans)
        number = f"{self.strong(self.words(block.number))} " if block.number else ""
        source = f" – {self.words(block.source)}" if block.source else ""
        return f"{number}{self.link(said, block.link) if block.link else said}{self._mark(block.internal)}{source}"

    def _items(self, block: Items, depth: int) -> str:
        lines = []
        for place, item in enumerate(block.items, block.start):
            mark = f"{place}. " if block.ordered else "- "
            lines.append(mark + self._prefixed(self._joined(self._all(item, depth)), " " * len(mark)).lstrip(" "))
        return "\n".join(lines)

    def _quoted(self, text: str) -> str:
        return f"“{self.words(text)}”"

    def _mark(self, internal: bool) -> str:
        return f" [{INTERNAL}]".replace("[", "\\[").replace("]", "\\]") if internal else ""

    def _all(self, blocks: Blocks, depth: int) -> Iterator[str]:
        return (self.block(each, depth) for each in blocks)

    def _joined(self, parts: "list[str] | Iterator[str]") -> str:
        return "\n\n".join(part for part in parts if part)

    def _prefixed(self, text: str, prefix: str) -> str:
        return "\n".join(f"{prefix}{line}".rstrip() for line in text.split("\n"))


class TextWriter(MarkdownWriter):
    """Writes what can be read anywhere: no marks but line breaks, dashes and numbers."""

    def document(self, document: Document) -> str:
        """All of it."""
        title = f"{document.title}\n{'=' * min(len(document.title), 72)}"
        parts = [document.kicker, title, document.lead, *(self.block(each, 1) for each in document.blocks)]
        parts += document.notes
        return "\n\n".join(part for part in parts if part) + "\n"

    def block(self, block: Block, depth: int) -> str:
        """One block."""
        if isinstance(block, Section):
            name = f"{block.name}\n{'-' * min(len(block.name), 72)}" if block.style == "step" else block.name.upper()
            return self._joined([name, *self._all(block.blocks, depth)])
        if isinstance(block, Heading):
            return plain(block.spans).upper() if block.level == 1 else plain(block.spans)
        return super().block(block, depth)

    def words(self, text: str) -> str:
        """As it is."""
        return text

    def spans(self, spans: Spans) -> str:
        """A line, and where it leads in brackets."""
        return "".join(f"{span.text} <{span.link}>" if span.link else span.text for span in spans)

    def strong(self, text: str) -> str:
        """As it is."""
        return text

    def code(self, text: str) -> str:
        """Set in a little."""
        return self._prefixed(text, "    ")

    def table(self, table: Table) -> str:
        """A row in each line."""
        rows = (table.head, *table.rows)
        return "\n".join(" | ".join(plain(cell).replace("\n", " ") for cell in row) for row in rows)

    def link(self, text: str, address: str) -> str:
        """Only what is said."""
        del address
        return text

    def _mark(self, internal: bool) -> str:
        return f" [{INTERNAL}]" if internal else ""


def _escaped_marker(marker: str) -> str:
    """A character that would begin a list, so that it does not."""
    return _MARKER.sub(r"\1\\\2", marker) if marker[0].isdigit() else f"\\{marker}"


def markdown_of(document: Document) -> str:
    """The document as CommonMark."""
    return MarkdownWriter().document(document)


def text_of(document: Document) -> str:
    """The document as plain text."""
    return TextWriter().document(document)
