"""Recommendations from a store and its index."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from content_store import publishing
from content_store.access import SYSTEM, window
from content_store.database import Database
from content_store.publishing import Times
from content_store.queries.taxonomy import tag_book
from content_store.recording import Recorder
from content_store.rules.filters import Window
from content_store.rules.recommending import RecommendReason
from content_store.rules.vocabulary import ActorKind, Audience, Channel, ContentType, EventKind, Facet, Role
from content_store.usage import Occurrence, Recording, UsageInput, prepare
from content_store.views import AssetView
from content_store.work import Work
from search.finding import Search
from search.recommending import Recommendation, RecommendRequest, recommend
from tests.content_store.making import NOON, draft, published, tag, viewer
from tests.search.making import DAY, searching

NOW = NOON + DAY


class Floor:
    """A store that people use, and what is recommended in it."""

    def __init__(self, database: Database, search: Search) -> None:
        self.database = database
        self.search = search
        self.rep = viewer(database, Role.REP)

    def used(self, asset: AssetView, times: int, landed: bool = True, **given: str) -> None:
        """So many conversations, each judged, in the situation of ``given``."""
        inputs: list[UsageInput] = []
        for number in range(times):
            key = f"{asset.slug}-{number}-{sorted(given.items())}".replace(" ", "")[:60]
            inputs.append(UsageInput(EventKind.USED, key, asset.id, **given))  # type: ignore[arg-type]  # texts
            inputs.append(UsageInput(EventKind.LANDED if landed else EventKind.FELL_FLAT, f"{key}-v", about=key))
        recorder = Recorder(self.database)
        with self.database.reading() as session:
            by = Recording(self.rep.person, window(self.rep, NOW), Channel.WEB, ActorKind.HUMAN)
            recorder.record([each for each in prepare(session, by, inputs) if isinstance(each, Occurrence)])
        recorder.close()

    def recommended(
        self, *slugs: tuple[Facet, str], account: str = "", limit: int = 10, seen: Window | None = None
    ) -> list[Recommendation]:
        with self.database.reading() as session:
            book = tag_book(session)
            situation = tuple(found for facet, slug in slugs if (found := book.find(facet, slug)) is not None)
            request = RecommendRequest(self.rep.person.id, situation, account, limit)
            return recommend(session, self.search, request, seen or window(self.rep, NOW))

    def titles(self, *slugs: tuple[Facet, str], account: str = "", seen: Window | None = None) -> list[str]:
        return [each.asset.title for each in self.recommended(*slugs, account=account, seen=seen)]


@pytest.fixture
def floor(database: Database, tmp_path: Path) -> Iterator[Floor]:
    with searching(database, tmp_path / "index") as search:
        for facet, name in ((Facet.PERSONA, "CFO"), (Facet.PERSONA, "CIO"), (Facet.STAGE, "decision")):
            tag(database, facet, name)
        yield Floor(database, search)


CFO, DECISION = (Facet.PERSONA, "cfo"), (Facet.STAGE, "decision")


def test_what_works_for_this_persona_leads(floor: Floor) -> None:
    both = {Facet.PERSONA: ["cfo", "cio"]}
    for_cfos = published(floor.database, title="For CFOs", tags=both)
    for_cios = published(floor.database, title="For CIOs", tags=both)
    floor.used(for_cfos, 8, persona="cfo")
    floor.used(for_cfos, 8, landed=False, persona="cio")
    floor.used(for_cios, 8, persona="cio")
    floor.used(for_cios, 8, landed=False, persona="cfo")
    assert floor.titles(CFO) == ["For CFOs", "For CIOs"]
    assert floor.titles((Facet.PERSONA, "cio")) == ["For CIOs", "For CFOs"]
    first = floor.recommended(CFO)[0]
    assert first.reasons[0] == (RecommendReason.PROVEN_HERE, "landed in 8 of 8 conversations with CFOs")


def test_another_stage_fills_up_and_another_persona_does_not(floor: Floor) -> None:
    published(floor.database, title="At decision", tags={Facet.PERSONA: ["cfo"], Facet.STAGE: ["decision"]})
    published(floor.database, title="At any stage", tags={Facet.PERSONA: ["cfo"]})
    published(floor.database, title="For another", tags={Facet.PERSONA: ["cio"], Facet.STAGE: ["decision"]})
    assert floor.titles(CFO, DECISION) == ["At decision", "At any stage"]


def test_what_was_used_with_an_account_is_left_out_unless_that_was_a_mistake(floor: Floor) -> None:
    known, new = published(floor.database, title="Known"), published(floor.database, title="New")
    floor.used(known, 1, account="Harbour Mills")
    floor.used(new, 1, account="Brackwell")
    assert floor.titles(account="Harbour Mills") == ["New"]
    assert set(floor.titles()) == {"Known", "New"}
    told = floor.recommended(account=" Harbour Mills ")[0].reasons
    assert RecommendReason.NEW_TO_ACCOUNT in dict(told)
    recorder = Recorder(floor.database)
    with floor.database.reading() as session:
        by = Recording(floor.rep.person, window(floor.rep, NOW), Channel.WEB, ActorKind.HUMAN)
        key = f"{known.slug}-0-[('account','HarbourMills')]"[:60]
        (taken_back,) = prepare(session, by, [UsageInput(EventKind.RETRACTED, "sorry", about=key)])
    assert isinstance(taken_back, Occurrence)
    recorder.record([taken_back])
    recorder.close()
    assert set(floor.titles(account="Harbour Mills")) == {"Known", "New"}


def test_nothing_that_may_not_be_seen_is_recommended(floor: Floor) -> None:
    published(floor.database, title="For all", audience=Audience.CUSTOMER_FACING)
    published(floor.database, title="Ours", audience=Audience.INTERNAL)
    later = draft(floor.database, title="Later")
    with floor.database.writing() as session:
        publishing.publish(Work(session, SYSTEM, NOON), later.id, Times(publish_at=NOW + DAY))
    published(floor.database, ContentType.GUIDELINE, "Agreed")
    draft(floor.database, title="Secret")
    assert set(floor.titles()) == {"For all", "Ours"}
    assert floor.titles(seen=Window(NOW, frozenset({Audience.CUSTOMER_FACING}))) == ["For all"]


def test_a_reader_with_nobody_to_talk_to_gets_something_of_each_type(floor: Floor) -> None:
    for number in range(6):
        published(floor.database, title=f"Point {number}")
    published(floor.database, ContentType.CASE_STUDY, "Story")
    published(floor.database, ContentType.PROOF_STATEMENT, "Claim")
    found = floor.recommended(limit=5)
    assert len({each.asset.type for each in found}) == 3
    assert [each.is_exploration for each in found] == [False, False, False, False, True]


def test_an_empty_store_has_nothing_to_recommend(floor: Floor) -> None:
    assert floor.titles() == []
