"""What was wanted, and whether there was anything."""

from datetime import timedelta
from typing import Any

import pytest

from content_store import taxonomy
from content_store.access import SYSTEM
from content_store.database import Database
from content_store.errors import Invalid, NotFound
from content_store.insights.views import CoverageCell, SearchGap
from content_store.requests import RequestInput, ask
from content_store.rules.insights import Coverage
from content_store.rules.vocabulary import EventKind, Facet, Role
from content_store.work import Work
from tests.content_store.insights.making import asking, ended, happened, rep, searched
from tests.content_store.making import NOON, published, tag, viewer

BEFORE = NOON - timedelta(days=100)


def cells(database: Database, *axes: Facet, **given: Any) -> dict[tuple[str, str], CoverageCell]:
    report = asking(database, lambda insights: insights.coverage(*axes), **given)
    gaps = [cell.figures.gap for cell in report.cells]
    assert gaps == sorted(gaps, reverse=True)
    return {(cell.row.slug, cell.column.slug): cell for cell in report.cells}


def test_coverage_sets_supply_against_demand(database: Database) -> None:
    cfo, decision = tag(database, Facet.PERSONA, "CFO"), tag(database, Facet.STAGE, "Decision")
    tag(database, Facet.PERSONA, "CIO")
    situation = {Facet.PERSONA: ["cfo"], Facet.STAGE: ["decision"]}
    stale = published(database, title="stale", at=BEFORE, tags=situation)
    published(database, title="fresh", at=NOON, tags=situation)
    ended(database, "ended", tags=situation)
    ann, asker = rep(database, "ann"), viewer(database, Role.REP)
    happened(database, EventKind.USED, stale.id, ann, tags=(cfo, decision))
    searched(database, "audit", ann, personas=["cfo"], stages=["decision"])
    searched(database, "budget", ann, results=3, personas=["cio"])
    with database.writing() as session:
        ask(Work(session, asker, NOON), RequestInput("A story", tags={Facet.PERSONA: "cio", Facet.STAGE: "decision"}))
    found = cells(database)
    assert found["cfo", "decision"].figures == Coverage(2, 1, conversations=1, searches=1, without_result=1)
    assert found["cio", "decision"].figures == Coverage(open_requests=1)
    assert next(iter(found)) == ("cio", "decision")
    unplaced = asking(database, lambda insights: insights.coverage()).unplaced
    assert unplaced.searches == 1


def test_what_was_merged_counts_for_its_successor(database: Database) -> None:
    old, new = tag(database, Facet.PERSONA, "Money boss"), tag(database, Facet.PERSONA, "CFO")
    stage = tag(database, Facet.STAGE, "Decision")
    asset, ann = published(database, at=BEFORE), rep(database, "ann")
    happened(database, EventKind.USED, asset.id, ann, tags=(old, stage))
    with database.writing() as session:
        taxonomy.merge(Work(session, SYSTEM, NOON), old.id, new.id)
    assert cells(database)["cfo", "decision"].figures.conversations == 1
    assert cells(database, personas=("cfo",))["cfo", "decision"].figures.conversations == 1


def test_coverage_within_a_pain_and_by_pain(database: Database) -> None:
    cfo, stage = tag(database, Facet.PERSONA, "CFO"), tag(database, Facet.STAGE, "Decision")
    pains = [tag(database, Facet.PAIN, name) for name in ("Churn", "Audit")]
    carried = {Facet.PERSONA: ["cfo"], Facet.STAGE: ["decision"], Facet.PAIN: ["churn"]}
    asset, ann = published(database, at=BEFORE, tags=carried), rep(database, "ann")
    for pain in pains:
        happened(database, EventKind.USED, asset.id, ann, tags=(cfo, stage, pain))
    within = cells(database, pains=("audit",))["cfo", "decision"].figures
    assert (within.published, within.conversations) == (0, 1)
    by_pain = cells(database, Facet.PERSONA, Facet.PAIN)
    assert by_pain["cfo", "churn"].figures.published == 1
    assert by_pain["cfo", "audit"].figures.conversations == 1


