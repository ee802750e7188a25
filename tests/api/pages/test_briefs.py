import re
from typing import Any

from content_store.rules.vocabulary import ContentType, Facet, LinkKind
from tests.api.site import Site
from tests.content_store.making import published, tag
from tests.renderers.test_pages import checked, words

LINES: dict[str, Any] = {
    "opener": "In {industry}, {persona}: does it <hurt>?",
    "do_not_say": ["We track you"],
    "value_statement": "Worth a million",
    "discovery_questions": [{"kind": "problem", "text": "What hurts?", "audience": "internal"}],
    "objections": [{"buyer_says": "Too dear", "response": "Than what?"}],
    "landmine_questions": [{"question": "Can they?", "answer": "We can."}],
    "next_step": "Meet on Monday",
}


def fill(site: Site) -> None:
    tag(site.database, Facet.PERSONA, "CFO", details={"goals": ["Free cash"], "buying_roles": ["economic_buyer"]})
    tag(site.database, Facet.STAGE, "decision")
    tag(site.database, Facet.INDUSTRY, "food")
    claim = {"claim": "A third fewer", "metric": "31 % fewer", "source": "A survey", "source_date": "2026-03-01"}
    proof = published(site.database, ContentType.PROOF_STATEMENT, "Proof", content=claim)
    tags = {Facet.PERSONA: ["cfo"]}
    published(site.database, content=LINES, tags=tags, links={LinkKind.PROOF: [proof.slug]})
    site.settle()
    site.sign_in()


def test_a_brief_says_everything_and_what_is_missing(either_site: Site) -> None:
    site = either_site
    fill(site)
    html = site.page("/brief?persona=cfo&stage=decision&industry=food&account=Harbour+Mills")
    said = words(checked(html))
    for part in ("Free cash", "Economic buyer", "We track you", "What hurts?"):
        assert part in said
    for part in ("Worth a million", "A third fewer", "A survey · 1 March 2026", "Too dear", "Than what?", "We can."):
        assert part in said
    assert "Meet on Monday" in said
    assert "Three discovery questions Ask for it" in said
    assert 'href="/requests/new?title=Three+discovery+questions+for+conversations+with+CFOs+at+decision' in html
    assert 'data-copy="In food, CFO: does it &lt;hurt&gt;?"' in html


def test_the_bare_address_takes_the_remembered_context(site: Site) -> None:
    fill(site)
    assert "Any call" in words(site.page("/brief"))
    site.page("/?persona=cfo")
    assert "CFO" in words(site.page("/brief"))


def test_choosing_keeps_the_account_and_finding_drops_it(site: Site) -> None:
    fill(site)
    html = site.page("/brief?persona=cfo&account=Harbour+Mills&industry=food")
    assert 'href="/brief?persona=cfo&amp;stage=decision&amp;industry=food&amp;account=Harbour+Mills"' in html
    found = re.search(r'class="mark" href="([^"]*)"', html)
    assert found is not None
    assert "persona=cfo" in found[1]
    assert "account" not in found[1]


def test_whatever_the_address_holds_a_page_comes_out(site: Site) -> None:
    fill(site)
    assert "There is no persona “nobody”" in words(site.page("/brief?persona=nobody&language=xx&account=%00%0a"))
    assert site.get(f"/brief?account={'x' * 5000}&language={'y' * 500}").status_code == 200


def test_what_was_used_of_it_is_marked_for_the_asset_it_came_from(site: Site) -> None:
    fill(site)
    html = site.page("/brief?persona=cfo")
    forms = re.findall(r'<form[^>]*action="/usage".*?</form>', html, re.DOTALL)
    proof = next(each for each in forms if 'value="proof"' in each)
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', proof))
    answer = site.post("/usage", **{**fields, "kind": "used"})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/brief?persona=cfo&")
    assert "Used" in words(site.page(answer.headers["location"]))
