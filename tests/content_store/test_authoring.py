import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slugify import slugify

from content_store import authoring, publishing
from content_store.access import SYSTEM, window
from content_store.content_types.slugs import SLUG_LENGTH, slug_stem
from content_store.database import Database
from content_store.errors import Conflict, Forbidden, Invalid, NotFound
from content_store.queries import assets
from content_store.queries.changes import numbers
from content_store.rules.vocabulary import ContentType, Facet, LinkKind, Role, Status
from content_store.work import Work
from tests.content_store.making import ENOUGH, NOON, after, draft, published, tag, viewer


def codes(error: pytest.ExceptionInfo[Invalid]) -> set[tuple[str, str]]:
    return {(".".join(problem.path), problem.code) for problem in error.value.problems}


@pytest.mark.parametrize("type_", ContentType)
def test_an_asset_of_every_type_keeps_what_was_written(database: Database, type_: ContentType) -> None:
    made = draft(database, type_, "Budget freeze", body="Text", extra={"campaign": "Q3"})
    assert (made.status, made.revision, made.slug) == (Status.DRAFT, 1, "budget-freeze")
    assert made.extra == {"campaign": "Q3"}
    for name, value in ENOUGH[type_].items():
        kept = made.content[name]
        assert kept == value or value[0].items() <= kept[0].items()


@pytest.mark.parametrize(
    ("type_", "given", "message"),
    [
        (ContentType.TALKING_POINT, {"title": ""}, "title: it is empty"),
        (ContentType.TALKING_POINT, {"summary": "x" * 501}, "summary: it may have 500 characters at most"),
        (ContentType.TALKING_POINT, {"language": "?"}, "language: it must have the form"),
        (ContentType.TALKING_POINT, {"audience": "all"}, "audience: it must be 'internal' or 'customer_facing'"),
        (ContentType.TALKING_POINT, {"verify_interval_days": 0}, "verify_interval_days: it must be 1 or more"),
        (ContentType.TALKING_POINT, {"verify_interval_days": 9999}, "it must be 3,650 or less"),
        (ContentType.TALKING_POINT, {"verify_interval_days": "often"}, "it must be a whole number"),
        (ContentType.TALKING_POINT, {"content": {"do_say": [5]}}, "content.do_say.0: it must be text"),
        (ContentType.TALKING_POINT, {"content": {"do_say": "?"}}, "content.do_say: it must be a list"),
        (ContentType.TALKING_POINT, {"content": {"do_say": ["?"] * 999}}, "content.do_say: there may be"),
        (ContentType.TALKING_POINT, {"content": {"colour": 1}}, "content.colour: there is no such field"),
        (ContentType.CASE_STUDY, {"content": {"results": [{}]}}, "content.results.0.metric: it is missing"),
        (ContentType.TESTIMONIAL, {"content": {"permission_public": "perhaps"}}, "it must be true or false"),
        (ContentType.TESTIMONIAL, {"content": {"permission_until": "soon"}}, "it must be a date, as in"),
    ],
)
def test_what_is_wrong_is_said_in_words_for_authors(
    sqlite_database: Database, type_: ContentType, given: dict[str, Any], message: str
) -> None:
    with pytest.raises(Invalid, match=re.escape(message)), sqlite_database.writing() as session:
        authoring.create(Work(session, SYSTEM, NOON), type_, {"title": "Title", **given})


def test_a_second_title_gets_a_slug_of_its_own(database: Database) -> None:
    assert [draft(database).slug for _ in range(3)] == ["budget-freeze", "budget-freeze-2", "budget-freeze-3"]
    assert draft(database, title="預算凍結").slug == "yu-suan-dong-jie"


