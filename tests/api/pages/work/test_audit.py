"""Who changed what, as marketing and as admins may read it."""

import csv
import io
import re

from content_store import authoring, people
from content_store.access import SYSTEM
from content_store.forgetting import forget
from content_store.people import PersonInput
from content_store.rules.vocabulary import ContentType, Role
from content_store.views import Viewer
from content_store.work import Work
from tests.api.pages.work.test_history import words
from tests.api.site import Site
from tests.content_store.making import ENOUGH, NOON, person, published

AUDIT = "/work/audit"


def test_the_trail_says_who_did_what_and_is_narrowed(either_site: Site) -> None:
    site = either_site
    site.sign_in(Role.MARKETING)
    mara = person(site.database, Role.MARKETING, "mara@example.com")
    published(site.database)
    with site.database.writing() as session:
        given = {"title": "=cmd()", "content": ENOUGH[ContentType.TALKING_POINT]}
        authoring.create(Work(session, Viewer(mara), NOON), ContentType.TALKING_POINT, given, "First words")
    everything = words(site.page(AUDIT))
    assert "Marketing created =cmd()" in everything
    assert "Kindling published Budget freeze" in everything
    assert "Person" not in everything.replace("Persona", "")
    assert "Budget freeze" not in words(site.page(f"{AUDIT}?who=mara@example.com"))
    assert "=cmd()" not in words(site.page(f"{AUDIT}?who=command-line"))
    assert words(site.page(f"{AUDIT}?asset=budget-freeze&kind=publish")).count("number") == 1
    assert "No change is like that" in site.page(f"{AUDIT}?until=2026-05-01")
    assert "No change is like that" in site.page(f"{AUDIT}?asset=nothing")
    odd = words(site.page(f"{AUDIT}?who=nobody@example.com&what=person&since=soon&before=x"))
    assert "There is no kind of thing “person”, no person “nobody@example.com”, no day “soon”" in odd
    rows = list(csv.DictReader(io.StringIO(site.page(f"{AUDIT}.csv").removeprefix("\ufeff"))))
    assert [row["kind"] for row in rows] == ["created", "publish", "created"]
    assert rows[0]["about"] == "'=cmd()"
    told = site.get(f"{AUDIT}.json?who=mara@example.com").json()
    assert [row["note"] for row in told["rows"]] == ["First words"]


def test_changes_of_people_are_for_admins_and_forgotten_names_do_not_show(site: Site) -> None:
    with site.database.writing() as session:
        work = Work(session, SYSTEM, NOON)
        people.add(work, PersonInput("nora@example.com", "Nora Nameless", Role.MARKETING))
        forget(work, "nora@example.com")
    site.sign_in(Role.ADMIN)
    shown = words(site.page(AUDIT))
    assert "Kindling forgotten Former colleague" in shown
    for address in (AUDIT, f"{AUDIT}.csv", f"{AUDIT}.json"):
        assert "nora" not in site.page(address).lower()


def test_a_long_trail_has_pages_and_a_whole_file(site: Site) -> None:
    site.sign_in(Role.MARKETING)
    asset = published(site.database)
    with site.database.writing() as session:
        for number in range(1, 120):
            authoring.update(Work(session, SYSTEM, NOON), asset.id, {"summary": f"Take {number}"}, number)
    first = site.page(AUDIT)
    assert first.count("· number") == 100
    later = re.search(r'href="([^"]+)">Older', first)
    assert later
    assert site.page(later[1].replace("&amp;", "&")).count("· number") == 21
    assert len(site.get(f"{AUDIT}.json").json()["rows"]) == 121


def test_reps_read_no_trail(site: Site) -> None:
    site.sign_in(Role.REP)
    assert site.get(AUDIT).status_code == 403
    assert site.get(f"{AUDIT}.csv").status_code == 403
    assert site.get(f"{AUDIT}.exe").status_code == 403
