from collections.abc import Callable
from datetime import timedelta

import pytest

from content_store import authoring, publishing, verifying
from content_store.access import SYSTEM, window
from content_store.changelog import NOTE_LIMIT
from content_store.database import Database
from content_store.errors import Conflict, Forbidden, Invalid
from content_store.publishing import FARTHEST, Times
from content_store.queries import assets, replacements
from content_store.queries.changes import changed_assets, numbers
from content_store.queries.listing import Order, Span, list_assets
from content_store.rules.filters import Filter
from content_store.rules.vocabulary import ContentType, Facet, Freshness, LinkKind, RetireReason, Role, Status
from content_store.views import AssetView
from content_store.work import Work
from tests.content_store.making import NOON, after, draft, published, tag, viewer


def listed(database: Database, seconds: float = 60) -> list[str]:
    """The slugs a rep sees so long after noon."""
    with database.reading() as session:
        page = list_assets(session, Filter(), window(SYSTEM, after(seconds)), Order(), Span(100))
        return [asset.slug for asset in page.items]


def successor(database: Database, asset: AssetView) -> str | None:
    with database.reading() as session:
        found = replacements.successors(session, [asset.id], window(SYSTEM, after(60))).get(asset.id)
        return found.slug if found else None


def test_the_whole_life_of_an_asset(database: Database) -> None:
    asset = draft(database)
    replacement = published(database, title="Budget thaw")
    steps: list[tuple[Callable[[Work], AssetView], Status]] = [
        (lambda work: publishing.submit(work, asset.id), Status.IN_REVIEW),
        (lambda work: publishing.withdraw(work, asset.id), Status.DRAFT),
        (lambda work: publishing.submit(work, asset.id), Status.IN_REVIEW),
        (lambda work: publishing.publish(work, asset.id), Status.PUBLISHED),
        (
            lambda work: publishing.retire(work, asset.id, RetireReason.REPLACED, replacement.id, "See the new one."),
            Status.RETIRED,
        ),
        (lambda work: publishing.archive(work, asset.id), Status.ARCHIVED),
        (lambda work: publishing.restore(work, asset.id), Status.DRAFT),
        (lambda work: publishing.publish(work, asset.id), Status.PUBLISHED),
    ]
    for second, (step, status) in enumerate(steps):
        with database.writing() as session:
            assert step(Work(session, SYSTEM, after(second))).status is status
        assert (asset.slug in listed(database)) == (status is Status.PUBLISHED)


@pytest.mark.parametrize("type_", ContentType)
def test_nothing_is_published_without_what_readers_need(database: Database, type_: ContentType) -> None:
    with database.writing() as session:
        empty = authoring.create(Work(session, SYSTEM, NOON), type_, {"title": "Only a title"})
    before = _change(database)
    for step in (publishing.publish, publishing.submit):
        with pytest.raises(Invalid) as error, database.writing() as session:
            step(Work(session, SYSTEM, NOON), empty.id)
        assert {problem.code for problem in error.value.problems} == {"REQUIRED"}
        assert ("summary",) in {problem.path for problem in error.value.problems}
        assert len(error.value.problems) > 1
    assert _change(database) == before


def _change(database: Database) -> int:
    with database.reading() as session:
        return numbers(session).change


def test_a_retired_asset_leads_to_the_first_living_one_down_the_chain(database: Database) -> None:
    first, second, third = (published(database, title=title) for title in ("First", "Second", "Third"))
    with database.writing() as session:
        publishing.retire(Work(session, SYSTEM, after(1)), first.id, RetireReason.REPLACED, second.id)
    assert successor(database, first) == "second"
    with database.writing() as session:
        publishing.retire(Work(session, SYSTEM, after(2)), second.id, RetireReason.OUTDATED, third.id)
    assert successor(database, first) == successor(database, second) == "third"
    assert listed(database) == ["third"]


def test_a_retired_asset_answers_to_its_slug_without_its_text(database: Database) -> None:
    asset = published(database, body="No longer true.")
    with database.writing() as session:
        publishing.retire(Work(session, SYSTEM, after(1)), asset.id, RetireReason.LEGAL, note="A lawsuit.")
    rep = viewer(database, Role.REP)
    with database.reading() as session:
        seen = assets.by_slug(session, asset.slug, window(rep, after(2)))
        assert seen is not None
        assert (seen.status, seen.body, seen.content, seen.retire_note) == (Status.RETIRED, "", {}, "")
        assert assets.load(session, [asset.id], window(rep, after(2))) == []


def test_a_replacement_must_live_and_not_lead_back(database: Database) -> None:
    asset, other = published(database, title="First"), draft(database, title="Second")
    for replacement_id, code in ((asset.id, "CYCLE"), (other.id, "NOT_PUBLISHED"), (404, "UNKNOWN_ASSET")):
        with pytest.raises(Invalid) as error, database.writing() as session:
            publishing.retire(Work(session, SYSTEM, after(1)), asset.id, RetireReason.REPLACED, replacement_id)
        assert error.value.problems[0].code == code
    with pytest.raises(Invalid) as error, database.writing() as session:
        publishing.retire(Work(session, SYSTEM, after(1)), asset.id, RetireReason.REPLACED)
    assert error.value.problems[0].path == ("replacement",)
    assert listed(database) == ["first"]


def test_a_schedule_shows_and_hides_by_itself(database: Database) -> None:
    asset = draft(database)
    times = Times(after(100), after(200))
    with database.writing() as session:
        assert publishing.publish(Work(session, SYSTEM, NOON), asset.id, times).status is Status.PUBLISHED
    assert [second for second in (99, 100, 199, 200) if listed(database, second)] == [100, 199]


