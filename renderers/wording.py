"""Times, trust and enumerations in words."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from content_store.rules.evidence import told
from content_store.rules.lifecycle import Step
from content_store.rules.vocabulary import Freshness
from content_store.views import AssetView


@dataclass(frozen=True, slots=True)
class Trust:
    """Why the asset can be believed, one line: when it was looked at, by whom, and what came of using it."""

    verified_at: datetime
    verified: str
    owner: str
    evidence: str
    warning: str


def trust(asset: AssetView, now: datetime) -> Trust:
    """The line of trust as of ``now``. Without conversations it says nothing of them."""
    return Trust(
        verified_at=asset.verified_at,
        verified=f"Verified {ago(asset.verified_at, now)}",
        owner=asset.owner.name if asset.owner else "",
        evidence=_evidence(asset, now),
        warning=_warning(asset, now),
    )


def _evidence(asset: AssetView, now: datetime) -> str:
    evidence = asset.evidence
    last = f" · last used {ago(evidence.last_used_at, now)}" if evidence.last_used_at else ""
    return f"{told(evidence)}{last}" if evidence.conversations else ""


def _warning(asset: AssetView, now: datetime) -> str:
    match asset.freshness:
        case Freshness.FRESH:
            return ""
        case Freshness.DUE:
            return f"due for another look in {_count((asset.due_at - now).days, 'day')}"
        case Freshness.OVERDUE:
            return f"overdue for another look since {day(asset.due_at)}"


def ago(moment: datetime, now: datetime) -> str:
    """How long ago, as a person would say it: ``today``, ``yesterday``, ``12 days ago``, ``3 months ago``."""
    days = max((now - moment).days, 0)
    if days < 2:
        return ("today", "yesterday")[days]
    if days < 60:
        return f"{days} days ago"
    return f"{_count(days // 30, 'month')} ago" if days < 730 else f"{days // 365} years ago"


def day(moment: date) -> str:
    """A day, written so that nobody mistakes the month: ``3 September 2026``."""
    return f"{moment.day} {moment:%B %Y}"


def iso(moment: datetime) -> str:
    """A moment as a program reads it, to the second."""
    return moment.isoformat(timespec="seconds")


def alone(name: str) -> str:
    """A tag's name where it stands alone, outside of a sentence: ``Operations director``; ``iPaaS`` stays."""
    beginning = name.split(" ", 1)[0]
    return name[:1].upper() + name[1:] if beginning.islower() else name


def article(noun: str) -> str:
    """A noun with its article: ``an objection``."""
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"


def spoken(value: Enum) -> str:
    """An enumeration's value in words: ``Need payoff``."""
    return str(value.value).replace("_", " ").capitalize()


_STEPS = {
    Step.SUBMIT: "Sent for review",
    Step.WITHDRAW: "Taken back from review",
    Step.PUBLISH: "Published",
    Step.UNSCHEDULE: "Publication called off",
    Step.RETIRE: "Retired",
    Step.ARCHIVE: "Put away",
    Step.RESTORE: "Brought back as a draft",
}


def step_words(step: Step) -> str:
    """What was done to an asset: ``Sent for review``."""
    return _STEPS.get(step, spoken(step))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def minutes_in_words(minutes: int) -> str:
    """``45 min``, ``2 h``, ``2 h 10 min``."""
    hours, rest = divmod(minutes, 60)
    return " ".join(filter(None, (f"{hours} h" if hours else "", f"{rest} min" if rest or not hours else "")))
