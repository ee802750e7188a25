"""A talking point laid out as it is used in a call, and the part of it that a buyer may be sent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from content_store.content_types.talking_point import DiscoveryQuestion, LandmineQuestion, Objection, TalkingPoint
from content_store.rules.briefing import may_quote
from content_store.rules.speech import Piece, plain, spoken_pieces
from content_store.rules.vocabulary import Audience, ContentType, Facet
from content_store.views import AssetView

_BACKGROUND = {
    "before_scenario": "Today",
    "negative_consequences": "What that costs",
    "after_scenario": "How it could be",
    "positive_business_outcomes": "What that is worth",
    "required_capabilities": "What it takes",
}


@dataclass(frozen=True, slots=True)
class Said:
    """One line to say. ``internal`` marks what never leaves the company."""

    text: str
    internal: bool
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Anatomy:
    """The blocks in the order of a call; an empty one is not shown."""

    opener: Said | None
    ask: tuple[tuple[DiscoveryQuestion, bool], ...]
    say: Said | None
    words: tuple[Said, ...]
    answers: tuple[tuple[Objection, bool], ...]
    dont: tuple[str, ...]
    landmines: tuple[LandmineQuestion, ...]
    next_step: Said | None
    background: tuple[tuple[str, Said], ...]


def anatomy(content: TalkingPoint, context: Mapping[Facet, str]) -> Anatomy:
    """The blocks of a talking point, its opener spoken in ``context``.

    A line is internal when it says so or its field is listed as internal; what not to say always is.
    """
    hidden = frozenset(content.internal_fields)
    pieces = spoken_pieces(content.opener, context)
    return Anatomy(
        opener=Said(plain(pieces), "opener" in hidden, pieces) if content.opener else None,
        ask=tuple((each, _is_internal(each, "discovery_questions", hidden)) for each in content.discovery_questions),
        say=_said(content, "value_statement", hidden),
        words=tuple(Said(text, "do_say" in hidden) for text in content.do_say),
        answers=tuple((each, _is_internal(each, "objections", hidden)) for each in content.objections),
        dont=content.do_not_say,
        landmines=content.landmine_questions,
        next_step=_said(content, "next_step", hidden),
        background=tuple(
            (label, said) for name, label in _BACKGROUND.items() if (said := _said(content, name, hidden))
        ),
    )


def for_buyer(asset: AssetView, laid_out: Anatomy, proof: Iterable[AssetView], today: date) -> str:
    """What a buyer may be sent, as plain text: what is said to them, never what is said about them.

    Empty for an internal asset, whose every line is internal: the stricter of asset and line wins.
    """
    if asset.audience is Audience.INTERNAL:
        return ""
    said = [laid_out.opener, laid_out.say]
    paragraphs = [line.text for line in said if line is not None and not line.internal]
    questions = [f"- {question.text}" for question, internal in laid_out.ask if not internal]
    proven = [line for each in proof if (line := _proven(each, today))]
    blocks = ["\n\n".join(paragraphs), "\n".join(questions), "\n".join(proven)]
    return "\n\n".join(block for block in blocks if block)


def _proven(asset: AssetView, today: date) -> str:
    """One line of proof, where a buyer may have it: customer-facing, and a quote only with permission."""
    content = asset.content
    if asset.audience is Audience.INTERNAL:
        return ""
    if asset.type is ContentType.TESTIMONIAL:
        speaker = ", ".join(filter(None, (content.get("speaker_name"), content.get("company"))))
        return f"- “{content.get('quote')}” ({speaker})" if may_quote(content, today) else ""
    return f"- {content.get('claim') or asset.summary or asset.title}"


def _is_internal(line: DiscoveryQuestion | Objection, field: str, hidden: frozenset[str]) -> bool:
    return field in hidden or line.audience is Audience.INTERNAL


def _said(content: TalkingPoint, field: str, hidden: frozenset[str]) -> Said | None:
    text: str = getattr(content, field)
    return Said(text, field in hidden) if text else None