def test_a_schedule_can_be_called_off_until_its_hour(database: Database) -> None:
    asset = draft(database)
    with database.writing() as session:
        publishing.publish(Work(session, SYSTEM, NOON), asset.id, Times(after(100)))
    with database.writing() as session:
        assert publishing.unschedule(Work(session, SYSTEM, after(50)), asset.id).status is Status.DRAFT
    with database.writing() as session:
        publishing.publish(Work(session, SYSTEM, after(60)), asset.id, Times(after(100)))
    with pytest.raises(Invalid, match="retire it instead"), database.writing() as session:
        publishing.unschedule(Work(session, SYSTEM, after(150)), asset.id)


@pytest.mark.parametrize(
    ("times", "code"),
    [
        (Times(NOON - timedelta(seconds=1)), "IN_THE_PAST"),
        (Times(NOON + timedelta(seconds=2), NOON + timedelta(seconds=1)), "BEFORE_ITS_BEGINNING"),
        (Times(None, NOON), "BEFORE_ITS_BEGINNING"),
        (Times(NOON + FARTHEST + timedelta(seconds=1)), "TOO_FAR"),
        (Times(None, NOON + FARTHEST + timedelta(seconds=1)), "TOO_FAR"),
    ],
)
def test_times_must_make_sense(database: Database, times: Times, code: str) -> None:
    asset = draft(database)
    with pytest.raises(Invalid) as error, database.writing() as session:
        publishing.publish(Work(session, SYSTEM, NOON), asset.id, times)
    assert error.value.problems[0].code == code


def test_a_note_has_its_length(database: Database) -> None:
    asset = draft(database)
    with database.writing() as session:
        publishing.publish(Work(session, SYSTEM, NOON), asset.id, note="x" * NOTE_LIMIT)
    with pytest.raises(Invalid) as error, database.writing() as session:
        verifying.verify(Work(session, SYSTEM, after(1)), asset.id, note="x" * (NOTE_LIMIT + 1))
    assert [(problem.path, problem.code) for problem in error.value.problems] == [(("note",), "TOO_LONG")]


def test_what_shows_cannot_be_scheduled_but_can_be_given_an_end(database: Database) -> None:
    asset = published(database)
    with pytest.raises(Invalid) as error, database.writing() as session:
        publishing.publish(Work(session, SYSTEM, after(1)), asset.id, Times(after(10)))
    assert error.value.problems[0].code == "ALREADY_LIVE"
    with database.writing() as session:
        publishing.set_expiry(Work(session, SYSTEM, after(1)), asset.id, after(30))
    assert (listed(database, 29), listed(database, 30)) == ([asset.slug], [])


def test_verifying_makes_fresh(database: Database) -> None:
    asset = published(database, verify_interval_days=1)
    later = NOON + timedelta(days=3)
    with database.reading() as session:
        assert assets.load(session, [asset.id], window(SYSTEM, later))[0].freshness is Freshness.OVERDUE
    with database.writing() as session:
        assert verifying.verify(Work(session, SYSTEM, later), asset.id).freshness is not Freshness.OVERDUE


def test_a_step_that_cannot_be_taken_says_what_to_do(database: Database) -> None:
    asset = published(database)
    with pytest.raises(Invalid, match="retire it first"), database.writing() as session:
        publishing.archive(Work(session, SYSTEM, after(1)), asset.id)
    with pytest.raises(Conflict), database.writing() as session:
        publishing.publish(Work(session, SYSTEM, after(1)), asset.id, expected_revision=7)


def test_reps_publish_nothing(database: Database) -> None:
    asset, rep = draft(database), viewer(database, Role.REP)
    for step in (publishing.publish, publishing.archive, publishing.restore, publishing.submit, verifying.verify):
        with pytest.raises(Forbidden), database.writing() as session:
            step(Work(session, rep, NOON), asset.id)


def test_publishing_brings_tags_and_links_along(database: Database) -> None:
    cfo = tag(database, Facet.PERSONA, "CFO")
    proof = published(database, ContentType.PROOF_STATEMENT, "A third less")
    asset = published(database, tags={Facet.PERSONA: ["cfo"]}, links={LinkKind.PROOF: [proof.slug]})
    assert asset.tags == (cfo,)
    with database.reading() as session:
        assert assets.linked(session, [asset.id], LinkKind.PROOF, window(SYSTEM, after(1)))[asset.id] == [
            assets.load(session, [proof.id], window(SYSTEM, after(1)))[0]
        ]


def test_a_link_to_what_is_not_published_drops_silently(database: Database) -> None:
    proof = draft(database, ContentType.PROOF_STATEMENT, "A third less")
    asset = published(database, links={LinkKind.PROOF: [proof.slug]})
    with database.reading() as session:
        assert assets.linked(session, [asset.id], LinkKind.PROOF, window(SYSTEM, after(1))) == {asset.id: []}
        drafts = window(SYSTEM, after(1), drafts=True)
        assert assets.linked(session, [asset.id], LinkKind.PROOF, drafts)[asset.id][0].id == proof.id


def test_change_numbers_have_no_gap_and_name_what_changed(database: Database) -> None:
    first, second = published(database, title="First"), published(database, title="Second")
    with pytest.raises(Invalid), database.writing() as session:
        publishing.archive(Work(session, SYSTEM, after(1)), first.id)
    with database.reading() as session:
        stand = numbers(session)
        assert (stand.change, stand.published) == (4, 4)
        assert changed_assets(session, 0, 2).asset_ids == (first.id,)
        rest = changed_assets(session, 2, 100)
        assert (rest.asset_ids, rest.up_to) == ((second.id,), 4)
