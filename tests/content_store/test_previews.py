"""Links to drafts: who may make them, what they show, and when they end."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content_store import authoring, people, previews, publishing
from content_store.access import SYSTEM
from content_store.database import Database
from content_store.errors import Forbidden, Invalid
from content_store.queries.assets import linked
from content_store.queries.previews import PreviewLinkView
from content_store.rules.signing import read_signed, signed
from content_store.rules.vocabulary import Audience, ContentType, LinkKind, RetireReason, Role
from content_store.views import Viewer
from content_store.work import Work
from tests.content_store.making import NOON, after, draft, published, viewer

HOUR = 3600


def make(
    database: Database, who: Viewer, asset_id: int, audience: Audience = Audience.INTERNAL, hours: int = 1
) -> tuple[PreviewLinkView, str]:
    with database.writing() as session:
        link = previews.create(Work(session, who, NOON), asset_id, audience, hours)
    with database.reading() as session:
        return link, previews.token_of(session, link)


def shown(database: Database, token: str, seconds: float = 0) -> str | None:
    """The title of what the token leads to."""
    with database.reading() as session:
        found = previews.follow(session, token, after(seconds))
        return found.asset.title if found else None


def test_a_link_shows_the_newest_revision_and_the_drafts_it_links_to_and_nothing_else(database: Database) -> None:
    marketing = viewer(database, Role.MARKETING)
    proof = draft(database, ContentType.CASE_STUDY, "A draft of proof")
    behind = draft(database, title="Behind the related")
    related = draft(database, title="Related", links={LinkKind.RELATED: [behind.slug]})
    other = draft(database, title="Another draft")
    asset = published(database, links={LinkKind.PROOF: [proof.slug]})
    with database.writing() as session:
        given = {"title": "As it will be", "links": {LinkKind.RELATED: [related.slug]}}
        authoring.update(Work(session, SYSTEM, NOON), asset.id, given, asset.latest_revision)
    _, token = make(database, marketing, asset.id)
    with database.reading() as session:
        found = previews.follow(session, token, NOON)
        assert found is not None
        assert (found.asset.title, found.asset.revision) == ("As it will be", 2)
        ids = [found.asset.id, related.id, other.id]
        proven = linked(session, ids, LinkKind.PROOF, found.window)
        beside = linked(session, ids, LinkKind.RELATED, found.window)
    assert [each.slug for each in proven[found.asset.id]] == [proof.slug]
    assert [each.slug for each in beside[found.asset.id]] == [related.slug]
    assert beside[related.id] == []
    assert set(found.window.opened) == {asset.id, proof.id, related.id}


def test_a_link_ends_with_its_time_with_its_revocation_and_with_its_makers_right(database: Database) -> None:
    marketing = viewer(database, Role.MARKETING)
    asset = draft(database)
    link, token = make(database, marketing, asset.id)
    assert shown(database, token, HOUR - 1) == asset.title
    assert shown(database, token, HOUR) is None
    with database.writing() as session:
        previews.revoke(Work(session, SYSTEM, NOON), link.id)
    assert shown(database, token) is None
    for role, disabled in ((Role.REP, False), (Role.MARKETING, True)):
        email = f"{role.value}-{disabled}@example.com"
        maker = viewer(database, Role.MARKETING, email)
        _, token = make(database, maker, asset.id)
        assert shown(database, token) == asset.title
        with database.writing() as session:
            work = Work(session, SYSTEM, NOON)
            if disabled:
                people.disable(work, email)
            else:
                people.set_role(work, email, role)
        assert shown(database, token) is None


def test_customers_are_shown_no_internal_asset_and_no_internal_relation(database: Database) -> None:
    marketing = viewer(database, Role.MARKETING)
    inside = draft(database, ContentType.CASE_STUDY, "Inside", audience=Audience.INTERNAL)
    outside = draft(database, ContentType.CASE_STUDY, "Outside", audience=Audience.CUSTOMER_FACING)
    asset = draft(
        database,
        audience=Audience.CUSTOMER_FACING,
        links={LinkKind.PROOF: [inside.slug, outside.slug]},
    )
    with pytest.raises(Invalid, match="internal"):
        make(database, marketing, inside.id, Audience.CUSTOMER_FACING)
    _, token = make(database, marketing, asset.id, Audience.CUSTOMER_FACING)
    with database.reading() as session:
        found = previews.follow(session, token, NOON)
        assert found is not None
        assert [each.slug for each in linked(session, [asset.id], LinkKind.PROOF, found.window)[asset.id]] == [
            outside.slug
        ]
    # A published asset whose draft turned internal is not shown as it was either.
    with database.writing() as session:
        publishing.publish(Work(session, SYSTEM, NOON), asset.id)
        authoring.update(Work(session, SYSTEM, NOON), asset.id, {"audience": Audience.INTERNAL}, 1)
    assert shown(database, token) is None


def test_what_was_withdrawn_is_not_previewed(database: Database) -> None:
    marketing = viewer(database, Role.MARKETING)
    asset = published(database)
    _, token = make(database, marketing, asset.id)
    with database.writing() as session:
        publishing.retire(Work(session, SYSTEM, NOON), asset.id, RetireReason.LEGAL, None)
    assert shown(database, token) is None


def test_only_those_who_edit_make_and_end_links(database: Database) -> None:
    rep, marketing = viewer(database, Role.REP), viewer(database, Role.MARKETING)
    asset = draft(database)
    with pytest.raises(Forbidden):
        make(database, rep, asset.id)
    link, _ = make(database, marketing, asset.id)
    with database.writing() as session, pytest.raises(Forbidden):
        previews.revoke(Work(session, rep, NOON), link.id)
    for hours in (0, previews.LONGEST_HOURS + 1):
        with pytest.raises(Invalid, match="hour"):
            make(database, marketing, asset.id, hours=hours)


secrets = st.text(min_size=20, max_size=40)


@given(secrets, secrets, st.integers(1, 2**31 - 1), st.integers(-10_000, 10_000), st.text(max_size=80))
def test_only_what_we_signed_is_read(secret: str, other: str, number: int, seconds: int, forged: str) -> None:
    token = signed(secret, "preview", number, after(seconds))
    assert (read_signed(secret, "preview", token, NOON) is not None) == (seconds > 0)
    assert read_signed(secret, "preview", token, NOON - timedelta(days=1)) == (number, after(seconds))
    early = NOON - timedelta(days=1)
    assert read_signed(secret, "other", token, early) is None
    assert read_signed(secret, "preview", forged, early) is None
    if secret != other:
        assert read_signed(other, "preview", token, early) is None


def test_no_part_of_a_token_can_be_changed() -> None:
    token = signed("a secret of ours", "preview", 12, after(HOUR))
    for place, (one, two) in enumerate(pairwise(token + "x")):
        changed = token[:place] + (two if two != one else "7") + token[place + 1 :]
        if changed != token:
            assert read_signed("a secret of ours", "preview", changed, NOON) is None, changed
