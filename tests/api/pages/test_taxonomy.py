import re

import pytest

from api.runtime import now
from content_store.access import SYSTEM, window
from content_store.queries.assets import load
from content_store.queries.taxonomy import tag_book
from content_store.rules.vocabulary import Facet, Role, TagStatus
from content_store.views import TagView
from tests.api.site import ORIGIN, Site
from tests.content_store.making import published, tag


@pytest.fixture
def marketing(site: Site) -> Site:
    site.sign_in(Role.MARKETING)
    return site


def _tag(site: Site, slug: str, facet: Facet = Facet.PERSONA) -> TagView:
    with site.database.reading() as session:
        found = tag_book(session).exact(facet, slug)
    assert found is not None
    return found


def _order(site: Site) -> list[str]:
    with site.database.reading() as session:
        return tag_book(session).slugs(Facet.PERSONA)


def test_a_tag_is_added_ordered_described_retired_and_offered_again(marketing: Site) -> None:
    for name in ("CFO", "Controller", "Buyer"):
        assert marketing.post("/taxonomy/persona", do="add", name=name).status_code == 303
    assert "already" in marketing.post("/taxonomy/persona", do="add", name="CFO").text
    marketing.post("/taxonomy/persona", do="up", tag="buyer")
    marketing.post("/taxonomy/persona", do="down", tag="cfo")
    assert _order(marketing) == ["buyer", "cfo", "controller"]
    form = {
        "name": "Finance chief",
        "synonyms": "CFO\r\nbean counter\r\n",
        "kpis": "Cash",
        "buying_roles.champion": "on",
    }
    assert marketing.post("/taxonomy/persona/cfo", **form).headers["location"] == "/taxonomy/persona/cfo?saved=1"
    found = _tag(marketing, "cfo")
    assert (found.name, found.synonyms) == ("Finance chief", ("CFO", "bean counter"))
    assert (found.details["kpis"], found.details["buying_roles"]) == (["Cash"], ["champion"])
    text = marketing.page("/taxonomy/persona/cfo?saved=1")
    assert "bean counter" in text
    assert 'name="buying_roles.champion" checked' in text
    marketing.post("/taxonomy/persona", do="retire", tag="cfo")
    assert "Offered no longer" in marketing.page("/taxonomy/persona")
    marketing.post("/taxonomy/persona", do="restore", tag="cfo")
    assert _tag(marketing, "cfo").status is TagStatus.ACTIVE
    marketing.post("/taxonomy/persona/controller", do="delete")
    assert marketing.get("/taxonomy/persona/controller").status_code == 404


def test_two_who_change_one_tag_do_not_overwrite_each_other(marketing: Site) -> None:
    tag(marketing.database, Facet.PAIN, "Late deliveries")
    seen = re.search(r'name="seen" value="(\w+)"', marketing.page("/taxonomy/pain/late-deliveries"))
    assert seen is not None
    first = {"name": "Late deliveries", "category": "quality", "seen": seen[1]}
    assert marketing.post("/taxonomy/pain/late-deliveries", **first).status_code == 303
    refused = marketing.post("/taxonomy/pain/late-deliveries", name="Mine", seen=seen[1])
    assert refused.status_code == 400
    assert 'value="Mine"' in refused.text
    assert _tag(marketing, "late-deliveries", Facet.PAIN).name == "Late deliveries"


def test_a_merge_shows_what_moves_and_then_moves_it(marketing: Site) -> None:
    database = marketing.database
    old = tag(database, Facet.PERSONA, "Finance chief", synonyms=["money man"])
    tag(database, Facet.PERSONA, "CFO")
    asset = published(database, tags={Facet.PERSONA: [old.slug]}, at=now())
    text = marketing.page("/taxonomy/persona/finance-chief/merge?into=cfo")
    assert "<dt>Published asset</dt><dd>1</dd>" in text
    assert "Finance chief, money man" in text
    for wrong in ("", "finance-chief", "nothing"):
        assert marketing.post("/taxonomy/persona/finance-chief/merge", into=wrong).status_code == 400
    sent = marketing.post("/taxonomy/persona/finance-chief/merge", into="cfo")
    assert "is part of this now" in marketing.page(sent.headers["location"])
    assert "Part of another" in marketing.page("/taxonomy/persona")
    with database.reading() as session:
        (shown,) = load(session, [asset.id], window(SYSTEM, now()))
    assert [each.slug for each in shown.tags] == ["cfo"]


def test_unused_and_too_broad_tags_are_pointed_out(marketing: Site) -> None:
    database = marketing.database
    for name in ("Everybody", "Somebody", "Nobody"):
        tag(database, Facet.PERSONA, name)
    for number in range(10):
        slug = "everybody" if number < 6 else "somebody"
        published(database, title=f"Asset {number}", tags={Facet.PERSONA: [slug]}, at=now())
    text = marketing.page("/taxonomy/persona")
    assert text.count("Too broad</span>") == 1
    assert text.count("Unused</span>") == 1
    assert "1 unused, 1 too broad" in marketing.page("/taxonomy")


def _upload(site: Site, text: str, **form: str) -> str:
    files = {"file": ("taxonomy.yaml", text.encode(), "application/yaml")}
    return site.client.post("/taxonomy/import", data=form, files=files, headers=ORIGIN).text


def test_a_download_uploaded_again_changes_nothing_and_a_change_is_shown_first(marketing: Site) -> None:
    tag(marketing.database, Facet.PERSONA, "CFO", synonyms=["finance chief"])
    tag(marketing.database, Facet.PERSONA, "Buyer")
    text = marketing.page("/taxonomy/taxonomy.yaml")
    assert "Nothing: the taxonomy is as the file says" in _upload(marketing, text, do="preview")
    changed = text.replace("finance chief", "money man") + "\nregions:\n  - Nordics\n"
    shown = _upload(marketing, changed, do="preview")
    assert "Change 2 things" in shown
    assert _tag(marketing, "cfo").synonyms == ("finance chief",)
    done = marketing.post("/taxonomy/import", do="apply", text=changed)
    assert "What was changed" in done.text
    assert _tag(marketing, "cfo").synonyms == ("money man",)
    assert _tag(marketing, "nordics", Facet.REGION).name == "Nordics"
    assert "Nothing was changed" in _upload(marketing, "just: [words", do="apply")


def test_the_taxonomy_is_kept_by_marketing(site: Site) -> None:
    site.sign_in()
    tag(site.database, Facet.PERSONA, "CFO")
    for path in ("/taxonomy", "/taxonomy/persona", "/taxonomy/persona/cfo", "/taxonomy/taxonomy.yaml"):
        assert site.get(path).status_code == 403
    assert site.post("/taxonomy/persona", do="retire", tag="cfo").status_code == 403
    assert site.post("/taxonomy/import", do="apply", text="regions: [Nordics]").status_code == 403
