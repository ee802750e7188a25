"""Insights in a browser without scripts, and as files."""

import csv
import json
import re
from datetime import date, timedelta
from html import unescape
from io import StringIO

import pytest

from api.runtime import now
from content_store.rules.vocabulary import EventKind, Facet, Purpose, QuotaBand, Role
from content_store.views import AssetView, PersonView
from tests.api.pages.test_feedback import led, refused, words
from tests.api.site import Site
from tests.content_store.insights.making import happened, rep, searched
from tests.content_store.making import published, tag

REPORTS = ("usage", "coverage", "searches", "people", "freshness", "promises", "return")


def today() -> date:
    return now().date()


def used(site: Site, asset: AssetView, person: PersonView, count: int = 1) -> None:
    happened(site.database, EventKind.USED, asset.id, person, today(), count)


def links(html: str) -> dict[str, str]:
    """Where each link leads, by its words."""
    found = re.findall(r'<a\b[^>]*href="([^"]*)"[^>]*>(.*?)</a>', html, re.DOTALL)
    return {" ".join(re.sub(r"<[^>]+>", "", said).split()): unescape(address) for address, said in found}


def busy(site: Site) -> tuple[AssetView, AssetView]:
    """Two assets, one of them used, a search that found nothing, and marketing signed in."""
    sam = rep(site.database, "sam", "Hunters", "north", QuotaBand.ABOVE)
    rep(site.database, "kim", "Farmers", "south", QuotaBand.BELOW)
    tag(site.database, Facet.PERSONA, "CFO")
    tag(site.database, Facet.STAGE, "Decision")
    spoken = published(site.database, title="Budget freeze", tags={Facet.PERSONA: ["cfo"], Facet.STAGE: ["decision"]})
    silent = published(site.database, title="Late deliveries")
    used(site, spoken, sam, 3)
    happened(site.database, EventKind.LANDED, spoken.id, sam, today(), 2)
    happened(site.database, EventKind.COPY, spoken.id, sam, today())
    happened(site.database, EventKind.VIEW, silent.id, sam, today(), 12)
    searched(site.database, "roi calculator", sam, day=today(), personas=["cfo"], stages=["decision"])
    site.sign_in(Role.MARKETING)
    return spoken, silent


def test_what_somebody_should_act_on_comes_first_and_leads_to_its_rows(either_site: Site) -> None:
    busy(either_site)
    page = either_site.page("/insights")
    told = words(page)
    assert "1 of 2 published assets was not used in a conversation in the last 90 days" in told
    assert "1 of 1 search found nothing in the last 90 days" in told
    assert "1 of 2 reps used nothing in a conversation in the last 90 days" in told
    assert "Tier use: used in a conversation, as the reps say" in told
    assert "Left out: services, suspected bots and onboarding" in told
    leads = links(page)
    rows = either_site.page(leads["1 of 2 published assets was not used in a conversation in the last 90 days"])
    assert "Late deliveries" in words(rows)
    assert "Budget freeze" not in words(rows)
    assert "roi calculator" in words(either_site.page(leads["1 of 1 search found nothing in the last 90 days"]))
    people = either_site.page(leads["1 of 2 reps used nothing in a conversation in the last 90 days"])
    assert "Farmers: 1 of 1 rep used nothing" in words(people)


def test_every_report_shows_a_finding_what_it_rests_on_and_the_rows(either_site: Site) -> None:
    busy(either_site)
    for report in REPORTS:
        page = either_site.page(f"/insights/{report}")
        assert f'href="/insights/{report}" aria-current="page"' in page
        assert page.count("<h1>") == 1
        assert '<p class="basis">' in page
        for chart in re.findall(r"<svg class=\"chart\".*?</svg>", page, re.DOTALL):
            assert 'role="img" aria-labelledby=' in chart
            assert "<title" in chart
            assert "<desc" in chart


@pytest.mark.parametrize("report", ["", *(f"/{report}" for report in REPORTS)])
def test_reports_of_nothing_say_how_they_fill(site: Site, report: str) -> None:
    site.sign_in(Role.MARKETING)
    page = site.page(f"/insights{report}")
    assert '<p class="lead">' in page


def test_insights_are_for_marketing(site: Site) -> None:
    site.sign_in(Role.REP)
    for address in ("/insights", "/insights/usage", "/insights/usage.csv"):
        answer = site.get(address)
        assert answer.status_code == 403
        assert "Insights are for marketing" in answer.text
    assert site.post("/insights/searches", words="x", tag="y").status_code == 403
    assert "/insights" not in site.page("/requests")


