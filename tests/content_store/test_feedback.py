from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from content_store import authoring, feedback, notices, publishing
from content_store.access import SYSTEM
from content_store.database import Database
from content_store.errors import Conflict, Forbidden, Invalid, NotFound
from content_store.feedback import FeedbackInput
from content_store.feedback_views import FeedbackView, NoticeView
from content_store.publishing import Times
from content_store.queries.feedback import FeedbackFilter, FeedbackOrder, count_feedback, history, list_feedback
from content_store.queries.notices import count_unseen, list_notices
from content_store.queries.revisions import revisions
from content_store.rules.vocabulary import (
    Audience,
    ContentType,
    Facet,
    FeedbackKind,
    FeedbackStatus,
    FlagReason,
    LinkKind,
    RetireReason,
    Role,
    Scope,
)
from content_store.views import AssetView, Viewer
from content_store.work import Work
from tests.content_store.making import NOON, after, draft, published, tag, viewer

OPENER = {"content": {"opener": "A shorter way to begin."}}


def work_of(database: Database, who: Viewer, act: Callable[[Work], Any], seconds: float = 60) -> Any:
    """What ``act`` returns, done by ``who``."""
    with database.writing() as session:
        return act(Work(session, who, after(seconds)))


def flag(asset: AssetView, **given: Any) -> FeedbackInput:
    return FeedbackInput(asset.id, FeedbackKind.FLAG, FlagReason.OUTDATED, **given)


def comment(asset: AssetView, text: str = "The second question works best.", **given: Any) -> FeedbackInput:
    return FeedbackInput(asset.id, FeedbackKind.COMMENT, text=text, **given)


def suggest(asset: AssetView, proposal: dict[str, Any] | None = None, **given: Any) -> FeedbackInput:
    return FeedbackInput(asset.id, FeedbackKind.SUGGESTION, proposal=proposal or OPENER, **given)


def given_by(database: Database, who: Viewer, given: FeedbackInput) -> FeedbackView:
    found: FeedbackView = work_of(database, who, lambda work: feedback.give(work, given))
    return found


def resolved(feedback_id: int) -> Callable[[Work], FeedbackView]:
    return lambda work: feedback.answer(work, feedback_id, FeedbackStatus.RESOLVED)


def told(database: Database, who: Viewer) -> list[NoticeView]:
    with database.reading() as session:
        return list(list_notices(session, who, 100).items)


def seen(database: Database, who: Viewer, **narrowing: Any) -> list[int]:
    """The ids of the feedback that ``who`` sees, the newest first."""
    with database.reading() as session:
        asked = FeedbackFilter(**narrowing)
        found = list_feedback(session, who, after(60), asked, FeedbackOrder.NEWEST, 100)
        assert count_feedback(session, who, after(60), asked) == len(found.items)
        return [each.id for each in found.items]


def test_feedback_runs_to_its_end_and_whoever_gave_it_is_told(database: Database) -> None:
    rep, editor = viewer(database, Role.REP), viewer(database, Role.MARKETING)
    asset = published(database)
    made = given_by(database, rep, flag(asset, text="Last year's figures."))
    assert (made.status, made.person, made.revision) == (FeedbackStatus.OPEN, rep.person, 1)
    steps: list[tuple[Viewer, Callable[[Work], FeedbackView]]] = [
        (editor, lambda work: feedback.answer(work, made.id, FeedbackStatus.DECLINED, "They are this year's.")),
        (rep, lambda work: feedback.reopen(work, made.id, "The second one is not.")),
        (editor, lambda work: feedback.answer(work, made.id, FeedbackStatus.ACCEPTED)),
        (editor, lambda work: feedback.answer(work, made.id, FeedbackStatus.RESOLVED, "Corrected.")),
    ]
    for second, (who, step) in enumerate(steps):
        work_of(database, who, step, second)
    assert [(each.status, each.text) for each in told(database, rep)] == [
        (FeedbackStatus.RESOLVED, "Corrected."),
        (FeedbackStatus.ACCEPTED, ""),
        (FeedbackStatus.DECLINED, "They are this year's."),
    ]
    assert told(database, editor) == []
    with database.reading() as session:
        happened = history(session, "feedback", [made.id])[made.id]
    assert [each.status.value for each in happened] == ["open", "declined", "reopened", "accepted", "resolved"]
    assert happened[2].text == "The second one is not."
    assert happened[2].person == rep.person


