"""Templates of one's own: what works takes a place, what does not is named and costs nobody a page."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from renderers import overrides as overrides_module
from renderers.documents.blocks import Document, Recipient
from renderers.documents.printing import Paper, pdf_of
from renderers.environment import Dressing, dress, environment, overrides
from renderers.overrides import PAPER, Fault, built_in_names
from renderers.pages import error_page
from renderers.template_variables import templates
from renderers.typesetting.press import Press
from renderers.views import ErrorView
from tests.content_store.making import NOON

VIEW = ErrorView(404, "Nothing here", "<b>words</b>", "an-id")
DOCS = Path(__file__).parents[2] / "docs" / "templates.md"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    made = (tmp_path / "templates").resolve()
    made.mkdir()
    yield made
    dress(Dressing())


def worn(folder: Path, **files: str) -> list[Fault]:
    """Wear these templates (``error`` is ``error.html``); what is wrong with them."""
    for name, text in files.items():
        (folder / f"{name}.html").write_text(text)
    dress(Dressing(folder=folder))
    environment()
    return overrides().faults


def test_a_template_takes_the_place_of_the_one_of_its_name(folder: Path) -> None:
    assert worn(folder, error="Ours: {{ view.words }} by {{ brand.name }}") == []
    assert error_page(VIEW) == "Ours: &lt;b&gt;words&lt;/b&gt; by Kindling"


def test_it_may_build_on_the_others(folder: Path) -> None:
    assert worn(folder, error='{% extends "document.html" %}{% block body %}Ours{% endblock %}') == []
    assert "Ours" in error_page(VIEW)
    assert "<!doctype html>" in error_page(VIEW)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("\n{% if %}", 2, "Expected an expression"),
        ("fine\n\n{{ nothing_known }}", 3, "“nothing_known” is undefined; there is view"),
        ("{% autoescape false %}{{ view.words }}{% endautoescape %}", 1, "escaping cannot be switched off"),
        ("{{ view.words | safe }}", 1, "No filter named 'safe'"),
    ],
)
def test_what_cannot_work_is_named_at_once_and_the_built_in_one_serves(
    folder: Path, text: str, line: int, words: str
) -> None:
    (fault,) = worn(folder, error=text)
    assert (fault.file, fault.line) == ((folder / "error.html").resolve(), line)
    assert words in fault.words
    assert "Nothing here" in error_page(VIEW)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("\n{{ view.nothing }}", "no attribute 'nothing'"),
        ("\n{{ view.title.__class__.__mro__ }}", "unsafe"),
        ("\n{{ ''.__class__ }}", "unsafe"),
        ("\n{{ view.title.format_map.__globals__ }}", "unsafe"),
        ("\n{% include '../secret.html' %}", "secret.html"),
        ("\n{% for i in range(1000000) %}{% endfor %}", "Range too big"),
    ],
)
def test_what_fails_while_rendering_is_named_and_the_page_comes_anyway(
    folder: Path, text: str, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    (folder.parent / "secret.html").write_text("secret")
    assert worn(folder, error=text) == []
    assert "Nothing here" in error_page(VIEW)
    (fault,) = overrides().faults
    assert (fault.file.name, fault.line) == ("error.html", 2)
    assert words in fault.words
    assert f"{fault.file}:2: " in caplog.text
    assert "Nothing here" in error_page(VIEW)
    assert len(overrides().faults) == 1


def test_one_that_fails_inside_another_is_the_only_one_left_out(folder: Path) -> None:
    part = "{{ nothing_at_all }}"
    assert worn(folder, error='Ours {% include "_part.html" ignore missing %}', _part=part) == []
    assert "Nothing here" in error_page(VIEW) or error_page(VIEW).startswith("Ours")
    assert [fault.file.name for fault in overrides().faults] == ["_part.html"]


def test_nothing_outside_the_folder_is_read(folder: Path) -> None:
    (folder.parent / "outside.html").write_text("secret")
    (folder / "error.html").symlink_to(folder.parent / "outside.html")
    (fault,) = worn(folder)
    assert "outside the folder" in fault.words
    assert "secret" not in error_page(VIEW)


def test_a_name_that_no_template_has_is_pointed_out(folder: Path) -> None:
    (fault,) = worn(folder, eror="x")
    assert "no template has this name" in fault.words


def test_paper_of_ones_own_is_used_and_one_that_fails_is_named(folder: Path) -> None:
    press, made = Press(), Document("Title", "", "en", NOON, Recipient.ME, ())
    (folder / PAPER).write_text('#set document(title: "Ours")\nOurs')
    dress(Dressing(folder=folder))
    try:
        assert b"Ours" in pdf_of(press, made, Paper.A4)
        (folder / PAPER).write_text('#set document(title: "Ours")\n#let x = (')
        assert b"Ours" not in pdf_of(press, made, Paper.A4)
        (fault,) = overrides().faults
        assert (fault.file.name, fault.line) == (PAPER, 2)
    finally:
        press.close()


def test_the_variables_are_read_from_the_code() -> None:
    found = templates()
    assert {name: [given.type_name for given in held] for name, held in found.items()}["brief.html"] == [
        "BriefPage",
        "Frame",
    ]
    assert "find.html" in set(found) & set(built_in_names())
    fields = dict(found["brief.html"][0].fields)
    assert fields["brief"] == "CallBrief"


def test_the_documentation_says_what_each_template_is_given() -> None:
    text = DOCS.read_text().partition("## What each is given")[2]
    rows = {row[0]: row[1] for row in re.findall(r"^\| `([^`]+)` \| (.+) \|$", text, re.MULTILINE)}
    assert rows == {
        name: ", ".join(f"`{each.name}`: {each.type_name}" for each in held)
        for name, held in templates().items()
        if not name.startswith("_")
    }


def test_every_template_but_parts_and_frames_is_known_with_its_variables() -> None:
    frames = {"document.html", "frame.html"}
    assert {name for name in built_in_names() if not name.startswith("_")} - frames == {
        name for name in templates() if not name.startswith("_")
    }
    assert "None" not in {each.type_name for held in templates().values() for each in held}


def test_no_template_says_whose_it_is_by_itself() -> None:
    """An installation has a name of its own."""
    folder = Path(overrides_module.__file__).parent / "templates"
    assert [path.name for path in folder.iterdir() if "Kindling" in path.read_text()] == []
