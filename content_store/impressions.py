"""What searches showed, as events: one for each asset on the first page of a search that came to rest."""

from collections.abc import Iterator, Sequence
from hashlib import sha256

from sqlalchemy.orm import Session

from content_store.access import window
from content_store.errors import Invalid
from content_store.queries.people import people_book
from content_store.rules.demand import CONTEXT, named
from content_store.rules.vocabulary import Channel, EventKind, Purpose
from content_store.searches import SearchNote
from content_store.usage import Occurrence, Recording, UsageInput, prepare
from content_store.views import Viewer

_MOST = 20  # assets of one search


def impressions(session: Session, searches: Sequence[SearchNote]) -> list[Occurrence]:
    """The impressions of ``searches``. Written again after more was typed, a search shows each asset once."""
    return [occurrence for note in searches for occurrence in _of(session, note)]


def _of(session: Session, note: SearchNote) -> Iterator[Occurrence]:
    person = people_book(session).by_id.get(note.person_id or 0)
    if person is None or not note.shown:
        return
    seen = window(Viewer(person), note.at)
    by = Recording(person, seen, Channel(note.channel), note.actor_kind)
    inputs = [_input(note, asset_id) for asset_id in note.shown[:_MOST]]
    for occurrence in prepare(session, by, inputs):
        # Retired meanwhile, perhaps: then nobody needs to know that it was shown.
        if not isinstance(occurrence, Invalid):
            yield occurrence


def _input(note: SearchNote, asset_id: int) -> UsageInput:
    search = sha256(note.log_key.encode()).hexdigest()[:32]
    # Of several personas nobody knows which one it was.
    persona, stage, pain = (found[0] if len(found := named(note.filters, facet)) == 1 else "" for facet in CONTEXT)
    return UsageInput(
        EventKind.IMPRESSION,
        f"shown-{search}-{asset_id}",
        asset_id,
        occurred_at=note.at,
        purpose=Purpose.BROWSING,
        persona=persona,
        stage=stage,
        pain=pain,
    )