@pytest.mark.parametrize("axes", [(Facet.STAGE, Facet.STAGE), (Facet.PERSONA, Facet.INDUSTRY)])
def test_a_matrix_has_two_different_sides(sqlite_database: Database, axes: tuple[Facet, Facet]) -> None:
    with pytest.raises(Invalid):
        asking(sqlite_database, lambda insights: insights.coverage(*axes))


def gaps(database: Database) -> dict[str, SearchGap]:
    return {gap.words: gap for gap in asking(database, lambda insights: insights.search_gaps()).rows}


@pytest.mark.parametrize(
    ("typed", "proposed"),
    [
        ("late delivery", "Late deliveries"),
        ("costs of late deliveries", "Late deliveries"),
        ("discovry", "Discovery"),
        ("delivery", None),
        ("plant manager", None),
        ("the manager of it", None),
        ("late", None),
    ],
)
def test_a_synonym_is_proposed_only_where_it_is_nearly_a_name(
    sqlite_database: Database, typed: str, proposed: str | None
) -> None:
    tag(sqlite_database, Facet.PAIN, "Late deliveries")
    tag(sqlite_database, Facet.STAGE, "Discovery")
    tag(sqlite_database, Facet.PERSONA, "Sales manager")
    searched(sqlite_database, typed, rep(sqlite_database, "ann"))
    suggested = gaps(sqlite_database)[typed].suggested
    assert (suggested.name if suggested else None) == proposed


def test_search_gaps_are_grouped_by_meaning_with_what_would_help(database: Database) -> None:
    ann = rep(database, "ann")
    churn = tag(database, Facet.PAIN, "Churn", synonyms=["customers leaving"])
    budget = tag(database, Facet.PAIN, "Budget freeze")
    for words in ("customers leaving", "churn", "budget freez", "quantum"):
        searched(database, words, ann)
    searched(database, "churn", ann, results=2)
    found = gaps(database)
    grouped = found["churn"]
    assert (grouped.searches, grouped.without_result, grouped.not_opened) == (3, 2, 3)
    assert (grouped.tag, set(grouped.variants)) == (churn, {"churn", "customers leaving"})
    assert (found["budget freez"].tag, found["budget freez"].suggested) == (None, budget)
    assert found["quantum"].suggested is None
    report = asking(database, lambda insights: insights.search_gaps(first=1, offset=1))
    assert (report.total_count, len(report.rows), report.searches, report.without_result) == (3, 1, 5, 4)


def test_a_gap_closes_with_one_more_synonym(database: Database) -> None:
    pain, ann = tag(database, Facet.PAIN, "Budget freeze"), rep(database, "ann")
    searched(database, "no money", ann)
    assert gaps(database)["no money"].tag is None
    with database.writing() as session:
        work = Work(session, SYSTEM, NOON)
        changed = taxonomy.add_synonym(work, pain.id, " no money ")
        assert changed.synonyms == ("no money",)
        assert taxonomy.add_synonym(work, pain.id, "NO MONEY") == changed
    assert gaps(database)["no money"].tag == changed


def test_a_synonym_must_be_a_word_that_no_other_tag_has(database: Database) -> None:
    one, _ = tag(database, Facet.PAIN, "Budget freeze"), tag(database, Facet.PAIN, "Churn")
    with database.writing() as session:
        work = Work(session, SYSTEM, NOON)
        for word, code in (("churn", "TAKEN"), (" ", "WRONG_LENGTH"), ("x" * 201, "WRONG_LENGTH")):
            with pytest.raises(Invalid) as error:
                taxonomy.add_synonym(work, one.id, word)
            assert error.value.problems[0].code == code
        with pytest.raises(NotFound):
            taxonomy.add_synonym(work, 999, "word")
