"""What the log of searches is told: one entry for each time somebody typed, and what they opened."""

import re
from hashlib import sha256

from api.pages.asking import Asking
from api.pages.usage import recording
from api.pages.visits import Visit
from content_store.rules.vocabulary import EventKind
from content_store.rules.wording import normalised
from content_store.searches import OpeningNote, SearchNote
from content_store.usage import Occurrence, UsageInput, prepare
from content_store.views import AssetView
from search.finding import SearchResult

_KEY = re.compile(r"[A-Za-z0-9-]{8,40}")


def note_search(visit: Visit, asking: Asking, result: SearchResult) -> None:
    """Note what was looked for and how much there was. Turning pages is the same search."""
    if not asking.text.strip() and not asking.tags:
        return
    visit.runtime.journal.searched(
        SearchNote(
            key=_key(visit, asking),
            at=visit.now,
            person_id=visit.viewer.person.id,
            channel="web",
            text=result.understood.text,
            normalised=normalised(result.understood.text),
            filters=_filters(asking),
            result_count=result.total,
            did_you_mean=result.did_you_mean or "",
            shown=tuple(hit.asset.id for hit in result.hits) if not asking.offset else (),
            actor_kind=visit.actor,
        )
    )


def note_opening(visit: Visit, asking: Asking, result: SearchResult) -> None:
    """Note which result was opened, if one was."""
    opened = next((hit for hit in result.hits if hit.asset.slug == asking.show), None)
    if opened is not None:
        note = OpeningNote(_key(visit, asking), visit.viewer.person.id, opened.asset.id, opened.position + 1, visit.now)
        visit.runtime.journal.opened(note)


def note_view(visit: Visit, asset: AssetView, asking: Asking) -> None:
    """Record that an asset was opened: once an hour, and without waiting for it."""
    by = recording(visit)
    key = f"view-{asset.id}-{visit.now:%Y%m%d%H}-{by.actor_kind.value}"
    persona, stage, pain = asking.situation.values()
    given = UsageInput(EventKind.VIEW, key, asset.id, persona=persona, stage=stage, pain=pain)
    seen = prepare(visit.session, by, [given])
    visit.runtime.recorder.note([each for each in seen if isinstance(each, Occurrence)])


def _key(visit: Visit, asking: Asking) -> str:
    """The key that a script made for one time of typing; without one the same search within an hour is one."""
    given = visit.request.query_params.get("key", "")
    if _KEY.fullmatch(given):
        return given
    return sha256(f"{asking.text}\0{_filters(asking)}\0{visit.now:%Y-%m-%dT%H}".encode()).hexdigest()[:32]


def _filters(asking: Asking) -> dict[str, list[str]]:
    chosen = {facet.plural: [tag.slug for tag in tags] for facet, tags in asking.tags.items()}
    return chosen | ({"types": [type_.value for type_ in asking.types]} if asking.types else {})
