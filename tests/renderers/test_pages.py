import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from content_store.rules.vocabulary import Audience, ContentType, Facet
from renderers.pages import asset_page, error_page, find_fragment, find_page, sign_in_page
from renderers.views import (
    AssetPage,
    Choice,
    Choices,
    Emptiness,
    ErrorView,
    FindView,
    Reading,
    Row,
    SignInView,
    Spelling,
)
from tests.content_store.making import ENOUGH
from tests.renderers.making import FULL, asset, frame, reading, retired, tag

NASTY = '<script>alert("1")</script>'
TEMPLATES = Path(asset_page.__code__.co_filename).parent / "templates"
_VOID = {"br", "hr", "img", "input", "link", "meta", "path", "circle", "rect"}


class Outline(HTMLParser):
    """Checks that a page is well nested, and notes what could run or style."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.headings: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert "style" not in names
        assert not [name for name in names if name.startswith("on")]
        assert len(names) == len(set(names)), (tag, names)
        assert not (tag == "script" and "src" not in names)
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.headings += [tag] if tag in {"h1", "h2", "h3"} else []
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            assert self.open.pop() == tag


def checked(html: str) -> str:
    outline = Outline()
    outline.feed(html)
    assert outline.open == []
    assert len(outline.ids) == len(set(outline.ids))
    assert "&amp;lt;" not in html
    return html


def words(html: str) -> str:
    """The text of a page, spaces joined."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def page(shown: Reading) -> str:
    return checked(asset_page(AssetPage(frame(), shown)))


def found(**given: object) -> FindView:
    shown = asset(content=FULL[ContentType.TALKING_POINT], tags=(tag(Facet.PERSONA, "CFO"),))
    fields: dict[str, object] = {
        "frame": frame(),
        "title": "stock",
        "noun": "results",
        "types": (Choice("All", "/?type=any", 1, chosen=True),),
        "facets": (Choices("Industry", (Choice("logistics", "/?industry=logistics", 2, chosen=True),)),),
        "rows": (
            Row(shown, "/?show=one", selected=True, marked={"title": "The <mark>title</mark>"}, why=("matches",)),
        ),
        "total": 1,
        "first": 0,
        "reading": reading(shown),
        "is_open": False,
        "close_address": "/",
    }
    return FindView(**fields | given)  # type: ignore[arg-type]


@pytest.mark.parametrize("type_", ContentType)
@pytest.mark.parametrize("contents", [ENOUGH, FULL], ids=["enough", "full"])
def test_every_type_can_be_read(type_: ContentType, contents: dict[ContentType, dict[str, object]]) -> None:
    used = asset(slug="used", title="What is used")
    shown = asset(type_, content=contents[type_], body="Some **body**.", tags=(tag(Facet.STAGE, "decision"),))
    html = page(
        reading(shown, proof=tuple(asset(each, content=FULL[each]) for each in ContentType), steps={"used": used})
    )
    assert "Verified today" in html
    assert "by Martin Oyelaran" in html
    assert "<strong>body</strong>" in html


def test_a_talking_point_has_its_blocks_in_the_order_of_a_call() -> None:
    html = page(reading(asset(content=FULL[ContentType.TALKING_POINT]), proof=(asset(ContentType.WHITE_PAPER),)))
    blocks = re.findall(r'<section class="block[^"]*"><h2>([^<]+)</h2>', html)
    assert blocks == ["Open", "Ask", "Say", "If they say", "Prove", "Don\u2019t", "Next"]
    assert "Say this</h1>" in html
    assert "Copy all for the buyer" in html


def test_nothing_internal_is_in_what_is_copied_for_the_buyer() -> None:
    html = page(reading(asset(content=FULL[ContentType.TALKING_POINT])))
    (button,) = re.findall(r'<button[^>]+title="Without internal lines"', html)
    assert "What if it were solved?" in button
    assert "between us" not in button


def test_an_internal_asset_is_marked_and_not_sent() -> None:
    html = page(reading(asset(audience=Audience.INTERNAL)))
    assert "never leaves the company" in html
    assert "Copy all for the buyer" not in html


def test_a_quote_without_permission_cannot_be_copied() -> None:
    content = {**FULL[ContentType.TESTIMONIAL], "permission_until": "2026-05-31"}
    html = page(reading(asset(ContentType.TESTIMONIAL, content=content)))
    assert "The permission ended on 31 May 2026" in words(html)
    assert "data-copy=" not in html


