"""What was used and what was not."""

import random
from collections import Counter
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from content_store import publishing
from content_store.access import SYSTEM
from content_store.database import Database
from content_store.errors import Forbidden, Invalid
from content_store.insights.reports import Insights
from content_store.insights.usage import Part
from content_store.insights.views import UsageReport
from content_store.rules.insights import InsightFilter, UsageList, UsageOrder
from content_store.rules.periods import Days
from content_store.rules.vocabulary import ActorKind, EventKind, Facet, Purpose, QuotaBand, RetireReason, Role, Tier
from content_store.work import Work
from tests.content_store.insights.making import LAST_MONTH, TODAY, Event, all_happened, asking, days_ago, happened, rep
from tests.content_store.making import NOON, published, tag, viewer

BEFORE = NOON - timedelta(days=400)


def slugs(report: UsageReport) -> list[str]:
    return [row.asset.slug for row in report.rows]


def members(database: Database, wanted: UsageList, window: Days = LAST_MONTH) -> list[str]:
    return slugs(asking(database, lambda insights: insights.usage(Part(wanted)), window))


def test_a_row_says_all_that_was_done_with_an_asset(database: Database) -> None:
    asset, ann, ben = published(database, at=BEFORE), rep(database, "ann"), rep(database, "ben")
    for kind, count in ((EventKind.IMPRESSION, 9), (EventKind.VIEW, 5), (EventKind.COPY, 2), (EventKind.SHARE, 1)):
        happened(database, kind, asset.id, ann, count=count)
    for person, kind in ((ann, EventKind.USED), (ann, EventKind.LANDED), (ben, EventKind.USED)):
        happened(database, kind, asset.id, person)
    happened(database, EventKind.USED, asset.id, ben, days_ago(45))
    happened(database, EventKind.USED, asset.id, ben, count=4, purpose=Purpose.ONBOARDING)
    report = asking(database, lambda insights: insights.usage(Part()))
    (row,) = report.rows
    assert (row.figures.impressions, row.figures.views, row.figures.copies) == (9, 5, 3)
    assert (row.figures.conversations, row.reps, row.figures.landed, row.figures.fell_flat) == (2, 2, 1, 0)
    assert (row.conversations_before, row.trend, row.figures.in_onboarding) == (1, 1.0, 4)
    assert row.last_used_at is not None
    assert row.last_used_at.date() == TODAY
    assert row.lists == (UsageList.ALL, UsageList.USED)
    assert report.basis.tier is Tier.USE
    assert report.basis.window == LAST_MONTH
    assert report.basis.exclusions == ("services", "suspected bots", "onboarding")


def test_each_list_holds_what_its_question_asks_for(database: Database) -> None:
    ann = rep(database, "ann")
    ids = {
        name: published(database, title=name, at=BEFORE).id
        for name in ("used", "unseen", "learned", "viewed", "flat", "gone", "forgotten")
    }
    happened(database, EventKind.USED, ids["used"], ann)
    happened(database, EventKind.USED, ids["learned"], ann, purpose=Purpose.ONBOARDING)
    happened(database, EventKind.VIEW, ids["viewed"], ann, count=10)
    happened(database, EventKind.COPY, ids["flat"], ann)
    happened(database, EventKind.USED, ids["flat"], ann, count=3)
    happened(database, EventKind.FELL_FLAT, ids["flat"], ann, count=3)
    with database.writing() as session:
        for name in ("gone", "forgotten"):
            work = Work(session, SYSTEM, NOON - timedelta(days=60))
            publishing.retire(work, ids[name], RetireReason.OUTDATED)
    happened(database, EventKind.VIEW, ids["gone"], ann)
    found = {wanted: set(members(database, wanted)) for wanted in UsageList}
    assert found == {
        UsageList.ALL: set(ids),
        UsageList.USED: {"used", "flat"},
        UsageList.NEVER_USED: {"unseen", "learned", "viewed"},
        UsageList.ONBOARDING_ONLY: {"learned"},
        UsageList.VIEWED_NEVER_USED: {"viewed"},
        UsageList.COPIED_FELL_FLAT: {"flat"},
        UsageList.RETIRED_ASKED_FOR: {"gone"},
    }
    assert asking(database, lambda insights: insights.list_counts()) == {key: len(held) for key, held in found.items()}
    rows = asking(database, lambda insights: insights.usage(Part())).rows
    assert {each: {row.asset.slug for row in rows if each in row.lists} for each in UsageList} == found


