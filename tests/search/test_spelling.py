from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.engine import IndexDamaged
from search.spelling import Nearest, Spelling

KNOWN = {"budget": 9, "budgets": 1, "approval": 5, "procurement": 4, "manufacturing": 3, "forecast": 2, "form": 8}


@pytest.fixture
def spelling(tmp_path: Path) -> Spelling:
    made = Spelling(tmp_path)
    made.learn(KNOWN)
    return made


def nearest(spelling: Spelling, word: str, known: dict[str, int] = KNOWN) -> Nearest | None:
    """The word nearest to ``word`` where ``known`` says how many assets hold which word, and a bound is twice that."""
    return spelling.nearest(word, lambda each: 2 * known.get(each, 0), lambda each: known.get(each, 0))


def correct(spelling: Spelling, word: str, known: dict[str, int] = KNOWN) -> str | None:
    found = nearest(spelling, word, known)
    return None if found is None else found.word


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("budgte", "budget"),
        ("buget", "budget"),
        ("buddget", "budget"),
        ("bidget", "budget"),
        ("aproval", "approval"),
        ("procuremnt", "procurement"),
        ("procremnt", "procurement"),
        ("manufactring", "manufacturing"),
        ("manfacturng", "manufacturing"),
        ("unrelated", None),
        ("frm", None),
        ("bgt", None),
        ("1234", None),
    ],
)
def test_corrections(spelling: Spelling, typed: str, meant: str | None) -> None:
    assert correct(spelling, typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant", "is_sure"),
    [
        ("fomr", "form", True),
        ("forrm", "form", True),
        ("frorm", "form", True),
        ("from", "form", True),
        ("firm", "form", False),
        ("budgex", "budget", True),
    ],
)
def test_a_short_word_with_a_letter_replaced_may_be_another_one(
    spelling: Spelling, typed: str, meant: str, is_sure: bool
) -> None:
    assert nearest(spelling, typed) == Nearest(meant, is_sure)


def test_a_slip_of_the_hand_is_nearer_than_a_letter_replaced(spelling: Spelling) -> None:
    known = {"case": 9, "cashes": 1, "crash": 2}
    spelling.learn(known)

    assert nearest(spelling, "cash", known) == Nearest("crash", True)
    assert nearest(spelling, "cash", {"case": 9}) == Nearest("case", False)


def test_the_commonest_of_the_nearest_wins(spelling: Spelling) -> None:
    assert correct(spelling, "budgetx") == "budget"
    assert correct(spelling, "budgetx", {"budgets": 2, "budget": 1}) == "budgets"


def test_a_word_that_nobody_may_see_is_not_suggested(spelling: Spelling) -> None:
    assert correct(spelling, "budgte", {}) is None


def test_learning_is_seen_by_others_and_keeps_what_was_known(spelling: Spelling, tmp_path: Path) -> None:
    other = Spelling(tmp_path)

    spelling.learn({"quarterly", "budget"})

    assert correct(other, "quartely", {"quarterly": 1}) == "quarterly"
    assert correct(other, "budgte") == "budget"


def test_a_folder_may_be_named_from_where_we_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    made = Spelling(Path())
    made.learn(KNOWN)

    assert correct(made, "budgte") == "budget"


def test_a_broken_file_suggests_nothing_and_asks_for_a_new_index(tmp_path: Path) -> None:
    spelling = Spelling(tmp_path)
    (tmp_path / "words.sqlite").write_bytes(b"no database at all" * 100)

    assert correct(spelling, "budgte") is None
    with pytest.raises(IndexDamaged):
        spelling.learn({"budget"})


WORD = st.text(alphabet="abcdefgh", min_size=8, max_size=12)
EDIT = st.tuples(st.integers(0, 7), st.sampled_from("abcdefgh"), st.booleans())


@settings(max_examples=50)
@given(WORD, EDIT, EDIT)
def test_two_edits_of_a_long_word_are_always_put_right(
    tmp_path_factory: pytest.TempPathFactory, word: str, one: tuple[int, str, bool], other: tuple[int, str, bool]
) -> None:
    spelling = Spelling(tmp_path_factory.mktemp("words"))
    spelling.learn({word})
    typed = list(word)
    for place, letter, inserts in (one, other):
        typed[place : place + (0 if inserts else 1)] = [letter]
    misspelt = "".join(typed)

    assert correct(spelling, misspelt, {word: 1}) == (None if misspelt == word else word)
