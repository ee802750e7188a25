"""Two texts side by side: which words went and which came.

Long texts are cut where a run of words stands once in both (as in patience diff, Bram Cohen 2003, with runs in place of
lines); between the cuts lies little, of which the longest common subsequence is found exactly.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from sys import intern
from typing import Any, NamedTuple

from rapidfuzz.distance import LCSseq

_RUN = 5  # words and spaces that make a run
_LARGEST = 4_000_000  # of the product of what lies between two cuts; comparing takes time in proportion
_SHORT = 400  # words and spaces of both; below that,
_ALIKE = 0.6  # if less of them stayed, single words that did only confuse
_CONTEXT = 40  # words kept around a change where what stayed is cut
_WORDS = re.compile(r"\s+|[\w\u2019'-]+|[^\w\s]")
_SEPARATOR = " · "


class Kind(StrEnum):
    """What happened to a stretch of text."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"
    CUT = "cut"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of text, and what happened to it; one that is cut says how many words stayed there."""

    kind: Kind
    text: str


class _Same(NamedTuple):
    """So many words from ``old`` on are those from ``new`` on."""

    old: int
    new: int
    size: int


def differences(before: Any, after: Any) -> list[Stretch]:
    """The two values as one text: what stayed, what went, what came."""
    old_text, new_text = readable(before), readable(after)
    # One object for each word: the same is then told from another without reading it.
    old, new = (list(map(intern, _WORDS.findall(text))) for text in (old_text, new_text))
    found = _stretches(old, new, _matches(old, new))
    if len(old) + len(new) < _SHORT:
        stayed = sum(len(stretch.text) for stretch in found if stretch.kind is Kind.SAME)
        if 2 * stayed < _ALIKE * (len(old_text) + len(new_text)):
            return _kept([Stretch(Kind.GONE, old_text), Stretch(Kind.NEW, new_text)])
    return found


def shortened(stretches: Sequence[Stretch]) -> list[Stretch]:
    """The same with long text that stayed cut down to what stands around the changes."""
    last = len(stretches) - 1
    found: list[Stretch] = []
    for place, stretch in enumerate(stretches):
        found += _cut(stretch, is_first=not place, is_last=place == last)
    return found


def readable(value: Any) -> str:
    """A field's value as text: a list one entry a line, a part's texts one behind the other."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "yes" if value else "no"
        case list() | tuple():
            return "\n".join(readable(each) for each in value)
        case Mapping():
            return _SEPARATOR.join(text for each in value.values() if (text := readable(each)))
        case _:
            return str(value)


def _matches(old: list[str], new: list[str]) -> Iterable[_Same]:
    """What is the same in both, in order."""
    begun = _shared(old, new)
    ended = _shared(old[:begun:-1], new[:begun:-1])
    inner = (words[begun : len(words) - ended] for words in (old, new))
    at = _Same(0, 0, begun)
    if begun:
        yield at
    cuts = [_Same(cut.old + begun, cut.new + begun, cut.size) for cut in _cuts(*inner)]
    for cut in (*cuts, _Same(len(old) - ended, len(new) - ended, ended)):
        yield from _between(old, new, at, cut)
        if cut.size:
            yield cut
        at = cut


