"""One asset as a document."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from content_store.briefing import proof_of
from content_store.content_types import DECLARATIONS
from content_store.content_types.lines import for_audience, internal_names
from content_store.content_types.talking_point import TalkingPoint
from content_store.rules.briefing import may_quote
from content_store.rules.vocabulary import Audience, ContentType
from content_store.views import AssetView
from renderers.documents.blocks import (
    Block,
    Blocks,
    Card,
    Document,
    Items,
    Paragraph,
    Quote,
    Recipient,
    Reply,
    Section,
    Spans,
    Table,
    text,
)
from renderers.documents.from_markdown import blocks as markdown
from renderers.figures import figure
from renderers.talking_points import Anatomy, Said, anatomy
from renderers.wording import day, spoken, trust

_CUSTOMERS = frozenset({Audience.CUSTOMER_FACING})


def asset_document(
    asset: AssetView, proof: Sequence[AssetView], recipient: Recipient, now: datetime, base: str = ""
) -> Document | None:
    """The asset for one of our own, or for a buyer; None where a buyer may have nothing of it.

    ``base`` is where this installation is found; a buyer's document does not lead there.
    """
    shown = asset if recipient is Recipient.ME else _shared(asset, now)
    if shown is None:
        return None
    made = _Writing(shown, proof, recipient, now, base if recipient is Recipient.ME else "")
    believed = trust(asset, now)
    known = " · ".join(filter(None, (believed.verified, believed.warning, believed.evidence)))
    return Document(
        title=str(shown.content.get("headline") or shown.title),
        kicker=DECLARATIONS[asset.type].label.capitalize() if recipient is Recipient.ME else "",
        language=asset.language,
        made_at=now,
        recipient=recipient,
        blocks=made.blocks(),
        lead=known if recipient is Recipient.ME else "",
    )


def leaves(asset: AssetView, today: date) -> bool:
    """Whether anything of it may leave the company. A quote needs its customer's permission."""
    if asset.audience is not Audience.CUSTOMER_FACING or asset.type is ContentType.GUIDELINE:
        return False
    return asset.type is not ContentType.TESTIMONIAL or may_quote(asset.content, today)


def _shared(asset: AssetView, now: datetime) -> AssetView | None:
    """What of it leaves the company; None where nothing does."""
    if not leaves(asset, now.date()):
        return None
    hidden = internal_names(asset.content)
    return replace(
        asset,
        content=for_audience(DECLARATIONS[asset.type], asset.content, asset.audience, _CUSTOMERS),
        summary="" if "summary" in hidden else asset.summary,
        # The text below a talking point says how to use it.
        body="" if "body" in hidden or asset.type is ContentType.TALKING_POINT else asset.body,
    )


