from datetime import timedelta
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from content_store import publishing
from content_store.access import SYSTEM, window
from content_store.database import Database
from content_store.errors import Invalid
from content_store.queries.filters import resolve
from content_store.queries.listing import Keyset, Order, OrderField, Span, list_assets
from content_store.queries.listing import count as count_assets
from content_store.rules.filters import Filter, Where, Window
from content_store.rules.vocabulary import Audience, ContentType, Facet, Freshness, RetireReason, Role, Status
from content_store.views import AssetView
from content_store.work import Work
from tests.content_store.making import NOON, after, draft, published, tag, viewer

TYPES = (ContentType.TALKING_POINT, ContentType.PROOF_STATEMENT)
NEWEST_FIRST = Order()
LATER = Window(NOON + timedelta(days=100))


def stock(database: Database) -> None:
    """Twelve published assets with three personas, two stages and two types, two of each moment; and a draft."""
    for facet, names in ((Facet.PERSONA, ("A", "B", "C")), (Facet.STAGE, ("X", "Y"))):
        for name in names:
            tag(database, facet, name)
    for number in range(12):
        tags = {Facet.PERSONA: ["abc"[number % 3]], Facet.STAGE: ["xy"[number % 2]]}
        published(
            database,
            TYPES[number % 2],
            f"{'aB'[number % 2]}sset {number:02}",
            at=after(number // 2),
            tags=tags,
            verify_interval_days=60 if number < 4 else 365,
            language="de" if number == 7 else "en",
            audience="customer_facing" if number > 9 else "internal",
        )
    draft(database, title="Unseen")


pytestmark = pytest.mark.begins_with(fill=stock)


def titles(items: tuple[AssetView, ...]) -> list[str]:
    return [asset.title for asset in items]


def all_titles(database: Database, where: Where, order: Order = NEWEST_FIRST, seen: Window = LATER) -> list[str]:
    with database.reading() as session:
        return titles(list_assets(session, resolve(session, where), seen, order, Span(100)).items)


def walk(database: Database, where: Where, order: Order, *, backward: bool) -> list[str]:
    """The whole list, read in pages of three."""
    found: list[str] = []
    span = Span(3, backward=backward)
    with database.reading() as session:
        narrowing = resolve(session, where)
        while True:
            page = list_assets(session, narrowing, LATER, order, span)
            found = titles(page.items) + found if backward else found + titles(page.items)
            if not (page.has_previous if backward else page.has_next):
                return found
            edge = page.places[0 if backward else -1]
            span = Span(3, before=edge, backward=True) if backward else Span(3, after=edge)


def test_pages_forwards_and_backwards_are_the_list_cut_in_pieces(database: Database) -> None:
    wheres = (Where(), Where({Facet.PERSONA: ("a",)}), Where({Facet.PERSONA: ("a", "b")}))
    for field, descending, where in product(OrderField, (True, False), wheres):
        order = Order(field, descending)
        whole = all_titles(database, where, order)
        assert len(whole) == len(set(whole)) > 3
        assert walk(database, where, order, backward=False) == whole
        assert walk(database, where, order, backward=True) == whole


def test_titles_are_ordered_as_people_order_them(database: Database) -> None:
    published(database, title="Ässet 99")
    whole = all_titles(database, Where(), Order(OrderField.TITLE, descending=False))
    assert whole[:2] == ["asset 00", "asset 02"]
    assert whole.index("Ässet 99") < whole.index("Bsset 01")


FILTERED: list[tuple[Where, list[int]]] = [
    (Where({Facet.PERSONA: ("a",)}), [9, 6, 3, 0]),
    (Where({Facet.PERSONA: ("a", "b"), Facet.STAGE: ("x",)}), [10, 6, 4, 0]),
    (Where({Facet.PERSONA: ("a",)}, types=(ContentType.PROOF_STATEMENT,)), [9, 3]),
    (Where(freshness=(Freshness.OVERDUE,)), [3, 2, 1, 0]),
    (Where(languages=("de",)), [7]),
    (Where(audiences=(Audience.CUSTOMER_FACING,)), [11, 10]),
    (Where(any_of=(Where(languages=("de",)), Where(audiences=(Audience.CUSTOMER_FACING,)))), [11, 10, 7]),
    (Where({Facet.PERSONA: ("a",)}, none_of=(Where({Facet.STAGE: ("x",)}),)), [9, 3]),
    (Where(all_of=(Where({Facet.PERSONA: ("a",)}), Where({Facet.STAGE: ("y",)}))), [9, 3]),
    (Where({Facet.PERSONA: ("a",)}, statuses=(Status.DRAFT,)), []),
    (Where(updated_since=after(5)), [11, 10]),
]


def test_filters_are_any_of_inside_a_field_and_all_of_between(database: Database) -> None:
    for where, numbers in FILTERED:
        assert [int(title[-2:]) for title in all_titles(database, where)] == numbers, where
        with database.reading() as session:
            assert count_assets(session, resolve(session, where), LATER) == len(numbers)


def test_what_the_filter_names_must_exist(database: Database) -> None:
    where = Where({Facet.PERSONA: ("a", "nobody")}, owners=("x@y",), none_of=(Where({Facet.PAIN: ("none",)}),))
    with database.reading() as session, pytest.raises(Invalid) as error:
        resolve(session, where)
    assert {".".join(problem.path) for problem in error.value.problems} == {
        "where.personas.1",
        "where.owner.0",
        "where.not.0.pains.0",
    }


def test_a_window_shows_only_what_its_viewer_may_see(database: Database) -> None:
    hidden = published(database, title="Retired")
    with database.writing() as session:
        publishing.retire(Work(session, SYSTEM, after(1)), hidden.id, RetireReason.UNUSED)
    rep = viewer(database, Role.REP)
    assert "Retired" not in all_titles(database, Where(), seen=window(rep, LATER.now))
    front_end = Window(LATER.now, frozenset({Audience.CUSTOMER_FACING}))
    assert all_titles(database, Where(), seen=front_end) == ["Bsset 11", "asset 10"]
    drafts = window(SYSTEM, LATER.now, drafts=True)
    by_update = all_titles(database, Where(), Order(OrderField.UPDATED), drafts)
    assert {"Unseen", "Retired"} <= set(by_update)
    with database.writing() as session:
        publishing.archive(Work(session, SYSTEM, after(1)), hidden.id)
    assert "Retired" not in all_titles(database, Where(), Order(OrderField.UPDATED), drafts)
    assert all_titles(database, Where(statuses=(Status.ARCHIVED,)), Order(OrderField.UPDATED), drafts) == ["Retired"]


def test_few_candidates_are_all_that_is_looked_at(database: Database) -> None:
    with database.reading() as session:
        whole = list_assets(session, Filter(), LATER, Order(), Span(100)).items
        some = [whole[2].id, whole[5].id]
        page = list_assets(session, Filter(), LATER, Order(), Span(100), among=some)
        assert [asset.id for asset in page.items] == some
        assert list_assets(session, Filter(), LATER, Order(), Span(100), among=[]).items == ()


@pytest.mark.parametrize("size", [1, 12])
def test_a_page_costs_the_same_few_statements_whatever_its_size(database: Database, size: int) -> None:
    with database.reading() as session:
        list_assets(session, Filter(), LATER, Order(), Span(1))  # fills the memory of tags and people
    statements: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    with database.reading() as session:
        page = list_assets(session, Filter(), LATER, Order(), Span(size))
    assert len(page.items) == size
    assert len([each for each in statements if each.startswith("SELECT")]) == 2  # numbers, assets


places = st.builds(Keyset, st.datetimes(timezones=st.just(NOON.tzinfo)), st.integers(-(2**31), 2**31 - 1))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(places, st.booleans())
def test_any_place_cuts_the_list_in_two(database: Database, place: Keyset, descending: bool) -> None:
    order = Order(OrderField.PUBLISHED, descending)
    whole = all_titles(database, Where(), order)
    with database.reading() as session:
        behind = list_assets(session, Filter(), LATER, order, Span(100, after=place)).items
        before = list_assets(session, Filter(), LATER, order, Span(100, before=place, backward=True)).items
    assert titles(before) + titles(behind) == whole
