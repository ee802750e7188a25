import pytest
from hypothesis import given
from hypothesis import strategies as st

from content_store.rules.speech import plain, spoken_pieces
from content_store.rules.vocabulary import Facet

CONTEXT = {Facet.PERSONA: "CFO", Facet.INDUSTRY: "logistics", Facet.PAIN: "late deliveries"}


def spoken(opener: str, *known: Facet) -> str:
    return plain(spoken_pieces(opener, {facet: CONTEXT[facet] for facet in known}))


@pytest.mark.parametrize(
    ("opener", "aloud"),
    [
        ("People in the {persona} role in {industry} say so.", "People in your role in your industry say so."),
        ("Many a {persona} speaks of {pain}.", "Many a person in your role speaks of this."),
        ("Nothing to fill in.", "Nothing to fill in."),
    ],
)
def test_what_nobody_knows_is_spoken_over(opener: str, aloud: str) -> None:
    assert spoken(opener) == aloud


def test_what_is_known_is_filled_in() -> None:
    opener = "People in the {persona} role in {industry} speak of {pain}."
    assert spoken(opener, *CONTEXT) == "People in the CFO role in logistics speak of late deliveries."
    filled = [piece.name for piece in spoken_pieces(opener, {Facet.PERSONA: "CFO"}) if piece.filled]
    assert filled == ["persona"]


@given(st.text(), st.sets(st.sampled_from(list(CONTEXT))))
def test_text_without_placeholders_stays_as_it_is(text: str, known: set[Facet]) -> None:
    opener = text.replace("{", "(")
    assert spoken(opener, *known) == opener


@given(st.lists(st.sampled_from(["{persona}", "{pain}", "{industry}", " the ", " role", "We ask"])))
def test_no_placeholder_is_ever_read_aloud(parts: list[str]) -> None:
    assert "{" not in spoken("".join(parts))
