"""One tap without scripts, my recent, and what looking at a page records."""

import re
from pathlib import Path
from typing import Any

from sqlalchemy import select

from content_store.database import Database
from content_store.queries.evidence import evidence_of
from content_store.rules.evidence import Evidence
from content_store.rules.vocabulary import ActorKind, ContentType, EventKind, Facet, Purpose, Role
from content_store.tables import UsageEvent
from tests.api.site import ORIGIN, Site, opened
from tests.content_store.making import draft, published, tag
from tests.renderers.test_pages import checked, words


def events(site: Site, *kinds: EventKind) -> list[UsageEvent]:
    """What was recorded of these kinds, once the recorder has written down what waits."""
    site.runtime.journal.flush()
    site.runtime.recorder.record([])
    with site.database.reading() as session:
        return list(session.scalars(select(UsageEvent).where(UsageEvent.kind.in_(kinds)).order_by(UsageEvent.id)))


def form(html: str, button: str) -> dict[str, str]:
    """The fields of the form that has this button, as a browser would send them."""
    found = next(each for each in re.findall(r"<form.*?</form>", html, re.DOTALL) if f'value="{button}"' in each)
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', found))
    fields |= dict(re.findall(r'<input type="radio" name="([^"]+)" value="([^"]+)" checked>', found))
    return {name: value.replace("&amp;", "&") for name, value in fields.items()} | {"kind": button}


def sent(site: Site, fields: dict[str, str]) -> str:
    """The page that a sent form leads to."""
    answer = site.post("/usage", **fields)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def evidence(site: Site, asset_id: int) -> Evidence:
    with site.database.reading() as session:
        return evidence_of(session, [asset_id]).get(asset_id, Evidence())


def test_used_landed_and_undone_by_forms_alone(either_site: Site) -> None:
    site = either_site
    cfo = tag(site.database, Facet.PERSONA, "CFO")
    asset = published(site.database, tags={Facet.PERSONA: ["cfo"]})
    site.sign_in()
    site.settle()
    html = checked(site.page("/?persona=cfo&type=talking-point&show=budget-freeze"))
    fields = form(html, "used") | {"account": "Harbour Mills", "deal": "D-1"}
    marked = sent(site, fields)
    assert marked.startswith("/?persona=cfo&type=talking-point&show=budget-freeze&used=")
    (used,) = events(site, EventKind.USED)
    assert (used.asset_id, used.persona_id, used.purpose) == (asset.id, cfo.id, Purpose.LIVE_CALL)
    assert (used.account, used.deal, used.actor_kind) == ("Harbour Mills", "D-1", ActorKind.HUMAN)
    html = checked(site.page(marked))
    assert "Used: live call" in words(html)
    judged = site.page(sent(site, form(html, "landed")))
    assert 'value="landed" aria-keyshortcuts="l" aria-pressed="true"' in judged
    assert "landed in 1 of 1 conversation" in words(judged)
    # First the verdict is taken back, then the use.
    undone = sent(site, form(judged, "retracted"))
    assert evidence(site, asset.id).judged == 0
    assert evidence(site, asset.id).conversations == 1
    nothing = sent(site, form(site.page(undone), "retracted"))
    assert nothing == "/?persona=cfo&type=talking-point&show=budget-freeze"
    assert evidence(site, asset.id).conversations == 0


def test_a_form_sent_twice_counts_once_and_the_purpose_is_remembered(site: Site) -> None:
    asset = published(site.database)
    site.sign_in()
    fields = form(site.page("/a/budget-freeze"), "used") | {"purpose": "follow_up"}
    assert sent(site, fields) == sent(site, fields)
    assert evidence(site, asset.id).conversations == 1
    assert 'value="follow_up" checked' in site.page("/a/budget-freeze")


def test_a_conversation_of_another_is_neither_shown_nor_judged(site: Site) -> None:
    asset = published(site.database)
    site.sign_in()
    address = sent(site, form(site.page("/a/budget-freeze"), "used"))
    number = address.rpartition("=")[2]
    site.sign_in(Role.MARKETING)
    assert f'name="event" value="{number}"' not in site.page(address)
    told = {"kind": "landed", "event": number, "conversation": number, "key": "k"}
    assert site.post("/usage", **told).status_code == 400
    assert evidence(site, asset.id).judged == 0


def test_a_form_leads_to_no_other_site_and_must_make_sense(site: Site) -> None:
    published(site.database)
    secret = draft(site.database, title="Secret")
    site.sign_in()
    fields = form(site.page("/a/budget-freeze"), "used")
    for back in ("https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example"):
        assert sent(site, fields | {"back": back}).startswith("/?used=")
    for wrong in ({"kind": "view"}, {"kind": "landed"}, {"kind": ""}, {"asset": secret.slug, "key": "other"}):
        assert site.post("/usage", **(fields | wrong)).status_code == 400
    assert site.client.post("/usage", data=fields, headers={"Origin": "https://elsewhere.example"}).status_code == 403


