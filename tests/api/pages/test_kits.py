"""Kits in a browser without scripts: learning, writing, running a program."""

import io
import re
import zipfile
from datetime import timedelta

from api.pages.kits.newcomers_file import read_newcomers
from api.runtime import now
from content_store import enrolling
from content_store.access import SYSTEM
from content_store.enrolling import EnrolmentInput
from content_store.rules.vocabulary import Facet, Role
from content_store.work import Work
from tests.api.pages.test_feedback import enter, led, refused, somebody, words
from tests.api.site import ORIGIN, Site
from tests.content_store.kit_making import published_kit, rule, step
from tests.content_store.making import published, tag

BEFORE = now() - timedelta(days=2)


def fill(site: Site) -> int:
    """A published kit of two assets and a rule that finds nothing; returns its id."""
    for title in ("One", "Two"):
        published(site.database, title=title, at=BEFORE)
    steps = [step("one", why="It comes first.", question="Why?"), step("two"), rule("newest", type="play")]
    return published_kit(site.database, *steps, at=BEFORE).id


def enrol(site: Site, kit_id: int, email: str, mentor: str = "") -> None:
    with site.database.writing() as session:
        enrolling.enrol(Work(session, SYSTEM, BEFORE), kit_id, [EnrolmentInput(email, mentor, BEFORE.date())])


def test_a_newcomer_learns_step_by_step(site: Site) -> None:
    kit_id = fill(site)
    enter(site, somebody(site, Role.REP, "Nia"))
    assert "Next, 8 min" not in words(site.page("/kits/first-steps"))
    assert site.post("/kits/first-steps/steps/one", do="done").status_code == 404
    enrol(site, kit_id, "nia@example.com")
    home = words(site.page("/kits/mine"))
    assert "Next, 8 minOneIt comes first." in home
    kit = words(site.page("/kits/first-steps"))
    assert "Skipped: its rule finds nothing now" in kit
    read = words(site.page("/kits/first-steps?step=one"))
    assert "People in your role tell us" in read
    assert "minutes are a whole number" in refused(site, "/kits/first-steps/steps/one", do="done", minutes="ten")
    assert "My words" in refused(site, "/kits/first-steps/steps/one", do="done", minutes="999", answer="My words")
    on = led(site, "/kits/first-steps/steps/one", do="done", minutes="9", answer="Because", useful="yes")
    assert on == "/kits/first-steps?step=two&done=one"
    assert "Done: One Undo" in words(site.page(on))
    assert led(site, "/kits/first-steps/steps/one", do="undo") == "/kits/first-steps?step=one"
    assert "Because" in site.page("/kits/first-steps?step=one")
    led(site, "/kits/first-steps/steps/one", do="done")
    assert led(site, "/kits/first-steps/steps/two", do="done") == "/kits/first-steps?done=two"
    # What its rule does not find keeps nobody from it.
    assert "You have completed this kit" in words(site.page("/kits/first-steps?done=two"))


def test_a_mentor_reads_and_answers_and_others_find_nothing(site: Site) -> None:
    kit_id = fill(site)
    newcomer, mentor = somebody(site, Role.REP, "Nia"), somebody(site, Role.REP, "Ruth")
    other = somebody(site, Role.REP, "Tom")
    enrol(site, kit_id, newcomer.person.email, mentor.person.email)
    enter(site, newcomer)
    led(site, "/kits/first-steps/notes", text="Can we try it aloud?")
    assert "say something" in refused(site, "/kits/first-steps/notes", text=" ")
    enter(site, mentor)
    found = re.search(r"/kits/enrolments/\d+", site.page("/kits"))
    assert found is not None
    address = found[0]
    assert "Can we try it aloud?" in words(site.page(address))
    led(site, address, do="note", text="On Thursday.")
    assert site.post(address, do="end").status_code == 403
    enter(site, newcomer)
    assert "On Thursday." in words(site.page("/kits/first-steps"))
    enter(site, other)
    assert site.get(address).status_code == 404
    assert site.post(address, do="note", text="Me too").status_code == 404