def test_what_is_no_report_is_nothing(site: Site) -> None:
    site.sign_in(Role.ADMIN)
    for address in ("/insights/secrets", "/insights/usage.xlsx", "/insights/secrets.csv", "/insights/overview"):
        assert site.get(address).status_code == 404
    assert 'href="/insights"' in site.page("/requests")


def test_a_list_is_sorted_and_paged_in_its_address(site: Site) -> None:
    sam = rep(site.database, "sam")
    for number in range(22):
        used(site, published(site.database, title=f"Asset {number:02}"), sam, number + 1)
    site.sign_in(Role.MARKETING)
    first = site.page("/insights/usage")
    assert "Asset 21" in words(first)
    assert "Asset 01" not in words(first)
    assert 'aria-sort="descending"' in first
    assert "1 to 20 of 22" in words(first)
    second = site.page(links(first)["Next"])
    assert "21 to 22 of 22" in words(second)
    assert "Asset 01" in words(second)
    assert links(second)["Previous"].endswith("offset=0")
    turned = site.page(links(first)["Conversations"])
    assert 'aria-sort="ascending"' in turned
    assert "Asset 00" in words(turned)


def test_filters_are_chosen_with_a_form_and_dropped_with_a_link(site: Site) -> None:
    busy(site)
    page = site.page("/insights/usage?window=30&persona=cfo&persona=&team=Hunters")
    assert "Late deliveries" not in words(page)
    chips = links(page)
    assert chips["Persona: CFO"] == "/insights/usage?window=30&team=Hunters"
    assert '<input type="hidden" name="persona" value="cfo">' in page
    assert chips["180 days"] == "/insights/usage?window=180&persona=cfo&team=Hunters"
    assert chips["Coverage"] == "/insights/coverage?window=30&persona=cfo&team=Hunters"
    assert "0 of 1 published asset were not used" in words(page)


def test_a_filter_that_a_report_knows_nothing_of_stays_and_says_so(site: Site) -> None:
    busy(site)
    searches = site.page("/insights/searches?persona=cfo&team=Hunters")
    assert "Persona: CFO (not used here)" in words(searches)
    assert "Team: Hunters " in f"{words(searches)} "
    assert 'id="persona"' not in searches
    assert links(searches)["Use"] == "/insights/usage?persona=cfo&team=Hunters"
    promises = site.page("/insights/promises?team=Hunters")
    assert "Team: Hunters (not used here)" in words(promises)
    assert 'id="team"' not in promises


def test_days_are_chosen_and_wrong_ones_left_out(site: Site) -> None:
    busy(site)
    last = today() - timedelta(days=1)
    page = site.page(f"/insights/usage?from={last}&to={last}")
    assert f'name="from" value="{last}"' in page
    assert "UTC" in words(page)
    wrong = site.page("/insights/usage?from=yesterday&persona=nobody&team=Nowhere")
    assert "There is no persona “nobody”, no team “Nowhere”, no day like that" in words(wrong)
    assert "There is no such window (the first day comes after the last)" in words(
        site.page(f"/insights?from={today()}&to={last}")
    )
    assert "in this quarter" in words(site.page("/insights/usage?window=quarter"))
    assert site.get("/insights/usage?window=last-quarter&to=9999-99-99&offset=x&order=y&list=z").status_code == 200


def test_a_situation_leads_to_what_fills_it_or_to_a_request(either_site: Site) -> None:
    busy(either_site)
    tag(either_site.database, Facet.PERSONA, "Head of IT")
    page = either_site.page("/insights/coverage")
    leads = links(page)
    assert leads["1 asset for CFO, Decision"] == "/?persona=cfo&stage=decision&type=any"
    assert leads["None: ask for Head of IT, Decision"] == "/requests/new?persona=head-of-it&stage=decision"
    asked = either_site.page(leads["None: ask for Head of IT, Decision"])
    assert '<option value="head-of-it" selected>' in asked
    assert "Most is missing for CFO · Decision" in words(page)
    assert "Pain" in words(either_site.page("/insights/coverage?axes=persona-pain"))


def test_what_was_typed_becomes_a_synonym_with_one_click_and_back(either_site: Site) -> None:
    busy(either_site)
    site = either_site
    tag(site.database, Facet.PAIN, "Business case")
    page = site.page("/insights/searches")
    assert '<option value="Business case (pain)">' in page
    assert links(page)["Ask for content"] == "/requests/new?words=roi+calculator"
    address = "/insights/searches?window=30"
    assert "choose one of the tags" in refused(site, address, words="roi calculator", tag="Nothing (pain)")
    done = led(site, address, words="roi calculator", tag="business case (pain)")
    shown = site.page(done)
    assert "Whoever types “roi calculator” now finds what carries Business case (pain)" in words(shown)
    assert "Known as Business case (pain)" in words(shown)
    back = led(site, address, do="undo", words="roi calculator", tag="pain:business-case")
    assert back == address
    assert "Known as" not in words(site.page(back))
    assert "Whoever types" not in words(site.page(done))