def test_opening_is_a_view_once_an_hour(site: Site) -> None:
    asset = published(site.database)
    site.sign_in()
    site.settle()
    site.page("/?type=talking-point")
    site.page("/a/budget-freeze")
    site.page("/?type=talking-point&show=budget-freeze")
    (view,) = events(site, EventKind.VIEW)
    assert (view.asset_id, view.actor_kind, view.purpose) == (asset.id, ActorKind.HUMAN, Purpose.BROWSING)
    site.client.head("/a/budget-freeze")
    site.get("/a/budget-freeze", **{"Sec-Purpose": "prefetch;prerender"})
    people = [each.actor_kind for each in events(site, EventKind.VIEW)]
    assert people == [ActorKind.HUMAN, ActorKind.SUSPECTED_BOT]


def test_what_a_search_showed_is_recorded_when_it_has_come_to_rest(site: Site) -> None:
    asset = published(site.database)
    published(site.database, ContentType.CASE_STUDY, "Elsewhere")
    site.sign_in()
    site.settle()
    for text in ("b", "bu", "budget"):
        site.get(f"/find?q={text}&key=0123456789abcdef")
    (shown,) = events(site, EventKind.IMPRESSION)
    assert shown.asset_id == asset.id


def test_my_recent_says_how_it_fills(site: Site) -> None:
    site.sign_in()
    assert "Nothing yet." in words(checked(site.page("/recent")))


def test_my_recent_is_judged_and_corrected_without_scripts(site: Site) -> None:
    tags: dict[str, Any] = {Facet.PERSONA: ["head-of-it"], Facet.STAGE: ["decision"]}
    tag(site.database, Facet.PERSONA, "head of IT")
    tag(site.database, Facet.STAGE, "decision")
    asset = published(site.database, tags=tags)
    site.sign_in()
    html = site.page("/a/budget-freeze?persona=head-of-it&stage=decision")
    sent(site, form(html, "used") | {"account": "Harbour Mills"})
    html = checked(site.page("/recent"))
    assert "Live call with heads of IT at decision · today · Harbour Mills" in words(html)
    assert re.fullmatch(r"/recent#use-\d+", sent(site, form(html, "fell_flat")))
    html = site.page("/recent")
    assert 'value="fell_flat" aria-pressed="true"' in html
    assert sent(site, form(html, "landed")).startswith("/recent")
    assert evidence(site, asset.id).landed == 1
    takes_back = [
        each for each in re.findall(r"<form.*?</form>", site.page("/recent"), re.DOTALL) if "retracted" in each
    ]
    assert len(takes_back) == 2
    sent(site, form(takes_back[1], "retracted"))
    assert "Nothing yet." in words(site.page("/recent"))
    assert evidence(site, asset.id) == Evidence()


def test_my_recent_has_pages(site: Site) -> None:
    published(site.database)
    site.sign_in()
    fields = form(site.page("/a/budget-freeze"), "used")
    for number in range(21):
        sent(site, fields | {"key": f"key{number}"})
    first = site.page("/recent")
    assert first.count('<li id="use-') == 20
    older = re.search(r'href="(/recent\?before=\d+)">Older', first)
    assert older
    second = site.page(older[1])
    assert second.count('<li id="use-') == 1
    assert 'href="/recent">The newest' in second


def test_a_flood_of_taps_is_told_when_there_is_room_again(sqlite_database: Database, tmp_path: Path) -> None:
    with opened(sqlite_database, tmp_path / "data", usage_events_per_minute=1, changes_per_minute=1) as site:
        asset = published(site.database)
        site.sign_in()
        taps = [site.post("/usage", kind="used", asset=asset.slug, key=str(number)) for number in range(3)]
        assert [each.status_code for each in taps] == [303, 303, 429]
        assert 1 <= int(taps[-1].headers["Retry-After"]) <= 60
        assert f"Try again in {taps[-1].headers['Retry-After']} seconds" in words(checked(taps[-1].text))
        assert len(events(site, EventKind.USED)) == 2
        # Feedback and requests have an allowance of their own, whichever form it is.
        said = [site.post("/feedback", asset=asset.slug, text="Old", reason="outdated") for _ in range(2)]
        asked = site.post("/requests/new", title="A story from a bank", key="k" * 32, anyway="1")
        assert [each.status_code for each in (*said, asked)] == [303, 303, 429]
        query = """mutation ($input: RequestContentInput!) { requestContent(input: $input) { __typename } }"""
        body = {"query": query, "variables": {"input": {"title": "A story from a bank"}}}
        answer = site.client.post("/graphql", json=body, headers=ORIGIN)
        assert (answer.status_code, "Retry-After" in answer.headers) == (429, True)
