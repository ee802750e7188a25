"""Documents that ask for too much are refused, and quickly."""

import time
from contextlib import suppress
from typing import Any

import pytest

from schema.definition import SCHEMA
from schema.documents import Document, Documents, Refused
from schema.limits import Limits
from tests.schema.asking import Api
from tests.schema.test_main_queries import BEFORE_THE_CALL, FIND

# Seconds of this thread: no measure of speed, which bench/ takes, but of work that grows without bound. The bombs
# below took minutes with rules that walk fragments again and again.
BLOWN_UP = 20


def prepared(text: str, **limits: int) -> Document:
    return Documents(SCHEMA, Limits(**limits)).prepared(text)


def refusal(text: str, **limits: int) -> str:
    began = time.thread_time()
    with pytest.raises(Refused) as refused:
        prepared(text, **limits)
    assert time.thread_time() - began < BLOWN_UP
    assert len(refused.value.errors) <= 3
    return refused.value.errors[0].message


def bomb(levels: int) -> str:
    """Fragments that each spread the next twice below a field: 2^levels fields."""
    parts = [
        f"fragment F{n} on Asset {{ a: related {{ ...F{n + 1} }} b: related {{ ...F{n + 1} }} }}" for n in range(levels)
    ]
    return f'{{ asset(slug: "x") {{ ...F0 }} }} {" ".join(parts)} fragment F{levels} on Asset {{ id }}'


def test_a_fragment_bomb() -> None:
    assert refusal(bomb(10), depth=99, aliases=10**13).startswith("this costs")
    assert refusal(bomb(10)).startswith("depth") or refusal(bomb(10)).startswith("aliases")
    assert refusal(bomb(60), depth=999, aliases=10**13).startswith("this costs")


def test_ten_thousand_aliases() -> None:
    many = " ".join(f"a{n}: viewer {{ canEdit }}" for n in range(10_000))
    assert "tokens" in refusal(f"{{ {many} }}")
    few = " ".join(f"a{n}: viewer {{ canEdit }}" for n in range(31))
    assert refusal(f"{{ {few} }}") == "aliases: 31 asked for, 30 allowed"


@pytest.mark.parametrize(
    "inside",
    [
        # Every pair of fields of one name is compared by validation.
        "id " * 3_900,
        "...A ...B " * 900,
        " ".join(f"... on {name} {{ id slug title }}" for name in ("Asset", "Play", "Guideline") * 150),
    ],
)
def test_as_much_as_fits_is_prepared_quickly(inside: str) -> None:
    text = f'{{ asset(slug: "x") {{ {inside} }} }} fragment A on Asset {{ id }} fragment B on Asset {{ slug }}'
    began = time.thread_time()
    with suppress(Refused):
        prepared(text)
    assert time.thread_time() - began < BLOWN_UP


@pytest.mark.parametrize(
    "text",
    [
        f"{{ {'viewer { canEdit } ' * 900} }}",
        f"{{ viewer {{ {'canEdit ' * 3_900} }} }}",
        f"{{ {'a: viewer { canEdit } ' * 20} {'... on Query { viewer { canEdit } } ' * 400} }}",
        f"{{ viewer {{ canEdit }} }} fragment Unused on Query {{ {'viewer { canEdit } ' * 900} }}",
    ],
)
def test_one_field_named_again_and_again(text: str) -> None:
    began = time.thread_time()
    assert "named too often" in refusal(text)
    assert time.thread_time() - began < BLOWN_UP


def test_as_many_repeats_as_are_allowed_are_prepared_quickly() -> None:
    began = time.thread_time()
    prepared(f"{{ {'viewer { canEdit } ' * 220} }}")
    assert time.thread_time() - began < BLOWN_UP


def test_depth_counts_through_fragments() -> None:
    nested = "related { " * 16 + "id" + " }" * 16
    assert "depth: 18" in refusal(f'{{ asset(slug: "x") {{ {nested} }} }}', cost=10**12)
    chained = " ".join(f"fragment F{n} on Asset {{ related {{ ...F{n + 1} }} }}" for n in range(16))
    text = f'{{ asset(slug: "x") {{ ...F0 }} }} {chained} fragment F16 on Asset {{ id }}'
    assert "depth: 18" in refusal(text, cost=10**12)


def test_deep_nesting_of_anything() -> None:
    assert refusal("{ viewer " * 1_900 + "}" * 1_900)
    assert refusal("{ assets(where: {and: " + "[" * 1_900 + "]" * 1_900 + "}) { totalCount } }")
    chained = " ".join(f"fragment F{n} on Query {{ ...F{n + 1} }}" for n in range(480))
    assert refusal(f"{{ ...F0 }} {chained} fragment F480 on Query {{ nothing }}")


def test_fragments_in_a_circle() -> None:
    circle = "fragment A on Asset { related { ...B } } fragment B on Asset { related { ...A } }"
    text = f'{{ asset(slug: "x") {{ ...A }} }} {circle}'
    assert "Cannot spread fragment" in refusal(text)


def test_directives() -> None:
    assert "directives: 31" in refusal("{ viewer { canEdit " + "@include(if: true) " * 31 + "} }")


def test_at_most_three_errors_are_listed() -> None:
    with pytest.raises(Refused) as refused:
        prepared("{ a b c d e f }")
    assert len(refused.value.errors) >= 3


def test_cost_is_pages_times_what_is_in_them() -> None:
    document = prepared("query Q($n: Int = 10) { assets(first: $n) { nodes { id title } totalCount } }")
    assert document.cost("Q", {"n": 5}) == 1 + 1 + 5 * 3 + 1
    assert document.cost("Q", {"n": 50}) == 1 + 1 + 50 * 3 + 1
    assert document.cost("Q", {}) == 1 + 1 + 10 * 3 + 1
    assert document.cost(None, {"n": None}) == 1 + 1 + 20 * 3 + 1
    nested = prepared("query Q($n: Int!) { assets(first: $n) { nodes { related { related { id } } } } }")
    assert nested.cost("Q", {"n": 100}) == 2 + 100 * (1 + 1 + 5 * (1 + 1 + 5 * 2))
    with pytest.raises(Refused, match="this costs"):
        Document(SCHEMA, nested.ast, Limits(cost=1_000)).cost("Q", {"n": 100})


@pytest.mark.parametrize("text", [BEFORE_THE_CALL, FIND])
def test_what_people_ask_is_far_from_the_limits(text: str) -> None:
    name = "BeforeTheCall" if "BeforeTheCall" in text else "Find"
    assert prepared(text).cost(name, {}) < Limits().cost / 4


def test_the_cost_is_told(sqlite_api: Api) -> None:
    answer = sqlite_api.ask("query Q($n: Int) { assets(first: $n) { nodes { id } } }", n=7)
    assert answer["extensions"] == {"cost": 2 + 7 * 2}


@pytest.mark.parametrize(("arguments", "field"), [("first: 0", "first"), ("first: 101", "first"), ("last: -1", "last")])
def test_page_sizes(sqlite_api: Api, arguments: str, field: str) -> None:
    error = sqlite_api.error(f"{{ assets({arguments}) {{ nodes {{ id }} }} }}")
    problem: dict[str, Any] = error["extensions"]["problems"][0]
    assert (error["extensions"]["code"], problem["path"], problem["code"]) == (
        "BAD_USER_INPUT",
        [field],
        "OUT_OF_RANGE",
    )