def test_what_was_opened_before_it_was_retired_was_not_asked_for_since(database: Database) -> None:
    ann, asset = rep(database, "ann"), published(database, title="gone", at=BEFORE)
    happened(database, EventKind.VIEW, asset.id, ann, days_ago(200))
    happened(database, EventKind.VIEW, asset.id, ann, days_ago(150))
    with database.writing() as session:
        publishing.retire(Work(session, SYSTEM, NOON - timedelta(days=150)), asset.id, RetireReason.OUTDATED)
    asked = partial(members, database, UsageList.RETIRED_ASKED_FOR)
    windows = Days.until(NOON, 365), Days(days_ago(365), days_ago(120)), Days(days_ago(150), days_ago(149))
    assert [asked(window) for window in windows] == [[], [], []]
    # The next day, in the same month or not; whether a later month settles it or only its days.
    happened(database, EventKind.VIEW, asset.id, ann, days_ago(149))
    assert [asked(window) for window in windows] == [["gone"]] * 3
    assert asked(Days(days_ago(148), days_ago(20))) == []
    happened(database, EventKind.VIEW, asset.id, ann, days_ago(19))
    assert asked(Days(days_ago(148), days_ago(20))) == []
    assert asked(Days(days_ago(148), days_ago(19))) == ["gone"]


def test_pages_and_orders(database: Database) -> None:
    ann, ben = rep(database, "ann"), rep(database, "ben")
    ids = [published(database, title=f"a{number}", at=BEFORE).id for number in range(3)]
    for number, asset_id in enumerate(ids):
        happened(database, EventKind.USED, asset_id, ann, count=3 - number)
        happened(database, EventKind.VIEW, asset_id, ann, count=number + 1)
    happened(database, EventKind.USED, ids[2], ben)
    happened(database, EventKind.LANDED, ids[1], ann, count=2)
    happened(database, EventKind.USED, ids[1], ann, days_ago(40), count=9)

    def order(by: UsageOrder, *, descending: bool = True) -> list[str]:
        return slugs(asking(database, lambda insights: insights.usage(Part(order=by, descending=descending))))

    assert order(UsageOrder.CONVERSATIONS) == ["a0", "a1", "a2"]
    assert order(UsageOrder.VIEWS) == ["a2", "a1", "a0"]
    assert order(UsageOrder.VIEWS, descending=False) == ["a0", "a1", "a2"]
    assert order(UsageOrder.REPS) == ["a2", "a0", "a1"]
    assert order(UsageOrder.LANDED_RATE) == ["a1", "a0", "a2"]
    assert order(UsageOrder.TREND, descending=False)[0] == "a1"
    page = asking(database, lambda insights: insights.usage(Part(first=1, offset=1)))
    assert (slugs(page), page.total_count) == (["a1"], 3)
    assert len(asking(database, lambda insights: insights.usage(Part(first=None))).rows) == 3


@pytest.mark.parametrize("order", UsageOrder)
def test_every_order_answers(sqlite_database: Database, order: UsageOrder) -> None:
    asset, ann = published(sqlite_database, at=BEFORE), rep(sqlite_database, "ann")
    happened(sqlite_database, EventKind.USED, asset.id, ann)
    assert asking(sqlite_database, lambda insights: insights.usage(Part(order=order))).total_count == 1


def test_totals_count_published_assets_alone(database: Database) -> None:
    ann = rep(database, "ann")
    used, _ = published(database, title="used", at=BEFORE), published(database, title="unused", at=BEFORE)
    later = published(database, title="later", at=NOON)
    happened(database, EventKind.USED, used.id, ann, days_ago(3))
    happened(database, EventKind.USED, used.id, ann, days_ago(12), count=2)
    window = Days(days_ago(7), days_ago(1))
    totals = asking(database, lambda insights: insights.totals(), window)
    assert (totals.published, totals.used, totals.never_used, totals.share_used) == (2, 1, 1, 0.5)
    assert (totals.conversations, totals.conversations_before) == (1, 2)
    assert later.slug not in members(database, UsageList.ALL, window)


def test_bots_and_services_count_only_when_asked_for(database: Database) -> None:
    asset, ann = published(database, at=BEFORE), rep(database, "ann")
    happened(database, EventKind.VIEW, asset.id, ann)
    happened(database, EventKind.VIEW, asset.id, ann, count=5, actor=ActorKind.SUSPECTED_BOT)

    def views(*kinds: ActorKind) -> int:
        given: dict[str, Any] = {"actor_kinds": kinds} if kinds else {}
        return asking(database, lambda insights: insights.usage(Part()), **given).rows[0].figures.views

    assert (views(), views(ActorKind.SUSPECTED_BOT), views(*ActorKind)) == (1, 5, 6)


