"""One page before a call."""

from datetime import date, datetime
from typing import Annotated, Any
from urllib.parse import urlencode

import strawberry

from content_store.brief_views import CallBrief as BriefView
from content_store.briefing import BriefAsked
from content_store.errors import Forbidden, Invalid
from content_store.rules.briefing import Part
from content_store.rules.occurrences import LONGEST_REFERENCE
from content_store.rules.permissions import audiences
from content_store.rules.vocabulary import Audience, Facet, QuestionKind
from content_store.views import AssetView
from renderers.documents.blocks import Document, Recipient
from renderers.documents.briefs import brief_document
from renderers.documents.writing import markdown_of, text_of
from schema.assets import Asset
from schema.enums import Perspective, describe
from schema.fields import Reader, read
from schema.operation import Info
from schema.pages import AssetNode, Page
from schema.recommending import situation_of
from schema.tags import Tag
from search.briefing import call_brief

LONGEST_LANGUAGE = 35  # characters

describe(
    Recipient,
    "DocumentRecipient",
    "Whom a document is for.",
    {
        "ME": "Our own people: internal lines are in it, and marked.",
        "BUYER": "A buyer: nothing internal is in it, nor what is said about them.",
    },
)

describe(
    Part,
    "CallBriefPart",
    "A part of a call's brief, in the order of a call.",
    {
        "WHO": "Who one talks to, and what they care about.",
        "OPENER": "How to begin.",
        "QUESTIONS": "Three discovery questions.",
        "VALUE": "What it is worth to the buyer.",
        "PROOF": "Two proofs.",
        "OBJECTIONS": "What the buyer may say against it, with the answer.",
        "LANDMINE": "A question on which a competitor is weak.",
        "NEXT_STEP": "What to agree on before the call ends.",
    },
)


class Told:
    """A brief on its way out; ``nodes`` are its assets as nodes of one page, by id."""

    __slots__ = ("brief", "nodes")

    def __init__(self, brief: BriefView, nodes: dict[int, AssetNode]) -> None:
        self.brief = brief
        self.nodes = nodes

    def line(self, line: Any) -> "TellableLine | None":
        """One of its lines with the asset it came from."""
        return None if line is None else TellableLine(line, self.nodes[line.asset.id])

    def lines(self, lines: Any) -> "list[TellableLine]":
        """Several of its lines."""
        return [TellableLine(line, self.nodes[line.asset.id]) for line in lines]


class TellableLine:
    """One line and the node of its asset."""

    __slots__ = ("line", "node")

    def __init__(self, line: Any, node: AssetNode) -> None:
        self.line = line
        self.node = node


def _of(name: str) -> Reader:
    return lambda told, _: getattr(told.line, name)


def _node(told: TellableLine, _info: Any) -> AssetNode:
    return told.node


_INTERNAL = "Whether it never leaves the company: its author said so, or it always is. Mark it wherever it is shown."
_FOR_BUYER = "Whether a buyer may be sent it: neither the line nor its asset is internal."
_ASSET = "The asset it came from."


@strawberry.type(description="One line to say.")
class BriefLine:
    """The source is a ``TellableLine``, as of all lines below."""

    text: str = read("The line, plain text, its placeholders filled in from the call.", _of("text"))
    is_internal: bool = read(_INTERNAL, _of("internal"))
    is_for_buyer: bool = read(_FOR_BUYER, _of("is_for_buyer"))
    asset: Asset = read(_ASSET, _node)


@strawberry.type(description="One question to ask.")
class BriefQuestion:
    """A line with its kind."""

    kind: QuestionKind = read("What it asks about.", _of("kind"))
    text: str = read("The question, plain text.", _of("text"))
    is_internal: bool = read(_INTERNAL, _of("internal"))
    is_for_buyer: bool = read(_FOR_BUYER, _of("is_for_buyer"))
    asset: Asset = read(_ASSET, _node)


