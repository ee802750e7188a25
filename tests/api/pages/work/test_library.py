"""The list of all assets, as an editor narrows and orders it."""

import re
from datetime import timedelta

import pytest

from api.runtime import now
from content_store import authoring, publishing
from content_store.access import SYSTEM
from content_store.publishing import Times
from content_store.rules.vocabulary import ContentType, Facet, RetireReason, Role
from content_store.work import Work
from tests.api.site import Site
from tests.content_store.making import NOON, draft, published, tag


def titles(html: str) -> list[str]:
    """The assets of a page, in its order."""
    return re.findall(r'class="what"[^>]*><strong>(.*?)</strong>', html)


def counts(html: str) -> dict[str, str]:
    """How many each state has, as its tab says."""
    return dict(re.findall(r'>([A-Z][a-z ]+) <span class="count">([\d,]+)</span></a>', html))


def filled(site: Site) -> None:
    """One asset in each state, and another one that carries a tag and was edited before all others."""
    tag(site.database, Facet.PERSONA, "CFO")
    long_ago = NOON - timedelta(days=300)
    published(site.database, ContentType.PROOF_STATEMENT, "Shown", at=long_ago, tags={Facet.PERSONA: ["cfo"]})
    names = ("Written", "Waiting", "Planned", "Over", "Withdrawn", "Put away")
    ids = {name: draft(site.database, title=name).id for name in names}
    with site.database.writing() as session:
        work, early = Work(session, SYSTEM, now()), Work(session, SYSTEM, NOON)
        publishing.submit(work, ids["Waiting"])
        publishing.publish(work, ids["Planned"], Times(publish_at=work.now + timedelta(days=9)))
        publishing.publish(early, ids["Over"], Times(unpublish_at=NOON + timedelta(days=1)))
        publishing.publish(early, ids["Withdrawn"])
        publishing.retire(work, ids["Withdrawn"], RetireReason.OUTDATED)
        publishing.archive(work, ids["Put away"])


def test_every_state_is_counted_and_listed(either_site: Site) -> None:
    site = either_site
    site.sign_in(Role.MARKETING)
    filled(site)
    site.settle()
    each = {"Draft": "Written", "In review": "Waiting", "Scheduled": "Planned", "Published": "Shown"}
    each |= {"Expired": "Over", "Retired": "Withdrawn", "Archived": "Put away"}
    everything = site.page("/work/assets")
    assert counts(everything) == dict.fromkeys(each, "1")
    assert sorted(titles(everything)) == sorted(set(each.values()) - {"Put away"})
    for state, title in each.items():
        assert titles(site.page(f"/work/assets?state={state.lower().replace(' ', '_')}")) == [title]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("persona=cfo", ["Shown"]),
        ("type=proof_statement&freshness=overdue", ["Shown"]),
        ("type=proof_statement&freshness=fresh", []),
        ("use=never&type=proof_statement", ["Shown"]),
        ("use=lately", []),
        ("owner=marketing@example.com", []),
        ("q=withdrawn", ["Withdrawn"]),
        ("q=planned&use=lately", []),
        ("q=put-away&state=archived", ["Put away"]),
        ("since=2999-01-01", []),
        ("order=title&state=draft&state=in_review", ["Waiting", "Written"]),
    ],
)
def test_the_list_is_narrowed(site: Site, asked: str, found: list[str]) -> None:
    site.sign_in(Role.MARKETING)
    filled(site)
    site.settle()
    assert titles(site.page(f"/work/assets?{asked}")) == found


def test_what_waits_behind_what_is_published_is_told(site: Site) -> None:
    site.sign_in(Role.MARKETING)
    asset = published(site.database)
    with site.database.writing() as session:
        authoring.update(Work(session, SYSTEM, NOON), asset.id, {"title": "Spending freeze"}, 1)
    shown = site.page("/work/assets")
    assert titles(shown) == ["Spending freeze"]
    assert "a newer draft waits" in shown


def test_pages_follow_one_another_in_every_order(site: Site) -> None:
    site.sign_in(Role.MARKETING)
    for number in range(60):
        draft(site.database, title=f"Freeze {number:02}")
    site.settle()
    for order in ("edited", "title", "due", "q=freeze&order=best"):
        address = f"/work/assets?{order if '=' in order else f'order={order}'}"
        first = site.page(address)
        later = re.search(r'href="([^"]+)">Next', first)
        assert later, order
        second = site.page(later[1].replace("&amp;", "&"))
        assert len(titles(first)) == 50
        assert len(set(titles(first) + titles(second))) == 60
        earlier = re.search(r'href="([^"]+)">(Previous|First page)', second)
        assert earlier, order
        assert titles(site.page(earlier[1].replace("&amp;", "&"))) == titles(first)


def test_whatever_the_address_holds_something_sensible_comes_out(site: Site) -> None:
    site.sign_in(Role.MARKETING)
    assert "Nothing is written yet" in site.page("/work/assets")
    odd = site.page("/work/assets?state=lost&persona=nobody&since=soon&order=none&q=%00%ff")
    assert "There is no state “lost”, no persona “nobody”, no since “soon”" in odd
    assert site.get("/work/assets?after=nonsense").status_code == 400


def test_it_is_for_editors(site: Site) -> None:
    assert site.get("/work/assets").status_code == 303
    site.sign_in(Role.REP)
    assert site.get("/work/assets").status_code == 403
    assert 'href="/work/assets"' not in site.page("/")
