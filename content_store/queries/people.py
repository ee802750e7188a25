"""Reading people, sign-ins and tokens."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from content_store.memory import Memory
from content_store.queries.changes import Numbers, numbers
from content_store.rules.wording import storable
from content_store.tables import ApiToken, Person, SignInSession
from content_store.views import PersonView

# In the order of PersonView's fields.
_COLUMNS = (
    Person.id,
    Person.email,
    Person.name,
    Person.role,
    Person.team,
    Person.region,
    Person.quota_band,
    Person.council,
    Person.disabled_at,
)


@dataclass(frozen=True, slots=True)
class PeopleBook:
    """Everybody, as of one moment."""

    by_id: Mapping[int, PersonView]
    _by_email: Mapping[str, PersonView] = field(repr=False)

    def find(self, email: str) -> PersonView | None:
        """The person with this e-mail address, in any case."""
        return self._by_email.get(email.strip().lower())


def people_book(session: Session, known: Numbers | None = None) -> PeopleBook:
    """Everybody; from memory while no person has changed."""
    memory: Memory = session.info["memory"]
    number = (known or numbers(session)).people

    def read() -> PeopleBook:
        people = [PersonView(*row) for row in session.execute(select(*_COLUMNS).order_by(Person.email))]
        return PeopleBook({p.id: p for p in people}, {p.email: p for p in people})

    return memory.recall("people", number, read)


def sign_in_of(session: Session, secret_hash: str, now: datetime) -> int | None:
    """The person signed in with this secret, while the sign-in lasts."""
    return session.scalar(
        select(SignInSession.person_id).where(SignInSession.secret_hash == secret_hash, SignInSession.expires_at > now)
    )


def token_of(session: Session, secret_hash: str) -> ApiToken | None:
    """The token with this secret, in whatever state it is."""
    return session.scalar(select(ApiToken).where(ApiToken.secret_hash == secret_hash))


def tokens(session: Session) -> list[tuple[ApiToken, str]]:
    """All tokens with the e-mail address of whose they are, newest first."""
    rows = session.execute(
        select(ApiToken, Person.email).join(Person, Person.id == ApiToken.person_id).order_by(ApiToken.id.desc())
    )
    return [(row[0], row[1]) for row in rows]


def locked_person(session: Session, person_id: int) -> Person | None:
    """The person's row, held until the transaction ends; None where there is none."""
    return session.scalar(select(Person).where(Person.id == person_id).with_for_update())


def find_person(session: Session, email: str) -> Person | None:
    """The person's row by e-mail address, in any case."""
    address = email.strip().lower()
    # What cannot be stored is nobody's, and PostgreSQL would not even be asked.
    return session.scalar(select(Person).where(Person.email == address)) if storable(address) == address else None
