"""Assets and briefs in every format: the same words in each, and nothing internal for a buyer."""

import io
import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from typing import Any

import pytest
from pypdf import PdfReader

from content_store.brief_views import BriefAnswer, BriefGap, BriefLandmine, BriefLine, BriefQuestion, CallBrief
from content_store.briefing import proof_of
from content_store.kit_views import StepTrouble, StepView
from content_store.rules.briefing import Part
from content_store.rules.kit_rules import KitRule, Rule
from content_store.rules.kits import Plan, Step
from content_store.rules.kits import Section as Chapter
from content_store.rules.vocabulary import Audience, ContentType, Facet
from content_store.views import AssetView
from renderers.documents.assets import asset_document, leaves
from renderers.documents.blocks import Document, Paragraph, Recipient, Span, to_data
from renderers.documents.briefs import brief_document
from renderers.documents.kits import kit_document
from renderers.documents.pages import html_of
from renderers.documents.printing import Paper, pdf_of
from renderers.documents.writing import markdown_of, text_of
from renderers.typesetting.press import Press
from tests.content_store.making import NOON
from tests.renderers.making import FULL, asset, tag

PLANTED = "PLANTED"


@pytest.fixture(scope="module")
def press() -> Iterator[Press]:
    made = Press()
    yield made
    made.close()


def words(text: str) -> str:
    """Letters and digits alone: marks and line ends differ from format to format."""
    return "".join(re.findall(r"\w+", text)).casefold()


def said(document: Document) -> list[str]:
    """Every text of a document's blocks."""
    found: list[str] = []

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            for name, each in value.items():
                if name in {"text", "name", "says", "number", "source", "tag", "lead"} and isinstance(each, str):
                    found.append(each)
                else:
                    walk(each)
        elif isinstance(value, list):
            for each in value:
                walk(each)

    walk(to_data(document))
    return [each for each in [document.title, *found] if each]


def html_words(document: Document) -> str:
    """What a browser shows of it."""
    shown = html_of(document).partition("<body>")[2]
    return unescape(re.sub(r"<[^>]+>", "", shown))


def pdf_words(press: Press, document: Document) -> str:
    found = PdfReader(io.BytesIO(pdf_of(press, document, Paper.A4)))
    return words("".join(page.extract_text() for page in found.pages))


def proof() -> AssetView:
    return asset(ContentType.PROOF_STATEMENT, "proof", id=2, content=FULL[ContentType.PROOF_STATEMENT])


def everywhere(press: Press, document: Document) -> None:
    formats = (
        *(words(markdown_of(document)), words(text_of(document))),
        *(words(html_words(document)), pdf_words(press, document)),
    )
    for text in said(document):
        for each in formats:
            assert words(text) in each, text


