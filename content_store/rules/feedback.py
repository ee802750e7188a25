"""What may become of feedback and of requests, and what a suggestion would change."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import Any

from content_store.rules.vocabulary import FeedbackStatus, LinkKind

_ANSWERS = frozenset({FeedbackStatus.ACCEPTED, FeedbackStatus.DECLINED, FeedbackStatus.RESOLVED})
_FOLLOWS: dict[FeedbackStatus, frozenset[FeedbackStatus]] = {
    FeedbackStatus.OPEN: _ANSWERS,
    # Accepting again changes what was promised.
    FeedbackStatus.ACCEPTED: _ANSWERS,
    FeedbackStatus.REOPENED: _ANSWERS,
    FeedbackStatus.DECLINED: frozenset({FeedbackStatus.REOPENED}),
    FeedbackStatus.RESOLVED: frozenset({FeedbackStatus.REOPENED}),
}
# The parts of a snapshot that hold fields of their own.
_NESTED = ("content", "tags", "links")

Path = tuple[str, ...]


def follows(before: FeedbackStatus, after: FeedbackStatus) -> bool:
    """Whether what is ``before`` may become ``after``."""
    return after in _FOLLOWS[before]


def refusal(before: FeedbackStatus, after: FeedbackStatus) -> str:
    """Why what is ``before`` cannot become ``after``, and what to do."""
    if not before.is_open:
        return f"it was {before.value} already; reopen it first"
    return f"what is {before.value} cannot be {after.value}; it has no answer yet"


def needs_reason(after: FeedbackStatus) -> bool:
    """Whether somebody must say why: whoever is told no, or that an answer was none, wants to know."""
    return after in {FeedbackStatus.DECLINED, FeedbackStatus.REOPENED}


def is_late(promised_for: date | None, status: FeedbackStatus, today: date) -> bool:
    """Whether a promise has passed and is still open; its last day is in time."""
    return promised_for is not None and status.is_open and promised_for < today


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that a suggestion would change; ``path`` is ``("title",)``, ``("content", "opener")``, and so on."""

    path: Path
    before: Any
    after: Any


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """The fields in which ``after`` differs from ``before``, nested as in a snapshot: a proposal."""
    proposal: dict[str, Any] = {}
    fields = {**dict(_fields(before)), **dict(_fields(after))}
    for path in fields:
        # What the steps of a play use follows from the steps.
        if path != ("links", LinkKind.STEP.value) and _value(before, path) != _value(after, path):
            place = proposal.setdefault(path[0], {}) if len(path) > 1 else proposal
            place[path[-1]] = _value(after, path)
    return proposal


def changes(proposal: Mapping[str, Any], base: Mapping[str, Any]) -> list[FieldChange]:
    """What ``proposal`` changes of ``base``; fields that are the same are left out."""
    found = (FieldChange(path, _value(base, path), value) for path, value in _fields(proposal))
    return [change for change in found if change.before != change.after]


def conflicts(proposal: Mapping[str, Any], base: Mapping[str, Any], current: Mapping[str, Any]) -> list[Path]:
    """The fields that were changed since ``base`` to something else than ``proposal`` would make of them."""
    return [
        change.path
        for change in changes(proposal, base)
        if _value(current, change.path) not in (change.before, change.after)
    ]


def is_taken(proposal: Mapping[str, Any], base: Mapping[str, Any], published: Mapping[str, Any]) -> bool:
    """Whether ``published`` follows ``proposal`` anywhere: an editor may have polished it, or taken it back again."""
    return any(_value(published, change.path) != change.before for change in changes(proposal, base))


def input_digest(*parts: Any) -> str:
    """A short sum of what somebody sent, to tell the same words from others under the same key."""
    text = json.dumps(parts, sort_keys=True, default=str)
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _fields(snapshot: Mapping[str, Any]) -> Iterator[tuple[Path, Any]]:
    for name, value in snapshot.items():
        if name in _NESTED:
            for inner, each in value.items():
                yield (name, str(inner)), each
        else:
            yield (name,), value


def _value(snapshot: Mapping[str, Any], path: Path) -> Any:
    if path[0] not in _NESTED:
        return snapshot.get(path[0])
    # A facet or a kind of link without any value is not kept at all.
    return snapshot.get(path[0], {}).get(path[1], None if path[0] == "content" else [])