def test_notices_are_unseen_until_one_has_looked(database: Database) -> None:
    rep, other, editor = (
        viewer(database, Role.REP),
        viewer(database, Role.REP, "o@example.com"),
        viewer(database, Role.MARKETING),
    )
    asset = published(database)
    for who in (rep, rep, other):
        made = given_by(database, who, comment(asset))
        work_of(database, editor, resolved(made.id))
    first, others = told(database, rep)[0], told(database, other)
    assert work_of(database, rep, lambda work: notices.mark_seen(work, [first.id, others[0].id])) == 1
    assert work_of(database, rep, notices.mark_seen) == 0
    with database.reading() as session:
        assert count_unseen(session, other) == 1
        assert list_notices(session, rep, 10, unseen_only=True).items == ()


def test_who_sees_which_feedback(database: Database) -> None:
    rep, steward = viewer(database, Role.REP), viewer(database, Role.REP, "steward@example.com")
    editor, service = viewer(database, Role.MARKETING), viewer(database, Role.SERVICE)
    cared_for = published(database, title="Cared for", steward="steward@example.com")
    mine = given_by(database, rep, comment(cared_for)).id
    theirs = given_by(database, service, comment(published(database, title="Not cared for"))).id
    assert seen(database, rep) == [mine]
    assert seen(database, service) == [theirs]
    assert seen(database, steward) == [mine]
    assert seen(database, steward, mine=True) == []
    assert seen(database, editor) == [theirs, mine]
    assert seen(database, editor, asset_id=cared_for.id, kinds=frozenset({FeedbackKind.COMMENT})) == [mine]
    assert seen(database, editor, statuses=frozenset({FeedbackStatus.RESOLVED})) == []
    front_end = Viewer(editor.person, frozenset({Scope.READ_CUSTOMER_FACING}))
    assert seen(database, front_end) == []
    with pytest.raises(NotFound):
        work_of(database, steward, lambda work: feedback.reopen(work, theirs, "Again"))
    with pytest.raises(Forbidden):
        work_of(database, steward, lambda work: feedback.reopen(work, mine, "Again"))
    with pytest.raises(Forbidden):
        work_of(database, rep, lambda work: feedback.answer(work, mine, FeedbackStatus.RESOLVED))


def test_a_steward_no_longer_sees_that_of_an_asset_which_no_longer_shows(database: Database) -> None:
    rep, steward = viewer(database, Role.REP), viewer(database, Role.REP, "steward@example.com")
    asset = published(database, steward="steward@example.com")
    made = given_by(database, rep, comment(asset)).id
    work_of(database, SYSTEM, lambda work: publishing.set_expiry(work, asset.id, after(30)), 1)
    assert seen(database, steward) == []
    assert seen(database, rep) == [made]


def test_the_open_come_first_page_by_page(database: Database) -> None:
    rep, editor = viewer(database, Role.REP), viewer(database, Role.MARKETING)
    asset = published(database)
    made = [given_by(database, rep, comment(asset)).id for _ in range(5)]
    for each in (made[4], made[1]):
        work_of(database, editor, resolved(each))
    work_of(database, editor, lambda work: feedback.answer(work, made[3], FeedbackStatus.ACCEPTED, "It will be done."))
    found: list[int] = []
    place = None
    with database.reading() as session:
        while len(found) < 5:
            page = list_feedback(session, editor, NOON, FeedbackFilter(), FeedbackOrder.OPEN_FIRST, 2, place)
            found += [each.id for each in page.items]
            assert page.has_next == (len(found) < 5)
            place = page.places[-1]
    # What waits for an answer, what was promised, what is done.
    assert found == [made[2], made[0], made[3], made[4], made[1]]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": FeedbackKind.FLAG}, "flag_reason"),
        ({"kind": FeedbackKind.COMMENT}, "text"),
        ({"kind": FeedbackKind.COMMENT, "text": "x" * 5_001}, "text"),
        ({"kind": FeedbackKind.COMMENT, "text": "x", "flag_reason": FlagReason.BROKEN}, "flag_reason"),
        ({"kind": FeedbackKind.COMMENT, "text": "x", "proposal": OPENER}, "proposal"),
        ({"kind": FeedbackKind.COMMENT, "text": "x", "idempotency_key": "x" * 65}, "idempotency_key"),
        ({"kind": FeedbackKind.SUGGESTION}, "proposal"),
        ({"kind": FeedbackKind.SUGGESTION, "proposal": {"title": "Budget freeze"}}, "proposal"),
        ({"kind": FeedbackKind.SUGGESTION, "proposal": {"title": ""}}, "proposal.title"),
        ({"kind": FeedbackKind.SUGGESTION, "proposal": {"content": {"opner": "x"}}}, "proposal.content.opner"),
    ],
)
def test_what_is_wrong_is_named(sqlite_database: Database, given: dict[str, Any], field: str) -> None:
    rep = viewer(sqlite_database, Role.REP)
    asset = published(sqlite_database)
    with pytest.raises(Invalid) as refused:
        given_by(sqlite_database, rep, FeedbackInput(asset.id, **given))
    assert [".".join(problem.path) for problem in refused.value.problems] == [field]


