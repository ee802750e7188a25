"""What to say in one call, put together from the assets that were found for it.

The assets come in order, the strongest first. The first that has an opener leads: opener, do-not-say, value and next
step are its own, and what it lacks is taken from the next that has it. Of several questions those of different kinds
are asked, in the order of SPIN. Two proofs, of different types where that can be: what was verified in time comes
first, then what fits the industry, then what the lead itself names as its proof. All lines are in the language of the
lead. The same assets always make the same brief, and each line says which asset it came from.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from content_store.rules.vocabulary import Audience, ContentType, QuestionKind
from content_store.rules.wording import normalised

QUESTIONS, PROOFS, ANSWERS, DONTS = 3, 2, 3, 3
PROOF_TYPES = (ContentType.PROOF_STATEMENT, ContentType.TESTIMONIAL, ContentType.CASE_STUDY)


class Part(StrEnum):
    """A part of a brief, in the order of a call."""

    WHO = "who"
    OPENER = "opener"
    QUESTIONS = "questions"
    VALUE = "value"
    PROOF = "proof"
    OBJECTIONS = "objections"
    LANDMINE = "landmine"
    NEXT_STEP = "next_step"


@dataclass(frozen=True, slots=True)
class Source:
    """An asset to take lines from; ``content`` holds the fields of its type as plain values."""

    asset_id: int
    type: ContentType
    language: str
    content: Mapping[str, Any]
    is_overdue: bool = False
    fits_industry: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line to say; ``internal`` marks what its author keeps inside the company."""

    text: str
    asset_id: int
    internal: bool


@dataclass(frozen=True, slots=True)
class Question(Line):
    """One question to ask."""

    kind: QuestionKind


@dataclass(frozen=True, slots=True)
class Answer(Line):
    """What to answer (``text``) when the buyer says ``buyer_says``; ``evidence`` proves it."""

    buyer_says: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Landmine(Line):
    """A question that shows where a competitor is weak, with our own documented answer. Always internal."""

    answer: str


@dataclass(frozen=True, slots=True)
class Assembled:
    """The lines of a brief. ``missing`` are its parts that nothing was found for, or less than wanted."""

    lead: int | None
    language: str
    opener: Line | None
    do_not_say: tuple[Line, ...]
    questions: tuple[Question, ...]
    value: Line | None
    proof: tuple[int, ...]
    objections: tuple[Answer, ...]
    landmine: Landmine | None
    next_step: Line | None
    missing: tuple[Part, ...]


def assemble(
    points: Sequence[Source], proofs: Sequence[Source], named: Collection[int] = (), language: str = ""
) -> Assembled:
    """The brief that ``points``, which are talking points, and ``proofs`` make; see above for how.

    ``named`` are the proofs that the lead names itself. With ``language`` (BCP 47) only what is written in it is used;
    dialects of one language go together.
    """
    lead = leading(points, language)
    if lead is None:
        return _told(None, language, (), _two(proofs, named))
    spoken = lead.language
    alike = [lead, *(each for each in points if each is not lead and _is_in(each, spoken))]
    proven = [each for each in proofs if _is_in(each, spoken)] or list(proofs)
    return _told(lead, spoken, alike, _two(proven, named))


def leading(points: Sequence[Source], language: str = "") -> Source | None:
    """The talking point that leads: the first with an opener, or else the first."""
    fitting = [each for each in points if not language or _is_in(each, language)]
    return next((each for each in fitting if each.content.get("opener")), next(iter(fitting), None))


def may_quote(content: Mapping[str, Any], today: date) -> bool:
    """Whether a testimonial may be used in public today; its last day counts."""
    until = content.get("permission_until")
    lasts = until is None or date.fromisoformat(str(until)) >= today
    return bool(content.get("permission_public")) and lasts


