"""Making the view of a call's brief from what was found for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from content_store.brief_views import (
    BriefAnswer,
    BriefComment,
    BriefEvidence,
    BriefGap,
    BriefLandmine,
    BriefLine,
    BriefProof,
    BriefQuestion,
    CallBrief,
)
from content_store.queries.feedback import accepted_comments
from content_store.rules.briefing import Assembled, Line, Part, Source, assemble, may_quote
from content_store.rules.evidence import told
from content_store.rules.filters import Window
from content_store.rules.speech import plain, spoken_pieces
from content_store.rules.vocabulary import ContentType, Facet, Freshness
from content_store.rules.wording import situated
from content_store.views import AssetView, TagView

MOST_LANDED, MOST_COMMENTS = 3, 2
_WANTED = {
    Part.WHO: "what they aim for, how they are measured and what stands in their way",
    Part.OPENER: "an opener",
    Part.QUESTIONS: "three discovery questions",
    Part.VALUE: "a value statement",
    Part.PROOF: "two proofs",
    Part.OBJECTIONS: "an answer to a likely objection",
    Part.LANDMINE: "a question on which a competitor is weak",
    Part.NEXT_STEP: "a next step",
}


@dataclass(frozen=True, slots=True)
class BriefAsked:
    """What a brief is asked for: at most one tag of persona, stage and pain each; ``account`` as the CRM calls it.

    ``language`` (BCP 47) is empty for that of the strongest talking point; ``show_names`` says whether colleagues are
    named whose comments are told.
    """

    situation: tuple[TagView, ...] = ()
    industry: TagView | None = None
    account: str = ""
    language: str = ""
    show_names: bool = False


@dataclass(frozen=True, slots=True)
class BriefFound:
    """What was found: talking points and proofs in order, the proofs that the lead names, and what was told of each."""

    points: Sequence[AssetView]
    proofs: Sequence[AssetView]
    named: frozenset[int]
    told: Mapping[int, str]
    widened: bool


def brief(session: Session, asked: BriefAsked, found: BriefFound, window: Window) -> CallBrief:
    """The view; see ``content_store.rules.briefing`` for what is taken from where."""
    by_id = {each.id: each for each in (*found.points, *found.proofs)}
    points, proofs = (sources(each, asked.industry) for each in (found.points, found.proofs))
    made = assemble(points, proofs, found.named, asked.language)
    lines = _Lines(by_id, _context(asked))
    tags = {tag.facet: tag for tag in asked.situation}
    view = CallBrief(
        made_at=window.now,
        situation=asked.situation,
        industry=asked.industry,
        account=asked.account,
        language=made.language,
        languages=tuple(dict.fromkeys(each.language for each in found.points)),
        persona=tags.get(Facet.PERSONA),
        pain=tags.get(Facet.PAIN),
        lead=by_id[made.lead] if made.lead is not None else None,
        opener=lines.spoken(made.opener),
        do_not_say=tuple(lines.line(each) for each in made.do_not_say),
        questions=tuple(
            BriefQuestion(each.text, by_id[each.asset_id], each.internal, kind=each.kind) for each in made.questions
        ),
        value=lines.spoken(made.value),
        proof=tuple(proof_of(by_id[each], window.now.date()) for each in made.proof),
        objections=tuple(
            BriefAnswer(
                each.text, by_id[each.asset_id], each.internal, buyer_says=each.buyer_says, evidence=each.evidence
            )
            for each in made.objections
        ),
        landmine=_landmine(made, by_id),
        next_step=lines.spoken(made.next_step),
        landed=(),
        comments=(),
        missing=_gaps(asked, made, tags.get(Facet.PERSONA)),
        apart={},
        widened=found.widened,
    )
    return _with_colleagues(session, view, asked, found)


def sources(assets: Sequence[AssetView], industry: TagView | None) -> list[Source]:
    """The assets as the rule takes them."""
    return [
        Source(
            each.id,
            each.type,
            each.language,
            each.content,
            each.freshness is Freshness.OVERDUE,
            industry is not None and any(tag.id == industry.id for tag in each.tags),
        )
        for each in assets
    ]


def proof_of(asset: AssetView, today: date) -> BriefProof:
    """One proof as it is said; a quote without permission stays inside."""
    content = asset.content
    verified = asset.verified_at.date()
    match asset.type:
        case ContentType.PROOF_STATEMENT:
            day = _day(content.get("source_date"))
            text, source = content.get("claim") or asset.title, content.get("source") or ""
            return BriefProof(
                text,
                asset,
                figure=content.get("metric") or "",
                source=source,
                dated=day or verified,
                is_verified_day=not day,
            )
        case ContentType.TESTIMONIAL:
            speaker = (content.get(name) for name in ("speaker_name", "speaker_title", "company"))
            source = ", ".join(filter(None, speaker))
            closed = not may_quote(content, today)
            quote = content.get("quote") or asset.summary
            return BriefProof(quote, asset, closed, source=source, dated=verified, is_verified_day=True, is_quote=True)
        case _:
            source = ", ".join(filter(None, (content.get("customer"), "case study")))
            text = asset.summary or asset.title
            return BriefProof(text, asset, figure=_result(content), source=source, dated=verified, is_verified_day=True)


@dataclass(frozen=True, slots=True)
class _Lines:
    """Turns the rule's lines into the view's."""

    by_id: Mapping[int, AssetView]
    context: Mapping[Facet, str]

    def line(self, line: Line) -> BriefLine:
        return BriefLine(line.text, self.by_id[line.asset_id], line.internal)

    def spoken(self, line: Line | None) -> BriefLine | None:
        if line is None:
            return None
        pieces = spoken_pieces(line.text, self.context)
        return BriefLine(plain(pieces), self.by_id[line.asset_id], line.internal, pieces)


def _context(asked: BriefAsked) -> dict[Facet, str]:
    tags = (*asked.situation, *((asked.industry,) if asked.industry else ()))
    return {tag.facet: tag.name for tag in tags}


def _landmine(made: Assembled, by_id: Mapping[int, AssetView]) -> BriefLandmine | None:
    mine = made.landmine
    return BriefLandmine(mine.text, by_id[mine.asset_id], internal=True, answer=mine.answer) if mine else None


def _with_colleagues(session: Session, view: CallBrief, asked: BriefAsked, found: BriefFound) -> CallBrief:
    """The view with what came of its assets, what was said of them, and what they were not written for."""
    used = view.sources
    said = {each.id: found.told.get(each.id) or told(each.evidence) for each in used if each.evidence.landed}
    landed = tuple(BriefEvidence(each, said[each.id]) for each in used if each.id in said)[:MOST_LANDED]
    comments = accepted_comments(session, [each.id for each in used], MOST_COMMENTS)
    assets = {each.id: each for each in used}
    return replace(
        view,
        landed=landed,
        comments=tuple(
            BriefComment(
                assets[each.asset_id],
                each.text,
                each.created_at,
                each.person.name if asked.show_names and each.person else "",
            )
            for each in comments
        ),
        apart={each.id: lacking for each in used if (lacking := _lacking(each, asked.situation))},
    )


def _lacking(asset: AssetView, situation: Sequence[TagView]) -> tuple[str, ...]:
    """The tags of the situation that a talking point does not carry, though it carries others of their facet."""
    if asset.type is not ContentType.TALKING_POINT:
        return ()
    return tuple(tag.name for tag in situation if (has := asset.tagged(tag.facet)) and tag not in has)


def _gaps(asked: BriefAsked, made: Assembled, persona: TagView | None) -> tuple[BriefGap, ...]:
    where = " ".join(situated(tag.facet, tag.name) for tag in asked.situation)
    missing = list(made.missing)
    if persona is not None and not any(persona.details.get(name) for name in ("goals", "kpis", "challenges")):
        missing.insert(0, Part.WHO)
    return tuple(BriefGap(part, _WANTED[part], _title(part, where)) for part in missing)


def _title(part: Part, where: str) -> str:
    wanted = _WANTED[part]
    return " ".join(filter(None, (wanted[:1].upper() + wanted[1:], "for conversations" if where else "", where)))[:300]


def _result(content: Mapping[str, Any]) -> str:
    results = content.get("results") or ()
    if not results:
        return ""
    first = results[0]
    change = " to ".join(filter(None, (first.get("before"), first.get("after"))))
    return " ".join(filter(None, (change, first.get("unit"), first.get("metric"))))


def _day(value: Any) -> date | None:
    return date.fromisoformat(str(value)) if value else None