def filled(site: Site, address: str) -> dict[str, str]:
    """The form of a kit, as a browser would send it back."""
    html = site.page(address)
    html = html[html.index("data-unsaved") : html.index("</form>", html.index("data-unsaved"))]
    form: dict[str, str] = {}
    for tag_ in re.findall(r"<input[^>]*>", html):
        name, value = re.search(r'name="([^"]*)"', tag_), re.search(r'value="([^"]*)"', tag_)
        if name and ("checkbox" not in tag_ or "checked" in tag_):
            form[name[1]] = value[1] if value else "on"
    form |= dict(re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>([^<]*)', html))
    for name_, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', html):
        chosen = re.search(r'value="([^"]*)" selected', options)
        form[name_] = chosen[1] if chosen else ""
    return form


def test_a_kit_is_written_published_and_taken_back(site: Site) -> None:
    tag(site.database, Facet.PERSONA, "CFO")
    for title in ("One", "Two"):
        published(site.database, title=title, at=BEFORE)
    site.settle()
    enter(site, somebody(site, Role.MARKETING, "Martin"))
    address = led(site, "/kits/manage/new", title="Newcomers", do="empty")

    def press(do: str, **typed: str) -> str:
        return led(site, address, **{**filled(site, address), **typed, "do": do}).partition("#")[0]

    assert address == "/kits/manage/newcomers"
    assert "a kit without steps" in refused(site, address, **filled(site, address), do="publish")
    press("add-section")
    unknown = {**filled(site, address), "add.0.asset": "on", "do": "add-asset:0"}
    assert "nothing is called that" in refused(site, address, **unknown)
    for title in ("One", "/a/two"):
        press("add-asset:0", **{"add.0.asset": title})
    press("add-rule:0", **{"add.0.kind": "newest"})
    assert "The rule: finds 2 now" in words(site.page(address))
    press("up:0.1")
    form = filled(site, address)
    assert [form[f"step.0.{place}.asset"] for place in range(3)] == ["two", "one", ""]
    assert "a step takes 1 to 480 minutes" in refused(site, address, **{**form, "step.0.0.minutes": "900"})
    press("remove:0.0")
    press("undo")
    assert filled(site, address)["step.0.0.asset"] == "two"
    press("freeze:" + filled(site, address)["step.0.2.key"])
    assert press("preview") == "/kits/newcomers?draft=1"
    assert "This is the draft." in words(site.page("/kits/newcomers?draft=1"))
    assert press("publish") == address
    stale = {**filled(site, address), "revision": "1", "summary": "Late"}
    assert "somebody saved revision" in refused(site, address, **stale)
    press("retire")
    assert "This kit was retired." in words(site.page("/kits/newcomers"))


def test_a_proposal_becomes_a_draft(site: Site) -> None:
    tag(site.database, Facet.PERSONA, "CFO")
    tag(site.database, Facet.STAGE, "Decision")
    published(site.database, title="One", at=BEFORE, tags={Facet.PERSONA: ["cfo"]})
    enter(site, somebody(site, Role.MARKETING, "Martin"))
    asked = "/kits/manage/new?personas=cfo&stages=decision&minutes=30&role=SDR&propose=1"
    shown = words(site.page(asked))
    assert "For conversations with CFOs" in shown
    assert "Decision: nothing published is about it" in shown
    assert "stage=decision" in site.page(asked)
    assert site.get("/kits/manage/new?personas=nobody&minutes=x&propose=1").status_code == 400
    given = {"personas": "cfo", "stages": "decision", "minutes": "30", "role": "SDR", "region": ""}
    address = led(site, "/kits/manage/new", title="For SDRs", do="propose", **given)
    assert filled(site, address)["step.0.0.asset"] == "one"


def test_newcomers_come_in_a_file_with_a_report_for_each(site: Site) -> None:
    fill(site)
    enter(site, somebody(site, Role.MARKETING, "Martin"))
    somebody(site, Role.REP, "Nia")
    address = "/kits/manage/first-steps/newcomers"
    rows = "email;start\nnia@example.com;2026-06-01\nnobody@example.com;\nmartin@example.com;soon\n"
    answer = site.client.post(address, data={"do": "enrol"}, files={"file": ("who.csv", rows)}, headers=ORIGIN)
    report = words(answer.text)
    assert "nia@example.com: enrolled" in report
    assert "nobody has the address “nobody@example.com”" in report
    assert "“soon” is no day" in report
    assert "1 newcomer" in report
    assert "enrolled1under way1" in words(site.page("/kits/manage/first-steps/overview"))


def test_lines_are_read_with_and_without_a_header() -> None:
    plain, _ = read_newcomers("ada@example.com\n\ngrace@example.com, m@example.com, 2026-07-01", "usual@example.com")
    assert [(each.email, each.mentor) for each in plain] == [
        ("ada@example.com", "usual@example.com"),
        ("grace@example.com", "m@example.com"),
    ]
    headed, _ = read_newcomers("Mentor,E-Mail\r\nm@example.com,ada@example.com")
    assert [(each.email, each.mentor) for each in headed] == [("ada@example.com", "m@example.com")]
    _, problems = read_newcomers('ada@example.com,"open,yesterday\ngrace@example.com,,never')
    assert [each.email for each in problems] == ["Line 2: grace@example.com"]


def test_reps_write_no_kits_and_strangers_see_none(site: Site) -> None:
    fill(site)
    enter(site, somebody(site, Role.REP, "Nia"))
    for address in ("", "/new", "/first-steps", "/first-steps/newcomers", "/first-steps/overview"):
        assert site.get(f"/kits/manage{address}").status_code == 403
    assert site.post("/kits/manage/first-steps", title="x", do="save").status_code == 403
    assert site.get("/kits/no-such-kit").status_code == 404


def test_a_kit_leaves_the_screen_in_every_format(site: Site) -> None:
    fill(site)
    enter(site, somebody(site, Role.REP, "Nia"))
    told = {}
    for end in ("md", "txt", "zip", "scorm.zip", "cmi5.zip"):
        answer = site.get(f"/kits/first-steps/kit.{end}")
        assert answer.status_code == 200
        told[end] = answer.content
    with zipfile.ZipFile(io.BytesIO(told["zip"])) as archive:
        page = archive.read("steps/one.html").decode()
    for text in (told["md"].decode(), told["txt"].decode(), page):
        assert "It comes first." in text
        assert "Why?" in text
        assert "People in your role tell us" in text
    assert site.get("/kits/first-steps/kit.pdf").content.startswith(b"%PDF")
    assert site.get("/kits/first-steps/kit.docx").status_code == 404
    assert site.get("/kits/no-such-kit/kit.zip").status_code == 404
    # It holds internal lines, so there is none for a buyer.
    assert site.get("/kits/first-steps/kit.md?for=buyer").status_code == 404