@strawberry.type(description="What the buyer may say against it, and the answer.")
class BriefObjection:
    """A line with what it answers."""

    buyer_says: str = read("The buyer's own wording, plain text.", _of("buyer_says"))
    response: str = read("The answer, plain text.", _of("text"))
    evidence: str = read("What proves the answer, plain text; empty where nothing is said.", _of("evidence"))
    is_internal: bool = read(_INTERNAL, _of("internal"))
    asset: Asset = read(_ASSET, _node)


@strawberry.type(description="A question on which a competitor is weak, with our documented answer. Always internal.")
class BriefLandmine:
    """A line with its answer."""

    question: str = read("The question, plain text.", _of("text"))
    answer: str = read("Our own documented answer to it, plain text.", _of("answer"))
    asset: Asset = read(_ASSET, _node)


@strawberry.type(description="One proof as it is said.")
class BriefProof:
    """A line with where it is from, and from when."""

    text: str = read("The claim, the quote, or what happened, plain text.", _of("text"))
    figure: str = read("Its number with its unit; empty where it has none.", _of("figure"))
    source: str = read("Where it is from, plain text.", _of("source"))
    dated: date | None = read("From when it is, or when somebody last vouched for it.", _of("dated"))
    is_verified_day: bool = read("Whether that day is the one on which it was verified.", _of("is_verified_day"))
    is_quote: bool = read("Whether the text is a customer's own words.", _of("is_quote"))
    is_internal: bool = read("Whether it never leaves the company: a quote without permission.", _of("internal"))
    is_for_buyer: bool = read(_FOR_BUYER, _of("is_for_buyer"))
    asset: Asset = read(_ASSET, _node)


@strawberry.type(description="What came of using an asset of the brief.")
class BriefEvidence:
    """A line without marks."""

    text: str = read("What came of it, for people, plain text.", _of("text"))
    asset: Asset = read("The asset.", _node)


@strawberry.type(description="What a colleague said of an asset of the brief, and marketing agreed.")
class BriefComment:
    """A line with when and by whom."""

    text: str = read("What they said, plain text.", _of("text"))
    at: datetime = read("When.", _of("at"))
    by: str = read("Who; empty where this installation hides names.", _of("by"))
    asset: Asset = read("The asset it is about.", _node)


@strawberry.type(description="A part of the brief that nobody wrote yet.")
class BriefGap:
    """The source is the store's ``BriefGap``."""

    part: Part = read("The part.")
    text: str = read("What is missing, for people, plain text.")
    title: str = read("A title for a request to write it: see requestContent.")


def _line(name: str) -> Reader:
    return lambda told, _: told.line(getattr(told.brief, name))


def _lines(name: str) -> Reader:
    return lambda told, _: told.lines(getattr(told.brief, name))


def _shown(name: str) -> Reader:
    return lambda told, _: getattr(told.brief, name)


def _lead(told: Told, _info: Any) -> AssetNode | None:
    return told.nodes[told.brief.lead.id] if told.brief.lead else None


_For = Annotated[Recipient, strawberry.argument(description="Whom it is for.")]


def _document(told: Told, recipient: Recipient) -> Document:
    return brief_document(told.brief, recipient)


def _markdown(root: Any, recipient: _For = Recipient.ME) -> Any:
    return markdown_of(_document(root, recipient))


def _text(root: Any, recipient: _For = Recipient.ME) -> Any:
    return text_of(_document(root, recipient))


def _address(told: Told, _info: Any) -> str:
    brief = told.brief
    tags = [(tag.facet.value, tag.slug) for tag in (*brief.situation, *((brief.industry,) if brief.industry else ()))]
    beside = [("account", brief.account)] if brief.account else []
    return f"/brief?{urlencode([*tags, *beside] or [('persona', '')])}"


