"""Feedback, requests and notices in a browser without scripts."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from api.runtime import now
from content_store import feedback, requests
from content_store.access import SYSTEM
from content_store.feedback import FeedbackInput
from content_store.people import PersonInput, add
from content_store.requests import RequestInput
from content_store.rules.vocabulary import Facet, FeedbackKind, FeedbackStatus, Role
from content_store.views import Viewer
from content_store.work import Work
from tests.api.site import Site
from tests.content_store.making import NOON, PASSWORD, draft, published, tag


def somebody(site: Site, role: Role, name: str) -> Viewer:
    with site.database.writing() as session:
        given = PersonInput(f"{name.lower()}@example.com", name, role, PASSWORD)
        return Viewer(add(Work(session, SYSTEM, NOON), given))


def enter(site: Site, who: Viewer) -> None:
    assert site.post("/sign-in", email=who.person.email, password=PASSWORD).status_code == 303


def words(html: str) -> str:
    main = html[html.index("<main") : html.index("</main>")]
    return " ".join(unescape(re.sub(r"<[^>]+>", "", main)).split())


def led(site: Site, address: str, **form: str) -> str:
    """Where a form leads that was taken."""
    answer = site.post(address, **form)
    assert answer.status_code == 303, words(answer.text)
    return str(answer.headers["location"])


def refused(site: Site, address: str, **form: str) -> str:
    answer = site.post(address, **form)
    assert answer.status_code == 400
    return words(answer.text)


@pytest.mark.parametrize("number", [2**31, 2**63, 10**40])
def test_an_id_too_large_for_the_database_is_nothing_there(site: Site, number: int) -> None:
    enter(site, somebody(site, Role.REP, "Ruth"))
    for folder in ("feedback", "requests"):
        assert site.client.get(f"/{folder}/{number}").status_code == 404
        assert site.post(f"/{folder}/{number}", do="reopen", answer="x").status_code == 404


def test_a_flag_is_one_tap_and_its_giver_is_told_what_became_of_it(either_site: Site) -> None:
    site = either_site
    sam, mara = somebody(site, Role.REP, "Sam"), somebody(site, Role.MARKETING, "Mara")
    asset = published(site.database)
    enter(site, sam)
    assert 'name="reason" value="outdated"' in site.page(f"/a/{asset.slug}")
    thread = led(site, "/feedback", asset=asset.slug, reason="outdated")
    assert "Outdated: Budget freeze" in words(site.page(thread))
    assert "Waiting" in words(site.page("/feedback"))
    assert "We will see to it" not in site.page(thread)
    enter(site, mara)
    assert "Sam" in words(site.page("/feedback"))
    assert "say why" in refused(site, thread, do="decline", answer=" ")
    led(site, thread, do="resolve", answer="The figures are new.")
    enter(site, sam)
    assert "Sam: menu, 1 new answer" in site.page("/feedback")
    told = site.page("/notices")
    assert "Your flag about “Budget freeze” The figures are new." in words(told)
    led(site, "/notices")
    assert "new answer" not in site.page("/notices")
    led(site, thread, do="reopen", answer="One is not.")
    assert "Reopened" in words(site.page(thread))


def test_a_suggestion_is_shown_beside_what_it_changes_and_taken_into_a_draft(site: Site) -> None:
    sam, mara = somebody(site, Role.REP, "Sam"), somebody(site, Role.MARKETING, "Mara")
    asset = published(site.database, content={"do_say": ["Cash on order", "Committed spend"]})
    form = f"/feedback/suggest/{asset.slug}"
    enter(site, sam)
    page = site.page(form)
    assert "Cash on order\nCommitted spend</textarea>" in page
    key = re.search(r'name="key" value="(\w+)"', page)
    assert key
    assert "that is how it reads already" in refused(site, form, key=key[1])
    typed = {"do_say": "Cash on order\r\nCommitted money", "headline": "Cash is tied up in stock", "key": key[1]}
    thread = led(site, form, text="Nobody says spend.", **typed)
    assert led(site, form, text="Nobody says spend.", **typed) == thread
    long = refused(site, form, headline="x" * 201, text="kept")
    assert "it may have 200 characters at most" in long
    assert "kept" in long
    enter(site, mara)
    shown = site.page(thread)
    assert "<del>spend</del><ins>money</ins>" in shown
    assert "Headline" not in words(shown)
    led(site, thread, do="draft", revision="1", answer="Better.")
    assert "Taken into revision 2" in words(site.page(thread))
    assert "accepted already" in refused(site, thread, do="draft", revision="2")


def test_what_may_not_be_seen_is_not_there(site: Site) -> None:
    sam, ruth = somebody(site, Role.REP, "Sam"), somebody(site, Role.REP, "Ruth")
    unseen, shown = draft(site.database, title="Secret"), published(site.database)
    with site.database.writing() as session:
        given = FeedbackInput(shown.id, FeedbackKind.COMMENT, text="Between us.")
        made = feedback.give(Work(session, sam, NOON), given)
    enter(site, ruth)
    assert site.post("/feedback", asset=unseen.slug, reason="outdated").status_code == 404
    assert site.get(f"/feedback/suggest/{unseen.slug}").status_code == 404
    assert site.get(f"/feedback/{made.id}").status_code == 404
    assert site.post(f"/feedback/{made.id}", do="reopen", answer="x").status_code == 404
    assert site.get("/requests/7").status_code == 404
    assert site.get("/feedback?after=nonsense").status_code == 400
    assert "Between us" not in site.page("/feedback")


def test_a_request_is_asked_once_and_voted_for(either_site: Site) -> None:
    site = either_site
    sam, ruth = somebody(site, Role.REP, "Sam"), somebody(site, Role.REP, "Ruth")
    tag(site.database, Facet.PERSONA, "CFO")
    enter(site, sam)
    assert "/requests/new?words=zeppelin" in site.page("/?q=zeppelin")
    prefilled = site.page("/requests/new?words=zeppelin&persona=cfo")
    assert 'value="zeppelin"' in prefilled
    assert '<option value="cfo" selected>' in prefilled
    asked = {"title": "A case study on zeppelins", "persona": "cfo", "key": "one"}
    first = led(site, "/requests/new", **asked)
    enter(site, ruth)
    again = site.post("/requests/new", title="Zeppelin case study", why="A deal.", key="two")
    assert again.status_code == 200
    assert "Others asked for much the same A case study on zeppelins" in words(again.text)
    assert "A deal." in again.text
    assert led(site, "/requests/new", title="Zeppelin case study", anyway="1", key="two") != first
    assert "A case study on zeppelins" in site.page("/requests/similar?title=zeppelins").replace("\n", " ")
    led(site, first, do="vote")
    assert words(site.page("/requests")).index("on zeppelins") < words(site.page("/requests")).index("Zeppelin case")


def test_a_request_is_promised_and_fulfilled(either_site: Site) -> None:
    site = either_site
    sam, mara = somebody(site, Role.REP, "Sam"), somebody(site, Role.MARKETING, "Mara")
    asset, unseen = published(site.database), draft(site.database, title="Secret")
    enter(site, sam)
    first = led(site, "/requests/new", title="A case study from retail")
    enter(site, mara)
    soon = (now() + timedelta(days=9)).date().isoformat()
    assert "that day has passed" in refused(site, first, do="promise", promised_for="2020-01-01")
    assert "a day is written like" in refused(site, first, do="promise", promised_for="soon")
    led(site, first, do="promise", promised_for=soon, answer="Next week.")
    assert "publish it first" in refused(site, first, do="fulfil", asset_id=unseen.slug)
    assert "publish it first" in refused(site, first, do="fulfil", asset_id="nothing")
    led(site, first, do="fulfil", asset_id=f"https://kindling.example/a/{asset.slug}?x=y", answer="There.")
    enter(site, sam)
    assert "Sam: menu, 2 new answers" in site.page(first)
    assert f'href="/a/{asset.slug}"' in site.page(first)
    assert words(site.page("/requests?state=fulfilled")).count("case study from retail")
    assert "case study from retail" not in words(site.page("/requests"))
    led(site, first, do="reopen", answer="That is about trains.")
    assert "That is about trains." in words(site.page(first))


def test_a_promise_that_has_passed_is_marked(site: Site) -> None:
    sam, mara = somebody(site, Role.REP, "Sam"), somebody(site, Role.MARKETING, "Mara")
    with site.database.writing() as session:
        work = Work(session, sam, NOON - timedelta(days=30))
        made = requests.ask(work, RequestInput("A late one"))
        promised = (NOON - timedelta(days=20)).date()
        answering = Work(session, mara, NOON - timedelta(days=30))
        requests.answer(answering, made.id, FeedbackStatus.ACCEPTED, "", promised)
    enter(site, sam)
    assert "A late one Late promised for" in words(site.page("/requests?state=late"))


@pytest.mark.parametrize(
    "address",
    ["/feedback?kind=none&asset=nothing", "/requests?state=no&order=no&persona=nobody", "/requests/new?pain=x"],
)
def test_any_address_shows_something(site: Site, address: str) -> None:
    site.sign_in()
    assert site.page(address)


def test_a_form_that_asks_for_nothing_known_is_refused(site: Site) -> None:
    sam = somebody(site, Role.REP, "Sam")
    with site.database.writing() as session:
        made = requests.ask(Work(session, sam, NOON), RequestInput("Something"))
    enter(site, sam)
    assert site.post(f"/requests/{made.id}", do="explode").status_code == 400
    assert site.post(f"/requests/{made.id}", do="decline", answer="no").status_code == 403
    elsewhere: Any = site.client.post(f"/requests/{made.id}", data={"do": "vote"}, headers={"Origin": "http://evil"})
    assert elsewhere.status_code == 403
