import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from renderers.documents.blocks import (
    Block,
    Blocks,
    Code,
    Document,
    Heading,
    Items,
    Paragraph,
    Quote,
    Recipient,
    Rule,
    Span,
    Table,
)
from renderers.documents.from_markdown import blocks
from renderers.documents.writing import markdown_of, text_of
from tests.content_store.making import NOON


def document(*made: Block) -> Document:
    return Document("Title", "", "en", NOON, Recipient.ME, made)


WRITTEN = """# Big

A **bold** [link](https://example.com)\\
line

- one
- two
  1. deep

> said

```
code
```

---
"""


def test_what_authors_write_becomes_blocks() -> None:
    found = blocks(WRITTEN)
    assert [type(each) for each in found] == [Heading, Paragraph, Items, Quote, Code, Rule]
    paragraph = found[1]
    assert isinstance(paragraph, Paragraph)
    assert paragraph.spans[1] == Span("bold", bold=True)
    assert paragraph.spans[3] == Span("link", link="https://example.com")
    assert "".join(span.text for span in paragraph.spans) == "A bold link\nline"


def test_a_table_keeps_its_head_and_its_rows() -> None:
    (found,) = blocks("| a | b |\n|---|---|\n| 1 | *2* |\n")
    assert isinstance(found, Table)
    assert found.head == ((Span("a"),), (Span("b"),))
    assert found.rows == (((Span("1"),), (Span("2", italic=True),)),)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("<script>alert(1)</script>", ""),
        ("<div>Fish &amp; <b>chips</b></div>", "Fish & chips"),
        ("a <b>b</b> c", "a b c"),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))"),
        ("[x](/local)", "x"),
        ("![a picture](x.png)", "[a picture]"),
    ],
)
def test_html_is_read_as_its_text_and_links_lead_nowhere_dangerous(written: str, said: str) -> None:
    found = blocks(written)
    spans = [span for each in found if isinstance(each, Paragraph) for span in each.spans]
    assert "".join(span.text for span in spans) == said
    assert not any(span.link for span in spans)


def test_what_is_very_deep_comes_out() -> None:
    assert blocks("> " * 500 + "deep")
    assert blocks("".join(f"{'  ' * depth}- x\n" for depth in range(200)))


HOSTILE = st.text(st.sampled_from("ab *_`#[]()<>|~!\\-+1.=&{}$@\"'\n☃é"), min_size=1, max_size=40)


@settings(max_examples=150)
@given(HOSTILE)
def test_markdown_that_is_written_reads_back_as_the_same_words(words: str) -> None:
    """Whatever the text holds, nothing of it is taken for markup."""
    said = " ".join(words.split())
    if not said:
        return
    made = markdown_of(document(Paragraph((Span(said),))))
    html = MarkdownIt("commonmark").enable("table").enable("strikethrough").render(made)
    shown = re.sub(r"<[^>]+>", "", html)
    assert " ".join(unescape(shown).split()) == f"Title {said}"


@settings(max_examples=60)
@given(HOSTILE)
def test_every_format_takes_any_markdown(written: str) -> None:
    found: Blocks = blocks(written)
    made = document(*found)
    assert markdown_of(made)
    assert text_of(made)


def test_no_level_of_headings_is_left_out() -> None:
    found = blocks("### three\n\n# one\n\n#### four\n")
    assert [each.level for each in found if isinstance(each, Heading)] == [1, 1, 2]
