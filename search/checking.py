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

ALIKE = 0.65  # from here on an asset is likely to say the same
FEWEST_WORDS = 3  # below, anything is like anything
_LOOKED_AT = 5  # hits
_SAYS = ("headline", "claim", "quote", "customer", "situation", "abstract")
_GONE = frozenset({Status.RETIRED, Status.ARCHIVED})


def check(search: Search, session: Session, written: Written, window: Window) -> tuple[Finding, ...]:
    """Everything worth pointing out about a draft. ``window`` must show drafts."""
    return (*duplicates(search, session, written, window), *rule_findings(session, written, window))


def duplicates(search: Search, session: Session, written: Written, window: Window) -> Iterator[Finding]:
    """The asset of the same type that is most alike, if it is alike enough."""
    words = stems(_gist(written.title, written.summary, written.content))
    if len(words) < FEWEST_WORDS:
        return
    asked = f"{written.title} {_says(written.content)}"[:200]
    request = SearchRequest(asked, Filter(types=frozenset({written.type})), limit=_LOOKED_AT, with_explanations=False)
    known = {written.slug, *written.kin}
    found = [
        (likeness(words, stems(_gist(hit.asset.title, hit.asset.summary, hit.asset.content))), hit.asset)
        for hit in search.find(session, request, window).hits
        if hit.asset.slug not in known and hit.asset.status not in _GONE
    ]
    alike, asset = max(found, key=lambda each: each[0], default=(0.0, None))
    if asset is not None and alike >= ALIKE:
        yield _told(asset)


def _told(asset: AssetView) -> Finding:
    message = f"“{asset.title}” says much the same; perhaps that one can be bettered instead"
    return Finding(Check.LIKELY_DUPLICATE, Severity.WARNING, ("title",), message, asset.slug)


def _gist(title: str, summary: str, content: Mapping[str, Any]) -> str:
    return f"{title} {summary} {_says(content)}"


def _says(content: Mapping[str, Any]) -> str:
    return next((str(content[name])[:500] for name in _SAYS if content.get(name)), "")
