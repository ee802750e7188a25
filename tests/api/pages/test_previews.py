"""Drafts looked at under a link, by somebody who is not signed in."""

import re
from html import unescape
from typing import Any

import pytest

from content_store.rules.vocabulary import ContentType, LinkKind, Role
from content_store.views import AssetView
from tests.api.site import Site
from tests.content_store.making import draft

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
