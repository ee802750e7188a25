from datetime import timedelta

import pytest

from content_store.rules.evidence import Evidence
from content_store.rules.vocabulary import QuestionKind
from renderers.wording import ago, alone, day, spoken, trust
from tests.content_store.making import NOON
from tests.renderers.making import asset


@pytest.mark.parametrize(
    ("days", "words"),
    [(-1, "today"), (0, "today"), (1, "yesterday"), (12, "12 days ago"), (59, "59 days ago"), (65, "2 months ago"),
     (800, "2 years ago")],
)  # fmt: skip
def test_how_long_ago(days: int, words: str) -> None:
    assert ago(NOON - timedelta(days=days), NOON) == words


def test_days_and_kinds_in_words() -> None:
    assert day(NOON) == "1 June 2026"
    assert spoken(QuestionKind.NEED_PAYOFF) == "Need payoff"


def test_trust_says_nothing_of_conversations_that_did_not_happen() -> None:
    believed = trust(asset(), NOON)
    assert (believed.verified, believed.owner, believed.evidence, believed.warning) == (
        "Verified today",
        "Martin Oyelaran",
        "",
        "",
    )


def test_trust_tells_what_happened() -> None:
    evidence = Evidence(23, 4, 18, 5, NOON - timedelta(days=1))
    told = trust(asset(evidence=evidence, owner=None), NOON)
    assert told.evidence == "landed in 18 of 23 conversations · last used yesterday"
    assert told.owner == ""
    assert trust(asset(evidence=Evidence(1, 1)), NOON).evidence == "used in 1 conversation"
    partly = trust(asset(evidence=Evidence(9, 2, 3, 1)), NOON).evidence
    assert partly == "used in 9 conversations, landed in 3 of 4 judged"


@pytest.mark.parametrize(
    ("days", "warning"),
    [(75, ""), (80, "due for another look in 10 days"), (100, "overdue for another look since 22 May 2026")],
)
def test_what_is_due_or_overdue_says_so(days: int, warning: str) -> None:
    assert trust(asset(verified_at=NOON - timedelta(days=days)), NOON).warning == warning


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("operations director", "Operations director"),
        ("head of IT", "Head of IT"),
        ("élan", "Élan"),
        ("CFO", "CFO"),
        ("iPaaS", "iPaaS"),
        ("3PL", "3PL"),
        ("", ""),
    ],
)
def test_a_tag_alone_begins_with_a_capital(name: str, written: str) -> None:
    assert alone(name) == written
