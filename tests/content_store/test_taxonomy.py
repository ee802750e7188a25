import pytest

from content_store import taxonomy
from content_store.access import SYSTEM, window
from content_store.database import Database
from content_store.errors import Forbidden, Invalid
from content_store.queries import assets
from content_store.queries.changes import changed_assets, numbers
from content_store.queries.taxonomy import tag_book
from content_store.rules.vocabulary import Facet, Role, TagStatus
from content_store.work import Work
from tests.content_store.making import NOON, after, draft, published, tag, viewer


def test_a_tag_is_found_by_its_slug_and_by_every_word_for_it(database: Database) -> None:
    given = {"synonyms": ["Finance chief", "bean counter"], "crm_aliases": ["C-FIN"]}
    cfo = tag(database, Facet.PERSONA, "CFO", details={"kpis": ["Cash conversion cycle"]}, **given)
    assert cfo.details["kpis"] == ["Cash conversion cycle"]
    with database.reading() as session:
        book = tag_book(session)
        assert book.find(Facet.PERSONA, "cfo") == cfo
        for word in ("CFO", "finance CHIEF", " c-fin "):
            assert book.find_by_word(Facet.PERSONA, word) == cfo
        assert book.find(Facet.PAIN, "cfo") is None


def test_every_problem_of_a_tag_is_named(database: Database) -> None:
    with pytest.raises(Invalid) as error:
        tag(database, Facet.PAIN, "", details={"category": "vanity", "colour": "red"})
    found = {(".".join(problem.path), problem.code) for problem in error.value.problems}
    assert found == {
        ("name", "REQUIRED"),
        ("details.category", "UNKNOWN_VALUE"),
        ("details.colour", "UNKNOWN_FIELD"),
    }
    tag(database, Facet.PAIN, "Late deliveries")
    with pytest.raises(Invalid) as error:
        tag(database, Facet.PAIN, "Late deliveries")
    assert error.value.problems[0].code == "TAKEN"


def test_a_merged_tag_takes_its_assets_and_words_along(database: Database) -> None:
    old, new = (
        tag(database, Facet.PERSONA, "Finance chief", synonyms=["money man"]),
        tag(database, Facet.PERSONA, "CFO"),
    )
    one = published(database, title="One", tags={Facet.PERSONA: [old.slug]})
    both = published(database, title="Both", tags={Facet.PERSONA: [old.slug, new.slug]})
    with database.reading() as session:
        before = numbers(session).change
    with database.writing() as session:
        merged = taxonomy.merge(Work(session, SYSTEM, after(1)), old.id, new.id)
    assert set(merged.synonyms) == {"Finance chief", "money man"}
    with database.reading() as session:
        for asset in assets.load(session, [one.id, both.id], window(SYSTEM, after(2))):
            assert [carried.slug for carried in asset.tags] == ["cfo"]
            assert asset.updated_at == after(1)  # front ends ask what changed since
        book = tag_book(session)
        assert book.find(Facet.PERSONA, "finance-chief") == merged
        assert set(changed_assets(session, before, 10).asset_ids) == {one.id, both.id}
    # A chain of merges leads to its end.
    newest = tag(database, Facet.PERSONA, "Money lead")
    with database.writing() as session:
        taxonomy.merge(Work(session, SYSTEM, after(3)), new.id, newest.id)
    with database.reading() as session:
        found = tag_book(session).find(Facet.PERSONA, "finance-chief")
        assert found is not None
        assert found.id == newest.id
        assert {"CFO", "Finance chief", "money man"} <= set(found.synonyms)


def test_merging_refuses_what_makes_no_sense(database: Database) -> None:
    cfo, pain = tag(database, Facet.PERSONA, "CFO"), tag(database, Facet.PAIN, "Late deliveries")
    for into, code in ((cfo, "CYCLE"), (pain, "OTHER_FACET")):
        with pytest.raises(Invalid) as error, database.writing() as session:
            taxonomy.merge(Work(session, SYSTEM, NOON), cfo.id, into.id)
        assert error.value.problems[0].code == code


