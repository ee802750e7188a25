"""What could be better about a draft. Nothing here forbids anything: it points out, and the author decides.

Speech is taken as 150 words a minute, the usual pace of a conversation.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from content_store.rules.speaking import product_as_subject, reveals_tracking, worn_words
from content_store.rules.vocabulary import ContentType, Facet, Status

WORDS_A_MINUTE = 150
SOURCE_YEARS = 3  # after which a figure is asked about
_FIGURE = re.compile(r"\d")
_WORD = re.compile(r"\S+")
_WANTED = (Facet.PERSONA, Facet.STAGE, Facet.PAIN)
_FOR_SITUATIONS = frozenset({ContentType.TALKING_POINT, ContentType.PLAY})
_FOUND_BY_SITUATION = frozenset({ContentType.CASE_STUDY, ContentType.WHITE_PAPER, ContentType.PRESENTATION})
_CLAIMS = ("value_statement", "after_scenario", "positive_business_outcomes")

# Seconds that something said at once may take; of a list each entry.
_BREATH: Mapping[ContentType, Mapping[str, int]] = {
    ContentType.TALKING_POINT: {
        "headline": 8,
        "opener": 25,
        "discovery_questions.text": 12,
        "value_statement": 30,
        "objections.response": 40,
        "landmine_questions.question": 12,
        "do_say": 10,
        "next_step": 15,
    },
    ContentType.PROOF_STATEMENT: {"claim": 15},
    ContentType.TESTIMONIAL: {"quote": 40},
}
# What is said to the buyer, where tracking must not show and the talk is to be of them.
_SPOKEN: Mapping[ContentType, tuple[str, ...]] = {
    ContentType.TALKING_POINT: (
        "headline",
        "opener",
        "discovery_questions.text",
        "value_statement",
        "landmine_questions.question",
        "do_say",
        "next_step",
    ),
    ContentType.PLAY: ("steps.text",),
}
_ABOUT_THEM = ("headline", "opener", "discovery_questions.text", "value_statement", "do_say")


class Severity(StrEnum):
    """How much it matters."""

    WARNING = "warning"
    HINT = "hint"


class Check(StrEnum):
    """What was found."""

    NO_PROOF = "no_proof"
    PROOF_GONE = "proof_gone"
    NO_SOURCE = "no_source"
    NO_SOURCE_DATE = "no_source_date"
    OLD_SOURCE = "old_source"
    REVEALS_TRACKING = "reveals_tracking"
    FEATURE_SPEAK = "feature_speak"
    WORN_WORDS = "worn_words"
    TOO_LONG_TO_SAY = "too_long_to_say"
    NO_PERMISSION = "no_permission"
    PERMISSION_EXPIRED = "permission_expired"
    NO_PERSONA = "no_persona"
    NO_STAGE = "no_stage"
    NO_PAIN = "no_pain"
    LIKELY_DUPLICATE = "likely_duplicate"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at: where in the asset (``path``), and what to do. ``slug`` is the asset that it speaks of."""

    check: Check
    severity: Severity
    path: tuple[str, ...]
    message: str
    slug: str = ""


@dataclass(frozen=True, slots=True)
class Linked:
    """An asset that is linked to as proof."""

    slug: str
    title: str
    type: ContentType
    status: Status
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Draft:
    """What is checked; its texts may be unfinished and its rows empty. ``products`` are the names of ours."""

    type: ContentType
    content: Mapping[str, Any]
    tags: Mapping[str, Sequence[str]] = field(default_factory=dict)
    proof: Sequence[Linked] = ()
    products: Sequence[str] = ()


def findings(draft: Draft, today: date) -> tuple[Finding, ...]:
    """Everything worth pointing out, in the order of the form; nothing about what is still empty."""
    checks: tuple[Callable[[Draft, date], Iterator[Finding]], ...] = (
        _tracking,
        _feature_speak,
        _breath,
        _claims,
        _objections,
        _permission,
        _situation,
        _proof,
    )
    return tuple(found for check in checks for found in check(draft, today))


def seconds_to_say(text: str) -> float:
    """How long it takes to say ``text`` aloud."""
    return len(_WORD.findall(text)) * 60 / WORDS_A_MINUTE


