"""Finding what stands in files, and saying on which page."""

from pathlib import Path

import pytest

from content_store import files
from content_store.access import SYSTEM
from content_store.database import Database
from content_store.rules.filters import Window
from content_store.rules.vocabulary import Audience, ContentType
from content_store.work import Work
from search.ranking import ReasonCode
from tests.content_store import documents
from tests.content_store.filing import filed, read_all, storage_in
from tests.content_store.making import NOON, draft, published
from tests.search.making import ENGINES, EngineName, find, searching, titles


@pytest.mark.parametrize("engine", ENGINES)
def test_a_hit_in_a_file_says_on_which_page(sqlite_database: Database, tmp_path: Path, engine: EngineName) -> None:
    storage = storage_in(tmp_path)
    paper = published(sqlite_database, ContentType.WHITE_PAPER, "What harbours cost")
    deck = published(sqlite_database, ContentType.PRESENTATION, "Quarter")
    filed(sqlite_database, storage, paper, "report.pdf", documents.pdf("Of nothing", "Dredging costs more every year"))
    slides = [("Begin", "Of nothing"), ("Why", "Of little"), ("Harbours", "Dredging twice a year")]
    filed(sqlite_database, storage, deck, "deck.pptx", documents.deck(*slides))
    with searching(sqlite_database, tmp_path / "index", engine) as search:
        assert find(sqlite_database, search, "dredging").total == 0
        read_all(sqlite_database, storage)
        found = find(sqlite_database, search, "dredging year")
        reasons = {
            reason.text for hit in found.hits for reason in hit.reasons if reason.code is ReasonCode.MATCHES_FILE
        }
        assert reasons == {
            "matches “dredging”, “year” on page 2 of report.pdf",
            "matches “dredging”, “year” on slide 3 of deck.pptx",
        }
        marked = {each.html for hit in found.hits for each in hit.highlights if each.field == "file"}
        assert "<mark>Dredging</mark> costs more every <mark>year</mark>" in marked
        both = find(sqlite_database, search, "harbours dredging")
        assert titles(both)[0] == "What harbours cost"
        assert "matches “dredging” on page 2 of report.pdf" in {reason.text for reason in both.hits[0].reasons}


def test_words_of_a_file_count_less_than_those_of_the_asset(sqlite_database: Database, tmp_path: Path) -> None:
    storage = storage_in(tmp_path)
    inside = published(sqlite_database, ContentType.WHITE_PAPER, "Something else")
    published(sqlite_database, ContentType.WHITE_PAPER, "Dredging")
    filed(sqlite_database, storage, inside, "a.pdf", documents.pdf("Dredging, dredging and again dredging"))
    read_all(sqlite_database, storage)
    with searching(sqlite_database, tmp_path / "index") as search:
        assert titles(find(sqlite_database, search, "dredging")) == ["Dredging", "Something else"]


def test_a_removed_file_is_found_no_more(database: Database, tmp_path: Path) -> None:
    storage = storage_in(tmp_path)
    asset = published(database, ContentType.WHITE_PAPER, "Paper")
    file = filed(database, storage, asset, "a.pdf", documents.pdf("Dredging"))
    read_all(database, storage)
    with searching(database, tmp_path / "index") as search:
        assert find(database, search, "dredging").total == 1
        with database.writing() as session:
            files.remove(Work(session, SYSTEM, NOON), file.id)
        assert find(database, search, "dredging").total == 0
        with database.writing() as session:
            files.restore(Work(session, SYSTEM, NOON), file.id)
        assert find(database, search, "dredging").total == 1


def test_what_stands_in_a_file_is_found_only_by_those_who_see_its_asset(database: Database, tmp_path: Path) -> None:
    storage = storage_in(tmp_path)
    hidden = draft(database, ContentType.WHITE_PAPER, "Draft")
    inside = published(database, ContentType.WHITE_PAPER, "Inside", audience=Audience.INTERNAL)
    for asset in (hidden, inside):
        filed(database, storage, asset, "a.pdf", documents.pdf("Dredging"))
    read_all(database, storage)
    buyers = Window(NOON, frozenset({Audience.CUSTOMER_FACING}))
    with searching(database, tmp_path / "index") as search:
        assert titles(find(database, search, "dredging")) == ["Inside"]
        assert titles(find(database, search, "dredging", buyers)) == []
        editors = Window(NOON, frozenset(Audience), drafts=True)
        assert sorted(titles(find(database, search, "dredging", editors))) == ["Draft", "Inside"]
