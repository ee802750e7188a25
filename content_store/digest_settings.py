"""How people want to be told what is new: how often, about whom, and the private addresses of their feeds."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from content_store.answering import person_id_of
from content_store.digest_views import DigestSettings
from content_store.errors import Invalid
from content_store.queries.digests import by_unsubscribe_key, locked_setting, personas_lately, settings_of
from content_store.queries.people import people_book
from content_store.queries.taxonomy import tag_book
from content_store.rules.digests import DigestFrequency, Interests
from content_store.rules.permissions import Action
from content_store.rules.vocabulary import Facet
from content_store.tables import DigestSetting
from content_store.tables.inserting import insert_rows
from content_store.work import Work

MOST_PERSONAS = 20


@dataclass(frozen=True, slots=True)
class DigestWishes:
    """What somebody changes; None leaves it as it is. ``personas`` holds slugs; none means: as I work.

    With a new address of their feeds the old one answers no more.
    """

    frequency: DigestFrequency | None = None
    personas: Sequence[str] | None = None
    new_feed_address: bool = False


def own_settings(work: Work) -> DigestSettings:
    """The actor's settings, made with new keys where there are none yet. Raises Forbidden for nobody in particular."""
    work.require(Action.GIVE_FEEDBACK)
    person_id = person_id_of(work)
    return ensured(work.session, [person_id])[person_id]


def change_settings(work: Work, wishes: DigestWishes) -> DigestSettings:
    """Say how to be told. Raises Invalid where a persona is unknown."""
    person_id = own_settings(work).person_id
    row = _row(work.session, person_id)
    if wishes.frequency is not None:
        row.frequency = wishes.frequency
    if wishes.personas is not None:
        row.personas = _known_personas(work.session, wishes.personas)
    if wishes.new_feed_address:
        row.feed_key = _new_key()
    work.session.flush()
    return settings_of(work.session, [person_id])[person_id]


def unsubscribe(session: Session, key: str) -> DigestSettings | None:
    """End the mails of whoever the key was sent to; None where it is nobody's. The key is proof enough."""
    return _set_frequency(session, key, DigestFrequency.NEVER)


def subscribe_again(session: Session, key: str) -> DigestSettings | None:
    """Take that back: a mail every fortnight; None where the key is nobody's."""
    return _set_frequency(session, key, DigestFrequency.FORTNIGHTLY)


def ensured(session: Session, person_ids: Collection[int]) -> dict[int, DigestSettings]:
    """The settings of all these people; those who have none yet get some, every fortnight."""
    missing = set(person_ids) - settings_of(session, person_ids).keys()
    rows: list[dict[str, Any]] = [
        {
            "person_id": person_id,
            "frequency": DigestFrequency.FORTNIGHTLY,
            "personas": [],
            "feed_key": _new_key(),
            "unsubscribe_key": _new_key(),
            "told_until": None,
        }
        for person_id in sorted(missing)
    ]
    insert_rows(session, DigestSetting, rows)
    return settings_of(session, person_ids)


def interests_of(session: Session, settings: Mapping[int, DigestSettings], now: datetime) -> dict[int, Interests]:
    """Whom each person talks to, and where: as they chose, else as they worked lately."""
    lately = personas_lately(session, [each.person_id for each in settings.values() if not each.personas], now)
    people = people_book(session).by_id
    return {
        person_id: Interests(
            frozenset(tag.id for tag in each.personas) or lately.get(person_id, frozenset()), people[person_id].region
        )
        for person_id, each in settings.items()
    }


def _set_frequency(session: Session, key: str, frequency: DigestFrequency) -> DigestSettings | None:
    found = by_unsubscribe_key(session, key)
    if found is None:
        return None
    _row(session, found.person_id).frequency = frequency
    session.flush()
    return replace(found, frequency=frequency)


def _row(session: Session, person_id: int) -> DigestSetting:
    row = locked_setting(session, person_id)
    if row is None:
        message = f"the settings of person {person_id} were made before"
        raise LookupError(message)
    return row


def _known_personas(session: Session, slugs: Sequence[str]) -> list[str]:
    if len(slugs) > MOST_PERSONAS:
        raise Invalid.of("personas", "TOO_MANY", f"there may be {MOST_PERSONAS} at most")
    book = tag_book(session)
    unknown = next((slug for slug in slugs if book.find(Facet.PERSONA, slug) is None), None)
    if unknown is not None:
        raise Invalid.of("personas", "UNKNOWN_TAG", f"there is no persona “{unknown[:100]}”")
    return list(dict.fromkeys(slugs))


def _new_key() -> str:
    return secrets.token_urlsafe(24)