class _Writing:
    """Writes the blocks of one asset."""

    def __init__(
        self, asset: AssetView, proof: Sequence[AssetView], recipient: Recipient, now: datetime, base: str
    ) -> None:
        self._asset = asset
        self._content = asset.content
        self._now = now
        self._base = base
        self._recipient = recipient
        self._proof = [each for each in proof if recipient is Recipient.ME or _shared(each, now) is not None]

    def blocks(self) -> Blocks:
        """All that there is of it."""
        writers: dict[ContentType, Callable[[], Blocks]] = {
            ContentType.TALKING_POINT: self._talking_point,
            ContentType.CASE_STUDY: self._case_study,
            ContentType.TESTIMONIAL: self._testimonial,
            ContentType.PROOF_STATEMENT: self._proof_statement,
            ContentType.WHITE_PAPER: self._white_paper,
            ContentType.PRESENTATION: self._presentation,
            ContentType.PLAY: self._play,
            ContentType.GUIDELINE: self._guideline,
        }
        summary = () if self._asset.type is ContentType.TALKING_POINT else _lines(self._asset.summary, "quiet")
        return (*summary, *writers[self._asset.type](), *markdown(self._asset.body))

    def _talking_point(self) -> Blocks:
        laid_out = anatomy(TalkingPoint.model_validate(dict(self._content)), {})
        return _present(
            _section("Open", _said([laid_out.opener], "speech")),
            _warning(laid_out),
            _section("Ask", self._questions(laid_out)),
            _section("Say", (*_said([laid_out.say], "strong"), *_list(laid_out.words))),
            _section("If they say", self._replies(laid_out)) if self._recipient is Recipient.ME else None,
            _section("Prove", self._cards()),
            _section("Landmine", tuple(_mine(each.question, each.answer) for each in laid_out.landmines)),
            _section("Next", _said([laid_out.next_step])),
            _section("Background", tuple(_fact(name, said) for name, said in laid_out.background)),
        )

    def _questions(self, laid_out: Anatomy) -> Blocks:
        items = tuple((Paragraph(text(each.text), "", inside, spoken(each.kind)),) for each, inside in laid_out.ask)
        return (Items(items, ordered=True),) if items else ()

    def _replies(self, laid_out: Anatomy) -> Blocks:
        return tuple(
            Reply(each.buyer_says, (Paragraph(text(each.response), "", inside, source=text(each.evidence)),))
            for each, inside in laid_out.answers
        )

    def _cards(self) -> Blocks:
        return tuple(self._card(each) for each in self._proof)

    def _card(self, asset: AssetView) -> Card:
        found = proof_of(asset, self._now.date())
        dated = day(found.dated) if found.dated and not found.is_verified_day else ""
        source = " · ".join(filter(None, (found.source, dated, "not to be quoted" if found.internal else "")))
        link = f"{self._base}/a/{asset.slug}" if self._base else ""
        return Card(figure(found.figure).number, text(found.text), source, link, found.is_quote, found.internal)

    def _case_study(self) -> Blocks:
        content = self._content
        quote = content.get("pull_quote") or {}
        rows = tuple(
            tuple(text(cell) for cell in (each["metric"], each["before"], each["after"], each["unit"]))
            for each in content.get("results") or ()
        )
        head: tuple[Spans, ...] = tuple(text(name) for name in ("Result", "Before", "After", "Unit"))
        return _present(
            _section("Customer", _lines(content.get("customer"), "strong")),
            _section("Challenge", markdown(content.get("challenge") or "")),
            _section("Solution", markdown(content.get("solution") or "")),
            _section("Results", (Table(head, rows),) if rows else ()),
            *_quote(quote.get("text"), quote.get("speaker_name"), quote.get("speaker_title")),
        )

    def _testimonial(self) -> Blocks:
        content = self._content
        return _quote(*(content.get(name) for name in ("quote", "speaker_name", "speaker_title", "company")))

    def _proof_statement(self) -> Blocks:
        found = proof_of(self._asset, self._now.date())
        dated = day(found.dated) if found.dated and not found.is_verified_day else ""
        kind = _claim_kind(self._content)
        source = " · ".join(filter(None, (found.source, dated, kind)))
        return (Card(figure(found.figure).number, text(found.text), source),)

    def _white_paper(self) -> Blocks:
        findings = self._content.get("key_findings") or ()
        return _present(
            _section("Abstract", markdown(self._content.get("abstract") or "")),
            _section("Key findings", _list(Said(each, internal=False) for each in findings)),
        )

    def _presentation(self) -> Blocks:
        slides = tuple(
            (Paragraph(text(each["title"], bold=True)), *_lines(each.get("purpose"), "quiet"))
            for each in self._content.get("slides") or ()
        )
        return _present(_section("Slides", (Items(slides, ordered=True),) if slides else ()))

    def _play(self) -> Blocks:
        steps = tuple(
            (Paragraph(text(each.get("text") or ""), "", each.get("audience") == Audience.INTERNAL, each["kind"]),)
            for each in self._content.get("steps") or ()
        )
        return _present(
            _section("When", _lines(self._content.get("situation"))),
            _section("Steps", (Items(steps, ordered=True),) if steps else ()),
        )

    def _guideline(self) -> Blocks:
        criteria = self._content.get("criteria") or ()
        rows = [(text(each["name"]), text(each.get("description") or ""), text(_points(each))) for each in criteria]
        head = (text("Criterion"), text("How it is told"), text("Points"))
        # Only a guideline about scores has points.
        size = 3 if any(row[2] for row in rows) else 2
        return (Table(head[:size], tuple(row[:size] for row in rows)),) if rows else ()


def _claim_kind(content: Any) -> str:
    """How firmly a claim stands, where that needs saying."""
    kind = str(content.get("claim_kind") or "fact")
    return "" if kind == "fact" else kind


def _present(*blocks: Block | None) -> Blocks:
    return tuple(each for each in blocks if each is not None)


def _section(name: str, blocks: Blocks, style: str = "") -> Section | None:
    return Section(name, blocks, style) if blocks else None


def _lines(words: str | None, style: str = "") -> Blocks:
    return (Paragraph(text(words), style),) if words else ()


def _said(lines: Sequence[Said | None], style: str = "") -> Blocks:
    return tuple(Paragraph(text(each.text), style, each.internal) for each in lines if each)


def _list(lines: Any) -> Blocks:
    items = tuple((Paragraph(text(each.text), "", each.internal),) for each in lines)
    return (Items(items),) if items else ()


def _warning(laid_out: Anatomy) -> Section | None:
    items = tuple((Paragraph(text(each), internal=True),) for each in laid_out.dont)
    return _section("Don’t say", (Items(items),) if items else (), "warning")


def _mine(question: str, answer: str) -> Reply:
    return Reply(question, (Paragraph(text(answer), "quiet"),), internal=True)


def _fact(name: str, said: Said) -> Paragraph:
    return Paragraph(text(name, bold=True) + text(f": {said.text}"), "", said.internal)


def _quote(words: str | None, *speaker: str | None) -> Blocks:
    if not words:
        return ()
    by = ", ".join(each for each in speaker if each)
    return (Quote((Paragraph(text(f"“{words}”"), "speech"), *_lines(by, "quiet"))),)


def _points(criterion: Any) -> str:
    points = criterion.get("points")
    return "" if points is None else str(points)
