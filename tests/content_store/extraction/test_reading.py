"""What is read in files, in the process that reads them: the usual ones and the hostile."""

from pathlib import Path

import pytest
from PIL import Image

from content_store.extraction import child
from content_store.extraction.kinds import kind_of
from content_store.extraction.results import MOST_TEXT, THUMBNAIL, Result
from content_store.rules.files import FileKind, FileProblem
from tests.content_store import documents


def read(folder: Path, content: bytes, kind: FileKind | None = None, seconds: float = child.SECONDS) -> Result:
    """Read a file of these bytes; pictures land in ``folder / "out"``."""
    path, out = folder / "given", folder / "out"
    path.write_bytes(content)
    out.mkdir()
    found = kind or kind_of(path)
    assert found is not None
    return child.run("read", found, path, out, seconds)


def picture_size(folder: Path) -> tuple[int, int]:
    with Image.open(folder / "out" / THUMBNAIL) as picture:
        return picture.size


def texts(result: Result) -> list[tuple[int, str]]:
    return [(each.number, each.text) for each in result.passages]


def test_a_pdf_is_read_page_by_page(tmp_path: Path) -> None:
    result = read(tmp_path, documents.pdf("First", "", "Third"))
    assert (result.pages, texts(result), result.problem) == (3, [(1, "First"), (3, "Third")], None)
    assert picture_size(tmp_path) == (360, 480)


def test_a_deck_is_read_with_titles_and_notes(tmp_path: Path) -> None:
    result = read(tmp_path, documents.deck(("Cash", "In stock"), ("Then", "Sold"), notes="Say it slowly"))
    assert [(each.number, each.title) for each in result.passages] == [(1, "Cash"), (2, "Then")]
    assert "Say it slowly" in result.passages[0].text
    assert result.pages == 2


def test_a_paper_is_read_by_its_page_breaks(tmp_path: Path) -> None:
    result = read(tmp_path, documents.paper("One", "Two", "Three"))
    assert (result.pages, texts(result)) == (3, [(1, "One"), (2, "Two"), (3, "Three")])


def test_an_image_has_a_picture_and_no_text(tmp_path: Path) -> None:
    result = read(tmp_path, documents.picture("JPEG", (2_000, 1_000)))
    assert (result.passages, result.problem) == ((), None)
    assert picture_size(tmp_path) == (480, 240)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (documents.pdf("Secret", password="swordfish"), FileProblem.ENCRYPTED),
        (documents.pdf("x")[:200], FileProblem.BROKEN),
        (b"%PDF-1.7\n" + bytes(2_000), FileProblem.BROKEN),
        (documents.bomb(), FileProblem.TOO_LARGE),
    ],
    ids=["locked", "cut off", "zeros", "bomb"],
)
def test_what_cannot_be_read_is_marked_with_its_reason(tmp_path: Path, content: bytes, problem: FileProblem) -> None:
    assert read(tmp_path, content).problem is problem


def test_a_pdf_that_is_only_protected_against_changes_is_read(tmp_path: Path) -> None:
    assert texts(read(tmp_path, documents.pdf("Open", owner_password="owner"))) == [(1, "Open")]


def test_a_pdf_without_an_end_ends(tmp_path: Path) -> None:
    result = read(tmp_path, documents.endless_pdf())
    assert result.problem is None or result.problem in FileProblem
    assert len(result.passages) <= 2_000


def test_a_process_that_takes_too_long_is_killed(tmp_path: Path) -> None:
    assert read(tmp_path, documents.pdf("x"), seconds=0.01).problem is FileProblem.TOO_SLOW


def test_of_very_much_text_the_beginning_is_kept(tmp_path: Path) -> None:
    result = read(tmp_path, documents.paper(*["word " * 30_000 for _ in range(12)]))
    kept = sum(len(each.text) for each in result.passages)
    assert 900_000 < kept <= MOST_TEXT


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04",
        b"PK\x05\x06" + bytes(18),
        b"\x89PNG",
        b"RIFF\x00\x00\x00\x00WAVE",
        b"GIF89",
        # An archive that says of itself to be both.
        documents.deck(("A", "B")).replace(b"ppt/", b"word"),
    ],
)
def test_what_is_no_file_of_ours_has_no_kind(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "given"
    path.write_bytes(content)
    assert kind_of(path) in {None, FileKind.PPTX}
    if not content.startswith(b"PK\x03\x04\x14"):
        assert kind_of(path) is None


def test_the_process_knows_nothing_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINDLING_DATABASE_URL", "postgresql://secret")
    assert not any(name.startswith("KINDLING") for name in child._environment())
