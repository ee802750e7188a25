from datetime import timedelta

import pytest

from content_store import people
from content_store.access import SYSTEM
from content_store.database import Database
from content_store.errors import Forbidden, Invalid, NotFound, Unauthenticated
from content_store.queries.people import people_book
from content_store.rules.vocabulary import Role, Scope
from content_store.work import Work
from tests.content_store.making import NOON, PASSWORD, after, person, viewer


@pytest.fixture
def rep(database: Database) -> Database:
    """A database with one rep who can sign in."""
    with database.writing() as session:
        people.add(Work(session, SYSTEM, NOON), people.PersonInput("Rep@Example.com", "Rep", password=PASSWORD))
    return database


def test_somebody_signs_in_and_out(rep: Database) -> None:
    secret = people.sign_in(rep, " REP@example.com", PASSWORD, NOON)
    with rep.reading() as session:
        assert people.viewer_of_sign_in(session, secret, after(1)).person.email == "rep@example.com"
        with pytest.raises(Unauthenticated):
            people.viewer_of_sign_in(session, secret, NOON + people.SIGN_IN_LASTS)
    with rep.writing() as session:
        people.sign_out(session, secret)
    with rep.reading() as session, pytest.raises(Unauthenticated):
        people.viewer_of_sign_in(session, secret, after(1))


@pytest.mark.parametrize(("email", "password"), [("rep@example.com", "wrong"), ("nobody@example.com", PASSWORD)])
def test_whoever_cannot_sign_in_is_not_told_why(rep: Database, email: str, password: str) -> None:
    with pytest.raises(Unauthenticated, match="do not belong together"):
        people.sign_in(rep, email, password, NOON)


def test_nobody_signs_in_without_a_password_or_as_a_service(database: Database) -> None:
    person(database, Role.REP)
    with database.writing() as session:
        given = people.PersonInput("bot@example.com", "Bot", Role.SERVICE, PASSWORD)
        people.add(Work(session, SYSTEM, NOON), given)
    for email in ("rep@example.com", "bot@example.com"):
        with pytest.raises(Unauthenticated):
            people.sign_in(database, email, PASSWORD, NOON)


def test_a_disabled_person_is_out_at_once_and_can_come_back(rep: Database) -> None:
    secret = people.sign_in(rep, "rep@example.com", PASSWORD, NOON)
    with rep.writing() as session:
        token, _ = people.create_token(Work(session, SYSTEM, NOON), "rep@example.com", "crm")
        people.disable(Work(session, SYSTEM, NOON), "rep@example.com")
    with rep.reading() as session:
        with pytest.raises(Unauthenticated):
            people.viewer_of_sign_in(session, secret, after(1))
        with pytest.raises(Unauthenticated):
            people.viewer_of_token(session, token, after(1))
    with pytest.raises(Unauthenticated):
        people.sign_in(rep, "rep@example.com", PASSWORD, NOON)
    with rep.writing() as session:
        people.enable(Work(session, SYSTEM, NOON), "rep@example.com")
    assert people.sign_in(rep, "rep@example.com", PASSWORD, NOON)


def test_a_new_role_counts_from_the_next_request(rep: Database) -> None:
    secret = people.sign_in(rep, "rep@example.com", PASSWORD, NOON)
    with rep.writing() as session:
        people.set_role(Work(session, SYSTEM, NOON), "rep@example.com", Role.MARKETING)
    with rep.reading() as session:
        assert people.viewer_of_sign_in(session, secret, after(1)).role is Role.MARKETING


def test_a_new_password_ends_what_the_old_one_began(rep: Database) -> None:
    secret = people.sign_in(rep, "rep@example.com", PASSWORD, NOON)
    with rep.writing() as session:
        people.set_password(Work(session, SYSTEM, NOON), "rep@example.com", "another pass phrase")
    with rep.reading() as session, pytest.raises(Unauthenticated):
        people.viewer_of_sign_in(session, secret, after(1))
    assert people.sign_in(rep, "rep@example.com", "another pass phrase", NOON)


def test_a_token_works_until_it_expires_or_is_revoked(rep: Database) -> None:
    with rep.writing() as session:
        work = Work(session, SYSTEM, NOON)
        secret, token = people.create_token(
            work, "rep@example.com", "crm", frozenset({Scope.READ}), NOON + timedelta(days=1)
        )
        token_id = token.id
    with rep.reading() as session:
        holder = people.viewer_of_token(session, secret, after(1))
        assert (holder.viewer.person.email, holder.viewer.scopes, holder.note_use) == (
            "rep@example.com",
            frozenset({Scope.READ}),
            True,
        )
        with pytest.raises(Unauthenticated, match="expired on 2026-06-02"):
            people.viewer_of_token(session, secret, NOON + timedelta(days=1))
    with rep.writing() as session:
        people.note_token_use(session, token_id, NOON)
        people.revoke_token(Work(session, SYSTEM, NOON), token_id)
    with rep.reading() as session, pytest.raises(Unauthenticated, match="not valid"):
        people.viewer_of_token(session, secret, after(1))


def test_what_is_kept_of_a_secret_opens_nothing(rep: Database) -> None:
    with rep.writing() as session:
        secret, token = people.create_token(Work(session, SYSTEM, NOON), "rep@example.com", "crm")
        assert secret not in token.secret_hash
        kept = token.secret_hash
    with rep.reading() as session:
        for wrong in (kept, secret[:-1], "", "\ud800"):
            with pytest.raises(Unauthenticated):
                people.viewer_of_token(session, wrong, NOON)


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        (people.PersonInput("no address", "X"), "email", "WRONG_FORM"),
        (people.PersonInput("rep@example.com", "X"), "email", "TAKEN"),
        (people.PersonInput("new@example.com", "X", password="short"), "password", "WRONG_LENGTH"),
    ],
)
def test_a_person_needs_an_address_and_a_password_of_some_length(
    rep: Database, given: people.PersonInput, field: str, code: str
) -> None:
    with pytest.raises(Invalid) as error, rep.writing() as session:
        people.add(Work(session, SYSTEM, NOON), given)
    assert (error.value.problems[0].path, error.value.problems[0].code) == ((field,), code)


def test_only_admins_manage_people(database: Database) -> None:
    marketing = viewer(database, Role.MARKETING)
    with database.writing() as session:
        with pytest.raises(Forbidden):
            people.set_role(Work(session, marketing, NOON), "marketing@example.com", Role.ADMIN)
        with pytest.raises(NotFound):
            people.set_role(Work(session, SYSTEM, NOON), "nobody@example.com", Role.ADMIN)
        with pytest.raises(NotFound):
            people.revoke_token(Work(session, SYSTEM, NOON), 404)


def test_the_book_of_people_is_made_anew_when_somebody_changes(rep: Database) -> None:
    with rep.reading() as session:
        first = people_book(session)
    with rep.reading() as session:
        assert people_book(session) is first
    person(rep, Role.ADMIN)
    with rep.reading() as session:
        assert people_book(session).find("ADMIN@example.com")
