"""People: who there is, what they may do, how they sign in, and the tokens of their programs."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from content_store.changelog import Entity, record
from content_store.database import Database
from content_store.errors import Invalid, NotFound, Unauthenticated
from content_store.queries.people import find_person, people_book, sign_in_of, token_of
from content_store.rules.permissions import Action
from content_store.rules.secrets import TOKEN_PREFIX, new_secret, secret_hash
from content_store.rules.vocabulary import QuotaBand, Role, Scope
from content_store.rules.wording import storable
from content_store.tables import ApiToken, Enrolment, Person, SignInSession
from content_store.views import PersonView, Viewer
from content_store.work import Work

SIGN_IN_LASTS = timedelta(days=14)
PASSWORD_LIMITS = (8, 200)
NOTE_USE_EVERY = timedelta(minutes=1)

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_hasher = PasswordHasher()


@dataclass(frozen=True, slots=True)
class PersonInput:
    """What is known of somebody who is to be added."""

    email: str
    name: str
    role: Role = Role.REP
    password: str | None = None
    team: str = ""
    region: str = ""
    quota_band: QuotaBand | None = None
    council: bool = False


def add(work: Work, given: PersonInput, password_hash: str | None = None) -> PersonView:
    """Add a person or service, with a password or the hash of one.

    Raises Invalid when the address is taken or is none.
    """
    work.require(Action.MANAGE_PEOPLE)
    email = storable(given.email).strip().lower()
    if not _EMAIL.fullmatch(email) or len(email) > 320:
        raise Invalid.of("email", "WRONG_FORM", f"“{email[:100]}” is no e-mail address")
    if find_person(work.session, email) is not None:
        raise Invalid.of("email", "TAKEN", f"{email} is already here")
    person = Person(
        email=email,
        name=storable(given.name).strip()[:200] or email.split("@")[0],
        role=given.role,
        password_hash=hashed(given.password) if given.password else password_hash,
        team=storable(given.team)[:200],
        region=storable(given.region)[:200],
        quota_band=given.quota_band,
        council=given.council,
        created_at=work.now,
    )
    work.session.add(person)
    work.session.flush()
    record(work, Entity.PERSON, person.id, "added", note=given.role.value)
    return people_book(work.session).by_id[person.id]


def set_role(work: Work, email: str, role: Role) -> PersonView:
    """Give somebody another role; it counts from their next request on."""
    work.require(Action.MANAGE_PEOPLE)
    person = _person(work.session, email)
    person.role = role
    record(work, Entity.PERSON, person.id, "role_set", note=role.value)
    return people_book(work.session).by_id[person.id]


def set_council(work: Work, email: str, *, member: bool) -> PersonView:
    """Let a rep sit on the advisory council, or no longer. Raises Invalid for whoever is no rep or is not here."""
    work.require(Action.MANAGE_COUNCIL)
    person = _person(work.session, email)
    if member and (person.role is not Role.REP or person.disabled_at is not None):
        raise Invalid.of("email", "NOT_A_REP", f"{person.email} is no rep who is still here")
    person.council = member
    record(work, Entity.PERSON, person.id, "council_joined" if member else "council_left")
    return people_book(work.session).by_id[person.id]


def disable(work: Work, email: str) -> PersonView:
    """Let somebody in no longer: their sign-ins and enrolments end and their tokens stop at once."""
    work.require(Action.MANAGE_PEOPLE)
    person = _person(work.session, email)
    person.disabled_at = person.disabled_at or work.now
    work.session.execute(delete(SignInSession).where(SignInSession.person_id == person.id))
    learning = Enrolment.person_id == person.id, Enrolment.ended_at.is_(None), Enrolment.completed_at.is_(None)
    work.session.execute(update(Enrolment).where(*learning).values(ended_at=work.now, updated_at=work.now))
    record(work, Entity.PERSON, person.id, "disabled")
    return people_book(work.session).by_id[person.id]


def enable(work: Work, email: str) -> PersonView:
    """Let somebody in again."""
    work.require(Action.MANAGE_PEOPLE)
    person = _person(work.session, email)
    person.disabled_at = None
    record(work, Entity.PERSON, person.id, "enabled")
    return people_book(work.session).by_id[person.id]


def set_password(work: Work, email: str, password: str) -> None:
    """Give somebody a new password; whoever was signed in with the old one is no longer."""
    work.require(Action.MANAGE_PEOPLE)
    person = _person(work.session, email)
    person.password_hash = hashed(password)
    work.session.execute(delete(SignInSession).where(SignInSession.person_id == person.id))
    record(work, Entity.PERSON, person.id, "password_set")


def sign_in(database: Database, email: str, password: str, now: datetime) -> str:
    """Check a password and begin a sign-in; its secret goes into the cookie.

    Raises Unauthenticated with the same words, after the same time, whatever was wrong.
    """
    with database.reading() as session:
        person = find_person(session, email)
        kept = person.password_hash if person else None
        may = person is not None and person.disabled_at is None and person.role is not Role.SERVICE
    if not _matches(kept, password) or person is None or not may:
        message = "this address and password do not belong together"
        raise Unauthenticated(message)
    secret = new_secret()
    with database.writing() as session:
        session.execute(delete(SignInSession).where(SignInSession.expires_at <= now))
        session.add(
            SignInSession(
                secret_hash=secret_hash(secret),
                person_id=person.id,
                created_at=now,
                expires_at=now + SIGN_IN_LASTS,
            )
        )
    return secret


def sign_out(session: Session, secret: str) -> None:
    """End one sign-in."""
    session.execute(delete(SignInSession).where(SignInSession.secret_hash == secret_hash(secret)))


def viewer_of_sign_in(session: Session, secret: str, now: datetime) -> Viewer:
    """Who is signed in with this secret. Raises Unauthenticated when nobody is."""
    person_id = sign_in_of(session, secret_hash(secret), now)
    person = people_book(session).by_id.get(person_id or 0)
    if person is None or person.disabled_at is not None:
        message = "sign in first"
        raise Unauthenticated(message)
    return Viewer(person)


@dataclass(frozen=True, slots=True)
class TokenHolder:
    """Whose a token is, and whether its use is to be noted."""

    viewer: Viewer
    token_id: int
    note_use: bool


def viewer_of_token(session: Session, secret: str, now: datetime) -> TokenHolder:
    """Whose program shows this token. Raises Unauthenticated, saying whether it expired or is none."""
    token = token_of(session, secret_hash(secret))
    person = people_book(session).by_id.get(token.person_id) if token else None
    if token is None or person is None or token.revoked_at is not None or person.disabled_at is not None:
        message = "this token is not valid"
        raise Unauthenticated(message)
    if token.expires_at is not None and token.expires_at <= now:
        message = f"this token expired on {token.expires_at:%Y-%m-%d}"
        raise Unauthenticated(message)
    stale = token.last_used_at is None or token.last_used_at < now - NOTE_USE_EVERY
    return TokenHolder(Viewer(person, frozenset(Scope(scope) for scope in token.scopes)), token.id, stale)


def note_token_use(session: Session, token_id: int, now: datetime) -> None:
    """Remember when a token was last used, to the minute."""
    token = session.get(ApiToken, token_id)
    if token is not None:
        token.last_used_at = now


def create_token(
    work: Work, email: str, name: str, scopes: frozenset[Scope] = frozenset(), expires_at: datetime | None = None
) -> tuple[str, ApiToken]:
    """A new token for somebody's program: the secret, which is shown this once, and its row."""
    work.require(Action.MANAGE_PEOPLE)
    person = _person(work.session, email)
    if person.disabled_at is not None:
        raise Invalid.of("user", "DISABLED", f"{person.email} is disabled")
    if not name.strip():
        raise Invalid.of("name", "REQUIRED", "name what the token is for")
    if expires_at is not None and expires_at <= work.now:
        raise Invalid.of("expires", "IN_THE_PAST", "it would have expired already")
    secret = TOKEN_PREFIX + new_secret()
    token = ApiToken(
        person_id=person.id,
        name=storable(name).strip()[:200],
        secret_hash=secret_hash(secret),
        prefix=secret[:12],
        scopes=sorted(scope.value for scope in scopes),
        created_at=work.now,
        expires_at=expires_at,
    )
    work.session.add(token)
    work.session.flush()
    record(work, Entity.PERSON, person.id, "token_created", note=token.name)
    return secret, token