def _told(lead: Source | None, language: str, points: Sequence[Source], proof: tuple[int, ...]) -> Assembled:
    opener, value, next_step = (_first(points, name) for name in ("opener", "value_statement", "next_step"))
    questions, objections = _questions(points), tuple(_answers(points))[:ANSWERS]
    landmine = next(_landmines(points), None)
    enough = {
        Part.OPENER: opener is not None,
        Part.QUESTIONS: len(questions) == QUESTIONS,
        Part.VALUE: value is not None,
        Part.PROOF: len(proof) == PROOFS,
        Part.OBJECTIONS: bool(objections),
        Part.LANDMINE: landmine is not None,
        Part.NEXT_STEP: next_step is not None,
    }
    return Assembled(
        lead=lead.asset_id if lead else None,
        language=language,
        opener=opener,
        do_not_say=_donts(points),
        questions=questions,
        value=value,
        proof=proof,
        objections=objections,
        landmine=landmine,
        next_step=next_step,
        missing=tuple(part for part in Part if not enough.get(part, True)),
    )


def _first(points: Sequence[Source], field: str) -> Line | None:
    """The first text of ``field`` that there is."""
    found = next((each for each in points if each.content.get(field)), None)
    return Line(found.content[field], found.asset_id, field in _inside(found)) if found else None


def _donts(points: Sequence[Source]) -> tuple[Line, ...]:
    """What not to say: of the first that says so, since it belongs to its words. Always internal."""
    found = next((each for each in points if each.content.get("do_not_say")), None)
    return (
        tuple(Line(text, found.asset_id, internal=True) for text in found.content["do_not_say"][:DONTS])
        if found
        else ()
    )


def _questions(points: Sequence[Source]) -> tuple[Question, ...]:
    """The first of each kind, then what else there is; asked in the order of the kinds."""
    known = list(_all_questions(points))
    firsts = list({each.kind: each for each in reversed(known)}.values())
    # Reversed twice, so that of one kind the first one stays, and the kinds found first come first.
    firsts.sort(key=known.index)
    chosen = [*firsts, *(each for each in known if each not in firsts)][:QUESTIONS]
    order = list(QuestionKind)
    return tuple(sorted(chosen, key=lambda each: (order.index(each.kind), known.index(each))))


def _all_questions(points: Sequence[Source]) -> Iterator[Question]:
    said: set[str] = set()
    for each in points:
        for asked in each.content.get("discovery_questions") or ():
            if normalised(asked["text"]) not in said:
                said.add(normalised(asked["text"]))
                internal = _is_internal(asked, "discovery_questions", each)
                yield Question(asked["text"], each.asset_id, internal, QuestionKind(asked["kind"]))


def _answers(points: Sequence[Source]) -> Iterator[Answer]:
    said: set[str] = set()
    for each in points:
        for objection in each.content.get("objections") or ():
            words = normalised(objection["buyer_says"])
            if objection.get("response") and words not in said:
                said.add(words)
                yield Answer(
                    objection["response"],
                    each.asset_id,
                    _is_internal(objection, "objections", each),
                    objection["buyer_says"],
                    objection.get("evidence") or "",
                )


def _landmines(points: Sequence[Source]) -> Iterator[Landmine]:
    for each in points:
        for mine in each.content.get("landmine_questions") or ():
            yield Landmine(mine["question"], each.asset_id, internal=True, answer=mine["answer"])


def _two(proofs: Sequence[Source], named: Collection[int]) -> tuple[int, ...]:
    """The best proof, and the best of another type; of one type the two best."""
    # Sorting keeps the order in which the equal ones come.
    best = sorted(proofs, key=lambda each: (each.is_overdue, not each.fits_industry, each.asset_id not in named))
    others = [each for each in best[1:] if each.type is not best[0].type] if best else []
    chosen = [*best[:1], *others[:1]]
    chosen += [each for each in best if each not in chosen]
    return tuple(each.asset_id for each in chosen[:PROOFS])


def _is_in(source: Source, language: str) -> bool:
    """Whether it is written in ``language``; what one country calls it says nothing."""
    return source.language.partition("-")[0].lower() == language.partition("-")[0].lower()


def _is_internal(line: Mapping[str, Any], field: str, source: Source) -> bool:
    return field in _inside(source) or line.get("audience") == Audience.INTERNAL


def _inside(source: Source) -> Collection[str]:
    return source.content.get("internal_fields") or ()