def _shared(old: list[str], new: list[str]) -> int:
    """How many words both begin with."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((place for place, (one, other) in pairs if one is not other), min(len(old), len(new)))


def _between(old: list[str], new: list[str], before: _Same, after: _Same) -> Iterable[_Same]:
    """What is the same between two cuts; nothing where too much lies there."""
    old_from, new_from = before.old + before.size, before.new + before.size
    gone, came = old[old_from : after.old], new[new_from : after.new]
    if not gone or not came or len(gone) * len(came) > _LARGEST:
        return
    for block in LCSseq.editops(gone, came).as_matching_blocks():
        if block.size:
            yield _Same(old_from + block.a, new_from + block.b, block.size)


def _cuts(old: list[str], new: list[str]) -> list[_Same]:
    """Stretches that surely are the same: runs that stand once in each, those that keep the order of both."""
    places = _unique_runs(new)
    runs: list[_Same] = []
    for run, at in _unique_runs(old).items():
        there = places.get(run)
        if there is None:
            continue
        last = runs[-1] if runs else None
        if last is not None and at - last.old == there - last.new and at <= last.old + last.size:
            runs[-1] = _Same(last.old, last.new, at + _RUN - last.old)
        else:
            runs.append(_Same(at, there, _RUN))
    return _in_order(runs)


def _unique_runs(words: list[str]) -> dict[tuple[str, ...], int]:
    """The runs of words that stand once in a text, and where."""
    found: dict[tuple[str, ...], int] = {}
    repeated = set()
    for place, run in enumerate(zip(*(words[shift:] for shift in range(_RUN)), strict=False)):
        if found.setdefault(run, place) != place:
            repeated.add(run)
    for run in repeated:
        del found[run]
    return found


def _in_order(runs: list[_Same]) -> list[_Same]:
    """The longest sequence of runs that rises in both texts, without overlaps."""
    ends: list[int] = []
    heads: list[int] = []
    before: list[int | None] = []
    for place, run in enumerate(runs):
        at = bisect_left(ends, run.new)
        before.append(heads[at - 1] if at else None)
        ends[at : at + 1], heads[at : at + 1] = [run.new], [place]
    chain: list[_Same] = []
    last = heads[-1] if heads else None
    while last is not None:
        chain.append(runs[last])
        last = before[last]
    return _apart(chain[::-1])


def _apart(chain: list[_Same]) -> list[_Same]:
    """The runs with what two of them share left to the first."""
    found: list[_Same] = []
    for run in chain:
        shared = (
            max((found[-1].old + found[-1].size - run.old, found[-1].new + found[-1].size - run.new, 0)) if found else 0
        )
        if run.size > shared:
            found.append(_Same(run.old + shared, run.new + shared, run.size - shared))
    return found


def _stretches(old: list[str], new: list[str], matches: Iterable[_Same]) -> list[Stretch]:
    found: list[Stretch] = []
    blocks = [*_worthwhile(old, matches), _Same(len(old), len(new), 0)]
    for last, block in pairwise([_Same(0, 0, 0), *blocks]):
        found.append(Stretch(Kind.GONE, "".join(old[last.old + last.size : block.old])))
        found.append(Stretch(Kind.NEW, "".join(new[last.new + last.size : block.new])))
        found.append(Stretch(Kind.SAME, "".join(old[block.old : block.old + block.size])))
    return _kept(found)


def _worthwhile(old: list[str], matches: Iterable[_Same]) -> list[_Same]:
    """The matches in pieces as large as can be, without those that are but a space between two changes."""
    found: list[_Same] = []
    for match in matches:
        last = found[-1] if found else None
        if last is not None and last.old + last.size == match.old and last.new + last.size == match.new:
            found[-1] = _Same(last.old, last.new, last.size + match.size)
        else:
            found.append(match)
    return [each for each in found if each.size > 1 or not old[each.old].isspace() or each.old == each.new == 0]


def _cut(stretch: Stretch, *, is_first: bool, is_last: bool) -> list[Stretch]:
    if stretch.kind is not Kind.SAME:
        return [stretch]
    words = _WORDS.findall(stretch.text)
    head, tail = 0 if is_first else 2 * _CONTEXT, 0 if is_last else 2 * _CONTEXT
    hidden = words[head : len(words) - tail]
    if len(hidden) <= 2 * _CONTEXT:
        return [stretch]
    count = sum(not word.isspace() for word in hidden)
    shown_after = "".join(words[len(words) - tail :]) if tail else ""
    return _kept(
        [
            Stretch(Kind.SAME, "".join(words[:head])),
            Stretch(Kind.CUT, f"{count:,} words that stayed"),
            Stretch(Kind.SAME, shown_after),
        ]
    )


def _kept(stretches: list[Stretch]) -> list[Stretch]:
    return [stretch for stretch in stretches if stretch.text]
