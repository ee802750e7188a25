from hypothesis import given
from hypothesis import strategies as st

from content_store.rules.taxonomy import ENOUGH, TagDifference, TagJudgement, TagStep, differences, judge

slugs = st.lists(st.sampled_from("abcdef"), unique=True)


@given(st.integers(0, 200), st.integers(0, 200))
def test_a_tag_is_unused_too_broad_or_neither(published: int, others: int) -> None:
    of_facet = published + others
    found = judge(published, of_facet)
    assert (found is TagJudgement.UNUSED) == (published == 0)
    assert (found is TagJudgement.TOO_BROAD) == (published > others and of_facet >= ENOUGH)


def _taxonomy(names: list[str], description: str = "") -> dict[tuple[str, str], dict[str, str]]:
    return {("persona", slug): {"slug": slug, "name": slug.upper(), "description": description} for slug in names}


@given(slugs, slugs)
def test_every_difference_is_told_and_nothing_else(before: list[str], after: list[str]) -> None:
    found = differences(_taxonomy(before), _taxonomy(after))
    assert {each.name for each in found if each.step is TagStep.NEW} == {
        slug.upper() for slug in set(after) - set(before)
    }
    assert {each.name for each in found if each.step is TagStep.GONE} == {
        slug.upper() for slug in set(before) - set(after)
    }
    stays = [slug for slug in before if slug in after]
    moved = any(each.step is TagStep.MOVED for each in found)
    assert moved == (stays != [slug for slug in after if slug in before])


def test_a_changed_tag_names_the_fields_that_differ() -> None:
    found = differences(_taxonomy(["a", "b"]), _taxonomy(["a", "b"], "Who decides."))
    assert found[0] == TagDifference(TagStep.CHANGED, "persona", "A", ("description",))