def test_filters_choose_assets_as_they_are_and_people_as_they_were(database: Database) -> None:
    tag(database, Facet.PERSONA, "CFO")
    carried = published(database, title="carried", at=BEFORE, tags={Facet.PERSONA: ["cfo"]})
    other = published(database, title="other", at=BEFORE)
    ann = rep(database, "ann", "hunters", "north", QuotaBand.ABOVE)
    ben = rep(database, "ben", "farmers", "south", QuotaBand.BELOW)
    for asset, person in ((carried, ann), (carried, ben), (other, ann)):
        happened(database, EventKind.USED, asset.id, person)

    def found(**given: Any) -> dict[str, tuple[int, int]]:
        rows = asking(database, lambda insights: insights.usage(Part(UsageList.USED)), **given).rows
        return {row.asset.slug: (row.figures.conversations, row.reps) for row in rows}

    assert found() == {"carried": (2, 2), "other": (1, 1)}
    assert found(personas=("cfo",)) == {"carried": (2, 2)}
    assert found(teams=("hunters",)) == {"carried": (1, 1), "other": (1, 1)}
    assert found(regions=("south",), personas=("cfo",)) == {"carried": (1, 1)}
    assert found(quota_bands=(QuotaBand.AT,)) == {}


def test_what_is_wrong_with_a_filter_is_told_at_once(database: Database) -> None:
    rep(database, "ann", "hunters", "north")
    tag(database, Facet.PERSONA, "CFO")
    given: dict[str, Any] = {
        "personas": ("cfu",),
        "owners": ("x@example.com",),
        "teams": ("hunter",),
        "regions": ("east",),
    }
    with pytest.raises(Invalid) as error:
        asking(database, lambda insights: insights.totals(), Days(TODAY, days_ago(1)), **given)
    assert [(".".join(problem.path), problem.code) for problem in error.value.problems] == [
        ("where.first", "WRONG_ORDER"),
        ("where.personas.0", "UNKNOWN_TAG"),
        ("where.owner.0", "UNKNOWN_PERSON"),
        ("where.teams.0", "UNKNOWN_TEAM"),
        ("where.regions.0", "UNKNOWN_REGION"),
    ]
    assert "did you mean “hunters”" in str(error.value)


@pytest.mark.parametrize("role", [Role.REP, Role.SERVICE])
def test_insights_are_for_marketing(sqlite_database: Database, role: Role) -> None:
    who = viewer(sqlite_database, role)
    with sqlite_database.reading() as session, pytest.raises(Forbidden):
        Insights(session, who, InsightFilter(LAST_MONTH), NOON)


@pytest.mark.parametrize("seed", range(3))
def test_reports_say_what_counting_each_event_says(database: Database, seed: int) -> None:
    """Whatever the window, whether its sums are read by day, by month, or by a month less some days."""
    rng = random.Random(seed)
    assets = [published(database, title=f"a{number}", at=BEFORE).id for number in range(3)]
    people = [rep(database, f"r{number}", region=["north", "south"][number % 2]) for number in range(3)]
    events: list[Event] = []
    for _ in range(60):
        asset_id, person, day = rng.choice(assets), rng.choice(people), days_ago(rng.randrange(150))
        kind = rng.choice([EventKind.USED, EventKind.VIEW, EventKind.LANDED])
        # A verdict stands on the day of its conversation.
        kinds = [EventKind.USED, kind] if kind is EventKind.LANDED else [kind]
        events += [Event(each, asset_id, person, day) for each in kinds]
    all_happened(database, events)
    for _ in range(8):
        first = days_ago(rng.randrange(160))
        window = Days(first, first + timedelta(days=rng.randrange(120)))
        regions = rng.choice([(), ("north",)])
        inside = [
            each[:3]
            for each in events
            if window.first <= each.day <= window.last and (not regions or each.person.region in regions)
        ]
        counts = Counter((kind, asset_id) for kind, asset_id, _ in inside)
        used_by = {(asset_id, person.id) for kind, asset_id, person in inside if kind is EventKind.USED}
        everything = Part(order=rng.choice(list(UsageOrder)))
        report = asking(database, lambda insights: insights.usage(everything), window, regions=regions)  # noqa: B023
        for row in report.rows:
            key = row.asset.id
            expected = [counts[kind, key] for kind in (EventKind.VIEW, EventKind.USED, EventKind.LANDED)]
            assert [row.figures.views, row.figures.conversations, row.figures.landed] == expected
            assert row.reps == len([pair for pair in used_by if pair[0] == key])
        totals = asking(database, lambda insights: insights.totals(), window, regions=regions)
        assert totals.conversations == sum(count for (kind, _), count in counts.items() if kind is EventKind.USED)
        assert totals.used == len({asset_id for asset_id, _ in used_by})
        adoption = asking(database, lambda insights: insights.adoption(), window, regions=regions)
        assert adoption.everybody.active == len({person_id for _, person_id in used_by})
        assert adoption.everybody.conversations == totals.conversations
