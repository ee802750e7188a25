"""Writing assets in a browser without scripts."""

import re
from html import unescape

import pytest

from api.pages.work import typed as typing
from content_store.access import SYSTEM, window
from content_store.content_types import DECLARATIONS
from content_store.queries.assets import by_slug, snapshot_of
from content_store.rules.snapshots import Snapshot
from content_store.rules.vocabulary import ContentType, Facet, Role
from content_store.views import AssetView
from tests.api.site import Site
from tests.content_store.making import NOON, draft, published, tag
from tests.renderers.making import FULL

NEW = "/work/assets/new/talking-point"


@pytest.fixture
def desk(site: Site) -> Site:
    """The site, with somebody from marketing."""
    site.sign_in(Role.MARKETING)
    return site


def fields(html: str) -> dict[str, str]:
    """What a browser would send of the page's form, without a button."""
    form = html[html.index('<form class="write-form"') : html.index("</main>")]
    found: dict[str, str] = {}
    for entry in re.findall(r"<input [^>]*>", form):
        name, kind = re.search(r'name="([^"]+)"', entry), re.search(r'type="(\w+)"', entry)
        value = re.search(r'value="([^"]*)"', entry)
        if name and not (kind and kind[1] == "checkbox" and " checked" not in entry):
            found[name[1]] = unescape(value[1]) if value else "on"
    for name, text in re.findall(r'<textarea [^>]*?name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        # A browser leaves out a line end right behind the tag.
        found[name] = unescape(text.removeprefix("\n"))
    for name, options in re.findall(r'<select [^>]*?name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
        assert chosen
        found[name] = unescape(chosen[1])
    return found


def send(site: Site, address: str, form: dict[str, str], do: str) -> str:
    answer = site.post(address, **form, do=do)
    assert answer.status_code in {200, 400}, answer.text
    return answer.text


def saved(site: Site, address: str, form: dict[str, str]) -> str:
    answer = site.post(address, **form, do="save")
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def kept(site: Site, slug: str) -> tuple[AssetView, Snapshot]:
    with site.database.reading() as session:
        asset = by_slug(session, slug, window(SYSTEM, NOON, drafts=True))
        assert asset is not None
        snapshot = snapshot_of(session, asset.id, asset.latest_revision)
        assert snapshot is not None
        return asset, snapshot


def test_every_type_can_be_chosen_with_what_it_is_for(desk: Site) -> None:
    html = desk.page("/work/assets/new")
    for type_, declaration in DECLARATIONS.items():
        assert f"/work/assets/new/{type_.value.replace('_', '-')}" in html
        assert unescape(declaration.help) in unescape(html)


def test_writing_is_not_for_everybody(site: Site) -> None:
    draft(site.database)
    site.sign_in(Role.REP)
    for address in ("/work/assets/new", NEW, "/work/assets/budget-freeze", "/work/assets/nothing"):
        assert site.get(address).status_code == 403
        assert site.post(address, title="Mine").status_code in {403, 405}


@pytest.mark.parametrize("type_", list(ContentType))
def test_the_form_of_every_type_holds_all_that_was_written_and_saves_it_unchanged(
    desk: Site, type_: ContentType
) -> None:
    draft(desk.database, title="Used")
    asset = draft(desk.database, type_, body="One *more* thing.", content=FULL[type_])
    address = f"/work/assets/{asset.slug}"
    form = fields(desk.page(address))
    assert saved(desk, address, form) == f"{address}?saved=same"
    assert saved(desk, address, {**form, "summary": "Another."}) == f"{address}?saved=2"
    assert kept(desk, asset.slug)[1] == {**kept_first(desk, asset), "summary": "Another."}


def kept_first(site: Site, asset: AssetView) -> Snapshot:
    with site.database.reading() as session:
        found = snapshot_of(session, asset.id, 1)
        assert found is not None
        return found


def test_a_talking_point_is_written_row_by_row_and_nothing_typed_is_lost(desk: Site) -> None:
    tag(desk.database, Facet.PERSONA, "Finance chief", synonyms=["CFO"])
    form = fields(desk.page(NEW)) | {"title": "Stock is cash", "content.headline": "Cash lies in stock"}
    form = fields(send(desk, NEW, form, "add:content.objections"))
    form |= {"content.objections.0.buyer_says": "Too dear.", "adding.tags.persona": "cfo"}
    form = fields(send(desk, NEW, form, "add:content.objections"))
    form |= {"content.objections.1.buyer_says": "Not now.", "content.objections.1.audience": "internal"}
    form = fields(send(desk, NEW, form, "up:content.objections.1"))
    assert form["content.objections.0.buyer_says"] == "Not now."
    assert form["tags.persona.0"] == "finance-chief"
    form = fields(send(desk, NEW, form, "add:content.do_say"))
    form |= {"internal.next_step": "on", "content.next_step": "Agree on a day.", "note": "A first go"}
    assert saved(desk, NEW, form) == "/work/assets/stock-is-cash?saved=1"
    snapshot = kept(desk, "stock-is-cash")[1]
    said = [(each["buyer_says"], each["audience"]) for each in snapshot["content"]["objections"]]
    assert said == [("Not now.", "internal"), ("Too dear.", None)]
    assert snapshot["content"]["do_say"] == []
    assert snapshot["content"]["internal_fields"] == ["next_step"]
    assert snapshot["tags"] == {"persona": ["finance-chief"]}


def test_what_is_wrong_stands_beside_its_field_and_everything_typed_stays(desk: Site) -> None:
    form = fields(desk.page(NEW)) | {"title": " ", "content.headline": "x" * 201, "body": "\nKept."}
    form = fields(send(desk, NEW, form, "add:content.discovery_questions"))
    form |= {"content.discovery_questions.0.kind": "problem", "verify_interval_days": "soon"}
    html = send(desk, NEW, form, "save")
    for path in ("title", "content.headline", "content.discovery_questions.0.text", "verify_interval_days"):
        assert f'href="#{path}"' in html, path
    assert fields(html) == form


def test_what_is_wrong_is_told_all_at_once_and_nothing_of_it_saved(desk: Site) -> None:
    form = fields(desk.page(NEW)) | {"title": "Stock", "slug": "new", "adding.tags.industry": "Robotics"}
    html = send(desk, NEW, form | {"owner": "nobody@example.com"}, "save")
    for path in ("slug", "owner", "adding.tags.industry"):
        assert f'href="#{path}"' in html, path
    html = send(desk, NEW, form | {"slug": ""}, "save")
    assert 'href="#adding.tags.industry"' in html
    assert 'href="#slug"' not in html
    assert desk.get("/work/assets/stock").status_code == 404


def test_a_tag_is_created_in_place(desk: Site) -> None:
    form = fields(desk.page(NEW)) | {"title": "Robots", "adding.tags.industry": "Robotics"}
    refused = send(desk, NEW, form, "save")
    assert "nothing is called “Robotics”" in refused
    assert 'value="create:tags.industry"' in refused
    html = send(desk, NEW, fields(refused), "create:tags.industry")
    assert "no longer there" not in html
    form = fields(html)
    assert (form["tags.industry.0"], form["adding.tags.industry"]) == ("robotics", "")
    saved(desk, NEW, form)
    assert kept(desk, "robots")[1]["tags"] == {"industry": ["robotics"]}


def test_proof_is_found_by_what_it_is_called_and_by_its_address(desk: Site) -> None:
    published(desk.database, ContentType.CASE_STUDY, "Harbour Mills halves its stock")
    published(desk.database, ContentType.PROOF_STATEMENT, "Stock fell by a third")
    desk.settle()
    form = fields(desk.page(NEW)) | {"title": "Stock", "adding.links.proof": "harbour stock"}
    html = send(desk, NEW, form, "take")
    assert 'value="pick:links.proof:harbour-mills-halves-its-stock"' in html
    form = fields(send(desk, NEW, fields(html), "pick:links.proof:harbour-mills-halves-its-stock"))
    form = fields(send(desk, NEW, form | {"adding.links.proof": "/a/stock-fell-by-a-third"}, "take"))
    form = fields(send(desk, NEW, form, "up:links.proof.1"))
    saved(desk, NEW, form)
    assert kept(desk, "stock")[1]["links"] == {"proof": ["stock-fell-by-a-third", "harbour-mills-halves-its-stock"]}
    found = desk.get("/work/assets/new/pick?path=links.proof&q=harbour").json()["found"]
    assert [each["value"] for each in found] == ["harbour-mills-halves-its-stock"]


def test_tags_are_found_by_any_of_their_words(desk: Site) -> None:
    tag(desk.database, Facet.PERSONA, "Finance chief", synonyms=["CFO", "Head of finance"])
    tag(desk.database, Facet.PERSONA, "Buyer")
    for text in ("fin", "cf", "head", "FINANCE"):
        found = desk.get(f"/work/assets/new/pick?path=tags.persona&q={text}").json()["found"]
        assert [each["value"] for each in found] == ["finance-chief"], text


@pytest.mark.parametrize("do", ["up:content.objections.7", "add:content.nothing", "remove:title.0", "add:links", "x:y"])
def test_a_button_that_is_not_there_changes_nothing(desk: Site, do: str) -> None:
    form = fields(desk.page(NEW)) | {"title": "Stock"}
    assert fields(send(desk, NEW, form, do)) == form


def test_what_a_colleague_assigned_meanwhile_is_not_undone(desk: Site) -> None:
    asset = draft(desk.database)
    address = f"/work/assets/{asset.slug}"
    form = fields(desk.page(address))
    assert form["owner"] == form["before.owner"] == ""
    saved(desk, address, form | {"owner": "marketing@example.com"})
    saved(desk, address, form | {"summary": "Another."})
    view, _ = kept(desk, asset.slug)
    assert view.owner is not None
    assert view.owner.email == "marketing@example.com"


def test_what_is_typed_is_kept_until_it_is_saved(desk: Site) -> None:
    asset = draft(desk.database)
    address = f"/work/assets/{asset.slug}"
    form = fields(desk.page(address)) | {"content.opener": "I saw you on our website.", "title": "Half a ti"}
    answer = desk.post(f"{address}/live", **form, show="preview").json()
    assert answer["kept"]
    assert "Half a ti" in answer["preview"]
    assert "“saw you on our website” tells them" in answer["findings"]["content.opener"]
    assert kept(desk, asset.slug)[0].latest_revision == 1
    again = desk.page(address)
    assert "You have unsaved changes" in again
    assert fields(again)["title"] == "Half a ti"
    saved(desk, address, fields(again))
    assert "You have unsaved changes" not in desk.page(address)
    assert kept(desk, asset.slug)[1]["title"] == "Half a ti"


def test_a_new_asset_is_kept_under_its_key_and_made_once(desk: Site) -> None:
    form = fields(desk.page(NEW)) | {"title": "Stock is cash"}
    assert desk.post(f"{NEW}/live", **form).json()["kept"]
    begun = f"{NEW}?copy={form['key']}"
    assert begun in desk.page("/work/assets/new")
    assert fields(desk.page(begun))["title"] == "Stock is cash"
    assert saved(desk, NEW, form) == "/work/assets/stock-is-cash?saved=1"
    assert saved(desk, NEW, form) == "/work/assets/stock-is-cash"
    assert desk.post(f"{NEW}/live", **form).json()["kept"]
    assert begun not in desk.page("/work/assets/new")


def test_unsaved_work_is_discarded_and_brought_back(desk: Site) -> None:
    asset = draft(desk.database)
    address = f"/work/assets/{asset.slug}"
    desk.post(f"{address}/live", **fields(desk.page(address)) | {"title": "Other"})
    led = desk.post(address, do="discard")
    assert fields(desk.page(led.headers["location"]))["title"] == "Budget freeze"
    assert "were discarded" in desk.page(led.headers["location"])
    assert "discarded" not in desk.page(address)
    desk.post(address, do="bring-back")
    assert fields(desk.page(address))["title"] == "Other"


def test_another_window_does_not_overwrite_what_this_one_kept(desk: Site) -> None:
    asset = draft(desk.database)
    address = f"/work/assets/{asset.slug}"
    one, two = fields(desk.page(address)), fields(desk.page(address))
    assert desk.post(f"{address}/live", **one | {"title": "One"}).json()["kept"]
    refused = desk.post(f"{address}/live", **two | {"title": "Two"}).json()
    assert refused["kept"] is None
    assert "another window" in refused["problem"]
    assert fields(desk.page(address))["title"] == "One"


def test_unsaved_work_is_seen_by_nobody_else(desk: Site) -> None:
    asset = draft(desk.database)
    address = f"/work/assets/{asset.slug}"
    desk.post(f"{address}/live", **fields(desk.page(address)) | {"title": "Mine alone"})
    desk.sign_in(Role.ADMIN)
    assert "Mine alone" not in desk.page(address)


def test_two_who_change_the_same_see_both_and_choose(desk: Site) -> None:
    asset = draft(desk.database, body="Once.", tags={})
    address = f"/work/assets/{asset.slug}"
    mine = fields(desk.page(address))
    saved(desk, address, mine | {"title": "Theirs", "content.opener": "Their opener.", "note": "They had to"})
    refused = desk.post(
        address, **mine | {"title": "Mine", "content.headline": "My headline", "body": "Mine too."}, do="save"
    )
    assert refused.status_code == 409
    html = refused.text
    assert "saved revision 2 while you were writing" in html
    assert html.count('<fieldset class="clash">') == 1
    for words in ("Theirs", "Mine", "Budget", "They had to"):
        assert words in html
    form = fields(html) | {"choose.title": "theirs"}
    assert (form["title"], form["content.opener"], form["base"]) == ("Mine", "Their opener.", "2")
    html = send(desk, address, form, "add:content.do_say")
    assert 'name="choose.title" value="theirs" checked' in html
    assert fields(html)["title"] == "Mine"
    again = desk.page(address)
    for shown in (html, again, send(desk, address, fields(again) | {"verify_interval_days": "soon"}, "save")):
        assert shown.count('<fieldset class="clash">') == 1
        assert "Only they changed, and the form has it now: Opener" in shown
    saved(desk, address, form)
    snapshot = kept(desk, asset.slug)[1]
    assert (snapshot["title"], snapshot["body"]) == ("Theirs", "Mine too.")
    assert (snapshot["content"]["opener"], snapshot["content"]["headline"]) == ("Their opener.", "My headline")


@pytest.mark.parametrize("type_", list(ContentType))
def test_the_preview_shows_what_can_be_read_already(desk: Site, type_: ContentType) -> None:
    asset = draft(desk.database, type_, content=FULL[type_] if type_ is not ContentType.PLAY else {})
    address = f"/work/assets/{asset.slug}"
    form = {name: f"{text} <b>" * 30 for name, text in fields(desk.page(address)).items() if name.startswith("content")}
    answer = desk.post(f"{address}/live", **form, title="", audience="nobody", show="preview")
    assert answer.status_code == 200
    assert "Without a title" in answer.json()["preview"]
    assert "<b>" not in answer.json()["preview"]


def test_a_likely_duplicate_is_told_with_the_one_that_exists(desk: Site) -> None:
    published(desk.database, title="Budget freeze in the autumn", summary="Spending stops in October.")
    desk.settle()
    form = fields(desk.page(NEW)) | {"title": "The autumn budget freeze", "summary": "In October all spending stops."}
    form |= {"content.headline": "Cash is tied up in stock"}
    found = desk.post(f"{NEW}/live", **form).json()["findings"]
    assert 'href="/a/budget-freeze-in-the-autumn"' in found["title"]


@pytest.mark.parametrize(
    ("title", "headline", "is_told"),
    [
        ("Shift planned one week ahead", "", True),
        ("Temps", "Each temp whom you call at five is a forecast error that has a name.", True),
        ("Shifts planned a month ahead", "", False),
        ("Temps", "Your forecast names the five shifts that need temps.", False),
    ],
)
def test_a_duplicate_is_known_by_its_title_or_by_what_it_says(
    desk: Site, title: str, headline: str, is_told: bool
) -> None:
    says = "Every temp you call at five in the morning is a forecast error with a name."
    published(desk.database, title="Shifts planned a week ahead", summary="Volumes.", content={"headline": says})
    desk.settle()
    form = fields(desk.page(NEW)) | {"title": title, "content.headline": headline}
    told = desk.post(f"{NEW}/live", **form).json()["findings"].get("title", "")
    assert ("says much the same" in told) == is_told


def test_a_long_text_is_kept_and_saved_as_any_other(desk: Site) -> None:
    asset = draft(desk.database)
    address = f"/work/assets/{asset.slug}"
    form = fields(desk.page(address)) | {"body": "Ünder *way*.\r\n" * 100_000}
    assert desk.post(f"{address}/live", **form, show="preview").json()["kept"]
    saved(desk, address, form)
    assert len(kept(desk, asset.slug)[1]["body"]) > 1_000_000


def test_names_that_no_declaration_knows_are_never_read() -> None:
    form = {"content.objections.0.evil": "x", "content.evil": "x", "tags.persona.9999999": "y", "content.do_say.3": "z"}
    read = typing.read(ContentType.TALKING_POINT, form)
    assert "evil" not in read["content"]
    assert read["content"]["do_say"] == ["z"]
    assert read["tags"]["persona"] == []
    assert set(read["content"]["objections"][0]) == {"buyer_says", "response", "evidence", "audience"}


@pytest.mark.parametrize(
    "do",
    ["remove:links.proof.000000009", "up:links.proof.²", "remove:content.objections.9.9", "add:content.²", "pick:x:y"],
)
def test_a_button_of_a_row_that_is_not_there_does_nothing(desk: Site, do: str) -> None:
    form = {**fields(desk.page(NEW)), "title": "Kept as typed", "links.proof.0": "what-proves-it"}
    answer = desk.post(NEW, **form, do=do)
    assert answer.status_code == 400
    assert "Kept as typed" in answer.text