def test_feedback_is_about_what_its_giver_can_see(database: Database) -> None:
    rep = viewer(database, Role.REP)
    unseen = draft(database, title="Secret")
    with pytest.raises(Invalid, match="there is no such asset"):
        given_by(database, rep, comment(unseen))
    with pytest.raises(Forbidden):
        work_of(database, SYSTEM, lambda work: feedback.give(work, comment(unseen)))
    customers = Viewer(rep.person, frozenset({Scope.WRITE, Scope.READ_CUSTOMER_FACING}))
    with pytest.raises(Forbidden):
        given_by(database, customers, comment(published(database, audience=Audience.CUSTOMER_FACING)))


def test_a_suggestion_does_not_find_out_which_drafts_there_are(database: Database) -> None:
    rep = viewer(database, Role.REP)
    draft(database, ContentType.PROOF_STATEMENT, "Secret")
    proof = published(database, ContentType.PROOF_STATEMENT, "Shown")
    asset = published(database)

    def refused(slug: str) -> str:
        with pytest.raises(Invalid) as error:
            given_by(database, rep, suggest(asset, {"links": {LinkKind.PROOF: [slug]}}))
        return str(error.value).replace(slug, "…")

    assert refused("secret") == refused("no-such-thing")
    assert given_by(database, rep, suggest(asset, {"links": {LinkKind.PROOF: [proof.slug]}})).proposal == {
        "links": {"proof": ["shown"]}
    }


def test_the_same_key_gives_one_and_refuses_other_words(database: Database) -> None:
    rep, other = viewer(database, Role.REP), viewer(database, Role.REP, "other@example.com")
    asset = published(database)
    first = given_by(database, rep, suggest(asset, idempotency_key="k"))
    assert given_by(database, rep, suggest(asset, idempotency_key="k")) == first
    assert given_by(database, other, suggest(asset, idempotency_key="k")).id != first.id
    with pytest.raises(Invalid, match="used for something else"):
        given_by(database, rep, suggest(asset, {"title": "Other"}, idempotency_key="k"))


def accept(made: FeedbackView, expected: int, note: str = "") -> Callable[[Work], FeedbackView]:
    return lambda work: feedback.accept_suggestion(work, made.id, expected, note)


def save(asset: AssetView, given: dict[str, Any], expected: int) -> Callable[[Work], AssetView]:
    return lambda work: authoring.update(work, asset.id, given, expected)


def publish(asset: AssetView, **given: Any) -> Callable[[Work], AssetView]:
    return lambda work: publishing.publish(work, asset.id, **given)


