"""What a rep reads before a call: one frozen view, the same for every format."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from content_store.rules.briefing import Part
from content_store.rules.speech import Piece
from content_store.rules.vocabulary import Audience, QuestionKind
from content_store.views import AssetView, TagView


@dataclass(frozen=True, slots=True)
class BriefLine:
    """One line and the asset it came from.

    ``internal`` marks what its author keeps inside; ``pieces`` are the text with its placeholders filled in.
    """

    text: str
    asset: AssetView
    internal: bool = False
    pieces: tuple[Piece, ...] = ()

    @property
    def is_for_buyer(self) -> bool:
        """Whether a buyer may be sent it: the stricter of line and asset wins."""
        return not self.internal and self.asset.audience is Audience.CUSTOMER_FACING


@dataclass(frozen=True, slots=True)
class BriefQuestion(BriefLine):
    """A question, and what it asks about."""

    kind: QuestionKind = QuestionKind.SITUATION


@dataclass(frozen=True, slots=True)
class BriefAnswer(BriefLine):
    """What to answer when the buyer says ``buyer_says``."""

    buyer_says: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class BriefLandmine(BriefLine):
    """A question that shows where a competitor is weak, with our documented answer."""

    answer: str = ""


@dataclass(frozen=True, slots=True)
class BriefProof(BriefLine):
    """One proof as it is said. ``figure`` is its number with its unit, where it has one.

    ``source`` and ``dated`` say where it is from, and from when: the evidence's own day, or the one on which it was
    last verified (``is_verified_day``).
    """

    figure: str = ""
    source: str = ""
    dated: date | None = None
    is_verified_day: bool = False
    is_quote: bool = False


@dataclass(frozen=True, slots=True)
class BriefEvidence:
    """What came of using an asset of the brief, in words."""

    asset: AssetView
    text: str


@dataclass(frozen=True, slots=True)
class BriefComment:
    """What a colleague said of an asset of the brief, and marketing agreed; ``by`` is empty where names are hidden."""

    asset: AssetView
    text: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class BriefGap:
    """A part that is missing, in words, with the title of a request for it."""

    part: Part
    text: str
    title: str


@dataclass(frozen=True, slots=True)
class CallBrief:
    """One call's brief.

    ``apart`` says of which tags of the situation an asset does not speak, by the asset's id; ``widened`` whether
    nothing was found for all of persona and pain together. ``languages`` are those that a lead was found in.
    """

    made_at: datetime
    situation: tuple[TagView, ...]
    industry: TagView | None
    account: str
    language: str
    languages: tuple[str, ...]
    persona: TagView | None
    pain: TagView | None
    lead: AssetView | None
    opener: BriefLine | None
    do_not_say: tuple[BriefLine, ...]
    questions: tuple[BriefQuestion, ...]
    value: BriefLine | None
    proof: tuple[BriefProof, ...]
    objections: tuple[BriefAnswer, ...]
    landmine: BriefLandmine | None
    next_step: BriefLine | None
    landed: tuple[BriefEvidence, ...]
    comments: tuple[BriefComment, ...]
    missing: tuple[BriefGap, ...]
    apart: Mapping[int, tuple[str, ...]]
    widened: bool = False

    @property
    def sources(self) -> tuple[AssetView, ...]:
        """The assets it is made of, each once, in the order of the call."""
        single = (self.opener, self.value, self.landmine, self.next_step)
        lines = [
            *single[:1],
            *self.questions,
            *single[1:2],
            *self.proof,
            *self.objections,
            *self.do_not_say,
            *single[2:],
        ]
        return tuple({line.asset.id: line.asset for line in lines if line is not None}.values())

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found to say."""
        return not self.sources

    def for_buyer(self) -> "CallBrief":
        """What of it a buyer may be sent: what is said to them, never what is said about them or among us."""
        return replace(
            self,
            account="",
            persona=None,
            opener=_shared(self.opener),
            do_not_say=(),
            questions=tuple(each for each in self.questions if each.is_for_buyer),
            value=_shared(self.value),
            proof=tuple(each for each in self.proof if each.is_for_buyer),
            objections=(),
            landmine=None,
            next_step=_shared(self.next_step),
            landed=(),
            comments=(),
            missing=(),
            apart={},
            widened=False,
        )


def _shared(line: BriefLine | None) -> BriefLine | None:
    return line if line is not None and line.is_for_buyer else None
