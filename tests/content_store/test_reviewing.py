"""Reviews: who decides, what an approval is worth, and what it takes to publish."""

import threading
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from content_store import authoring, commenting, people, publishing, reviewing
from content_store.access import SYSTEM
from content_store.database import Database
from content_store.errors import Conflict, Forbidden, Invalid, NotFound
from content_store.publishing import NOW_AND_FOR_GOOD, Times
from content_store.queries.assets import load, snapshot_of
from content_store.queries.notices import list_notices
from content_store.queries.people import people_book
from content_store.queries.reviews import ReviewFilter, ReviewGroup, list_reviews
from content_store.queries.visibility import reviewing_window
from content_store.reminding import remind_reviewers
from content_store.review_views import ReviewView
from content_store.reviewing import ReviewInput
from content_store.rules.reviewing import ReviewOutcome, ReviewRule, ReviewState, Verdict
from content_store.rules.vocabulary import FeedbackStatus, LinkKind, RetireReason, Role, Status
from content_store.tables import Asset, Change
from content_store.views import AssetView, Viewer
from content_store.work import Work
from tests.content_store.exchange.folders import imported, write
from tests.content_store.making import NOON, after, draft, published, viewer

RUTH, JONAS = "ruth@example.com", "jonas@example.com"
APPROVED, CHANGES = Verdict.APPROVED, Verdict.CHANGES_REQUESTED
DAY = timedelta(days=1)


def council(database: Database, *emails: str) -> list[Viewer]:
    """Reps on the advisory council."""
    made = []
    for email in emails:
        viewer(database, Role.REP, email)
        with database.writing() as session:
            made.append(Viewer(people.set_council(Work(session, SYSTEM, NOON), email, member=True)))
    return made


def by(database: Database, who: Viewer, do: Callable[[Work], Any], at: float = 0) -> Any:
    with database.writing() as session:
        return do(Work(session, who, after(at)))


def ask(database: Database, asset: AssetView, *emails: str, who: Viewer = SYSTEM, **given: Any) -> ReviewView:
    made: ReviewView = by(database, who, lambda work: reviewing.request(work, asset.id, ReviewInput(emails, **given)))
    return made


def decide(
    database: Database, who: Viewer, review: ReviewView, verdict: Verdict = APPROVED, revision: int = 1, words: str = ""
) -> ReviewView:
    made: ReviewView = by(database, who, lambda work: reviewing.decide(work, review.id, revision, verdict, words))
    return made


def save(database: Database, asset: AssetView, expected: int = 1, who: Viewer = SYSTEM, **given: Any) -> AssetView:
    made: AssetView = by(database, who, lambda work: authoring.update(work, asset.id, given, expected))
    return made


def told(database: Database, who: Viewer) -> list[tuple[FeedbackStatus, str]]:
    with database.reading() as session:
        return [(each.status, each.text) for each in list_notices(session, who, 50).items]


def codes(error: pytest.ExceptionInfo[Invalid]) -> list[tuple[str, str]]:
    return [(problem.path[0], problem.code) for problem in error.value.problems]


def test_a_review_runs_from_asking_to_publishing(database: Database) -> None:
    (ruth,) = council(database, RUTH)
    martin = viewer(database, Role.MARKETING)
    asset = draft(database)
    review = ask(database, asset, RUTH, who=martin, due_on=date(2026, 6, 3), note="Before the fair.")
    assert (review.state, review.revision) == (ReviewState.WAITING, 1)
    assert told(database, ruth) == [(FeedbackStatus.OPEN, "Please review this by 3 June 2026. Before the fair.")]
    refused = decide(database, ruth, review, CHANGES, words="The figure is last year's.")
    assert (refused.state, refused.missing) == (
        ReviewState.CHANGES_REQUESTED,
        "Rep asked for changes of revision 1",
    )
    save(database, asset, who=martin, title="Budget thaw")
    again = ask(database, asset, RUTH, who=martin)
    assert (again.id, again.revision, again.state) == (review.id, 2, ReviewState.WAITING)
    approved = decide(database, ruth, again, revision=2)
    assert (approved.state, approved.missing) == (ReviewState.APPROVED, "")
    by(database, martin, lambda work: publishing.publish(work, asset.id))
    with database.reading() as session:
        done = list_reviews(session, ruth, ReviewFilter(ReviewGroup.DONE), 9).items
    assert [(each.outcome, each.state, each.revision) for each in done] == [
        (ReviewOutcome.PUBLISHED, ReviewState.APPROVED, 2)
    ]
    assert [status for status, _ in told(database, martin)] == [FeedbackStatus.ACCEPTED, FeedbackStatus.DECLINED]