def said(draft: Draft, name: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Path and text of a field; ``objections.response`` names a field of every row."""
    name, _, part = name.partition(".")
    value = draft.content.get(name)
    if isinstance(value, str):
        yield ("content", name), value
    elif isinstance(value, Sequence):
        for place, row in enumerate(value):
            text = row.get(part) if isinstance(row, Mapping) else row
            if isinstance(text, str):
                yield ("content", name, str(place), *([part] if part else [])), text


def _tracking(draft: Draft, _: date) -> Iterator[Finding]:
    for name in _SPOKEN.get(draft.type, ()):
        for path, text in said(draft, name):
            if words := reveals_tracking(text):
                message = f"“{words}” tells them that they were watched. Say what people in their role tell us instead."
                yield Finding(Check.REVEALS_TRACKING, Severity.WARNING, path, message)


def _feature_speak(draft: Draft, _: date) -> Iterator[Finding]:
    if draft.type is not ContentType.TALKING_POINT:
        return
    for name in _ABOUT_THEM:
        for path, text in said(draft, name):
            if words := product_as_subject(text, draft.products):
                message = f"“{words}” speaks of us. Say it with the buyer as the one who does something."
                yield Finding(Check.FEATURE_SPEAK, Severity.HINT, path, message)
            if words := worn_words(text):
                message = f"“{words}” says nothing that a buyer can picture. What changes, and by how much?"
                yield Finding(Check.WORN_WORDS, Severity.HINT, path, message)


def _breath(draft: Draft, _: date) -> Iterator[Finding]:
    for name, most in _BREATH.get(draft.type, {}).items():
        for path, text in said(draft, name):
            if (seconds := seconds_to_say(text)) > most:
                message = f"it takes about {seconds:.0f} seconds to say aloud; try to stay below {most}"
                yield Finding(Check.TOO_LONG_TO_SAY, Severity.HINT, path, message)


def _claims(draft: Draft, today: date) -> Iterator[Finding]:
    """Where a claim comes from, and whether there is anything behind what is promised."""
    content = draft.content
    if draft.type is ContentType.PROOF_STATEMENT and _has(content, "claim"):
        if not _has(content, "source"):
            message = "say where the claim comes from; a buyer will ask"
            yield Finding(Check.NO_SOURCE, Severity.WARNING, ("content", "source"), message)
        when = _day(content.get("source_date"))
        if when is None:
            message = "say from when the evidence is"
            yield Finding(Check.NO_SOURCE_DATE, Severity.WARNING, ("content", "source_date"), message)
        elif (today - when).days > SOURCE_YEARS * 365:
            message = f"the evidence is more than {SOURCE_YEARS} years old; is there anything newer?"
            yield Finding(Check.OLD_SOURCE, Severity.HINT, ("content", "source_date"), message)
    promises = draft.type is ContentType.TALKING_POINT and any(_has(content, name) for name in _CLAIMS)
    if promises and not draft.proof:
        message = "nothing proves it yet; link a case study, a testimonial or a proof statement"
        yield Finding(Check.NO_PROOF, Severity.WARNING, ("proof",), message)


def _objections(draft: Draft, _: date) -> Iterator[Finding]:
    """An answer with a figure in it has to say where the figure comes from."""
    rows = draft.content.get("objections") or ()
    for path, text in said(draft, "objections.response"):
        if _FIGURE.search(text) and not _has(rows[int(path[2])], "evidence"):
            message = "the answer names a figure; say what it is from"
            yield Finding(Check.NO_SOURCE, Severity.HINT, (*path[:3], "evidence"), message)


def _permission(draft: Draft, today: date) -> Iterator[Finding]:
    if draft.type is ContentType.TESTIMONIAL and _has(draft.content, "quote"):
        check, words = _unquotable(draft.content, today)
        if check is not None:
            field_name = "permission_until" if check is Check.PERMISSION_EXPIRED else "permission_public"
            yield Finding(check, Severity.WARNING, ("content", field_name), words)


def _situation(draft: Draft, _: date) -> Iterator[Finding]:
    """Without persona, stage and pain nobody finds it in the situation it was written for."""
    if draft.type not in _FOR_SITUATIONS | _FOUND_BY_SITUATION:
        return
    severity = Severity.WARNING if draft.type in _FOR_SITUATIONS else Severity.HINT
    for facet in _WANTED:
        if not draft.tags.get(facet.value):
            message = f"no {facet.value} is chosen, so whoever filters by one does not find it"
            yield Finding(Check(f"no_{facet.value}"), severity, (facet.plural,), message)


def _proof(draft: Draft, today: date) -> Iterator[Finding]:
    for place, proof in enumerate(draft.proof):
        path = ("proof", str(place))
        if proof.status in {Status.RETIRED, Status.ARCHIVED}:
            message = f"“{proof.title}” is {proof.status.value}; readers are not shown it"
            yield Finding(Check.PROOF_GONE, Severity.WARNING, path, message, proof.slug)
        elif proof.type is ContentType.TESTIMONIAL:
            check, words = _unquotable(proof.content, today)
            if check is not None:
                yield Finding(check, Severity.WARNING, path, f"“{proof.title}”: {words}", proof.slug)


def _unquotable(content: Mapping[str, Any], today: date) -> tuple[Check | None, str]:
    """Why a testimonial may not be used in public today; its last day counts."""
    if not content.get("permission_public"):
        return Check.NO_PERMISSION, "the customer has not allowed its use in public"
    until = _day(content.get("permission_until"))
    if until is not None and until < today:
        return Check.PERMISSION_EXPIRED, f"the customer's permission ended on {until.day} {until:%B %Y}"
    return None, ""


def _has(content: Mapping[str, Any] | None, name: str) -> bool:
    return bool(str((content or {}).get(name) or "").strip())


def _day(value: object) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None