@strawberry.type(description="One page before a call, made of what is strongest in its situation.")
class CallBrief:
    """The source is a ``Told``."""

    persona: Tag | None = read("Who one talks to; its details say what they care about.", _shown("persona"))
    pain: Tag | None = read("The pain, with what it costs the buyer.", _shown("pain"))
    industry: Tag | None = read("The industry.", _shown("industry"))
    language: str = read("The language of its lines (BCP 47); empty where nothing was found.", _shown("language"))
    languages: list[str] = read("The languages in which there is a talking point for it.", _shown("languages"))
    is_widened: bool = read(
        "Whether nothing speaks to this persona of this pain, so that one of the two was let go.", _shown("widened")
    )
    lead: Asset | None = read("The talking point that leads.", _lead)
    opener: BriefLine | None = read("How to begin.", _line("opener"))
    do_not_say: list[BriefLine] = read("What not to say. Always internal.", _lines("do_not_say"))
    questions: list[BriefQuestion] = read("At most three discovery questions.", _lines("questions"))
    value: BriefLine | None = read("What it is worth to the buyer.", _line("value"))
    proof: list[BriefProof] = read("At most two proofs.", _lines("proof"))
    objections: list[BriefObjection] = read("At most three objections with answers.", _lines("objections"))
    landmine: BriefLandmine | None = read("A question on which a competitor is weak.", _line("landmine"))
    next_step: BriefLine | None = read("What to agree on before the call ends.", _line("next_step"))
    landed: list[BriefEvidence] = read("What came of using its assets (tier: use).", _lines("landed"))
    comments: list[BriefComment] = read("What colleagues said of them, and marketing agreed.", _lines("comments"))
    missing: list[BriefGap] = read("The parts that nobody wrote yet.", _shown("missing"))
    markdown: str = strawberry.field(resolver=_markdown, description="All of it as one Markdown document.")
    text: str = strawberry.field(resolver=_text, description="All of it as one plain text.")
    address: str = read(
        "Where people read it here, as a path. The same with .pdf, .md or .txt after /brief is a file; with for=buyer "
        "what a buyer may be sent, with paper=letter for American paper.",
        _address,
    )


_Slug = str | None


def _call_brief(
    info: Info,
    persona: Annotated[_Slug, strawberry.argument(description="The slug of the persona.")] = None,
    stage: Annotated[_Slug, strawberry.argument(description="The slug of the stage the buyer is at.")] = None,
    pain: Annotated[_Slug, strawberry.argument(description="The slug of the pain.")] = None,
    account: Annotated[
        str | None,
        strawberry.argument(description="The account's reference in the CRM: what anybody used with it is left out."),
    ] = None,
    industry: Annotated[_Slug, strawberry.argument(description="The slug of the industry.")] = None,
    language: Annotated[
        str | None,
        strawberry.argument(description="The language of its lines (BCP 47); without it that of the strongest."),
    ] = None,
) -> Any:
    operation = info.context
    if Audience.INTERNAL not in audiences(operation.viewer.scopes):
        message = "a token for customers may not ask for a brief: it is for those who call them"
        raise Forbidden(message)
    reference, spoken = (account or "").strip(), (language or "").strip()
    for name, text, most in (("account", reference, LONGEST_REFERENCE), ("language", spoken, LONGEST_LANGUAGE)):
        if len(text) > most:
            raise Invalid.of(name, "TOO_LONG", f"at most {most} characters")
    slugs = {Facet.PERSONA: persona, Facet.STAGE: stage, Facet.PAIN: pain, Facet.INDUSTRY: industry}
    tags = situation_of(operation, slugs)
    asked = BriefAsked(
        tuple(tag for tag in tags if tag.facet is not Facet.INDUSTRY),
        next((tag for tag in tags if tag.facet is Facet.INDUSTRY), None),
        reference,
        spoken,
        operation.services.show_names,
    )
    window = operation.window(Perspective.PUBLISHED)
    brief = call_brief(operation.session, operation.services.search, asked, window)
    return Told(brief, {node.view.id: node for node in Page(operation, window, _assets(brief)).nodes})


def _assets(brief: BriefView) -> list[AssetView]:
    lead = [brief.lead] if brief.lead else []
    return list({each.id: each for each in (*lead, *brief.sources)}.values())


CALL_BRIEF = (
    CallBrief,
    strawberry.field(
        resolver=_call_brief,
        description="One page before a call: whom one talks to, what to open with, ask, say, prove, answer and leave "
        "unsaid, each from the strongest asset that has it. The same for everybody who asks for it.",
    ),
)
