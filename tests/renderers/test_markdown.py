"""Markdown comes out as HTML that does nothing but show text."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renderers.markdown import html


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("# Title", "<h1>Title</h1>"),
        ("a **b** *c* ~~d~~", "<p>a <strong>b</strong> <em>c</em> <s>d</s></p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("[a](https://example.com)", '<p><a href="https://example.com" rel="noopener noreferrer">a</a></p>'),
        ("[a](/a/b)", '<p><a href="/a/b" rel="noopener noreferrer">a</a></p>'),
        ("| a |\n|---|\n| b |", "<th>a</th>"),
        ("a < b & c", "<p>a &lt; b &amp; c</p>"),
        ("", ""),
    ],
)
def test_markdown(text: str, shown: str) -> None:
    assert shown in html(text)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[a](javascript:alert(1))",
        "[a](data:text/html,x)",
        "<a href='  javascript:alert(1)'>a</a>",
        "<svg><script>alert(1)</script></svg>",
        "<iframe src=x></iframe>",
        "<style>p { color: red }</style>",
        "<p style='position: fixed'>a</p>",
        "<form action=x><input name=y></form>",
        "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    ],
)
def test_nothing_runs(text: str) -> None:
    assert not re.search(
        r"<(script|style|iframe|form|input|svg|math)|\son\w+=|style=|href=\"?\s*(javascript|data)", html(text)
    )


@given(st.text(max_size=200))
def test_any_text_is_taken_and_cleaning_again_changes_nothing(text: str) -> None:
    import nh3

    shown = html(text)
    assert "<script" not in shown
    assert nh3.clean(shown).count("<a ") == shown.count("<a ")
