"""What both engines must do."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from content_store.rules.filters import Filter, Window
from content_store.rules.vocabulary import Audience, ContentType, Facet, Freshness, Status
from search import engines
from search.documents import Field, document, micros
from search.engine import Engine, IndexDamaged, Mode, Stamp
from tests.search.making import DAY, ENGINES, NOON, NOW, EngineName, doc, ids, new_engine, put, query, source, tag_view


@pytest.fixture(params=ENGINES)
def name(request: pytest.FixtureRequest) -> EngineName:
    found: EngineName = request.param
    return found


@pytest.fixture
def engine(name: EngineName, tmp_path: Path) -> Engine:
    return new_engine(name, tmp_path / "index")


def test_a_new_index_is_empty_and_has_no_stamp(engine: Engine) -> None:
    assert engine.stamp is None
    assert engine.document_count() == 0
    assert ids(engine) == []


def test_the_stamp_is_committed_with_the_documents(engine: Engine, name: EngineName, tmp_path: Path) -> None:
    put(engine, doc(1), number=7)

    again = engines.named(name).engine.open(tmp_path / "index")

    assert again.stamp == Stamp("store", 7)
    assert again.document_count() == 1


def test_another_reader_sees_a_commit_once_it_refreshes(engine: Engine, name: EngineName, tmp_path: Path) -> None:
    put(engine, doc(1))
    reader = engines.named(name).engine.open(tmp_path / "index")

    put(engine, doc(2), number=2)

    assert ids(reader) == [1]
    assert reader.refresh() == Stamp("store", 2)
    assert set(ids(reader)) == {1, 2}


def test_an_update_leaves_one_document(engine: Engine) -> None:
    for number in range(1, 12):
        put(engine, doc(1, f"Budget {number}"), number=number)

    assert engine.document_count() == 1
    assert ids(engine, "budget ") == [1]
    assert ids(engine, "11 ") == [1]
    assert ids(engine, "10 ") == []


def test_what_is_gone_is_found_no_more(engine: Engine) -> None:
    put(engine, doc(1, "Budget"), doc(2, "Budget"))

    put(engine, gone=(1,), number=2)

    assert ids(engine, "budget ") == [2]
    assert engine.document_count() == 1


def test_a_bound_is_not_below_what_is_found(engine: Engine) -> None:
    put(engine, doc(1, "Budget"), doc(2, body="budgets"), doc(3, "Nothing"))

    assert engine.most("budget") >= engine.count(query("budget ")) == 2
    assert engine.most("absent") == 0
    assert engine.most("budget", (Field.BODY,)) >= 1
    assert engine.most("budget", (Field.FILES,)) == 0


def test_damage_is_told(name: EngineName, tmp_path: Path) -> None:
    with pytest.raises(IndexDamaged):
        engines.named(name).engine.open(tmp_path)


TEXTS: list[tuple[str, dict[str, Any], list[str]]] = [
    ("title", {"title": "Budget freeze"}, ["budget", "budgets ", "bud", "freeze budget", "BUDGET", "búdget"]),
    ("headline", {"content": {"headline": "Cash is tied up"}}, ["cash", "tying "]),
    ("summary", {"summary": "Two numbers"}, ["number "]),
    ("body", {"body": "# Late\n\n**deliveries** cost"}, ["late deliveries", "delivery "]),
    ("details", {"content": {"objections": [{"buyer_says": "Too dear", "response": "Is it?"}]}}, ["dear"]),
    ("odd words", {"title": "C++ at AT&T, 24/7 on .NET or C#"}, ["c++", "AT&T", "24/7", ".NET", "c#", "dotnet"]),
    ("numbers", {"title": "Saves 10,000 EUR"}, ["10000", "10,000"]),
    ("accents", {"title": "Café Zürich"}, ["cafe", "café", "zurich", "ZÜRICH", "cafe\u0301"]),
    ("no spaces", {"title": "予算管理の手引き"}, ["予算", "管理", "理", "予算管理"]),
    ("hangul", {"title": "예산을 줄이다"}, ["예산", "예산을"]),
    ("cyrillic", {"title": "Бюджет на год"}, ["бюджет", "БЮД"]),
    ("arabic", {"title": "ميزانية السنة"}, ["ميزانية"]),
    ("picture", {"title": "Up 🚀"}, ["🚀"]),
    ("apostrophes", {"title": "Don't cut the customer\u2019s budget"}, ["dont", "don\u2019t", "customer's"]),
    ("IT", {"title": "IT budget"}, ["it", "IT budget"]),
    ("stop words", {"title": "To be or what"}, ["to be or", "or what to be"]),
    ("e-mail", {"title": "An e-mail template"}, ["email", "e-mail"]),
]  # fmt: skip


@pytest.mark.parametrize(("case", "given", "queries"), TEXTS, ids=[case for case, _, _ in TEXTS])
def test_finds(engine: Engine, case: str, given: dict[str, Any], queries: list[str]) -> None:
    put(engine, doc(1, **{"title": "Nothing much", **given}), doc(2, "Something else"))

    assert {text: ids(engine, text) for text in queries} == {text: [1] for text in queries}


def test_tags_synonyms_and_customers_are_found(engine: Engine) -> None:
    tags = {5: tag_view(5, name="CFO", synonyms=("finance chief",), crm_aliases=("C-Fin",))}
    one = source(1, type=ContentType.CASE_STUDY, content={"customer": "Harbour Mills"}, tag_ids=(5,))
    put(engine, document(one, tags), doc(2))

    for text in ("cfo", "finance chief", "harbour"):
        assert ids(engine, text) == [1]


def test_phrases_need_their_words_in_a_row_and_in_one_text(engine: Engine) -> None:
    put(
        engine,
        doc(1, "State of the art", content={"headline": "Budget first"}),
        doc(2, "The art of state", content={"headline": "First budget"}),
    )

    assert ids(engine, '"state of the art"') == [1]
    assert ids(engine, '"first budget"') == [2]
    assert ids(engine, '"art budget"') == []
    assert ids(engine, '"state"') == [1, 2]


def test_exclusions(engine: Engine) -> None:
    put(engine, doc(1, "Budget risk"), doc(2, "Budget only"), doc(3, "Risk only"))

    assert ids(engine, "budget -risk") == [2]
    assert ids(engine, "-risk") == [2]
    assert ids(engine, '-"budget risk"') == [2, 3]


def test_modes_and_what_is_left_out_split_a_query_into_two_parts(engine: Engine) -> None:
    put(engine, doc(1, "Budget risk"), doc(2, "Budget"), doc(3, "Risk"), doc(4, "Other"))
    both = query("budget risk ")

    assert [set(engine.search(replace(both, mode=mode), 0, 9).ids) for mode in Mode] == [{1}, {1, 2, 3}]
    assert set(engine.search(replace(both, mode=Mode.ANY, without=frozenset({1})), 0, 9).ids) == {2, 3}


def test_the_heading_weighs_more_than_the_summary_and_that_more_than_the_body(engine: Engine) -> None:
    filler = "something else entirely"
    put(
        engine,
        doc(1, filler, summary=filler, body="the budget"),
        doc(2, filler, summary="the budget", body=filler),
        doc(3, "the budget", summary=filler, body=filler),
    )

    assert ids(engine, "budget ") == [3, 2, 1]


def test_a_talking_point_leads_and_a_better_match_of_another_type_still_wins(engine: Engine) -> None:
    proof = {"type": ContentType.PROOF_STATEMENT}
    others = [doc(number, "Nothing of the kind") for number in range(4, 40)]
    put(engine, doc(1, "Budget proof", **proof), doc(2, "Budget point"), doc(3, "Else", body="budget"), *others)

    assert ids(engine, "budget ") == [2, 1, 3]


def test_what_is_left_out_is_not_counted(engine: Engine) -> None:
    put(engine, doc(1, "Budget"), doc(2, "Budget"), doc(3, "Budget"))

    found = engine.search(query("budget ", without=frozenset({1, 3, 7})), 0, 10)

    assert (found.ids, found.total) == ((2,), 1)


def test_context_and_freshness_order_equals(engine: Engine) -> None:
    put(
        engine,
        doc(1, "Budget", due_at=NOON - DAY),
        doc(2, "Budget"),
        doc(3, "Budget", tag_ids=(5,)),
        doc(4, "Budget", tag_ids=(5, 6)),
    )

    assert ids(engine, "budget ", context=frozenset({5, 6})) == [4, 3, 2, 1]


def test_what_scores_below_zero_is_found_all_the_same(engine: Engine) -> None:
    put(engine, doc(1, body="Budgeting", due_at=NOON - DAY, type=ContentType.PLAY))

    assert ids(engine, "budge") == [1]


def test_without_words_the_newest_come_first(engine: Engine) -> None:
    put(engine, *(doc(n, listed_at=NOON - n * DAY) for n in (2, 1, 3)))

    assert ids(engine) == [1, 2, 3]


def test_pages_make_up_the_whole(engine: Engine) -> None:
    put(engine, *(doc(n, "Budget") for n in range(1, 26)))
    whole = ids(engine, "budget ")

    pages = [engine.search(query("budget "), offset, 7).ids for offset in range(0, 28, 7)]

    assert [each for page in pages for each in page] == whole
    assert engine.search(query("budget "), 99, 7).total == 25


def test_a_half_typed_word_reads_what_its_viewer_may_read(engine: Engine) -> None:
    put(engine, doc(1, content={"do_not_say": ["secretive"], "opener": "Openly"}))
    outside = Window(NOON, frozenset({Audience.CUSTOMER_FACING}))

    assert ids(engine, "secre") == ids(engine, "secretive ") == ids(engine, '"secretive"') == [1]
    assert ids(engine, "secre", outside) == ids(engine, "secretive ", outside) == []
    assert ids(engine, '"secretive"', outside) == []
    assert ids(engine, "openl", outside) == [1]


def test_headings_only(engine: Engine) -> None:
    put(engine, doc(1, "Budget"), doc(2, summary="Budget"))

    assert ids(engine, "budg", headings_only=True) == [1]


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({}, True),
        ({"listed_at": NOON}, True),
        ({"listed_at": NOON.replace(microsecond=1)}, False),
        ({"unpublish_at": NOON}, False),
        ({"unpublish_at": NOON.replace(microsecond=1)}, True),
        *(({"status": status, "listed_at": None}, False) for status in Status if status is not Status.PUBLISHED),
    ],
)
def test_who_sees_what_is_decided_when_asked_to_the_microsecond(
    engine: Engine, given: dict[str, Any], shown: bool
) -> None:
    put(engine, doc(1, "Budget", **given))

    assert ids(engine, "budget ") == ([1] if shown else [])


def test_marketing_sees_all_but_the_archived_unless_asked_for(engine: Engine) -> None:
    put(engine, *(doc(n, status=status, listed_at=None) for n, status in enumerate(Status, start=1)))
    drafts = Window(NOON, drafts=True)

    assert sorted(ids(engine, "", drafts)) == [1, 2, 3, 4]
    assert ids(engine, "", drafts, narrowing=Filter(statuses=frozenset({Status.ARCHIVED}))) == [5]


def test_an_audience_sees_its_own(engine: Engine) -> None:
    put(engine, doc(1, audience=Audience.INTERNAL), doc(2))

    assert ids(engine, "", Window(NOON, frozenset({Audience.CUSTOMER_FACING}))) == [2]


FILTERS: list[tuple[Filter, set[int]]] = [
    (Filter(tag_groups=(frozenset({5, 6}),)), {1, 2}),
    (Filter(tag_groups=(frozenset({5}), frozenset({6}))), {1}),
    (Filter(types=frozenset({ContentType.PLAY})), {3}),
    (Filter(statuses=frozenset({Status.DRAFT})), set()),
    (Filter(owner_ids=frozenset({9})), {2}),
    (Filter(languages=frozenset({"de", "fr"})), {3}),
    (Filter(audiences=frozenset({Audience.INTERNAL})), {2}),
    (Filter(freshness=frozenset({Freshness.OVERDUE})), {3}),
    (Filter(freshness=frozenset({Freshness.DUE, Freshness.FRESH})), {1, 2}),
    (Filter(freshness=frozenset({Freshness.DUE})), {2}),
    (Filter(updated_since=NOON - DAY), {1, 2}),
    (Filter(updated_since=NOON), {2}),
    (Filter(any_of=(Filter(owner_ids=frozenset({9})), Filter(languages=frozenset({"de"})))), {2, 3}),
    (Filter(none_of=(Filter(owner_ids=frozenset({9})),)), {1, 3}),
    (Filter(none_of=(Filter(),)), set()),
    (Filter(any_of=(Filter(),)), {1, 2, 3}),
    (Filter(all_of=(Filter(none_of=(Filter(tag_groups=(frozenset({6}),)),)),)), {2, 3}),
]


@pytest.mark.parametrize(("narrowing", "expected"), FILTERS)
def test_filters(engine: Engine, narrowing: Filter, expected: set[int]) -> None:
    put(
        engine,
        doc(1, tag_ids=(5, 6)),
        doc(2, tag_ids=(5,), owner_id=9, audience=Audience.INTERNAL, due_at=NOON + 14 * DAY, updated_at=NOON),
        doc(3, type=ContentType.PLAY, language="de", due_at=NOON, updated_at=NOON - 2 * DAY),
    )

    assert set(ids(engine, narrowing=narrowing)) == expected
    assert set(ids(engine, "title ", narrowing=narrowing)) == expected
    assert engine.count(query("", narrowing=narrowing)) == len(expected)


def test_counts(engine: Engine) -> None:
    put(
        engine,
        doc(1, "Budget", tag_ids=(5, 6)),
        doc(2, "Budget", tag_ids=(5,), type=ContentType.PLAY),
        doc(3, "Other", tag_ids=(7,)),
        doc(4, "Budget", tag_ids=(8,), status=Status.DRAFT, listed_at=None),
    )

    assert engine.spread(query("budget ")) == ({5: 2, 6: 1}, {ContentType.TALKING_POINT: 1, ContentType.PLAY: 1})


def test_the_next_boundary(engine: Engine) -> None:
    assert engine.next_boundary(NOON) is None

    put(engine, doc(1, unpublish_at=NOON + 2 * DAY), doc(2, listed_at=NOON + DAY), doc(3, unpublish_at=NOON - DAY))

    def at(moment: datetime) -> int | None:
        return engine.next_boundary(moment)

    assert at(NOON) == micros(NOON + DAY)
    assert at(NOON + DAY) == micros(NOON + 2 * DAY)
    assert at(NOON + 2 * DAY) is None


def test_many_commits_stay_one_whole(engine: Engine) -> None:
    for number in range(1, 31):
        put(engine, doc(number, f"Budget {number}"), number=number)

    assert engine.document_count() == 30
    assert engine.stamp == Stamp("store", 30)
    assert sorted(ids(engine, "budget ")) == list(range(1, 31))


def test_a_facet_of_a_tag_does_not_matter_to_an_engine(engine: Engine) -> None:
    put(engine, document(source(1, tag_ids=(1,)), {1: tag_view(1, Facet.PAIN, "Slow close")}))

    assert ids(engine, "slow close ", NOW) == [1]


def test_evidence_orders_equals_and_does_not_beat_a_better_match(engine: Engine) -> None:
    texts = {1: 1, 2: 4, 3: 0, 4: 2}
    put(
        engine,
        *(doc(id_, "Budget freeze", evidence_level=level) for id_, level in texts.items()),
        doc(5, "Something else", body="A budget is named here once.", evidence_level=4),
    )
    assert ids(engine, "budget") == [2, 4, 1, 3, 5]


def test_without_words_what_is_proven_comes_first_where_that_is_asked_for(engine: Engine) -> None:
    put(
        engine,
        doc(1, evidence_level=1),
        doc(2, evidence_level=3, listed_at=NOON - 3 * DAY),
        doc(3, evidence_level=3, listed_at=NOON - 2 * DAY),
        doc(4, evidence_level=0, listed_at=NOON),
    )
    assert ids(engine, proven_first=True) == [3, 2, 1, 4]
    assert ids(engine) == [4, 1, 3, 2]