def test_words_of_another_tag_are_refused(site: Site) -> None:
    busy(site)
    tag(site.database, Facet.PAIN, "Business case", synonyms=["roi calculator"])
    tag(site.database, Facet.PAIN, "Payback")
    assert "stands for “Business case” already" in refused(
        site, "/insights/searches", words="roi calculator", tag="Payback (pain)"
    )


def test_every_table_is_there_as_a_file_with_all_its_rows(either_site: Site) -> None:
    site = either_site
    sam = rep(site.database, "sam")
    for number in range(22):
        used(site, published(site.database, title=f"=Asset {number}"), sam)
    site.sign_in(Role.MARKETING)
    answer = site.get("/insights/usage.csv?window=30&offset=20&order=views")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert re.fullmatch(
        r'attachment; filename="kindling-usage-all-[\d-]+-to-[\d-]+\.csv"', answer.headers["content-disposition"]
    )
    rows = list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 22
    assert all(row["title"].startswith("'=Asset") for row in rows)
    told = json.loads(site.get("/insights/usage.json?window=30").text)
    assert told["tier"] == "use"
    assert told["left_out"] == ["services", "suspected bots", "onboarding"]
    assert {row["title"] for row in told["rows"]} == {f"=Asset {number}" for number in range(22)}
    for report in REPORTS:
        for file in re.findall(r'href="([^"]*)" download', site.page(f"/insights/{report}")):
            found = site.get(unescape(file))
            assert found.status_code == 200
            assert "attachment" in found.headers["content-disposition"]


def test_nobody_is_named_unless_a_setting_says_so(site: Site) -> None:
    spoken, _ = busy(site)
    page = site.page("/insights/people")
    assert "sam@example.com" not in page
    assert "sam@example.com" not in site.get("/insights/people.csv").text
    assert "Hunters" in words(page)
    assert links(page)["Hunters"] == "/insights/usage?team=Hunters"
    assert spoken.title in words(site.page("/insights/usage?team=Hunters&list=used"))


def test_those_above_and_below_quota_are_compared(site: Site) -> None:
    asset = published(site.database)
    other = published(site.database, title="Late deliveries")
    for number in range(5):
        used(site, asset, rep(site.database, f"above{number}", band=QuotaBand.ABOVE))
        used(site, other, rep(site.database, f"below{number}", band=QuotaBand.BELOW))
    site.sign_in(Role.MARKETING)
    told = words(site.page("/insights/people"))
    assert "1 asset is used by more of the reps above quota than of those below it" in told
    assert "5 of 5" in told
    assert "All reps used something in the last 90 days" in told


def test_onboarding_stands_apart_and_asks_for_nothing_else(site: Site) -> None:
    asset, sam = published(site.database), rep(site.database, "sam")
    happened(site.database, EventKind.USED, asset.id, sam, today(), 2, purpose=Purpose.ONBOARDING)
    site.sign_in(Role.MARKETING)
    told = words(site.page("/insights/usage?list=onboarding_only"))
    assert "1 asset was used to learn from and with no buyer in the last 90 days" in told
    assert "Nobody said in the last 90 days that something was used" in words(site.page("/insights"))


def test_freshness_lists_the_assets_of_each_state(site: Site) -> None:
    old = published(site.database, verify_interval_days=7)
    site.sign_in(Role.MARKETING)
    page = site.page("/insights/freshness")
    assert "is overdue for another look" in words(page)
    assert old.title in words(page)
    assert old.title not in words(site.page("/insights/freshness?state=fresh"))
    rows = site.get("/insights/freshness.csv?part=assets").text
    assert old.slug in rows


def test_a_quarter_leads_to_what_was_made_in_it(site: Site) -> None:
    asset = published(site.database)
    site.sign_in(Role.MARKETING)
    quarter = "2026-04-01"
    page = site.page(f"/insights/return?from=2026-04-01&to=2026-06-30&quarter={quarter}")
    assert "1 of 1 asset made in 2026 Q2 was never used since" in words(page)
    assert asset.title in words(page)
    for wrong in ("2026-04-02", "never", "9999-12-31"):
        assert "never used since" not in words(site.page(f"/insights/return?quarter={wrong}"))
