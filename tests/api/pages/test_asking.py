from urllib.parse import parse_qsl

from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import QueryParams

from api.pages.asking import PAGE_SIZE, Asking, Remembered
from content_store.queries.taxonomy import TagBook
from content_store.rules.vocabulary import ContentType, Facet
from tests.renderers.making import tag

TAGS = [
    tag(facet, name, 10 * place + number) for place, facet in enumerate(Facet) for number, name in enumerate("abc", 1)
]
BOOK = TagBook.of(TAGS)


def read(address: str) -> Asking:
    return Asking.read(QueryParams(address.partition("?")[2]), BOOK)


askings = st.builds(
    Asking,
    text=st.text(st.characters(exclude_categories=["Cs"]), max_size=50),
    tags=st.dictionaries(st.sampled_from(Facet), st.sets(st.integers(1, 3), min_size=1)).map(
        lambda chosen: {
            facet: tuple(BOOK.by_id[10 * place + number] for number in chosen[facet])
            for place, facet in enumerate(Facet)
            if facet in chosen
        }
    ),
    types=st.none()
    | st.sets(st.sampled_from(ContentType)).map(lambda types: tuple(t for t in ContentType if t in types)),
    show=st.from_regex(r"[a-z0-9-]{0,20}", fullmatch=True),
    offset=st.integers(0, 50).map(lambda page: page * PAGE_SIZE),
    exact=st.booleans(),
)


@given(askings)
def test_every_state_has_an_address_that_leads_back_to_it(asking: Asking) -> None:
    assert read(asking.address) == asking


@given(askings)
def test_no_state_has_the_bare_address_which_means_the_remembered_context(asking: Asking) -> None:
    assert parse_qsl(asking.address.partition("?")[2], keep_blank_values=True)


@given(askings)
def test_the_context_is_remembered(asking: Asking) -> None:
    remembered = Asking.read(Remembered(asking.context_cookie), BOOK)
    assert remembered.context_ids == asking.context_ids
    assert remembered.text == ""


@given(askings, st.sampled_from(TAGS))
def test_toggling_twice_changes_nothing(asking: Asking, chosen: object) -> None:
    start = asking.at(0)
    twice = start.toggling(chosen).toggling(chosen)  # type: ignore[arg-type]
    assert twice.filter == start.filter


@given(st.lists(st.tuples(st.sampled_from(["q", "type", "from", "show", "persona", "exact", "x"]), st.text())))
def test_any_address_asks_for_something(pairs: list[tuple[str, str]]) -> None:
    asking = Asking.read(QueryParams(pairs), BOOK)
    assert asking.offset % PAGE_SIZE == 0
    assert asking.address


def test_a_list_shows_talking_points_and_the_start_and_a_search_everything() -> None:
    assert read("/?persona=a").shown_types == ()
    assert read("/?persona=a&from=20").shown_types == (ContentType.TALKING_POINT,)
    assert read("/?persona=a&q=x").shown_types == ()
    assert read("/?persona=a&type=any").shown_types == ()
    assert read("/?q=x&type=case-study").shown_types == (ContentType.CASE_STUDY,)


def test_tags_that_are_not_there_are_left_out_and_named() -> None:
    asking = read("/?persona=nobody&persona=a")
    assert [found.slug for found in asking.tags[Facet.PERSONA]] == ["a"]
    assert asking.unknown == ("persona “nobody”",)