def test_what_was_retired_says_so_before_its_successor() -> None:
    html = page(reading(asset(title="The new one"), retired=retired()))
    main = words(html[html.index("<main") :])
    assert main.index("“The old one” was retired on 1 June 2026 (legal)") < main.index("The new one")


def test_what_was_retired_for_good_shows_nothing_but_that() -> None:
    html = page(reading(None, retired=retired()))
    assert "Nothing has taken its place" in html
    assert "data-copy=" not in html


def test_content_of_a_newer_kindling_is_still_read() -> None:
    shown = asset(body="The body.")
    html = page(reading(replace(shown, content={**shown.content, "from_the_future": 1})))
    assert "The title" in html
    assert "The body." in html


@pytest.mark.parametrize("type_", ContentType)
def test_nothing_that_was_written_runs(type_: ContentType) -> None:
    def poisoned(value: object) -> object:
        match value:
            case str() if " " in value:
                return value + NASTY
            case dict():
                return {key: poisoned(each) for key, each in value.items()}
            case list():
                return [poisoned(each) for each in value]
            case _:
                return value

    content = {name: poisoned(value) for name, value in FULL[type_].items() if name != "file"}
    shown = asset(type_, content=content, title=NASTY, summary=NASTY, body=NASTY, tags=(tag(Facet.PAIN, NASTY),))
    html = page(reading(shown, proof=(shown,), related=(shown,), context={Facet.PERSONA: NASTY}))
    html += checked(find_page(found(rows=(Row(shown, "/"),), reading=reading(shown), title=NASTY)))
    assert "<script>" not in html


def test_results_show_where_they_match_and_why() -> None:
    html = checked(find_page(found()))
    assert "The <mark>title</mark>" in html
    assert "1 results for “stock”" in words(html)
    assert "Talking point · CFO" in words(html)
    assert "Logistics 2" in words(html)


def test_a_fragment_holds_the_same_as_the_page() -> None:
    whole, part = find_page(found()), checked(find_fragment(found()))
    for piece in ('<main id="main"', '<div class="chips" id="chips"', '<span id="kept"'):
        assert piece in whole
        assert piece in part
    assert "<html" not in part


def test_an_empty_page_is_honest_and_helps() -> None:
    nothing = Emptiness(
        ("the words “stok”", "only talking points"),
        Choice("stock", "/?q=stock"),
        (Choice("in every content type", "/?q=stok&type=any", 1),),
    )
    html = checked(find_page(found(rows=(), total=0, reading=None, nothing=nothing)))
    assert "Nothing found Looked for the words “stok” only talking points Another spelling stock" in words(html)
    assert "1 result in every content type" in words(html)


def test_what_is_odd_is_said() -> None:
    spelling = Spelling(Choice("stock", "/?q=stock"), Choice("stok", "/?q=stok&exact=1"), corrected=True)
    spelling = Spelling(Choice("stock", "/?q=stock"), Choice("stok", "/?q=stok&exact=1"), corrected=False)
    html = checked(find_page(found(unknown=("persona “x”",), behind=3, spelling=spelling)))
    assert "There is no persona “x”" in html
    assert "taking in 3 changes" in html
    assert "Did you mean stock ?" in words(html)


def test_results_of_a_correction_say_so() -> None:
    spelling = Spelling(Choice("stock", "/?q=stock"), Choice("stok", "/?q=stok&exact=1"), corrected=True)
    html = checked(find_page(found(spelling=spelling)))
    assert "Nothing has “stok”. These are the results for stock . Search for what I typed" in words(html)


def test_pages_can_be_turned() -> None:
    html = checked(find_page(found(earlier="/?from=0", later="/?from=40")))
    assert 'href="/?from=0"' in html
    assert 'href="/?from=40"' in html


def test_doors() -> None:
    form = checked(sign_in_page(SignInView("/?q=a&b", "a@example.com", "Wrong.")))
    assert 'value="/?q=a&amp;b"' in form
    assert 'role="alert"' in form
    error = checked(error_page(ErrorView(404, NASTY, "Words.", "id-1")))
    assert "<script>" not in error
    assert "id-1" in error


def test_no_template_writes_an_attribute_as_a_value() -> None:
    """A value is escaped: its quotes would become a part of the attribute's own value."""
    written = re.compile(r"""\{\{\s*(["']) [a-z-]+=""")
    assert not [each.name for each in TEMPLATES.glob("*.html") if written.search(each.read_text())]
