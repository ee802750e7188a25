import pytest
from hypothesis import given
from hypothesis import strategies as st

from content_store.rules.files import LONGEST_NAME, FileKind, kind_by_signature, safe_name, size_in_words

NAMES = st.text(max_size=400) | st.text("./\\: \u202e\u200b\x00conCON aé😀", max_size=40)


@given(NAMES, st.sampled_from(FileKind))
def test_a_name_is_safe_everywhere_and_ends_as_its_content_does(given_name: str, kind: FileKind) -> None:
    name = safe_name(given_name, kind)
    assert name.isprintable()
    assert not set(name) & set('<>:"/\\|?*')
    assert name == name.strip(". ")
    assert 0 < len(name) <= LONGEST_NAME + 1
    assert len(name.encode()) <= 255
    assert name.lower().endswith((".jpg", ".jpeg") if kind is FileKind.JPEG else f".{kind.value}")
    assert name.partition(".")[0].lower() not in {"con", "nul", "aux", "prn", "com1", "lpt9"}
    assert safe_name(name, kind) == name


@pytest.mark.parametrize(
    ("given_name", "kind", "expected"),
    [
        ("../../x", FileKind.PDF, "x.pdf"),
        ("C:\\Users\\ada\\deck.PPTX", FileKind.PPTX, "deck.pptx"),
        ("con.pdf", FileKind.PDF, "_con.pdf"),
        ("report.docx", FileKind.PDF, "report.docx.pdf"),
        ("invoice\u202efdp.exe", FileKind.PDF, "invoicefdp.exe.pdf"),
        ("Q3 📈 résumé.pdf", FileKind.PDF, "Q3 📈 résumé.pdf"),
        ("photo.JPEG", FileKind.JPEG, "photo.jpeg"),
        ("", FileKind.PNG, "file.png"),
        ("...", FileKind.PNG, "file.png"),
        ("a\r\nSet-Cookie: x.pdf", FileKind.PDF, "aSet-Cookie x.pdf"),
    ],
)
def test_names_that_somebody_sent(given_name: str, kind: FileKind, expected: str) -> None:
    assert safe_name(given_name, kind) == expected


@given(st.binary(max_size=32))
def test_whatever_a_file_begins_with_has_one_kind_or_none(head: bytes) -> None:
    kind = kind_by_signature(head)
    assert kind is None or kind.media_type


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 bytes"), (999, "999 bytes"), (12_345, "12 kB"), (999_499, "999 kB"), (200_000_000, "200.0 MB")],
)
def test_sizes_in_words(count: int, words: str) -> None:
    assert size_in_words(count) == words
