"""Kits: writing, publishing, what their steps mean at a moment, and what readers see of them."""

from collections.abc import Callable
from typing import Any

import pytest

from content_store import kits, publishing
from content_store.access import SYSTEM, window
from content_store.database import Database
from content_store.errors import Conflict, Forbidden, Invalid, NotFound
from content_store.kit_views import KitView, StepTrouble, StepView
from content_store.queries.kit_steps import Steps
from content_store.queries.kits import KitFilter, kit_by_slug, kits_using, list_kits, versions_of
from content_store.rules.kits import KitStatus
from content_store.rules.vocabulary import EventKind, Facet, Purpose, QuotaBand, RetireReason, Role
from content_store.views import Viewer
from content_store.work import Work
from tests.content_store.insights.making import happened, rep
from tests.content_store.kit_making import kit, published_kit, rule, step
from tests.content_store.making import after, draft, published, tag, viewer


def do(database: Database, what: Callable[..., Any], *given: Any, by: Viewer = SYSTEM, **named: Any) -> Any:
    with database.writing() as session:
        return what(Work(session, by, after(60)), *given, **named)


def codes(error: pytest.ExceptionInfo[Invalid]) -> list[tuple[str, str]]:
    return [(".".join(problem.path), problem.code) for problem in error.value.problems]


def seen(database: Database, slug: str, by: Viewer = SYSTEM, *, drafts: bool = False) -> KitView | None:
    with database.reading() as session:
        return kit_by_slug(session, slug, window(by, after(120), drafts=drafts))


def steps(database: Database, slug: str, *, drafts: bool = False) -> list[StepView]:
    with database.reading() as session:
        seen_through = window(SYSTEM, after(120), drafts=drafts)
        found = kit_by_slug(session, slug, seen_through)
        assert found is not None
        return list(Steps(session, seen_through, [found.plan]).of(found.plan))


def test_readers_see_versions_and_editors_the_draft(database: Database) -> None:
    published(database)
    made = kit(database, step("budget-freeze", why="It opens every call."))
    assert (made.slug, made.status, made.revision, made.version) == ("first-steps", KitStatus.DRAFT, 1, None)
    assert seen(database, "first-steps") is None
    first = do(database, kits.publish, made.id, 1)
    assert (first.status, first.version, first.has_newer_draft) == (KitStatus.PUBLISHED, 1, False)
    later = do(database, kits.update, made.id, {"title": "Second steps"}, 1)
    assert (later.plan.title, later.revision, later.has_newer_draft) == ("Second steps", 2, True)
    shown = seen(database, "first-steps")
    assert shown is not None
    assert (shown.plan.title, shown.plan.steps[0].why) == ("First steps", "It opens every call.")
    do(database, kits.publish, made.id, 2, "A better name")
    assert (shown := seen(database, "first-steps")) is not None
    assert shown.plan.title == "Second steps"
    with database.reading() as session:
        assert [(each.number, each.note) for each in versions_of(session, [made.id])[made.id]] == [
            (2, "A better name"),
            (1, ""),
        ]


def test_a_lost_race_is_told(database: Database) -> None:
    made = kit(database)
    do(database, kits.update, made.id, {"summary": "Newer"}, 1)
    with pytest.raises(Conflict) as error:
        do(database, kits.update, made.id, {"summary": "Too late"}, 1)
    assert error.value.current_revision == 2


def test_what_cannot_be_published(sqlite_database: Database) -> None:
    empty = kit(sqlite_database)
    with pytest.raises(Invalid) as error:
        do(sqlite_database, kits.publish, empty.id, None)
    assert codes(error) == [("sections", "EMPTY")]
    published(sqlite_database)
    full = published_kit(sqlite_database, step("budget-freeze"), title="Full")
    with pytest.raises(Invalid) as error:
        do(sqlite_database, kits.publish, full.id, None)
    assert codes(error) == [("status", "NOTHING_NEW")]


