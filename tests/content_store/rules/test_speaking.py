"""How a line sounds to a buyer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content_store.rules.speaking import product_as_subject, reveals_tracking, worn_words


@pytest.mark.parametrize(
    "text",
    [
        "I saw you on our website.",
        "I noticed you downloaded the guide last week.",
        "noticed you downloaded our white paper",
        "You opened our e-mail yesterday.",
        "You opened the e-mail I sent on Monday.",
        "Since you visited our pricing page, I thought I would call.",
        "We saw that you were looking at our website.",
        "I see you\N{RIGHT SINGLE QUOTATION MARK}ve been on our site a few times.",
        "Thanks for visiting our website!",
        "Our records show you viewed the pricing page.",
        "Your recent activity on our website caught my eye.",
        "You came up in our analytics.",
        "I noticed your team on our pricing page.",
        "We noticed you clicked the link in our newsletter.",
        "We have been tracking your visits.",
        "Ich habe gesehen, dass Sie auf unserer Website waren.",
    ],
)
def test_what_reveals_tracking_is_told(text: str) -> None:
    assert reveals_tracking(text)
    assert reveals_tracking(f"Good morning!\n  {text.upper()} Is that so?")


@pytest.mark.parametrize(
    "text",
    [
        "People in your role tell us that budgets freeze in the autumn. Is that the case for you?",
        "I saw on your website that you opened a plant in Poland.",
        "I noticed your company is hiring planners.",
        "I saw you spoke at the Hannover fair.",
        "Have you read our white paper on late orders?",
        "Did you download our guide?",
        "If you visited our website you would find it there.",
        "How do you track deliveries today?",
        "Finance chiefs who visited our stand tell us the same.",
        "You opened a second site last year; what changed?",
        "When did you last look at the report?",
        "You mentioned in your post that orders are late.",
        "How would you know that somebody downloaded the figures?",
        "You were on the panel in Berlin.",
    ],
)
def test_honest_openers_raise_no_alarm(text: str) -> None:
    assert reveals_tracking(text) == ""


def test_what_speaks_of_us_is_told() -> None:
    assert product_as_subject("Our platform offers a single view of spend.")
    assert product_as_subject("We provide the dashboards.")
    assert product_as_subject("Key features include alerts and exports.")
    assert product_as_subject(
        "With Tarnwick Commit, orders are seen. Tarnwick Commit offers alerts.", ["Tarnwick Commit"]
    )
    assert worn_words("A seamless, best-in-class experience") == "seamless"


@pytest.mark.parametrize(
    "text",
    [
        "Firms that see an order on the day it is committed replace one freeze by a dozen decisions.",
        "Which system is it that tells you first?",
        "The software your planners use is older than they are.",
        "How does the board hear of it?",
        "What do you offer your own customers when an order is late?",
    ],
)
def test_what_speaks_of_them_is_left_alone(text: str) -> None:
    assert product_as_subject(text, ["Tarnwick Commit"]) == ""
    assert worn_words(text) == ""


@given(
    st.text(alphabet=st.sampled_from("you saw ourwebsite'\N{RIGHT SINGLE QUOTATION MARK} \n.(*[\\"), max_size=400),
    st.lists(st.text(max_size=10), max_size=3),
)
def test_any_text_can_be_listened_to(text: str, products: list[str]) -> None:
    for found in (reveals_tracking(text), product_as_subject(text, products), worn_words(text)):
        assert found in " ".join(text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split())
