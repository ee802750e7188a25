from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from content_store.rules.lifecycle import Step, after, is_scheduled, listed_at, refusal
from content_store.rules.vocabulary import Status

moments = st.integers(0, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@given(st.lists(st.sampled_from(Step)))
def test_whatever_the_steps_readers_only_ever_see_what_was_published(steps: list[Step]) -> None:
    status, was_published = Status.DRAFT, False
    for step in steps:
        following = after(step, status)
        if following is None:
            assert refusal(step, status).startswith(f"cannot {step.value}")
            continue
        was_published = was_published or step is Step.PUBLISH
        status = following
        assert status is not Status.PUBLISHED or was_published
        assert status is not Status.RETIRED or was_published


def test_every_status_can_be_left_and_reached_again() -> None:
    reached = {Status.DRAFT}
    for _ in Status:
        reached |= {target for step in Step for status in reached if (target := after(step, status))}
    assert reached == set(Status)
    for status in Status:
        onward = {target for step in Step if (target := after(step, status))}
        assert onward - {status}, f"{status} is a dead end"


def test_what_is_published_cannot_be_archived_past_its_readers() -> None:
    assert after(Step.ARCHIVE, Status.PUBLISHED) is None
    assert "retire it first" in refusal(Step.ARCHIVE, Status.PUBLISHED)


@given(st.sampled_from(Status), st.none() | moments, st.none() | moments, moments)
def test_only_what_is_published_is_listed_and_never_before_its_hour(
    status: Status, published_at: datetime | None, publish_at: datetime | None, now: datetime
) -> None:
    listed = listed_at(status, published_at, publish_at)
    assert (listed is not None) == (status is Status.PUBLISHED and published_at is not None)
    if listed is not None and publish_at is not None:
        assert listed >= publish_at
    assert is_scheduled(listed, now) == (listed is not None and listed > now)