@pytest.mark.parametrize("type_", ContentType)
def test_an_asset_says_the_same_in_every_format(press: Press, type_: ContentType) -> None:
    whole = asset(
        type_, content=FULL[type_], body="# Story\n\nWith *words*, `code` and\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    )
    made = asset_document(whole, [proof()], Recipient.ME, NOON, "http://kindling.example")
    assert made is not None
    assert len(said(made)) > 3
    everywhere(press, made)


# What our own people alone may read, planted wherever it can stand.
INTERNAL: dict[ContentType, dict[str, Any]] = {
    ContentType.TALKING_POINT: {
        "opener": "Fine",
        "discovery_questions": [{"text": PLANTED, "audience": "internal"}],
        "value_statement": PLANTED,
        "objections": [{"buyer_says": PLANTED, "response": PLANTED, "evidence": PLANTED}],
        "landmine_questions": [{"question": PLANTED, "answer": PLANTED}],
        "do_say": [PLANTED],
        "do_not_say": [PLANTED],
        "next_step": PLANTED,
        "before_scenario": PLANTED,
        "internal_fields": ["value_statement", "do_say", "next_step", "before_scenario"],
    },
    ContentType.PLAY: {
        "steps": [{"kind": "say", "text": "Fine"}, {"kind": "do", "text": PLANTED, "audience": "internal"}]
    },
}


@pytest.mark.parametrize("type_", [each for each in ContentType if each is not ContentType.GUIDELINE])
def test_a_buyer_reads_nothing_internal_of_an_asset(press: Press, type_: ContentType) -> None:
    hidden = proof()
    internal = asset(
        ContentType.PROOF_STATEMENT, "hidden", id=3, audience=Audience.INTERNAL, content={"claim": PLANTED}
    )
    body = PLANTED if type_ is ContentType.TALKING_POINT else "Fine"
    shown = asset(type_, content=INTERNAL.get(type_, FULL[type_]), body=body)
    made = asset_document(shown, [hidden, internal], Recipient.BUYER, NOON, "http://kindling.example")
    assert made is not None
    for text in (markdown_of(made), text_of(made), html_of(made), pdf_words(press, made)):
        assert PLANTED.casefold() not in text.casefold()
        assert "kindling.example" not in text
        assert "Martin" not in text
    everywhere(press, made)


@pytest.mark.parametrize(
    ("type_", "given"),
    [
        (ContentType.TALKING_POINT, {"audience": Audience.INTERNAL}),
        (ContentType.GUIDELINE, {}),
        (ContentType.TESTIMONIAL, {"content": {"quote": "We sleep", "company": "Mills"}}),
        (ContentType.TESTIMONIAL, {"content": {**FULL[ContentType.TESTIMONIAL], "permission_until": "2026-05-31"}}),
    ],
)
def test_what_may_not_leave_is_no_document_for_a_buyer(type_: ContentType, given: dict[str, Any]) -> None:
    shown = asset(type_, **given)
    assert not leaves(shown, NOON.date())
    assert asset_document(shown, [], Recipient.BUYER, NOON) is None
    assert asset_document(shown, [], Recipient.ME, NOON) is not None


def brief() -> CallBrief:
    """A brief with all parts, whose internal lines are planted ones."""
    lead, inside = asset(title="Lead"), asset(slug="inside", id=5, title=PLANTED, audience=Audience.INTERNAL)
    persona = tag(Facet.PERSONA, "CFO")
    return CallBrief(
        made_at=NOON,
        situation=(persona, tag(Facet.PAIN, "late deliveries", 2)),
        industry=tag(Facet.INDUSTRY, "food", 3),
        account=PLANTED,
        language="en",
        languages=("en",),
        persona=persona,
        pain=tag(Facet.PAIN, "late deliveries", 2),
        lead=lead,
        opener=BriefLine("The opener", lead),
        do_not_say=(BriefLine(PLANTED, lead, internal=True),),
        questions=(
            BriefQuestion("Ask?", lead),
            BriefQuestion(PLANTED, lead, internal=True),
            BriefQuestion(PLANTED, inside),
        ),
        value=BriefLine("The value", lead),
        proof=(proof_of(proof(), date(2026, 6, 1)),),
        objections=(BriefAnswer(PLANTED, lead, buyer_says=PLANTED, evidence=PLANTED),),
        landmine=BriefLandmine(PLANTED, lead, internal=True, answer=PLANTED),
        next_step=BriefLine(PLANTED, inside),
        landed=(),
        comments=(),
        missing=(BriefGap(Part.PROOF, PLANTED, PLANTED),),
        apart={},
    )


def test_a_brief_says_the_same_in_every_format_on_one_page(press: Press) -> None:
    made = brief_document(brief(), Recipient.ME, "http://kindling.example")
    everywhere(press, made)
    for paper in Paper:
        assert len(PdfReader(io.BytesIO(pdf_of(press, made, paper))).pages) == 1


def test_a_buyer_reads_nothing_internal_of_a_brief(press: Press) -> None:
    made = brief_document(brief(), Recipient.BUYER, "http://kindling.example")
    for text in (markdown_of(made), text_of(made), html_of(made), pdf_words(press, made)):
        assert PLANTED.casefold() not in text.casefold()
        assert "opener" in text
        assert "kindling.example" not in text


def test_the_text_of_a_brief() -> None:
    """As a whole, so that a change of its form is seen."""
    assert text_of(brief_document(brief(), Recipient.BUYER)) == (
        "Late deliveries\n===============\n\nOPEN\n\nThe opener\n\nASK\n\n1. Ask? (Situation)\n\nSAY\n\nThe value\n\n"
        "PROVE\n\n31\u00a0% A third fewer. – Survey · 3 February 2026\n"
    )


def test_a_word_longer_than_any_line_stays_on_the_paper(press: Press) -> None:
    made = Document("Long", "", "en", NOON, Recipient.ME, (Paragraph((Span("w" * 10_000),)),))
    assert len(PdfReader(io.BytesIO(pdf_of(press, made, Paper.A4))).pages[0].extract_text().splitlines()) > 40


def kit() -> Document:
    """Two sections: a step that shows a successor, one that finds two, and one with nothing to read."""
    lead = asset(ContentType.GUIDELINE, title="Lead", content={"criteria": [{"name": "Fits"}]})
    say = asset(title="Say", content={"opener": "Fine", "do_not_say": ["Never"]})
    steps = (
        Step("a1", 5, asset="old", why="It saves calls.", question="Which?"),
        Step("b1", 75, rule=Rule(KitRule.NEWEST), required=False),
        Step("c1", 1, asset="gone"),
    )
    plan = Plan("First days", "Begin here.", "Rep", sections=(Chapter("One", steps[:2]), Chapter("", steps[2:])))
    views = (
        StepView(steps[0], "Lead", (lead,), instead_of="Old"),
        StepView(steps[1], "The newest", (say, proof())),
        StepView(steps[2], "", (), StepTrouble.NOT_PUBLISHED),
    )
    return kit_document(plan, views, {}, NOON)


def test_a_kit_says_the_same_in_every_format(press: Press) -> None:
    made = kit()
    everywhere(press, made)
    assert [f"<h{level}>" in html_of(made) for level in (1, 2, 3, 4, 5)] == [True, True, True, True, False]
    read = PdfReader(io.BytesIO(pdf_of(press, made, Paper.A4)))
    assert [str(each["/Title"]) for each in read.outline if isinstance(each, dict)] == ["First days"]


def test_the_text_of_a_kit() -> None:
    assert text_of(kit()) == (
        "Kit\n\nFirst days\n==========\n\nRep · 3 steps · 1 h 21 min\n\nBegin here.\n\nONE\n\n"
        "1. Lead\n-------\n\n5 min\n\nWhy: It saves calls.\n\nTo answer: Which?\n\n"
        "In place of “Old”, which is retired.\n\nThe summary.\n\nCriterion | How it is told\nFits | \n\n"
        "2. The newest\n-------------\n\n1 h 15 min · if you like\n\nSay\n\nOPEN\n\nFine\n\nDON’T SAY\n\n"
        "- Never [internal]\n\nThe title\n\nThe summary.\n\n"
        "31\u00a0% A third fewer. – Survey · 3 February 2026 · inference\n\n"
        "3. No longer to be read\n-----------------------\n\n1 min\n\n"
        "Nothing is to be read here now: this step is skipped.\n"
    )


def test_html_escapes_what_anybody_wrote() -> None:
    shown = html_of(
        Document("<script>x</script>", "", "he", NOON, Recipient.ME, (Paragraph((Span('"><img src=x>'),)),))
    )
    assert "<script>x" not in shown
    assert "<img" not in shown
    assert 'dir="rtl"' in shown