def revoke_token(work: Work, token_id: int) -> None:
    """Stop a token at once. Raises NotFound."""
    work.require(Action.MANAGE_PEOPLE)
    token = work.session.get(ApiToken, token_id)
    if token is None:
        message = f"there is no token {token_id}"
        raise NotFound(message)
    token.revoked_at = token.revoked_at or work.now
    record(work, Entity.PERSON, token.person_id, "token_revoked", note=token.name)


def hashed(password: str) -> str:
    """The argon2id hash of a password. Raises Invalid when it is too short or too long."""
    shortest, longest = PASSWORD_LIMITS
    if not shortest <= len(password) <= longest:
        raise Invalid.of("password", "WRONG_LENGTH", f"a password has {shortest} to {longest} characters")
    return _hasher.hash(password)


# Compared with when there is no such person, so that the answer takes as long.
_NOBODY = _hasher.hash("nobody has this password")


def _matches(kept: str | None, password: str) -> bool:
    try:
        _hasher.verify(kept or _NOBODY, password[: PASSWORD_LIMITS[1]])
    except (VerifyMismatchError, InvalidHashError):
        return False
    return kept is not None


def _person(session: Session, email: str) -> Person:
    person = find_person(session, email)
    if person is None:
        message = f"nobody has the address {email}"
        raise NotFound(message)
    return person
