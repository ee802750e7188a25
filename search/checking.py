"""Checking a draft: what the rules find, and the asset that may say the same already."""

from collections.abc import Iterator, Mapping
from typing import Any

from content_store.checking import Written, rule_findings
from content_store.database import Session
from content_store.rules.checking import Check, Finding, Severity
from content_store.rules.filters import Filter, Window
from content_store.rules.likeness import likeness, stems
from content_store.rules.vocabulary import Status
from content_store.views import AssetView
from search.finding import Search, SearchRequest

# From where on an asset is likely to say the same: by its title, by the line that it is about, by all of it together.
# Of the 105 assets of the demo no two that differ come above 0.36 by all of it.
ALIKE = (0.85, 0.7, 0.65)
FEWEST_WORDS = 3  # below, anything is like anything
_LONGEST = 500  # characters looked at of each
_LOOKED_AT = 5  # hits
_SAYS = ("headline", "claim", "quote", "challenge", "situation", "abstract")
Sides = tuple[frozenset[str], frozenset[str], frozenset[str]]
_GONE = frozenset({Status.RETIRED, Status.ARCHIVED})


def check(search: Search, session: Session, written: Written, window: Window) -> tuple[Finding, ...]:
    """Everything worth pointing out about a draft. ``window`` must show drafts."""
    return (*duplicates(search, session, written, window), *rule_findings(session, written, window))


def duplicates(search: Search, session: Session, written: Written, window: Window) -> Iterator[Finding]:
    """The asset of the same type that is most alike, if it is alike enough."""
    mine = _sides(written.title, written.summary, written.content)
    if len(mine[-1]) < FEWEST_WORDS:
        return
    asked = f"{written.title} {_says(written.content)}"[:200]
    request = SearchRequest(asked, Filter(types=frozenset({written.type})), limit=_LOOKED_AT, with_explanations=False)
    known = {written.slug, *written.kin}
    found = [
        (_alike(mine, _sides(hit.asset.title, hit.asset.summary, hit.asset.content)), hit.asset)
        for hit in search.find(session, request, window).hits
        if hit.asset.slug not in known and hit.asset.status not in _GONE
    ]
    alike, asset = max(found, key=lambda each: each[0], default=(0.0, None))
    if asset is not None and alike >= 1:
        yield _told(asset)


def _alike(mine: Sides, theirs: Sides) -> float:
    """How alike two assets are on the side where they are most; from 1 on they say the same."""
    sides = zip(ALIKE, mine, theirs, strict=True)
    return max(likeness(one, other) / enough for enough, one, other in sides if len(one) >= FEWEST_WORDS)


def _told(asset: AssetView) -> Finding:
    message = f"“{asset.title}” says much the same; perhaps that one can be bettered instead"
    return Finding(Check.LIKELY_DUPLICATE, Severity.WARNING, ("title",), message, asset.slug)


def _sides(title: str, summary: str, content: Mapping[str, Any]) -> Sides:
    """The words of the title, of what it says first, and of these and the summary together."""
    parts = [text[:_LONGEST] for text in (title, _says(content), summary)]
    return stems(parts[0]), stems(parts[1]), stems(" ".join(parts))


def _says(content: Mapping[str, Any]) -> str:
    return next((str(content[name]) for name in _SAYS if content.get(name)), "")
