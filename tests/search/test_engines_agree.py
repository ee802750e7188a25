"""Whatever is asked, both engines find the same assets."""

from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content_store.rules.filters import Filter, Window
from content_store.rules.lifecycle import State
from content_store.rules.vocabulary import Audience, ContentType, Freshness, Status
from search.documents import Document
from search.engine import Engine, Mode
from tests.search.making import DAY, ENGINES, NOON, doc, new_engine, put, query

WORDS = (
    *("budget", "budgets", "budgeting", "approval", "approve", "risk", "it", "the", "of", "state", "art", "bud"),
    *("c++", "at&t", "café", "予算", "管理", "🚀"),
)


def some_text(random: Random, most: int) -> str:
    return " ".join(random.choices(WORDS, k=random.randint(0, most)))


def some_document(random: Random, id_: int) -> Document:
    status = random.choice([Status.PUBLISHED] * 6 + list(Status))
    return doc(
        id_,
        some_text(random, 4),
        summary=some_text(random, 6),
        body=some_text(random, 20),
        content={"headline": some_text(random, 3), "do_not_say": ["internal budget"] if random.random() < 0.2 else []},
        status=status,
        listed_at=NOON + random.randint(-3, 1) * DAY if status is Status.PUBLISHED else None,
        unpublish_at=random.choice([None, None, NOON - DAY, NOON, NOON + DAY]),
        due_at=NOON + random.randint(-2, 30) * DAY,
        updated_at=NOON - random.randint(0, 3) * DAY,
        tag_ids=tuple(random.sample(range(1, 8), k=random.randint(0, 4))),
        type=ContentType.TALKING_POINT,
        language=random.choice(["en", "de"]),
        audience=random.choice(list(Audience)),
        owner_id=random.choice([None, 1, 2]),
        steward_id=random.choice([None, 1, 2]),
        edited_at=NOON - random.randint(0, 3) * DAY,
    )


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> tuple[Engine, Engine]:
    """Both, after the same commits: some documents replaced, some removed."""
    folder = tmp_path_factory.mktemp("engines")
    one, other = (new_engine(name, folder / name) for name in ENGINES)
    random = Random(7)
    for number in range(6):
        documents = [some_document(random, id_) for id_ in random.sample(range(1, 90), k=40)]
        gone = tuple({90, 91, *random.sample(range(1, 90), k=5)} - {each.id for each in documents})
        for engine in (one, other):
            put(engine, *documents, number=number, gone=gone)
    return one, other


SIMPLE = st.builds(
    Filter,
    tag_groups=st.lists(st.frozensets(st.integers(1, 8), min_size=1, max_size=3), max_size=2).map(tuple),
    statuses=st.frozensets(st.sampled_from(Status), max_size=2),
    states=st.frozensets(st.sampled_from(State), max_size=2),
    owner_ids=st.frozensets(st.integers(1, 3), max_size=2),
    steward_ids=st.frozensets(st.integers(1, 3), max_size=2),
    languages=st.frozensets(st.sampled_from(["en", "de", "fr"]), max_size=2),
    audiences=st.frozensets(st.sampled_from(Audience), max_size=1),
    freshness=st.frozensets(st.sampled_from(Freshness), max_size=2),
    updated_since=st.sampled_from([None, None, NOON - DAY]),
    edited_since=st.sampled_from([None, None, NOON - DAY]),
)
FILTERS = st.one_of(
    st.just(Filter()),
    SIMPLE,
    st.builds(
        Filter,
        all_of=st.lists(SIMPLE, max_size=2).map(tuple),
        any_of=st.lists(SIMPLE, max_size=2).map(tuple),
        none_of=st.lists(SIMPLE, max_size=2).map(tuple),
    ),
)
WINDOWS = st.builds(
    Window,
    now=st.sampled_from([NOON, NOON + timedelta(microseconds=1), NOON - DAY, NOON + DAY]),
    audiences=st.sampled_from([frozenset(Audience), frozenset({Audience.CUSTOMER_FACING})]),
    drafts=st.booleans(),
)
PARTS = st.sampled_from(
    [*WORDS, '"state art"', '"budget risk"', '"予算 管理"', "-risk", "-it", '-"the art"', "b", "appr"]
)
TEXTS = st.one_of(
    st.lists(PARTS, max_size=4).map(" ".join), st.lists(PARTS, max_size=3).map(lambda p: " ".join([*p, ""]))
)


@settings(max_examples=60, deadline=None)
@given(TEXTS, FILTERS, WINDOWS, st.sampled_from(Mode), st.frozensets(st.integers(1, 90), max_size=5))
def test_both_match_the_same_assets(
    engines: tuple[Engine, Engine], text: str, narrowing: Filter, window: Window, mode: Mode, without: frozenset[int]
) -> None:
    one, other = engines
    asked = query(text, window, narrowing, mode=mode, without=without)

    found, expected = one.search(asked, 0, 200), other.search(asked, 0, 200)

    assert set(found.ids) == set(expected.ids)
    assert found.total == expected.total == len(found.ids) == one.count(asked) == other.count(asked)
    assert one.spread(asked) == other.spread(asked)
    assert without.isdisjoint(found.ids)
    if not asked.is_ranked:
        assert one.next_boundary(window.now) == other.next_boundary(window.now)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_safe(engines: tuple[Engine, Engine], text: str) -> None:
    one, other = engines
    asked = query(text)

    assert set(one.search(asked, 0, 200).ids) == set(other.search(asked, 0, 200).ids)
