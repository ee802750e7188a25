import io
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from content_store.rules.vocabulary import Audience, ContentType, EventKind, Role
from content_store.tables import UsageEvent
from tests.api.pages.test_briefs import fill
from tests.api.site import Site
from tests.content_store.making import draft, published


def exported(site: Site) -> list[int]:
    """The assets that left, as recorded."""
    site.runtime.recorder.record([])
    with site.database.reading() as session:
        query = select(UsageEvent.asset_id).where(UsageEvent.kind == EventKind.EXPORT).order_by(UsageEvent.id)
        return list(session.scalars(query))


def test_a_brief_can_be_had_in_every_format_and_each_download_counts(site: Site) -> None:
    fill(site)
    address = "?persona=cfo&stage=decision&industry=food&account=Harbour+Mills"
    pdf = site.get(f"/brief.pdf{address}&paper=letter")
    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.headers["content-disposition"] == "inline; filename*=UTF-8''brief-cfo-decision.pdf"
    read = PdfReader(io.BytesIO(pdf.content))
    assert "Worth a million" in read.pages[0].extract_text()
    assert "Worth a million" in site.page(f"/brief.md{address}")
    assert "OPEN\n\nIn food, CFO: does it <hurt>?" in site.page(f"/brief.txt{address}")
    assert len(exported(site)) == 3 * 2


def test_an_asset_can_be_had_for_oneself_and_for_the_buyer(site: Site) -> None:
    content: dict[str, Any] = {"do_not_say": ["Never this"], "opener": "Hello"}
    asset = published(site.database, content=content, audience=Audience.CUSTOMER_FACING)
    site.sign_in()
    assert "Never this" in site.page("/a/budget-freeze.md")
    assert "Never this" not in site.page("/a/budget-freeze.md?for=buyer")
    assert "for-the-buyer" in site.get("/a/budget-freeze.txt?for=buyer").headers["content-disposition"]
    assert site.get("/a/budget-freeze.pdf?for=buyer").content.startswith(b"%PDF")
    assert exported(site) == [asset.id] * 4


def test_a_look_ahead_and_a_head_request_take_nothing(site: Site) -> None:
    published(site.database)
    site.sign_in()
    site.client.head("/a/budget-freeze.txt")
    assert exported(site) == []


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/a/budget-freeze.exe", 404),
        ("/a/nothing.pdf", 404),
        ("/a/being-written.pdf", 404),
        ("/a/inside.pdf?for=buyer", 404),
        ("/brief.doc", 404),
        ("/brief.pdf?for=nobody", 400),
        ("/brief.pdf?paper=a0", 400),
    ],
)
def test_what_there_is_not_and_what_makes_no_sense(site: Site, address: str, status: int) -> None:
    published(site.database)
    published(site.database, title="Inside", audience=Audience.INTERNAL)
    draft(site.database, title="Being written")
    site.sign_in(Role.REP)
    assert site.get(address).status_code == status


def test_what_no_font_can_show_is_told_as_a_page(site: Site) -> None:
    signs = "".join(chr(0x13000 + each) for each in range(60))
    published(site.database, ContentType.WHITE_PAPER, "Signs", body=signs)
    site.sign_in()
    answer = site.get("/a/signs.pdf")
    assert answer.status_code == 422
    assert "no font here can show" in answer.text
    assert signs in site.page("/a/signs.txt")
    assert exported(site) != []


def test_strangers_are_led_to_sign_in(site: Site) -> None:
    for address in ("/brief.pdf", "/a/budget-freeze.pdf"):
        assert site.get(address).headers["location"].startswith("/sign-in?next=")