def test_every_problem_of_a_plan_is_told_at_once(sqlite_database: Database) -> None:
    published(sqlite_database)
    wrong = [
        step("budget-freeze", minutes=0),
        {"asset": "budget-freeze"},
        {"asset": "no-such-thing"},
        {"rule": {"kind": "newest", "persona": "nobody", "limit": 99}},
        {"rule": {"kind": "fresh", "quota_band": "above"}},
        {"rule": {"kind": "best"}},
        {},
    ]
    with pytest.raises(Invalid) as error:
        kit(sqlite_database, *wrong, title="", region="atlantis")
    at = "sections.0.steps"
    assert set(codes(error)) == {
        ("title", "REQUIRED"),
        ("region", "UNKNOWN_TAG"),
        (f"{at}.0.minutes", "OUT_OF_RANGE"),
        (f"{at}.1.asset", "DUPLICATE"),
        (f"{at}.2.asset", "UNKNOWN_ASSET"),
        (f"{at}.3.rule.limit", "OUT_OF_RANGE"),
        (f"{at}.3.rule.persona", "UNKNOWN_TAG"),
        (f"{at}.4.rule.quota_band", "NOT_TAKEN"),
        (f"{at}.5.rule", "UNKNOWN_VALUE"),
        (f"{at}.5.asset", "REQUIRED"),
        (f"{at}.6.asset", "REQUIRED"),
    }


def test_a_retired_asset_is_replaced_or_flagged(database: Database) -> None:
    old, new = published(database), published(database, title="Budget thaw")
    alone = published(database, title="Alone")
    drafted = draft(database, title="Being written")
    made = published_kit(database, *(step(each.slug) for each in (old, alone, drafted)))
    do(database, publishing.retire, old.id, RetireReason.REPLACED, new.id)
    do(database, publishing.retire, alone.id, RetireReason.UNUSED)
    read = [(each.trouble, each.words, [asset.slug for asset in each.assets]) for each in steps(database, made.slug)]
    assert read == [
        (StepTrouble.REPLACED, "Budget thaw", ["budget-thaw"]),
        (StepTrouble.GONE, "Alone", []),
        (StepTrouble.GONE, "", []),
    ]
    assert steps(database, made.slug, drafts=True)[2].trouble is StepTrouble.NOT_PUBLISHED
    with database.reading() as session:
        assert [use.slug for use in kits_using(session, [old.id])[old.id]] == ["first-steps"]
        assert kits_using(session, [new.id]) == {}


def test_what_rules_find(database: Database) -> None:
    tag(database, Facet.PERSONA, "CFO")
    people = [rep(database, band.value, band=band) for band in (QuotaBand.ABOVE, QuotaBand.BELOW)]
    points = []
    for number in range(4):
        tags = {Facet.PERSONA: ["cfo"]} if number else {}
        points.append(published(database, title=f"Point {number}", at=after(number), tags=tags).id)
    for person, point, times in ((0, 1, 2), (0, 2, 3), (0, 0, 5), (1, 3, 9)):
        happened(database, EventKind.USED, points[point], people[person], count=times)
    happened(database, EventKind.USED, points[1], people[0], count=9, purpose=Purpose.ONBOARDING)
    made = published_kit(
        database,
        rule("most_used", persona="cfo", limit=1, quota_band="above"),
        rule("landed_best", type="case_study"),
        rule("newest", persona="cfo", limit=2),
        rule("fresh", type="talking_point"),
    )
    found = steps(database, made.slug)
    assert [[asset.slug for asset in each.assets] for each in found] == [
        ["point-2"],
        [],
        ["point-3", "point-2"],
        ["point-3", "point-2", "point-1", "point-0"],
    ]
    assert [each.trouble for each in found] == [None, StepTrouble.NOTHING_FOUND, None, None]
    assert found[0].words == "The asset most used by reps above quota in the last 90 days, with CFOs"


