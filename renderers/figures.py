"""The number in a sentence of proof, apart from the rest, so that it can be shown large."""

import re
from dataclasses import dataclass

_NUMBER = r"(?:(?:EUR|GBP|USD|CHF|€|£|\$)\s?)?\d[\d.,]*(?:\s?(?:%|million|billion|m\b|k\b|times|x\b|×))?"
_FIGURE = re.compile(rf"(?P<first>{_NUMBER})(?:\s+(?P<joint>to|of)\s+(?P<second>{_NUMBER}))?(?=\W|$)")


@dataclass(frozen=True, slots=True)
class Figure:
    """``number`` is shown large (``26 % → 17 %``), ``rest`` says of what."""

    number: str
    rest: str


def figure(metric: str) -> Figure:
    """The figure that ``metric`` begins with; without one all of it is the rest."""
    found = _FIGURE.match(metric.strip())
    if found is None:
        return Figure("", metric)
    first, joint, second = found["first"], found["joint"], found["second"]
    rest = metric.strip()[found.end() :]
    # “58 % of 212 firms” is a share of something counted; only “31 of 38” belongs together.
    if joint == "of" and not first.strip().isdigit():
        number, rest = first, metric.strip()[found.end("first") :]
    else:
        number = f"{first} → {second}" if joint == "to" else " of ".join(filter(None, (first, second)))
    return Figure(_tight(number), rest.strip(" ,;:"))


def _tight(number: str) -> str:
    """With spaces that do not break, so that a number never stands on two lines."""
    return number.replace(" ", "\u00a0").rstrip(".,")
