"""How results are ranked and why: the weights every engine uses, and the reasons told with each hit.

Pure: values in, order and words out. What happened in conversations weighs by its level, 0 to 4 (see
``content_store.rules.evidence``).
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from content_store.rules.evidence import Evidence, told, weight
from content_store.rules.vocabulary import ContentType, Facet, Freshness
from content_store.rules.wording import situated
from content_store.views import AssetView, TagView
from search.documents import Field

# A word in the heading says what an asset is about; in the body it may be an aside.
FIELD_WEIGHTS: Mapping[Field, float] = {
    Field.HEADING: 4.0,
    Field.SUMMARY: 2.0,
    Field.DETAILS: 1.5,
    Field.INTERNAL: 1.5,
    Field.BODY: 1.0,
    Field.FILES: 0.5,
}
# Added to a score (BM25 of two or three words is about 5 to 30): enough to order equals, not to beat a better match.
CONTEXT_WEIGHT = 2.0  # for each tag of the asset that is in the rep's context
# While the asset is overdue. Taken from the few that are, not given to the many that are not: an engine adds a weight
# hit by hit.
OVERDUE_WEIGHT = -1.0
# A rep on a call wants what to say first, and what proves it behind.
TYPE_WEIGHTS: Mapping[ContentType, float] = {ContentType.TALKING_POINT: 2.0}
# For each level of evidence, against an asset that nobody has tried yet: that one is not buried, and only what is known
# to fall flat stands below it.
EVIDENCE_WEIGHTS: Mapping[int, float] = {0: -0.5, 2: 0.5, 3: 1.0, 4: 1.5}
STARTED_WEIGHT = 2.0  # for a heading with a word that begins with the half-typed one


class ReasonCode(StrEnum):
    """Why a hit is where it is, for programs."""

    MATCHES_HEADLINE = "MATCHES_HEADLINE"
    MATCHES_TITLE = "MATCHES_TITLE"
    MATCHES_SUMMARY = "MATCHES_SUMMARY"
    MATCHES_CUSTOMER = "MATCHES_CUSTOMER"
    MATCHES_TYPE = "MATCHES_TYPE"
    MATCHES_TAG = "MATCHES_TAG"
    SYNONYM = "SYNONYM"
    MATCHES_DETAILS = "MATCHES_DETAILS"
    MATCHES_BODY = "MATCHES_BODY"
    MATCHES_FILE = "MATCHES_FILE"
    TYPO = "TYPO"
    CONTEXT = "CONTEXT"
    FRESH = "FRESH"
    OVERDUE = "OVERDUE"
    EVIDENCE = "EVIDENCE"


class Reason(NamedTuple):
    """One reason: ``code`` for programs, ``text`` for people."""

    code: ReasonCode
    text: str


class Matched(NamedTuple):
    """The words of the query found in one place of a hit, as they were typed. ``by`` names a type, a tag or a page."""

    code: ReasonCode
    words: tuple[str, ...]
    by: str = ""


_PLACES = {
    ReasonCode.MATCHES_HEADLINE: "in the headline",
    ReasonCode.MATCHES_TITLE: "in the title",
    ReasonCode.MATCHES_SUMMARY: "in the summary",
    ReasonCode.MATCHES_CUSTOMER: "in the customer's name",
    ReasonCode.MATCHES_DETAILS: "in the details",
    ReasonCode.MATCHES_BODY: "in the text",
}


def reasons(
    asset: AssetView,
    matched: Iterable[Matched],
    context: Collection[int],
    corrections: Mapping[str, str],
    now: datetime,
    within: Iterable[tuple[TagView, Evidence]] = (),
    *,
    tells_evidence: bool = True,
) -> tuple[Reason, ...]:
    """Why ``asset`` was found and stands where it does, the strongest first.

    ``context`` are the tag ids of the rep's situation, ``corrections`` what was typed and what it was read as,
    ``within`` what conversations proved of the asset within tags of that situation; nothing of it is said without
    ``tells_evidence``.
    """
    why = [_match_reason(each, corrections) for each in matched]
    why.extend(_typo_reason(typed, read) for typed, read in corrections.items())
    in_context = [tag for tag in asset.tags if tag.id in context]
    if in_context:
        why.append(Reason(ReasonCode.CONTEXT, f"works for {_situation(in_context)}"))
    proven = proof_in_words(asset.evidence, within) if tells_evidence else ""
    if proven:
        why.append(Reason(ReasonCode.EVIDENCE, proven))
    why.append(_freshness_reason(asset, now))
    return tuple(why)


def proof_in_words(evidence: Evidence, within: Iterable[tuple[TagView, Evidence]]) -> str:
    """What came of using an asset: where it was most convincing of ``within``, or else anywhere; empty for nothing."""
    used = [(tag, found) for tag, found in within if found.conversations]
    if not used:
        return told(evidence)
    tag, found = max(used, key=lambda each: weight(each[1]))
    return told(found, situated(tag.facet, tag.name))


def _match_reason(matched: Matched, corrections: Mapping[str, str]) -> Reason:
    words = ", ".join(f"“{corrections.get(word, word)}”" for word in matched.words)
    if matched.code is ReasonCode.MATCHES_TYPE:
        return Reason(matched.code, f"is a {matched.by}")
    if matched.code is ReasonCode.MATCHES_TAG:
        return Reason(matched.code, f"is tagged {matched.by}")
    if matched.code is ReasonCode.SYNONYM:
        return Reason(matched.code, f"{words} is another word for {matched.by}")
    if matched.code is ReasonCode.MATCHES_FILE:
        return Reason(matched.code, f"matches {words} on {matched.by}")
    return Reason(matched.code, f"matches {words} {_PLACES[matched.code]}")


def _typo_reason(typed: str, read: str) -> Reason:
    return Reason(ReasonCode.TYPO, f"“{typed}” was read as “{read}”")


def _situation(tags: Iterable[TagView]) -> str:
    """``CFO at Decision, for Slow closing``: persona, stage, then whatever else."""
    by_facet: dict[Facet, list[str]] = {}
    for tag in tags:
        by_facet.setdefault(tag.facet, []).append(tag.name)
    personas = " and ".join(by_facet.pop(Facet.PERSONA, []))
    stages = " and ".join(by_facet.pop(Facet.STAGE, []))
    others = " and ".join(name for names in by_facet.values() for name in names)
    who_and_when = " at ".join(part for part in (personas, stages) if part)
    return ", for ".join(part for part in (who_and_when, others) if part)


def _freshness_reason(asset: AssetView, now: datetime) -> Reason:
    days = max((now - asset.verified_at).days, 0)
    verified = "verified today" if days == 0 else f"verified {days} day{'s' if days > 1 else ''} ago"
    if asset.freshness is Freshness.OVERDUE:
        return Reason(ReasonCode.OVERDUE, f"{verified}, overdue for another look")
    return Reason(ReasonCode.FRESH, verified)