@pytest.mark.parametrize("rule", list(ReviewRule))
def test_two_reviewers_at_once_both_count(database: Database, rule: ReviewRule) -> None:
    both = council(database, RUTH, JONAS)
    review = ask(database, draft(database), RUTH, JONAS, rule=rule)
    threads = [threading.Thread(target=decide, args=(database, who, review)) for who in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        (found,) = list_reviews(session, both[0], ReviewFilter(), 9).items
    assert found.state is ReviewState.APPROVED
    assert {each.person.email for each in found.history} == {RUTH, JONAS}


def test_what_was_saved_after_approval_must_be_approved_again(sqlite_database: Database) -> None:
    database = sqlite_database
    (ruth,) = council(database, RUTH)
    asset = draft(database)
    review = decide(database, ruth, ask(database, asset, RUTH))
    save(database, asset, title="Changed")
    with database.reading() as session:
        (found,) = list_reviews(session, ruth, ReviewFilter(ReviewGroup.MINE), 9).items
    assert found.state is ReviewState.STALE
    assert "changed after it was approved" in found.missing
    with pytest.raises(Conflict) as lost:
        decide(database, ruth, review, revision=1)
    assert lost.value.current_revision == 2


def demanding(database: Database) -> Database:
    """The same database, opened where review is demanded."""
    return Database(database.url, demands_review=True)


def test_where_review_is_demanded_nothing_else_is_published(database: Database) -> None:
    (ruth,) = council(database, RUTH)
    martin, ines = viewer(database, Role.MARKETING), viewer(database, Role.ADMIN)
    asset, strict = draft(database), demanding(database)

    def publish(who: Viewer = martin, times: Times = NOW_AND_FOR_GOOD, **given: Any) -> Any:
        return by(strict, who, lambda work: publishing.publish(work, asset.id, times, **given), 60)

    for times in (NOW_AND_FOR_GOOD, Times(NOON + DAY)):
        with pytest.raises(Invalid) as refused:
            publish(times=times)
        assert codes(refused) == [("revision", "NOT_APPROVED")]
    review = ask(strict, asset, RUTH, who=martin)
    with pytest.raises(Invalid, match="still needs the approval of Rep"):
        publish()
    decide(strict, ruth, review)
    save(strict, asset, who=martin, title="Changed afterwards")
    with pytest.raises(Invalid, match="it changed after it was approved"):
        publish()
    with pytest.raises(Forbidden):
        publish(override="It is urgent.")
    decide(strict, ruth, review, revision=2)
    assert publish(times=Times(NOON + DAY)).revision == 2
    # What was approved stays approved.
    by(strict, martin, lambda work: publishing.unschedule(work, asset.id), 90)
    assert publish().status is Status.PUBLISHED
    save(strict, asset, 2, who=martin, title="A third time")
    assert publish(ines, override="Legal asked for it today.").revision == 3
    strict.close()


def test_an_override_is_written_down(sqlite_database: Database) -> None:
    ines, asset, strict = viewer(sqlite_database, Role.ADMIN), draft(sqlite_database), demanding(sqlite_database)
    by(strict, ines, lambda work: publishing.publish(work, asset.id, override="Legal asked."))
    with strict.reading() as session:
        notes = session.execute(select(Change.kind, Change.note, Change.actor_id)).all()
    assert ("review_overridden", "Legal asked.", ines.person.id) in [tuple(row) for row in notes]
    strict.close()


def test_nobody_approves_their_own(sqlite_database: Database) -> None:
    martin, helen = (viewer(sqlite_database, Role.MARKETING, f"{name}@example.com") for name in ("martin", "helen"))
    asset = draft(sqlite_database)
    save(sqlite_database, asset, who=martin, title="By Martin")
    with pytest.raises(Invalid) as alone:
        ask(sqlite_database, asset, martin.person.email, who=martin)
    assert codes(alone) == [("reviewers", "OWN_REVISION")]
    review = ask(sqlite_database, asset, martin.person.email, helen.person.email, who=martin, rule=ReviewRule.ALL)
    with pytest.raises(Invalid) as own:
        decide(sqlite_database, martin, review, revision=2)
    assert codes(own) == [("verdict", "OWN_REVISION")]
    assert decide(sqlite_database, helen, review, revision=2).state is ReviewState.APPROVED


@pytest.mark.parametrize("leave", ["disabled", "demoted"])
def test_whoever_left_no_longer_blocks(sqlite_database: Database, leave: str) -> None:
    database = sqlite_database
    ruth, jonas = council(database, RUTH, JONAS)
    asset = draft(database)
    review = ask(database, asset, RUTH, JONAS, rule=ReviewRule.ALL)
    assert decide(database, ruth, review).state is ReviewState.WAITING
    if leave == "disabled":
        by(database, SYSTEM, lambda work: people.disable(work, JONAS))
    else:
        by(database, SYSTEM, lambda work: people.set_council(work, JONAS, member=False))
    with database.reading() as session:
        (found,) = list_reviews(session, ruth, ReviewFilter(), 9).items
        gone = Viewer(people_book(session).by_id[jonas.person.id])
        assert list_reviews(session, gone, ReviewFilter(), 9).items == ()
        assert load(session, [asset.id], reviewing_window(session, gone, NOON)) == []
    assert found.state is ReviewState.APPROVED
    assert [(each.person.email, each.standing.is_able) for each in found.reviewers if each.person.email == JONAS] == [
        (JONAS, False)
    ]
    by(database, SYSTEM, lambda work: people.disable(work, RUTH))
    with database.reading() as session:
        (stuck,) = list_reviews(session, SYSTEM, ReviewFilter(), 9).items
    assert stuck.state is ReviewState.STUCK


def test_a_reviewer_reads_what_they_are_asked_about_and_nothing_else_that_is_hidden(database: Database) -> None:
    ruth, jonas = council(database, RUTH, JONAS)
    other = draft(database, title="Not for you")
    live = published(database, title="Live")
    asked = draft(database, title="Asked", links={LinkKind.RELATED: [other.slug, live.slug]})
    save(database, live, title="Newer")
    review = ask(database, asked, RUTH)
    ids = [asked.id, other.id, live.id]

    def read(who: Viewer) -> list[str]:
        with database.reading() as session:
            return [asset.title for asset in load(session, ids, reviewing_window(session, who, NOON))]

    assert read(ruth) == ["Asked", "Live"]
    assert read(jonas) == ["Live"]
    ask(database, live, RUTH)
    assert read(ruth) == ["Asked", "Newer"]
    # Given to somebody else, it is hidden again.
    ask(database, asked, JONAS)
    assert read(ruth) == ["Newer"]
    assert read(jonas) == ["Asked", "Live"]
    with pytest.raises(NotFound):
        decide(database, ruth, review)
    by(database, SYSTEM, lambda work: reviewing.withdraw(work, review.id))
    assert read(jonas) == ["Live"]


@pytest.mark.parametrize(
    ("emails", "given", "expected"),
    [
        ((), {}, [("reviewers", "REQUIRED")]),
        (("nobody@example.com",), {}, [("reviewers", "UNKNOWN_PERSON")]),
        (
            ("rep@example.com",),
            {"due_on": date(2026, 5, 1)},
            [("reviewers", "CANNOT_REVIEW"), ("due_on", "IN_THE_PAST")],
        ),
        ((RUTH,), {"note": "x" * 2001}, [("note", "TOO_LONG")]),
    ],
)
def test_what_is_wrong_with_asking_is_named(
    sqlite_database: Database, emails: tuple[str, ...], given: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    council(sqlite_database, RUTH)
    viewer(sqlite_database, Role.REP)
    asset = draft(sqlite_database)
    with pytest.raises(Invalid) as refused:
        ask(sqlite_database, asset, *emails, **given)
    assert codes(refused) == expected
    with sqlite_database.reading() as session:
        assert load(session, [asset.id], reviewing_window(session, SYSTEM, NOON))[0].status is Status.DRAFT


def test_what_readers_see_already_is_not_reviewed(sqlite_database: Database) -> None:
    council(sqlite_database, RUTH)
    asset = published(sqlite_database)
    with pytest.raises(Invalid) as refused:
        ask(sqlite_database, asset, RUTH)
    assert codes(refused) == [("status", "NOTHING_TO_REVIEW")]
    save(sqlite_database, asset, title="Newer")
    review = ask(sqlite_database, asset, RUTH)
    by(sqlite_database, SYSTEM, lambda work: publishing.retire(work, asset.id, RetireReason.OUTDATED))
    with pytest.raises(Invalid) as over:
        by(sqlite_database, SYSTEM, lambda work: reviewing.withdraw(work, review.id))
    assert codes(over) == [("status", "WRONG_STATUS")]


def test_comments_and_edits(database: Database) -> None:
    (ruth,) = council(database, RUTH)
    martin = viewer(database, Role.MARKETING)
    asset = draft(database)
    review = ask(database, asset, RUTH, who=martin)
    said = by(database, ruth, lambda work: commenting.comment(work, review.id, ("content", "opener"), "Too long."))
    answered = by(database, martin, lambda work: commenting.reply(work, said.id, "Which half?"))
    assert [each.text for each in answered.replies] == ["Which half?"]
    assert by(database, ruth, lambda work: commenting.resolve(work, said.id)).status is FeedbackStatus.RESOLVED
    assert by(database, martin, lambda work: commenting.reopen(work, said.id, "Still.")).status.is_open
    wanted = {"title": "Budget thaw", "content": {"opener": "Shorter."}}
    first, second = by(database, ruth, lambda work: commenting.suggest(work, review.id, wanted, "Reads better."))
    assert {first.field, second.field} == {("title",), ("content", "opener")}
    title, opener = (first, second) if first.field == ("title",) else (second, first)
    taken = by(database, martin, lambda work: commenting.accept_edit(work, title.id, 1))
    assert (taken.status, taken.draft_revision) == (FeedbackStatus.ACCEPTED, 2)
    gone = by(database, martin, lambda work: commenting.decline_edit(work, opener.id, "It is said that way."))
    assert gone.answer == "It is said that way."
    with database.reading() as session:
        saved = snapshot_of(session, asset.id, 2)
    assert saved is not None
    assert (saved["title"], saved["content"]["opener"]) == ("Budget thaw", "People in your role tell us …")
    assert (FeedbackStatus.DECLINED, "Marketing: It is said that way.") in told(database, ruth)


def test_an_edit_that_comes_too_late_names_the_field(sqlite_database: Database) -> None:
    (ruth,) = council(sqlite_database, RUTH)
    asset = draft(sqlite_database)
    review = ask(sqlite_database, asset, RUTH)
    (edit,) = by(sqlite_database, ruth, lambda work: commenting.suggest(work, review.id, {"title": "Mine"}))
    save(sqlite_database, asset, title="Theirs")
    with pytest.raises(Conflict, match="title"):
        by(sqlite_database, SYSTEM, lambda work: commenting.accept_edit(work, edit.id, 2))


def test_what_may_not_be_said_or_seen(sqlite_database: Database) -> None:
    ruth, jonas = council(sqlite_database, RUTH, JONAS)
    review = ask(sqlite_database, draft(sqlite_database), RUTH)
    said = by(sqlite_database, ruth, lambda work: commenting.comment(work, review.id, (), "Good."))
    refused: list[tuple[Viewer, Callable[[Work], Any], type[Exception]]] = [
        (jonas, lambda work: commenting.comment(work, review.id, (), "x"), NotFound),
        (jonas, lambda work: commenting.reply(work, said.id, "x"), NotFound),
        (ruth, lambda work: commenting.comment(work, review.id, ("content", "nothing"), "x"), Invalid),
        (ruth, lambda work: commenting.comment(work, review.id, (), " "), Invalid),
        (ruth, lambda work: commenting.accept_edit(work, said.id, 1), Forbidden),
        (ruth, lambda work: reviewing.withdraw(work, review.id), Forbidden),
        (SYSTEM, lambda work: commenting.accept_edit(work, said.id, 1), Invalid),
        (ruth, lambda work: reviewing.decide(work, review.id, 1, CHANGES), Invalid),
    ]
    for who, do, error in refused:
        with pytest.raises(error):
            by(sqlite_database, who, do)


def test_what_is_overdue_is_told_once_and_again_later(database: Database) -> None:
    ruth, jonas = council(database, RUTH, JONAS)
    review = ask(database, draft(database), RUTH, JONAS, rule=ReviewRule.ALL, due_on=date(2026, 6, 2))
    decide(database, jonas, review)

    def remind(days: int) -> int:
        with database.writing() as session:
            return remind_reviewers(Work(session, SYSTEM, NOON + days * DAY), 3 * DAY)

    assert [remind(day) for day in (1, 2, 2, 3, 5, 6, 6)] == [0, 1, 0, 0, 0, 1, 0]
    assert [text for _, text in told(database, ruth)][:2] == ["Your review is overdue since 2 June 2026."] * 2
    assert len(told(database, jonas)) == 1


def test_two_programs_that_remind_tell_once(database: Database) -> None:
    council(database, RUTH)
    ask(database, draft(database), RUTH, due_on=date(2026, 6, 2))
    found: list[int] = []

    def remind() -> None:
        with database.writing() as session:
            found.append(remind_reviewers(Work(session, SYSTEM, NOON + 3 * DAY), 3 * DAY))

    threads = [threading.Thread(target=remind) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [0, 0, 0, 1]


def test_withdrawing_an_asset_ends_its_review(sqlite_database: Database) -> None:
    council(sqlite_database, RUTH)
    asset = draft(sqlite_database)
    ask(sqlite_database, asset, RUTH)
    back = by(sqlite_database, SYSTEM, lambda work: publishing.withdraw(work, asset.id))
    assert back.status is Status.DRAFT
    with sqlite_database.reading() as session:
        (found,) = list_reviews(session, SYSTEM, ReviewFilter(), 9).items
    assert found.outcome is ReviewOutcome.WITHDRAWN


def test_an_import_shows_nothing_that_was_not_reviewed(sqlite_database: Database, tmp_path: Path) -> None:
    def text(claim: str) -> str:
        return f"---\ntype: proof-statement\nslug: stock\ntitle: Stock\nsummary: On stock.\nclaim: {claim}\n---\n"

    strict = demanding(sqlite_database)
    write(tmp_path, {"stock.md": text("A third less")})
    report = imported(strict, tmp_path)
    assert any("needs a review" in note.text for note in report.notes)
    assert stand(strict) == (Status.DRAFT, 1, 1)
    assert imported(strict, tmp_path, override="Moved over from the intranet.").changed == 1
    assert stand(strict) == (Status.PUBLISHED, 1, 1)
    write(tmp_path, {"stock.md": text("Half of it")})
    assert imported(strict, tmp_path).changed == 1
    assert stand(strict) == (Status.PUBLISHED, 1, 2)
    assert imported(strict, tmp_path).unchanged == 1
    strict.close()


def stand(database: Database) -> tuple[Status, int, int]:
    """Status, revision shown and newest revision of the only asset."""
    with database.reading() as session:
        (row,) = session.execute(select(Asset.status, Asset.revision, Asset.latest_revision)).all()
    return row.status, row.revision, row.latest_revision
