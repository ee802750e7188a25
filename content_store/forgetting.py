"""Giving out all that is kept of a person, and forgetting who it was.

What somebody did stays, and counts as before, as that of a former colleague of the same team, region and quota band.
Who it was goes: name, address, password, sign-ins, tokens, notices and digests. The references to deals and accounts
go too, as a CRM would tell from them who it was. Their searches no longer say whose they are. The words of feedback and
requests stay: colleagues have answered them. So do those of reviews and comments; what they recommended is withdrawn,
and nobody waits for their review. Answers and notes written while learning go.
"""

import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import String, Table, cast, delete, func, insert, literal, select, update
from sqlalchemy.orm import Session

from content_store.changelog import Entity, record
from content_store.errors import Invalid, NotFound
from content_store.queries.people import find_person
from content_store.queries.personal import assets_in_care, personal_data, search_keys
from content_store.rules.permissions import Action
from content_store.succession import hand_over
from content_store.tables import (
    ApiToken,
    Change,
    DigestDelivery,
    DigestSetting,
    Enrolment,
    EnrolmentNote,
    EnrolmentStep,
    Notice,
    Person,
    Publication,
    Recommendation,
    Revision,
    SearchLog,
    SearchOpening,
    SignInSession,
    UsageEvent,
)
from content_store.work import Work

FORMER = "Former colleague"
# RFC 2606 keeps this ending for addresses that nobody can have.
_ADDRESS = "former-colleague-{}@forgotten.invalid"


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What is left of somebody: an address that is nobody's, and the assets that were theirs, by slug."""

    address: str
    owned: tuple[str, ...]
    stewarded: tuple[str, ...]


def export_person(work: Work, email: str) -> dict[str, Any]:
    """All that is kept of somebody, as plain values for JSON. Raises NotFound."""
    work.require(Action.MANAGE_PEOPLE)
    return personal_data(work.session, _person(work.session, email))


def forget(work: Work, email: str, successor: str = "") -> Forgotten:
    """Forget who somebody was, for good; what they looked after passes to ``successor``, where one is named.

    Raises NotFound where nobody has the address, and Invalid where the successor is nobody who is still here.
    """
    work.require(Action.MANAGE_PEOPLE)
    session, person = work.session, _person(work.session, email)
    cared_for = assets_in_care(session, person.id)
    if successor:
        hand_over(work, person.id, _successor(session, person, successor).id)
    address = _ADDRESS.format(person.id)
    _rename_in_history(session, person, address)
    person.email, person.name, person.password_hash, person.council = address, FORMER, None, False
    person.disabled_at = person.disabled_at or work.now
    for gone in (SignInSession, ApiToken, Notice, DigestSetting, DigestDelivery):
        session.execute(delete(gone).where(gone.person_id == person.id))
    _forget_learning(work, person.id)
    standing = Recommendation.person_id == person.id, Recommendation.withdrawn_at.is_(None)
    session.execute(update(Recommendation).where(*standing).values(withdrawn_at=work.now))
    _detach_events(session, person.id)
    _detach_searches(session, person.id)
    session.flush()
    record(work, Entity.PERSON, person.id, "forgotten")
    return Forgotten(
        address,
        tuple(slug for _, slug, owned in cared_for if owned),
        tuple(slug for _, slug, owned in cared_for if not owned),
    )


def _forget_learning(work: Work, person_id: int) -> None:
    """Take out what they said of what they learnt; how far they were stays, as that of a former colleague."""
    theirs = Enrolment.person_id == person_id
    ids = select(Enrolment.id).where(theirs)
    execute = work.session.execute
    execute(delete(EnrolmentNote).where(EnrolmentNote.person_id == person_id))
    execute(update(EnrolmentStep).where(EnrolmentStep.enrolment_id.in_(ids)).values(answer=""))
    going_on = theirs, Enrolment.ended_at.is_(None), Enrolment.completed_at.is_(None)
    execute(update(Enrolment).where(*going_on).values(ended_at=work.now, updated_at=work.now))


def _detach_events(session: Session, person_id: int) -> None:
    """Take out what a client chose to write beside an event: references and keys, in which a name may stand."""
    nameless = literal(f"{person_id}:forgotten-").concat(cast(UsageEvent.id, String))
    theirs = update(UsageEvent).where(UsageEvent.person_id == person_id)
    session.execute(theirs.values(deal="", account="", key=nameless))


def _person(session: Session, email: str) -> Person:
    person = find_person(session, email)
    if person is None:
        message = f"nobody has the address {email}"
        raise NotFound(message)
    return person


def _successor(session: Session, person: Person, email: str) -> Person:
    found = find_person(session, email)
    if found is None or found.disabled_at is not None or found.id == person.id:
        raise Invalid.of("successor", "UNKNOWN_PERSON", f"nobody else who is still here has the address {email}")
    return found


def _rename_in_history(session: Session, person: Person, address: str) -> None:
    """Take name and address out of what was written down about older work."""
    session.execute(update(Publication).where(Publication.actor_email == person.email).values(actor_email=address))
    of_person = Change.entity == Entity.PERSON.value, Change.entity_id == person.id
    # People name their tokens as they like.
    session.execute(update(Change).where(*of_person, Change.kind.startswith("token_")).values(note=""))
    credited = f"Suggested by {person.name}:"
    for table in (Revision, Change):
        kept = func.replace(table.note, credited, f"Suggested by a {FORMER.lower()}:")
        session.execute(
            update(table).where(table.note.startswith(credited, autoescape=True)).values(note=kept),
            execution_options={"synchronize_session": False},
        )


def _detach_searches(session: Session, person_id: int) -> None:
    """Write the searches down anew under keys that do not say whose they were."""
    table: Table = SearchLog.metadata.tables["search_log"]
    rest = [column for column in table.c if column.name not in {"key", "person_id"}]
    names = ["key", "person_id", *(column.name for column in rest)]
    for key in search_keys(session, person_id):
        new_key = f"forgotten:{secrets.token_hex(16)}"
        copied = select(literal(new_key), literal(None), *rest).where(table.c.key == key)
        session.execute(insert(table).from_select(names, copied))
        session.execute(update(SearchOpening).where(SearchOpening.key == key).values(key=new_key))
        session.execute(delete(SearchLog).where(SearchLog.key == key))