def test_every_problem_is_named_at_once_and_nothing_is_kept(database: Database) -> None:
    bad: dict[str, Any] = {
        "title": "",
        "language": "not a language",
        "audience": "everybody",
        "summary": "x" * 501,
        "content": {"headline": "x" * 201, "colour": "red", "objections": [{"response": "no objection"}]},
        "tags": {Facet.PERSONA: ["cfo"]},
        "links": {LinkKind.PROOF: ["nowhere"]},
    }
    with pytest.raises(Invalid) as error, database.writing() as session:
        authoring.create(Work(session, SYSTEM, NOON), ContentType.TALKING_POINT, bad)
    assert codes(error) == {
        ("title", "REQUIRED"),
        ("language", "WRONG_FORM"),
        ("audience", "UNKNOWN_VALUE"),
        ("summary", "TOO_LONG"),
        ("content.headline", "TOO_LONG"),
        ("content.colour", "UNKNOWN_FIELD"),
        ("content.objections.0.buyer_says", "REQUIRED"),
        ("personas.0", "UNKNOWN_TAG"),
        ("proof.0", "UNKNOWN_ASSET"),
    }
    with database.reading() as session:
        assert numbers(session).change == 0


def test_an_unknown_tag_comes_with_the_nearest_one(database: Database) -> None:
    tag(database, Facet.PERSONA, "Operations director")
    with pytest.raises(Invalid, match="did you mean “operations-director”"):
        draft(database, tags={Facet.PERSONA: ["operation-director"]})


def test_an_edit_of_what_is_published_waits_until_it_is_published_too(database: Database) -> None:
    asset = published(database, title="Budget freeze")
    with database.writing() as session:
        edited = authoring.update(Work(session, SYSTEM, after(1)), asset.id, {"title": "Budget thaw"}, 1)
    assert (edited.title, edited.latest_revision) == ("Budget thaw", 2)
    rep = viewer(database, Role.REP)
    with database.reading() as session:
        seen = assets.by_slug(session, asset.slug, window(rep, after(2)))
        assert seen is not None
        assert (seen.title, seen.revision, seen.latest_revision) == ("Budget freeze", 1, 2)
    with database.writing() as session:
        publishing.publish(Work(session, SYSTEM, after(3)), asset.id)
    with database.reading() as session:
        seen = assets.by_slug(session, asset.slug, window(rep, after(4)))
        assert seen is not None
        assert seen.title == "Budget thaw"


def test_a_save_that_changes_nothing_makes_no_revision(database: Database) -> None:
    asset = draft(database)
    with database.writing() as session:
        before = numbers(session).change
        same = authoring.update(Work(session, SYSTEM, after(1)), asset.id, {"title": "Budget freeze"}, 1)
        assert (same.latest_revision, numbers(session).change) == (1, before)


def test_the_slower_of_two_writers_gets_a_conflict(database: Database) -> None:
    asset = draft(database)
    with database.writing() as session:
        authoring.update(Work(session, SYSTEM, after(1)), asset.id, {"summary": "First."}, 1)
    with pytest.raises(Conflict) as error, database.writing() as session:
        authoring.update(Work(session, SYSTEM, after(2)), asset.id, {"summary": "Second."}, 1)
    assert error.value.current_revision == 2


def test_an_old_revision_comes_back_as_a_new_one(database: Database) -> None:
    cfo = tag(database, Facet.PERSONA, "CFO")
    asset = draft(database)
    with database.writing() as session:
        given = {"title": "Other", "tags": {Facet.PERSONA: [cfo.slug]}}
        authoring.update(Work(session, SYSTEM, after(1)), asset.id, given, 1)
    with database.writing() as session:
        back = authoring.restore_revision(Work(session, SYSTEM, after(2)), asset.id, 1, 2)
    assert (back.title, back.tags, back.latest_revision) == ("Budget freeze", (), 3)


def test_a_draft_can_be_half_written_and_a_slug_stays(database: Database) -> None:
    with database.writing() as session:
        work = Work(session, SYSTEM, NOON)
        asset = authoring.create(work, ContentType.CASE_STUDY, {"title": "Only a title"})
        with pytest.raises(Invalid) as error:
            authoring.update(work, asset.id, {"slug": "another"}, 1)
    assert codes(error) == {("slug", "FIXED")}


@pytest.mark.parametrize(
    ("slug", "code"),
    [("budget-freeze", "TAKEN"), ("Not A Slug", "WRONG_FORM"), ("a" * 201, "WRONG_FORM"), ("new", "TAKEN")],
)
def test_a_slug_must_be_free_and_well_formed(database: Database, slug: str, code: str) -> None:
    draft(database)
    with pytest.raises(Invalid) as error:
        draft(database, slug=slug)
    assert codes(error) == {("slug", code)}


