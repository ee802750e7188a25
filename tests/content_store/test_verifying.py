from collections import Counter
from datetime import timedelta

import pytest

from content_store import publishing, verifying
from content_store.database import Database
from content_store.errors import Conflict, Forbidden, Invalid
from content_store.rules.vocabulary import Role
from content_store.work import Work
from tests.content_store.making import NOON, after, published, viewer

QUARTER = timedelta(days=90)


def test_what_was_verified_in_one_sitting_is_due_on_different_days(database: Database) -> None:
    marketing = viewer(database, Role.MARKETING)
    made = [published(database, title=f"Asset {number}", owner=marketing.person.email) for number in range(12)]
    with database.writing() as session:
        verified = [
            verifying.verify(Work(session, marketing, after(number)), asset.id) for number, asset in enumerate(made)
        ]
    days = Counter(asset.due_at.date() for asset in verified)
    assert max(days.values()) <= 5
    assert all(abs(asset.due_at - asset.verified_at - QUARTER) <= QUARTER / 10 for asset in verified)


def test_a_verification_is_taken_back_by_who_gave_it(database: Database) -> None:
    marketing, other = viewer(database, Role.MARKETING), viewer(database, Role.ADMIN)
    asset = published(database)
    with database.writing() as session:
        verifying.verify(Work(session, marketing, after(60)), asset.id, expected_revision=asset.revision)
    with pytest.raises(Invalid, match="not by you"), database.writing() as session:
        verifying.take_back(Work(session, other, after(61)), asset.id)
    with database.writing() as session:
        back = verifying.take_back(Work(session, marketing, after(62)), asset.id)
    assert (back.verified_at, back.due_at) == (asset.verified_at, asset.due_at)
    with pytest.raises(Invalid, match="not by you"), database.writing() as session:
        verifying.take_back(Work(session, marketing, after(63)), asset.id)


def test_what_was_published_since_is_vouched_for_by_that(database: Database) -> None:
    marketing = viewer(database, Role.MARKETING)
    asset = published(database)
    with database.writing() as session:
        verifying.verify(Work(session, marketing, after(1)), asset.id)
        publishing.publish(Work(session, marketing, after(2)), asset.id)
    with pytest.raises(Invalid), database.writing() as session:
        verifying.take_back(Work(session, marketing, after(3)), asset.id)


def test_nobody_vouches_for_what_they_have_not_read_or_may_not_edit(database: Database) -> None:
    asset = published(database)
    with pytest.raises(Conflict), database.writing() as session:
        verifying.verify(Work(session, viewer(database, Role.MARKETING), NOON), asset.id, expected_revision=7)
    with pytest.raises(Forbidden), database.writing() as session:
        verifying.verify(Work(session, viewer(database, Role.REP), NOON), asset.id)
