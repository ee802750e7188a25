"""Publishing and retiring one asset in the browser's forms, and many at once."""

import re
import time
from datetime import timedelta
from html import unescape

from api.runtime import now
from content_store.queries.assets import by_slug
from content_store.rules.filters import Window
from content_store.rules.vocabulary import ContentType, LinkKind, Role, Status
from content_store.views import AssetView
from tests.api.pages.work.test_history import words
from tests.api.site import Site
from tests.content_store.making import NOON, draft, published


def asset(site: Site, slug: str) -> AssetView:
    with site.database.reading() as session:
        found = by_slug(session, slug, Window(now(), drafts=True))
    assert found is not None
    return found


def led(site: Site, address: str, **form: str) -> str:
    answer = site.post(address, **form)
    assert answer.status_code == 303, words(answer.text)
    return str(answer.headers["location"])


def undo(site: Site, page: str, address: str) -> str:
    form = page[page.index('class="done"') :]
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form[: form.index("</form>")]))
    return site.page(led(site, address, **fields))


def test_one_is_published_retired_and_each_is_taken_back(either_site: Site) -> None:
    site = either_site
    site.sign_in(Role.MARKETING)
    draft(site.database)
    proof = published(site.database, ContentType.PROOF_STATEMENT, "A third less")
    published(site.database, title="A point", links={LinkKind.PROOF: [proof.slug]})
    published(site.database, ContentType.PROOF_STATEMENT, "Half as much")
    address = "/work/assets/budget-freeze/publish"
    assert "Readers see nothing of it until then, and revision 1 from then on" in words(site.page(address))
    told = site.page(led(site, address, do="publish", revision="1"))
    assert "“Budget freeze” is published." in words(told)
    assert "Taken back" in words(undo(site, told, address))
    assert asset(site, "budget-freeze").status is Status.DRAFT
    address = "/work/assets/a-third-less/publish"
    chosen = words(site.page(f"{address}?replacement=half-as-much"))
    assert "1 asset shows it as proof; readers are led to Half as much." in chosen
    assert "Retire and point to Half as much" in chosen
    form = {"do": "retire", "revision": "1", "reason": "replaced"}
    assert "say what replaces it" in words(site.post(address, **form).text)
    assert "there is no asset “none”" in words(site.post(address, **form, replacement="none").text)
    assert "is draft; readers could not see it" in words(site.post(address, **form, replacement="budget-freeze").text)
    told = site.page(led(site, address, **form, replacement="half-as-much"))
    assert "“A third less” is retired." in words(told)
    undo(site, told, address)
    assert asset(site, "a-third-less").status is Status.PUBLISHED


def test_what_cannot_be_done_says_why(site: Site) -> None:
    site.sign_in(Role.MARKETING)
    draft(site.database, title="Bare", summary="")
    shown = site.page("/work/assets/bare/publish")
    assert "It cannot be published yet" in shown
    assert '<a href="/work/assets/bare#summary">Summary is missing</a>' in shown
    published(site.database)
    address = "/work/assets/budget-freeze/publish"
    late = site.post(address, do="retire", revision="7", reason="outdated")
    assert late.status_code == 409
    assert "See what was saved meanwhile" in late.text
    past = site.post(address, do="expire", unpublish_at="2020-01-01T09:00")
    assert "that time has passed" in words(past.text)
    assert site.post(address, do="explode").status_code == 400
    assert "a time is written like" in words(site.post(address, do="expire", unpublish_at="soon").text)


def test_a_time_is_read_in_the_zone_of_whoever_typed_it(site: Site) -> None:
    site.sign_in(Role.MARKETING)
    draft(site.database)
    day = (now() + timedelta(days=9)).date()
    form = {"do": "schedule", "revision": "1", "publish_at": f"{day}T09:00", "publish_at_offset": "-120"}
    led(site, "/work/assets/budget-freeze/publish", **form)
    at = asset(site, "budget-freeze").publish_at
    assert at is not None
    assert (at.date(), at.hour) == (day, 7)
    assert "Call off the publication" in site.page("/work/assets/budget-freeze/publish")


def test_many_are_retired_with_a_preview_and_taken_back(either_site: Site) -> None:
    site = either_site
    site.sign_in(Role.MARKETING)
    for number in range(3):
        published(site.database, title=f"Freeze {number}")
    draft(site.database, title="Written")
    site.settle()
    listed = site.page("/work/assets")
    everything = unescape(re.search(r'href="(/work/bulk/new\?[^"]+)"', listed)[1])  # type: ignore[index]
    ticked = "&".join(f"id={each}" for each in re.findall(r'name="id" value="(\d+)"', listed))
    assert "What to do with 4 assets" in words(site.page(everything))
    form = f"/work/bulk/new?{ticked}&do=retire"
    assert "say why" in words(site.post(form, do="retire").text)
    planned = led(site, form, do="retire", reason="outdated")
    preview = words(site.page(planned))
    assert "3 assets of 4 will be retired. Nothing is done yet." in preview
    assert "1 asset: cannot retire what is draft" in preview
    assert asset(site, "freeze-0").status is Status.PUBLISHED
    led(site, planned, do="run")
    finished(site, planned, "3 assets are retired")
    assert asset(site, "freeze-0").status is Status.RETIRED
    assert site.post(planned, do="run").status_code == 409
    led(site, planned, do="undo")
    finished(site, planned, "3 assets are exactly as before")
    assert asset(site, "freeze-0").status is Status.PUBLISHED


def finished(site: Site, address: str, told: str) -> None:
    """Look again until the thread that works on bulks is done."""
    deadline = time.monotonic() + 60
    while "Look again" in (shown := site.page(address)) and time.monotonic() < deadline:
        pass
    assert told in words(shown)


def test_it_is_for_those_who_publish(site: Site) -> None:
    published(site.database, at=NOON)
    site.sign_in(Role.REP)
    for address in ("/work/assets/budget-freeze/publish", "/work/bulk/new", "/work/bulk/1"):
        assert site.get(address).status_code == 403
        assert site.post(address, do="retire").status_code == 403