def test_an_accepted_suggestion_becomes_a_draft_and_ends_when_that_is_published(database: Database) -> None:
    tag(database, Facet.PERSONA, "CFO")
    rep, editor = viewer(database, Role.REP), viewer(database, Role.MARKETING)
    asset = published(database)
    proposal = {**OPENER, "tags": {Facet.PERSONA: ["cfo"]}}
    made = given_by(database, rep, suggest(asset, proposal, text="It is too long to say."))
    taken: FeedbackView = work_of(database, editor, accept(made, 1))
    assert (taken.status, taken.draft_revision) == (FeedbackStatus.ACCEPTED, 2)
    with database.reading() as session:
        revision = revisions(session, [asset.id], 1)[asset.id][0]
    assert revision.note == "Suggested by Rep: It is too long to say."
    assert revision.author == editor.person
    assert revision.snapshot["content"]["opener"] == "A shorter way to begin."
    assert revision.snapshot["tags"] == {"persona": ["cfo"]}
    # Somebody else writes on, and polishes the words.
    work_of(database, editor, save(asset, {"content": {"opener": "The shortest."}}, 2))
    shown: AssetView = work_of(database, editor, publish(asset))
    assert shown.content["opener"] == "The shortest."
    assert [(each.status.value, each.text) for each in told(database, rep)] == [
        ("resolved", "Your suggestion is in what readers see now."),
        ("accepted", ""),
    ]
    work_of(database, editor, save(asset, {"title": "Later"}, 3))
    work_of(database, editor, publish(asset))
    assert len(told(database, rep)) == 2


def test_a_suggestion_that_was_taken_back_again_stays_accepted(database: Database) -> None:
    rep, editor = viewer(database, Role.REP), viewer(database, Role.MARKETING)
    asset = published(database)
    made = given_by(database, rep, suggest(asset))
    work_of(database, editor, accept(made, 1))
    work_of(database, editor, lambda work: authoring.restore_revision(work, asset.id, 1, 2))
    work_of(database, editor, publish(asset))
    assert [each.status.value for each in told(database, rep)] == ["accepted"]


def test_a_scheduled_publication_says_from_when_on(database: Database) -> None:
    rep, editor = viewer(database, Role.REP), viewer(database, Role.MARKETING)
    asset = published(database)
    made = given_by(database, rep, suggest(asset))
    work_of(database, SYSTEM, lambda work: publishing.retire(work, asset.id, RetireReason.OUTDATED))
    work_of(database, SYSTEM, lambda work: publishing.restore(work, asset.id))
    work_of(database, editor, accept(made, 1))
    work_of(database, editor, publish(asset, times=Times(NOON + timedelta(days=2))))
    assert told(database, rep)[0].text == "Your suggestion is in what readers see from 03 June 2026 on."


def test_a_suggestion_is_merged_field_by_field(database: Database) -> None:
    rep, editor = viewer(database, Role.REP), viewer(database, Role.MARKETING)
    asset = published(database)
    both = given_by(database, rep, suggest(asset, {"title": "New title", **OPENER}))
    work_of(database, editor, save(asset, {"summary": "Another one.", "content": {"next_step": "Agree."}}, 1))
    with pytest.raises(Conflict):
        work_of(database, editor, accept(both, 1))
    work_of(database, editor, accept(both, 2))
    with database.reading() as session:
        snapshot = revisions(session, [asset.id], 1)[asset.id][0].snapshot
    assert (snapshot["title"], snapshot["summary"]) == ("New title", "Another one.")
    assert (snapshot["content"]["opener"], snapshot["content"]["next_step"]) == (OPENER["content"]["opener"], "Agree.")
    with pytest.raises(Invalid, match="accepted already"):
        work_of(database, editor, accept(both, 3))
    late = given_by(database, rep, suggest(asset, {"title": "Another title"}))
    with pytest.raises(Conflict, match="changed since it was suggested: title") as refused:
        work_of(database, editor, accept(late, 3))
    assert refused.value.current_revision == 3


def test_only_a_suggestion_can_be_taken_in_and_only_so(database: Database) -> None:
    rep, editor = viewer(database, Role.REP), viewer(database, Role.MARKETING)
    asset = published(database)
    flagged, suggested = given_by(database, rep, flag(asset)), given_by(database, rep, suggest(asset))
    with pytest.raises(Invalid, match="only a suggestion"):
        work_of(database, editor, accept(flagged, 1))
    with pytest.raises(Invalid, match="by taking it into a draft"):
        work_of(database, editor, lambda work: feedback.answer(work, suggested.id, FeedbackStatus.ACCEPTED))
    with pytest.raises(Forbidden):
        work_of(database, rep, accept(suggested, 1))
    with pytest.raises(Invalid, match="say why"):
        work_of(database, editor, lambda work: feedback.answer(work, flagged.id, FeedbackStatus.DECLINED, " "))
    with pytest.raises(Invalid, match="no answer yet"):
        work_of(database, editor, lambda work: feedback.reopen(work, flagged.id, "why"))