def test_a_frozen_rule_keeps_what_it_found(database: Database) -> None:
    first = published(database, title="First")
    made = kit(database, rule("newest", limit=1))
    frozen = do(database, kits.freeze, made.id, "newest", 1)
    published(database, title="Second", at=after(30))
    assert frozen.plan.steps[0].frozen == (first.slug,)
    # Another save that does not touch the rule leaves it frozen; another rule does not.
    kept = do(database, kits.update, made.id, {"sections": [{"steps": [rule("newest", limit=1)]}]}, 2)
    assert kept.plan.steps[0].frozen == (first.slug,)
    assert [asset.slug for asset in steps(database, made.slug, drafts=True)[0].assets] == ["first"]
    thawed = do(database, kits.freeze, made.id, "newest", kept.revision, frozen=False)
    assert thawed.plan.steps[0].frozen is None
    assert [asset.slug for asset in steps(database, made.slug, drafts=True)[0].assets] == ["second"]


def test_a_rule_that_finds_nothing_cannot_be_frozen(sqlite_database: Database) -> None:
    made = kit(sqlite_database, rule("newest"))
    with pytest.raises(Invalid) as error:
        do(sqlite_database, kits.freeze, made.id, "newest", None)
    assert codes(error) == [("step", "NOTHING_FOUND")]


def test_retiring_leads_to_the_successor_and_never_in_circles(database: Database) -> None:
    published(database)
    one, two = (published_kit(database, step("budget-freeze"), title=title) for title in ("One", "Two"))
    retired = do(database, kits.retire, one.id, two.id)
    assert (retired.status, retired.successor_id) == (KitStatus.RETIRED, two.id)
    for successor in (one.id, two.id):
        with pytest.raises(Invalid) as error:
            do(database, kits.retire, two.id, successor)
        assert codes(error)[0][0] == "successor"
    with database.reading() as session:
        listed = list_kits(session, window(SYSTEM, after(120)), KitFilter(), 10)
        assert [each.slug for each in listed.items] == ["two"]
    assert do(database, kits.restore, one.id).status is KitStatus.PUBLISHED
    do(database, kits.retire, two.id, one.id)
    with pytest.raises(Invalid) as error:
        do(database, kits.retire, one.id, two.id)
    assert codes(error) == [("successor", "NOT_PUBLISHED")]


def test_a_draft_can_be_discarded_and_what_was_published_not(sqlite_database: Database) -> None:
    published(sqlite_database)
    made = kit(sqlite_database, step("budget-freeze"))
    do(sqlite_database, kits.discard, made.id, 1)
    with pytest.raises(NotFound):
        do(sqlite_database, kits.update, made.id, {}, 1)
    kept = published_kit(sqlite_database, step("budget-freeze"))
    with pytest.raises(Invalid):
        do(sqlite_database, kits.discard, kept.id, None)


def test_a_slug_is_unique_and_stays(sqlite_database: Database) -> None:
    assert [kit(sqlite_database, title="Mine").slug for _ in range(2)] == ["mine-2", "mine-3"]
    with pytest.raises(Invalid) as error:
        kit(sqlite_database, title="Again", slug="mine-2")
    assert codes(error) == [("slug", "TAKEN")]
    made = kit(sqlite_database)
    with pytest.raises(Invalid) as error:
        do(sqlite_database, kits.update, made.id, {"slug": "other"}, 1)
    assert codes(error) == [("slug", "FIXED")]


def test_reps_write_no_kits(sqlite_database: Database) -> None:
    rep = viewer(sqlite_database, Role.REP)
    made = kit(sqlite_database)
    for what in (
        lambda work: kits.create(work, {"title": "x"}),
        lambda work: kits.update(work, made.id, {}, 1),
        lambda work: kits.publish(work, made.id, 1),
        lambda work: kits.retire(work, made.id),
        lambda work: kits.restore(work, made.id),
        lambda work: kits.discard(work, made.id, 1),
        lambda work: kits.freeze(work, made.id, "x", 1),
    ):
        with pytest.raises(Forbidden):
            do(sqlite_database, what, by=rep)