def test_all_that_is_wrong_is_told_at_once(database: Database) -> None:
    with pytest.raises(Invalid) as error:
        draft(database, title="", slug="Not A Slug", owner="nobody@example.com")
    wrong = {("title", "REQUIRED"), ("owner", "UNKNOWN_PERSON")}
    assert codes(error) == wrong | {("slug", "WRONG_FORM")}
    asset = draft(database, title="New")
    assert asset.slug == "new-2"
    with database.writing() as session, pytest.raises(Invalid) as error:
        authoring.update(Work(session, SYSTEM, NOON), asset.id, {"title": "", "owner": "nobody@example.com"}, 1)
    assert codes(error) == wrong


def test_only_what_proves_something_is_proof(database: Database) -> None:
    other = draft(database, title="Another talking point")
    with pytest.raises(Invalid) as error:
        draft(database, links={LinkKind.PROOF: [other.slug]})
    assert codes(error) == {("proof.0", "NOT_A_PROOF")}


def test_a_play_links_the_assets_of_its_steps(database: Database) -> None:
    talking_point = published(database)
    steps = [{"kind": "say", "asset": talking_point.slug}, {"kind": "do", "text": "Agree on a date."}]
    play = published(database, ContentType.PLAY, "Freeze play", content={"steps": steps})
    with database.reading() as session:
        seen = window(SYSTEM, after(1))
        assert [asset.id for asset in assets.linked(session, [play.id], LinkKind.STEP, seen)[play.id]] == [
            talking_point.id
        ]
        assert assets.linking(session, [talking_point.id], LinkKind.STEP, seen)[talking_point.id][0].id == play.id
    with pytest.raises(Invalid) as error:
        draft(database, ContentType.PLAY, content={"steps": [{"kind": "say", "asset": "nowhere"}]})
    assert codes(error) == {("content.steps.0.asset", "UNKNOWN_ASSET")}


def test_reps_and_services_write_nothing(database: Database) -> None:
    asset = draft(database)
    for role in (Role.REP, Role.SERVICE):
        actor = viewer(database, role)
        with pytest.raises(Forbidden), database.writing() as session:
            authoring.create(Work(session, actor, NOON), ContentType.PLAY, {"title": "Mine"})
        with pytest.raises(Forbidden), database.writing() as session:
            authoring.update(Work(session, actor, NOON), asset.id, {"title": "Mine"}, 1)


def test_what_is_not_there_is_not_found(database: Database) -> None:
    with pytest.raises(NotFound), database.writing() as session:
        authoring.update(Work(session, SYSTEM, NOON), 404, {"title": "x"}, 1)


def test_an_owner_is_somebody_who_is_here(database: Database) -> None:
    marketing = viewer(database, Role.MARKETING)
    with database.writing() as session:
        mine = authoring.create(Work(session, marketing, NOON), ContentType.GUIDELINE, {"title": "Leads"})
        assert mine.owner == marketing.person
        with pytest.raises(Invalid) as error:
            authoring.update(Work(session, marketing, NOON), mine.id, {"owner": "nobody@example.com"}, 1)
    assert codes(error) == {("owner", "UNKNOWN_PERSON")}


def test_text_that_no_database_holds_is_cleaned(database: Database) -> None:
    asset = draft(database, title="Bud\x00get", body="a\r\nb\ud800", content={"headline": "N\x00UL"})
    assert (asset.title, asset.body, asset.content["headline"]) == ("Budget", "a\nb", "NUL")


def test_a_misspelt_internal_field_is_refused(database: Database) -> None:
    with pytest.raises(Invalid) as error:
        draft(database, content={"internal_fields": ["openr"]})
    assert codes(error) == {("content.internal_fields", "WRONG_VALUE")}


@given(st.text("aZ09 _-x", max_size=130) | st.text(max_size=130))
def test_a_plain_title_gives_the_slug_that_any_title_gives(title: str) -> None:
    expected = slugify(title, max_length=SLUG_LENGTH, word_boundary=True) or "untitled"
    assert slug_stem(title) == expected
