"""The demo's half a year: the same for the same seed, true to the rules of counting, and told once."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from content_store.database import Database
from content_store.exchange.demo import load_demo, read_demo
from content_store.exchange.demo_usage import is_told, tell
from content_store.exchange.simulation import History, Piece, simulate
from content_store.exchange.story import Story, read_story
from content_store.queries.evidence import evidence_of
from content_store.recounting import check
from content_store.rules.vocabulary import (
    ActorKind,
    ContentType,
    EventKind,
    Facet,
    FeedbackStatus,
    Purpose,
    QuotaBand,
    Role,
)
from content_store.tables import Asset, ContentRequest, Feedback, UsageEvent
from content_store.views import PersonView
from tests.project.files import ROOT

NOW = datetime(2026, 11, 4, 15, tzinfo=UTC)
STORY = read_story(ROOT / "demo")


def reps(story: Story) -> list[PersonView]:
    return [
        PersonView(number, rep.email, rep.name, Role.REP, rep.team, rep.region, rep.quota_band, False, None)
        for number, rep in enumerate(story.reps, start=1)
    ]


def pieces() -> list[Piece]:
    tags: dict[Facet, tuple[str, ...]] = dict.fromkeys(Facet, ())
    tags |= {Facet.PERSONA: ("cfo",), Facet.STAGE: ("decision",), Facet.PAIN: ("churn",)}
    slugs = [*STORY.weights, *sorted(STORY.used_above | STORY.used_below | STORY.looked_at_only | STORY.never_opened)]
    slugs += [*STORY.retired_yet_opened, *STORY.onboarding]
    retired = set(STORY.retired_yet_opened)
    return [
        Piece(
            number, slug, ContentType.TALKING_POINT, 1, NOW - timedelta(days=400 if slug in retired else 90), None, tags
        )
        for number, slug in enumerate(dict.fromkeys(slugs), start=1)
    ]


def history() -> History:
    program = PersonView(900, "intranet@example.com", "Intranet", Role.SERVICE, "", "", None, False, None)
    return simulate(STORY, reps(STORY), program, pieces(), NOW)


def test_the_same_seed_tells_the_same_story() -> None:
    assert history() == history()


def test_nothing_happens_before_its_time_nor_after_today() -> None:
    for event in history().events:
        assert event.piece.since <= event.at <= NOW
        assert STORY.started(event.person.email) >= (NOW - event.at).days - 1


def test_programs_and_bots_are_told_from_people() -> None:
    kinds = {kind: {event.person.role for event in history().events if event.actor_kind is kind} for kind in ActorKind}
    roles = {ActorKind.HUMAN: {Role.REP}, ActorKind.SERVICE: {Role.SERVICE}, ActorKind.SUSPECTED_BOT: {Role.REP}}
    assert kinds == roles


def test_people_behave_as_the_story_says() -> None:
    said = [event for event in history().events if event.kind is EventKind.USED and event.purpose is Purpose.LIVE_CALL]
    used = Counter((event.person.quota_band, event.piece.slug in STORY.used_above) for event in said)
    assert used[QuotaBand.ABOVE, True] > 2 * used[QuotaBand.BELOW, True] > 0
    opened = {event.piece.slug for event in history().events}
    unsaid = STORY.looked_at_only | STORY.only_to_learn | set(STORY.retired_yet_opened)
    assert not {event.piece.slug for event in said} & unsaid
    assert STORY.looked_at_only | set(STORY.retired_yet_opened) <= opened
    assert not opened & STORY.never_opened


def test_a_verdict_is_about_a_conversation() -> None:
    events = history().events
    verdicts = [event for event in events if event.about is not None]
    assert verdicts
    for event in verdicts:
        assert event.about is not None
        root = events[event.about]
        assert (root.kind, root.piece, root.at) == (EventKind.USED, event.piece, event.at)


def test_the_story_counts_as_if_it_had_been_recorded(sqlite_database: Database) -> None:
    load_demo(sqlite_database, read_demo(ROOT / "demo"), "kindling-demo", NOW)
    steps: list[float] = []
    tell(sqlite_database, STORY, NOW, lambda done, total, _: steps.append(done / total))
    assert steps == sorted(steps)
    assert steps[-1] == 1
    assert check(sqlite_database, NOW).wrong == 0
    with sqlite_database.reading() as session:
        ids = {row.slug: row.id for row in session.execute(select(Asset.slug, Asset.id))}
        found = evidence_of(session, list(ids.values()))
        count = session.scalar(select(func.count()).select_from(UsageEvent)) or 0
    assert 9_000 < count < 30_000
    assert found[ids["doing-nothing-has-a-price"]].level == 4
    assert found[ids["supplier-price-rises"]].level <= 1
    assert ids["proof-budget-owner-hours"] not in found


def test_a_start_that_was_interrupted_goes_on(database: Database) -> None:
    load_demo(database, read_demo(ROOT / "demo"), "kindling-demo", NOW)
    story = STORY.model_copy(update={"days": 10})

    def interrupt(done: int, total: int, _: str) -> None:
        if done * 2 > total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        tell(database, story, NOW, interrupt)
    with database.reading() as session:
        assert not is_told(session)
        before = session.scalar(select(func.count()).select_from(UsageEvent))
    tell(database, story, NOW)
    with database.reading() as session:
        assert is_told(session)
        assert session.scalar(select(func.count()).select_from(UsageEvent)) == before
        assert set(session.scalars(select(Feedback.status))) == set(FeedbackStatus)
        is_late = ContentRequest.promised_for < NOW.date(), ContentRequest.status == FeedbackStatus.ACCEPTED
        assert session.scalar(select(func.count()).select_from(ContentRequest).where(*is_late))
    assert check(database, NOW).wrong == 0
