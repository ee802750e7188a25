"""Briefs from a store and its index."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from content_store import feedback
from content_store.access import SYSTEM, window
from content_store.brief_views import CallBrief
from content_store.briefing import BriefAsked
from content_store.database import Database
from content_store.feedback import FeedbackInput
from content_store.queries.taxonomy import tag_book
from content_store.rules.briefing import Part
from content_store.rules.vocabulary import Audience, ContentType, Facet, FeedbackKind, FeedbackStatus, LinkKind
from content_store.work import Work
from search.briefing import call_brief
from tests.content_store.making import published, tag
from tests.search.making import searching
from tests.search.test_recommending import CFO, DECISION, NOW, Floor

LATE, FOOD = (Facet.PAIN, "late-deliveries"), (Facet.INDUSTRY, "food")


@pytest.fixture
def floor(database: Database, tmp_path: Path) -> Iterator[Floor]:
    with searching(database, tmp_path / "index") as search:
        for facet, name in ((Facet.PERSONA, "CFO"), (Facet.STAGE, "decision"), (Facet.PAIN, "late deliveries")):
            tag(database, facet, name)
        tag(database, Facet.INDUSTRY, "food")
        yield Floor(database, search)


def brief(floor: Floor, *slugs: tuple[Facet, str], **given: Any) -> CallBrief:
    with floor.database.reading() as session:
        tags = [found for facet, slug in slugs if (found := tag_book(session).find(facet, slug)) is not None]
        industry = next((each for each in tags if each.facet is Facet.INDUSTRY), None)
        situation = tuple(each for each in tags if each is not industry)
        asked = BriefAsked(situation, industry, **given)
        return call_brief(session, floor.search, asked, window(floor.rep, NOW))


FOR_CFOS = {Facet.PERSONA: ["cfo"], Facet.PAIN: ["late-deliveries"]}


def test_a_brief_is_made_of_what_is_strongest(floor: Floor) -> None:
    claim = published(floor.database, ContentType.PROOF_STATEMENT, "Claim", content={"source": "A survey"})
    given = {"opener": "In {industry}, {persona}?", "do_not_say": ["We track you"], "next_step": "Meet."}
    best = published(floor.database, title="Best", tags=FOR_CFOS, content=given, links={LinkKind.PROOF: [claim.slug]})
    published(floor.database, title="Other", tags=FOR_CFOS, content={"opener": "No.", "value_statement": "Worth."})
    floor.used(best, 8, persona="cfo")
    made = brief(floor, CFO, DECISION, LATE, FOOD)
    assert made.lead is not None
    assert made.lead.title == "Best"
    assert made.opener is not None
    assert made.opener.text == "In food, CFO?"
    assert [(made.value.text, made.value.asset.title)] if made.value else [] == [("Worth.", "Other")]
    assert [(each.text, each.source) for each in made.proof] == [(claim.content["claim"], "A survey")]
    assert [each.text for each in made.landed] == ["landed in 8 of 8 conversations with CFOs"]
    assert Part.PROOF in {each.part for each in made.missing}
    assert "Two proofs for conversations with CFOs at decision on late deliveries" in [
        each.title for each in made.missing
    ]
    assert not made.widened
    assert made == brief(floor, CFO, DECISION, LATE, FOOD)


def test_where_nothing_fits_the_nearest_is_taken_and_said_to_be(floor: Floor) -> None:
    tag(floor.database, Facet.PERSONA, "CIO")
    published(floor.database, title="For others", tags={Facet.PERSONA: ["cio"], Facet.PAIN: ["late-deliveries"]})
    made = brief(floor, CFO, LATE)
    assert made.widened
    assert made.lead is not None
    assert made.apart == {made.lead.id: ("CFO",)}
    assert brief(floor, CFO).is_empty


def test_what_an_account_heard_is_left_out(floor: Floor) -> None:
    heard, new = (published(floor.database, title=title, tags=FOR_CFOS) for title in ("Heard", "New"))
    floor.used(heard, 5, account="Harbour Mills")
    made = brief(floor, CFO, LATE, account="Harbour Mills")
    assert made.lead is not None
    assert made.lead.id == new.id


def test_proof_of_the_industry_comes_first(floor: Floor) -> None:
    linked = published(floor.database, ContentType.PROOF_STATEMENT, "Linked")
    tags = {Facet.INDUSTRY: ["food"], **FOR_CFOS}
    of_food = published(floor.database, ContentType.CASE_STUDY, "Of food", tags=tags)
    published(floor.database, tags=FOR_CFOS, links={LinkKind.PROOF: [linked.slug]})
    assert [each.asset.id for each in brief(floor, CFO, LATE, FOOD).proof] == [of_food.id, linked.id]


def test_colleagues_are_heard_when_marketing_agreed_and_named_only_where_that_is_allowed(floor: Floor) -> None:
    asset = published(floor.database, tags=FOR_CFOS)
    for number, text in enumerate(("It opens doors", "Too long")):
        with floor.database.writing() as session:
            work = Work(session, floor.rep, NOW)
            given = feedback.give(work, FeedbackInput(asset.id, FeedbackKind.COMMENT, text=text))
        if not number:
            with floor.database.writing() as session:
                feedback.answer(Work(session, SYSTEM, NOW), given.id, FeedbackStatus.ACCEPTED, "")
    made = brief(floor, CFO, LATE)
    assert [(each.text, each.by) for each in made.comments] == [("It opens doors", "")]
    assert [each.by for each in brief(floor, CFO, LATE, show_names=True).comments] == ["Rep"]


def test_a_buyer_gets_what_is_said_to_them_alone(floor: Floor) -> None:
    content = {
        "opener": "Open line",
        "value_statement": "Worth",
        "discovery_questions": [
            {"kind": "situation", "text": "Ask them?"},
            {"kind": "problem", "text": "PLANTED?", "audience": "internal"},
        ],
        "objections": [{"buyer_says": "No", "response": "PLANTED"}],
        "do_not_say": ["PLANTED"],
        "landmine_questions": [{"question": "PLANTED?", "answer": "PLANTED"}],
        "next_step": "PLANTED",
        "internal_fields": ["next_step"],
    }
    quote = published(
        floor.database,
        ContentType.TESTIMONIAL,
        "Quote",
        content={"quote": "PLANTED"},
        audience=Audience.CUSTOMER_FACING,
    )
    links = {LinkKind.PROOF: [quote.slug]}
    published(floor.database, tags=FOR_CFOS, content=content, links=links, audience=Audience.CUSTOMER_FACING)
    made = brief(floor, CFO, LATE, account="Harbour Mills").for_buyer()
    assert made.opener is not None
    assert [each.text for each in made.questions] == ["Ask them?"]
    assert [each.text for each in (made.opener, made.value) if each] == ["Open line", "Worth"]
    assert (made.proof, made.objections, made.landmine, made.next_step, made.do_not_say) == ((), (), None, None, ())
    assert made.account == ""
    assert made.persona is None
