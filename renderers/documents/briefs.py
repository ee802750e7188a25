"""A call's brief as a document."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from content_store.brief_views import BriefAnswer, BriefLine, BriefProof, BriefQuestion, CallBrief
from content_store.rules.vocabulary import Facet
from renderers.documents.blocks import (
    Block,
    Blocks,
    Card,
    Document,
    Items,
    Paragraph,
    Recipient,
    Reply,
    Section,
    Span,
    Spans,
    text,
)
from renderers.figures import figure
from renderers.wording import alone, day, spoken, trust


def brief_document(brief: CallBrief, recipient: Recipient, base: str = "") -> Document:
    """The brief for whoever prepares the call, or what of it a buyer may be sent.

    ``base`` is where this installation is found; with it a line leads to its asset. A buyer gets no such links.
    """
    if recipient is Recipient.BUYER:
        shown = brief.for_buyer()
        title = alone(shown.pain.name) if shown.pain else "For our conversation"
        return _document(shown, recipient, title, _Writing(shown, "").said())
    made = _Writing(brief, base)
    about = ("Call brief", brief.account, alone(brief.industry.name) if brief.industry else "")
    found = _document(brief, recipient, " ".join(_situated(brief)) or "Any call", (*made.said(), *made.about()))
    return replace(found, kicker=" · ".join(filter(None, about)), lead=made.lead())


def _document(brief: CallBrief, recipient: Recipient, title: str, blocks: Blocks) -> Document:
    return Document(title, "", brief.language or "en", brief.made_at, recipient, blocks, one_page=True)


class _Writing:
    """Writes the blocks of one brief."""

    def __init__(self, brief: CallBrief, base: str) -> None:
        self._brief = brief
        self._base = base

    def lead(self) -> str:
        """Which talking point leads, and what came of it."""
        lead = self._brief.lead
        if lead is None:
            return ""
        believed = trust(lead, self._brief.made_at)
        parts = [f"Led by {lead.title}", believed.verified.lower(), believed.warning, believed.evidence]
        return " · ".join(filter(None, parts))

    def said(self) -> Blocks:
        """What is said, in the order of a call."""
        brief = self._brief
        made = [
            _section("Open", self._lines([brief.opener], "speech")),
            _section("Don’t say", self._donts(), "warning"),
            _section("Ask", self._questions(brief.questions)),
            _section("Say", self._lines([brief.value], "strong")),
            _section("Prove", tuple(self._card(each) for each in brief.proof)),
            _section("If they say", tuple(self._reply(each) for each in brief.objections)),
            _section("Landmine", self._landmine()),
            _section("Next", self._lines([brief.next_step])),
        ]
        return tuple(each for each in made if each is not None)

    def about(self) -> Blocks:
        """Whom one talks to, what it costs them, and what colleagues know."""
        made = [self._persona(), self._pain(), self._colleagues(), self._missing()]
        return tuple(each for each in made if each is not None)

    def _lines(self, lines: Iterable[BriefLine | None], style: str = "") -> Blocks:
        return tuple(
            Paragraph(text(each.text), style, each.internal, source=self._source(each)) for each in lines if each
        )

    def _donts(self) -> Blocks:
        items = tuple((Paragraph(text(each.text), internal=True),) for each in self._brief.do_not_say)
        return (Items(items),) if items else ()

    def _questions(self, questions: Sequence[BriefQuestion]) -> Blocks:
        items: list[Blocks] = []
        for each in questions:
            line = Paragraph(text(each.text), "", each.internal, spoken(each.kind), self._source(each))
            items.append((line,))
        return (Items(tuple(items), ordered=True),) if items else ()

    def _card(self, proof: BriefProof) -> Card:
        number = figure(proof.figure).number
        dated = day(proof.dated) if proof.dated else ""
        verified = f"verified {dated}" if proof.is_verified_day and dated else dated
        closed = "not to be quoted" if proof.internal else ""
        source = " · ".join(filter(None, (proof.source, verified, closed)))
        link = self._address(proof)
        return Card(number, text(proof.text), source, link, proof.is_quote, proof.internal)

    def _reply(self, answer: BriefAnswer) -> Reply:
        evidence = text(answer.evidence) or self._source(answer)
        return Reply(answer.buyer_says, (Paragraph(text(answer.text), "", answer.internal, source=evidence),))

    def _landmine(self) -> Blocks:
        mine = self._brief.landmine
        if mine is None:
            return ()
        answer = Paragraph(text(mine.answer), "quiet", source=self._source(mine))
        return (Reply(mine.text, (answer,), internal=True),)

    def _source(self, line: BriefLine) -> Spans:
        """Where a line is from, where that is not the lead."""
        lead = self._brief.lead
        if lead is None or line.asset.id == lead.id:
            return ()
        return (Span(line.asset.title, link=self._address(line)),)

    def _address(self, line: BriefLine) -> str:
        return f"{self._base}/a/{line.asset.slug}" if self._base else ""

    def _persona(self) -> Section | None:
        persona = self._brief.persona
        if persona is None:
            return None
        known = persona.details
        roles = [str(role).replace("_", " ") for role in known.get("buying_roles") or ()]
        facts = (
            ("Aims for", tuple(known.get("goals") or ())[:3]),
            ("Measured by", tuple(known.get("kpis") or ())[:4]),
            ("In the way", tuple(known.get("challenges") or ())[:3]),
            ("In the deal", (", ".join(roles).capitalize(),) if roles else ()),
        )
        blocks: list[Block] = [Paragraph(text(persona.description), "quiet")] if persona.description else []
        blocks += [block for name, values in facts for block in _fact(name, values)]
        return _section(alone(persona.name), tuple(blocks), "about")

    def _pain(self) -> Section | None:
        pain = self._brief.pain
        if pain is None:
            return None
        known = pain.details
        blocks: list[Block] = [Paragraph(text(f"“{known['statement']}”"), "speech")] if known.get("statement") else []
        for name, field in (("If nothing is done", "implication"), ("It shows in", "metric")):
            blocks += _fact(name, (known[field],) if known.get(field) else ())
        return _section(alone(pain.name), tuple(blocks), "about")

    def _colleagues(self) -> Section | None:
        landed = [
            Paragraph(text(alone(each.text)), source=self._source(BriefLine("", each.asset)))
            for each in self._brief.landed
        ]
        said = [
            Paragraph(text(f"“{each.text}”"), source=text(", ".join(filter(None, (each.by, day(each.at))))))
            for each in self._brief.comments
        ]
        items = tuple((each,) for each in (*landed, *said))
        return _section("Colleagues", (Items(items),) if items else (), "about")

    def _missing(self) -> Section | None:
        items = tuple((Paragraph(text(alone(each.text))),) for each in self._brief.missing)
        return _section("Not written yet", (Items(items),) if items else (), "about")


def _section(name: str, blocks: Blocks, style: str = "") -> Section | None:
    return Section(name, blocks, style) if blocks else None


def _fact(name: str, values: Sequence[str]) -> list[Block]:
    if not values:
        return []
    said = text(name, bold=True) + text(f": {'; '.join(values)}")
    return [Paragraph(said)]


def _situated(brief: CallBrief) -> list[str]:
    words = {Facet.STAGE: "at ", Facet.PAIN: "on "}
    return [f"{words[tag.facet]}{tag.name}" if tag.facet in words else alone(tag.name) for tag in brief.situation]
