"""Who uses anything at all."""

from datetime import timedelta

from content_store.database import Database
from content_store.rules.insights import Adopted
from content_store.rules.vocabulary import EventKind, Purpose, QuotaBand
from tests.content_store.insights.making import asking, days_ago, happened, rep
from tests.content_store.making import NOON, published

BEFORE = NOON - timedelta(days=100)


def test_adoption_counts_people_by_what_they_were_part_of(database: Database) -> None:
    asset = published(database, at=BEFORE)
    ann = rep(database, "ann", "hunters", "north", QuotaBand.ABOVE)
    ben = rep(database, "ben", "hunters", "south", QuotaBand.BELOW)
    rep(database, "cal", "farmers", "south")
    happened(database, EventKind.USED, asset.id, ann, count=3)
    happened(database, EventKind.LANDED, asset.id, ann, count=2)
    happened(database, EventKind.USED, asset.id, ben, days_ago(5))
    happened(database, EventKind.USED, asset.id, ben, purpose=Purpose.ONBOARDING)
    report = asking(database, lambda insights: insights.adoption())
    everybody = report.everybody
    assert (everybody.people, everybody.active, everybody.unused, everybody.conversations) == (3, 2, 1, 4)
    assert everybody.per_active == 2
    assert [(row.name, row.people, row.active, row.unused) for row in report.teams] == [
        ("farmers", 1, 0, 1),
        ("hunters", 2, 2, 0),
    ]
    assert [(row.name, row.conversations) for row in report.quota_bands] == [("", 0), ("below", 1), ("above", 3)]
    assert [row.name for row in report.regions] == ["north", "south"]
    assert report.regions[0].landed_rate > 0


def test_persons_are_named_only_where_the_installation_says_so(database: Database) -> None:
    asset, ann = published(database, at=BEFORE), rep(database, "ann")
    happened(database, EventKind.USED, asset.id, ann, count=2)
    assert asking(database, lambda insights: insights.adoption()).persons is None
    persons = asking(database, lambda insights: insights.adoption(), show_names=True).persons
    assert persons is not None
    assert [(row.person, row.conversations) for row in persons] == [(ann, 2)]


def test_differences_compare_the_shares_of_people_above_and_below_quota(database: Database) -> None:
    secret, common = published(database, title="secret", at=BEFORE), published(database, title="common", at=BEFORE)
    above = [rep(database, f"above{number}", band=QuotaBand.ABOVE) for number in range(5)]
    below = [rep(database, f"below{number}", band=QuotaBand.BELOW) for number in range(5)]
    for person in (*above, *below):
        happened(database, EventKind.USED, common.id, person)
    for person in (*above[:4], below[0]):
        happened(database, EventKind.USED, secret.id, person, days_ago(20), count=2)
    report = asking(database, lambda insights: insights.differences())
    assert report.looked_at == 2
    (row,) = report.rows
    assert (row.asset.slug, row.above, row.below) == ("secret", Adopted(4, 5), Adopted(1, 5))


def test_too_few_people_are_no_group(database: Database) -> None:
    asset = published(database, at=BEFORE)
    for number in range(4):
        happened(database, EventKind.USED, asset.id, rep(database, f"above{number}", band=QuotaBand.ABOVE))
    assert asking(database, lambda insights: insights.differences()).rows == ()
