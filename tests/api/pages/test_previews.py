"""Drafts looked at under a link, by somebody who is not signed in."""

import re
from html import unescape
from typing import Any

import pytest

from content_store.content_types import DECLARATIONS
from content_store.content_types.forms import Entry, form_of, mark_field
from content_store.rules.vocabulary import ContentType, LinkKind, Role
from content_store.views import AssetView
from tests.api.site import Site
from tests.content_store.making import draft
from tests.renderers.making import FULL

SECRET_LINE = "Their plant is closing."


@pytest.fixture
def asset(site: Site) -> AssetView:
    """A draft for customers with an internal line, and a draft that proves it."""
    site.sign_in(Role.MARKETING)
    audience: dict[str, Any] = {"audience": "customer_facing"}
    proof = draft(site.database, ContentType.CASE_STUDY, "Proof in draft", **audience)
    objections = [{"buyer_says": "Too dear.", "response": SECRET_LINE, "audience": "internal"}]
    links = {LinkKind.PROOF: [proof.slug]}
    draft(site.database, title="Unrelated draft", **audience)
    return draft(site.database, content={"objections": objections}, links=links, **audience)


def link(site: Site, asset: AssetView, **form: str) -> str:
    """The address of a new link."""
    page = f"/work/assets/{asset.slug}/previews"
    answer = site.post(page, do="make", **{"audience": "customer_facing", "hours": "24", **form})
    assert answer.status_code == 303, answer.text
    found = re.search(r'href="(/preview/[^"]+)"', site.page(answer.headers["location"]))
    assert found
    return unescape(found[1])


def leave(site: Site) -> None:
    site.client.cookies.clear()


def told(site: Site, address: str) -> dict[str, Any]:
    answer = site.get(address, Accept="application/json")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_link_shows_the_draft_and_its_proof_to_whoever_holds_it(site: Site, asset: AssetView) -> None:
    address = link(site, asset)
    leave(site)
    answer = site.get(address)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "noindex" in answer.headers["x-robots-tag"]
    assert "Cash is tied up in stock" in answer.text
    assert SECRET_LINE not in answer.text
    assert f'href="{address}/proof-in-draft"' in answer.text
    assert 'href="/a/' not in answer.text
    assert "Harbour Mills" in site.page(f"{address}/proof-in-draft")
    assert site.get(f"{address}/unrelated-draft").status_code == 404


def test_a_front_end_gets_the_same_as_json(site: Site, asset: AssetView) -> None:
    customers, inside = link(site, asset), link(site, asset, audience="internal")
    leave(site)
    shown = told(site, customers)
    assert shown["audience"] == "CUSTOMER_FACING"
    assert shown["asset"]["content"]["objections"] == []
    assert [each["slug"] for each in shown["asset"]["proof"]] == ["proof-in-draft"]
    assert told(site, inside)["asset"]["content"]["objections"][0]["response"] == SECRET_LINE


def test_a_link_that_ended_or_was_made_up_leads_nowhere(site: Site, asset: AssetView) -> None:
    address = link(site, asset)
    page = f"/work/assets/{asset.slug}/previews"
    number = address.split("/")[2].split(".")[0]
    assert site.post(page, do="revoke", link=number).status_code == 303
    assert "revoked" in site.page(page)
    leave(site)
    answers = [
        site.get(each) for each in (address, f"{address}x", "/preview/1.9999999999.x", "/preview/%00", "/preview/a")
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert {answer.headers["cache-control"] for answer in answers} == {"no-store"}
    assert len({re.sub(r"request \w+", "", answer.text) for answer in answers}) == 1


def test_a_link_is_made_with_what_was_chosen_and_of_ones_own_asset_revoked(site: Site, asset: AssetView) -> None:
    page = f"/work/assets/{asset.slug}/previews"
    address = link(site, asset)
    for wrong in ({"hours": "0"}, {"hours": "soon"}, {"audience": "everybody"}, {"hours": "721"}):
        answer = site.post(page, do="make", **{"audience": "internal", "hours": "1", **wrong})
        assert answer.status_code == 400
        assert f'href="#{next(iter(wrong))}"' in answer.text
    other = f"/work/assets/{draft(site.database, title='Other').slug}/previews"
    assert site.post(other, do="revoke", link=address.split("/")[2].split(".")[0]).status_code == 404
    assert site.get(address).status_code == 200
    site.sign_in(Role.REP)
    assert site.get(page).status_code == 403


def planted(type_: ContentType) -> dict[str, Any]:
    """Content of which every line that can be internal is, and says so."""
    declaration, mark = DECLARATIONS[type_], mark_field(DECLARATIONS[type_])
    content = dict(FULL[type_])
    for field in form_of(declaration):
        parts = {part.name for part in field.item.parts} if field.item else set()
        if "audience" in parts:
            texts = {part.name for part in field.item.parts if part.entry is Entry.TEXT} if field.item else set()
            content[field.name] = [
                {**row, **dict.fromkeys(texts, SECRET_LINE), "audience": "internal"} for row in content[field.name]
            ]
        elif mark and field.entry in {Entry.TEXT, Entry.MARKDOWN} and field.may_be_internal:
            content[field.name] = SECRET_LINE
    marks = [name for name, value in content.items() if value == SECRET_LINE]
    return content | ({mark: marks} if marks else {})


@pytest.mark.parametrize("type_", list(ContentType))
def test_customers_are_shown_no_internal_line_of_any_type(site: Site, type_: ContentType) -> None:
    site.sign_in(Role.MARKETING)
    draft(site.database, title="Used", audience="customer_facing")
    made = draft(site.database, type_, audience="customer_facing", content=planted(type_))
    customers, inside = link(site, made), link(site, made, audience="internal")
    asked = [(address, kind) for address in (customers, inside) for kind in ("text/html", "application/json")]
    shown = [SECRET_LINE in unescape(site.get(address, Accept=kind).text) for address, kind in asked]
    has_lines = type_ in {ContentType.TALKING_POINT, ContentType.PLAY}
    assert shown == [False, False, has_lines, has_lines]