def test_a_retired_tag_stays_where_it_is_and_is_offered_no_more(database: Database) -> None:
    cfo = tag(database, Facet.PERSONA, "CFO")
    asset = published(database, tags={Facet.PERSONA: ["cfo"]})
    with database.writing() as session:
        assert taxonomy.retire(Work(session, SYSTEM, after(1)), cfo.id).status is TagStatus.RETIRED
    with database.reading() as session:
        assert tag_book(session).of_facet(Facet.PERSONA) == ()
        assert assets.load(session, [asset.id], window(SYSTEM, after(2)))[0].tags[0].id == cfo.id
    with pytest.raises(Invalid) as error:
        draft(database, title="New", tags={Facet.PERSONA: ["cfo"]})
    assert error.value.problems[0].code == "RETIRED_TAG"
    with database.writing() as session:
        assert taxonomy.restore(Work(session, SYSTEM, after(3)), cfo.id).status is TagStatus.ACTIVE


def test_a_tag_in_use_is_not_deleted(database: Database) -> None:
    used, free = tag(database, Facet.STAGE, "Decision"), tag(database, Facet.STAGE, "Limbo")
    published(database, tags={Facet.STAGE: ["decision"]})
    with pytest.raises(Invalid) as error, database.writing() as session:
        taxonomy.remove(Work(session, SYSTEM, NOON), used.id)
    assert error.value.problems[0].code == "IN_USE"
    with database.writing() as session:
        taxonomy.remove(Work(session, SYSTEM, NOON), free.id)
    with database.reading() as session:
        assert [each.slug for each in tag_book(session).of_facet(Facet.STAGE)] == ["decision"]


def test_stages_stand_in_the_order_they_are_put_in(database: Database) -> None:
    for name in ("Decision", "Awareness", "Consideration"):
        tag(database, Facet.STAGE, name)
    with database.writing() as session:
        ordered = taxonomy.reorder(Work(session, SYSTEM, NOON), Facet.STAGE, ["awareness", "consideration"])
    assert [each.slug for each in ordered] == ["awareness", "consideration", "decision"]
    with pytest.raises(Invalid), database.writing() as session:
        taxonomy.reorder(Work(session, SYSTEM, NOON), Facet.STAGE, ["nowhere"])


def test_a_change_keeps_what_was_not_given(database: Database) -> None:
    pain = tag(database, Facet.PAIN, "Late deliveries", details={"metric": "OTIF", "category": "quality"})
    with database.writing() as session:
        changed = taxonomy.change(
            Work(session, SYSTEM, after(1)), pain.id, {"synonyms": ["late"], "details": {"metric": "On time, in full"}}
        )
    assert (changed.name, changed.synonyms) == ("Late deliveries", ("late",))
    assert changed.details["metric"] == "On time, in full"
    assert changed.details["category"] == "quality"


def test_a_synonym_is_taken_back_in_any_case_and_one_that_is_none_changes_nothing(database: Database) -> None:
    pain = tag(database, Facet.PAIN, "Budget", synonyms=["No Money", "freeze"])
    with database.writing() as session:
        work = Work(session, SYSTEM, NOON)
        assert taxonomy.remove_synonym(work, pain.id, " no money ").synonyms == ("freeze",)
        before = numbers(session)
        assert taxonomy.remove_synonym(work, pain.id, "no money").synonyms == ("freeze",)
        assert numbers(session) == before


def test_what_a_transaction_saw_of_itself_is_forgotten_when_it_fails(database: Database) -> None:
    with database.writing() as session:
        taxonomy.create(Work(session, SYSTEM, NOON), Facet.PERSONA, {"name": "Ghost"})
        assert tag_book(session).find(Facet.PERSONA, "ghost")
        session.rollback()
    real = tag(database, Facet.PERSONA, "CFO")
    with database.reading() as session:
        assert tag_book(session).of_facet(Facet.PERSONA) == (real,)


def test_reps_keep_their_hands_off(database: Database) -> None:
    rep, cfo = viewer(database, Role.REP), tag(database, Facet.PERSONA, "CFO")
    with database.writing() as session:
        work = Work(session, rep, NOON)
        with pytest.raises(Forbidden):
            taxonomy.create(work, Facet.PERSONA, {"name": "CIO"})
        for step in (taxonomy.retire, taxonomy.restore, taxonomy.remove):
            with pytest.raises(Forbidden):
                step(work, cfo.id)
