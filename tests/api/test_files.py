"""Files over HTTP: who may send and have them, and what becomes of what is sent."""

import io
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from content_store import files, people, publishing
from content_store.access import SYSTEM
from content_store.database import Database
from content_store.rules.vocabulary import Audience, ContentType, EventKind, RetireReason, Role, Scope
from content_store.tables import UsageEvent
from content_store.work import Work
from tests.api.site import ORIGIN, Site, opened
from tests.content_store import documents
from tests.content_store.making import NOON, draft, published

Told = dict[str, Any]


def token(site: Site, role: Role, *scopes: Scope) -> dict[str, str]:
    """The headers of a program of this role."""
    email = f"{role.value}-{len(scopes)}-{'-'.join(scopes).replace(':', '-')}@example.com"
    with site.database.writing() as session:
        work = Work(session, SYSTEM, NOON)
        people.add(work, people.PersonInput(email, "A program", role))
        return {"Authorization": f"Bearer {people.create_token(work, email, 'test', frozenset(scopes))[0]}"}


def send(site: Site, slug: str, name: str, content: bytes, headers: dict[str, str] | None = None) -> Any:
    """Upload a file, as the page's script does."""
    given = {"Accept": "application/json", **(headers if headers is not None else ORIGIN)}
    return site.client.post(f"/assets/{slug}/files", files={"file": (name, content, "text/html")}, headers=given)


def sent(site: Site, slug: str, name: str, content: bytes) -> Told:
    """What is told of a file that was taken."""
    answer = send(site, slug, name, content)
    assert answer.status_code == 201, answer.text
    told: Told = answer.json()["file"]
    return told


def refusal(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def wait_until_read(site: Site, address: str) -> None:
    """Wait for the thread that reads files."""
    deadline = time.monotonic() + 60
    while site.get(address).status_code != 200:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def kept(site: Site) -> set[str]:
    """The names under which bytes lie in the file store, and what has not arrived yet."""
    folder = site.runtime.settings.data_dir / "files"
    return {path.name for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def marketing(either_site: Site) -> Site:
    """The site with a presentation, and somebody of marketing signed in."""
    either_site.sign_in(Role.MARKETING)
    published(either_site.database, ContentType.PRESENTATION, "Deck")
    return either_site


def test_a_file_is_taken_read_shown_and_given_back(marketing: Site) -> None:
    content = documents.deck(("Where the cash went", "Into stock"), ("What to do", "Sell it"))
    told = sent(marketing, "deck", "C:\\decks\\Quarter 📈.pptx", content)
    assert told["name"] == "Quarter 📈.pptx"
    assert told["mediaType"].endswith("presentationml.presentation")
    answer = marketing.get(told["downloadUrl"])
    assert answer.content == content
    assert answer.headers["content-disposition"] == (
        "attachment; filename=\"Quarter _.pptx\"; filename*=UTF-8''Quarter%20%F0%9F%93%88.pptx"
    )
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert answer.headers["content-length"] == str(len(content))
    wait_until_read(marketing, f"/files/{told['id']}/thumbnail")
    picture = marketing.get(f"/files/{told['id']}/thumbnail")
    assert picture.headers["content-type"] == "image/webp"
    assert Image.open(io.BytesIO(picture.content)).format == "WEBP"
    page = marketing.page("/a/deck")
    assert "PowerPoint · 2 slides" in page
    assert "Where the cash went" in page


def test_parts_of_a_file_can_be_had_and_what_is_known_is_not_sent_again(marketing: Site) -> None:
    content = documents.pdf("One", "Two")
    address = sent(marketing, "deck", "a.pdf", content)["downloadUrl"]
    whole = marketing.get(address)
    part = marketing.get(address, Range="bytes=5-9")
    assert (part.status_code, part.content) == (206, content[5:10])
    assert part.headers["content-range"] == f"bytes 5-9/{len(content)}"
    assert marketing.get(address, Range="bytes=-4").content == content[-4:]
    assert marketing.get(address, Range="bytes=10-").content == content[10:]
    assert marketing.get(address, Range="bytes=1-2,4-5").content == content
    assert marketing.get(address, Range="bytes=0-3", **{"If-Range": '"other"'}).status_code == 200
    beyond = marketing.get(address, Range=f"bytes={len(content)}-")
    assert refusal(beyond) == (416, "OUT_OF_RANGE")
    assert marketing.get(address, **{"If-None-Match": whole.headers["etag"]}).status_code == 304
    head = marketing.client.head(address)
    assert (head.status_code, head.headers["content-length"]) == (200, str(len(content)))


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.pdf", b"", "EMPTY"),
        ("page.pdf", b"<!doctype html><script>alert(1)</script>", "UNKNOWN_TYPE"),
        ("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "UNKNOWN_TYPE"),
        ("run.pdf", b"MZ\x90\x00" + bytes(1000), "UNKNOWN_TYPE"),
        ("plain.pptx", b"PK\x03\x04" + bytes(1000), "UNKNOWN_TYPE"),
        ("late.pdf", bytes(500) + documents.pdf("x"), "UNKNOWN_TYPE"),
        ("huge.png", documents.many_pixels(), "TOO_MANY_PIXELS"),
        ("half.png", documents.picture("PNG")[:40], "BROKEN"),
    ],
)
def test_what_is_not_taken_is_told_and_nothing_of_it_stays(site: Site, name: str, content: bytes, code: str) -> None:
    site.sign_in(Role.MARKETING)
    published(site.database, ContentType.PRESENTATION, "Deck")
    assert refusal(send(site, "deck", name, content)) == (400, code)
    assert kept(site) == set()


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF"])
def test_an_image_loses_what_its_camera_wrote_and_keeps_its_picture(site: Site, form: str) -> None:
    site.sign_in(Role.MARKETING)
    published(site.database, ContentType.PRESENTATION, "Deck")
    content = documents.picture(form, note="Taken at home", turned=form != "GIF")
    assert form == "GIF" or b"Taken at home" in content
    given = site.get(sent(site, "deck", f"a.{form.lower()}", content)["downloadUrl"]).content
    assert b"Taken at home" not in given
    image = Image.open(io.BytesIO(given))
    assert image.size == ((40, 20) if form == "GIF" else (20, 40))
    # Red was on the left; turned as the camera meant it, it is on top.
    red = image.convert("RGB").getpixel((2, 2))
    assert isinstance(red, tuple)
    assert red[0] > 200
    assert not image.getexif()


@pytest.mark.parametrize("form", ["GIF", "WEBP"])
def test_what_moves_keeps_moving(site: Site, form: str) -> None:
    site.sign_in(Role.MARKETING)
    published(site.database, ContentType.PRESENTATION, "Deck")
    content = documents.moving_picture(form, note="Made by somebody")
    given = site.get(sent(site, "deck", f"a.{form.lower()}", content)["downloadUrl"]).content
    assert b"Made by somebody" not in given
    image = Image.open(io.BytesIO(given))
    assert getattr(image, "n_frames", 1) == 3


def test_the_same_bytes_are_kept_once(marketing: Site) -> None:
    published(marketing.database, ContentType.WHITE_PAPER, "Paper")
    content = documents.pdf("Same")
    first, again = sent(marketing, "deck", "a.pdf", content), sent(marketing, "deck", "b.pdf", content)
    assert again == first
    other = sent(marketing, "paper", "c.pdf", content)
    assert other["id"] != first["id"]
    assert len([name for name in kept(marketing) if not name.endswith(".webp")]) == 1


def test_only_those_who_edit_may_upload_and_only_from_our_own_pages(either_site: Site) -> None:
    published(either_site.database, ContentType.PRESENTATION, "Deck")
    content = documents.pdf("x")
    assert refusal(send(either_site, "deck", "a.pdf", content)) == (401, "UNAUTHENTICATED")
    assert send(either_site, "deck", "a.pdf", content, {"Origin": "https://evil.example"}).status_code == 403
    either_site.sign_in(Role.REP)
    assert refusal(send(either_site, "deck", "a.pdf", content)) == (403, "FORBIDDEN")
    either_site.client.cookies.clear()
    reads = token(either_site, Role.MARKETING, Scope.READ)
    assert refusal(send(either_site, "deck", "a.pdf", content, reads)) == (403, "FORBIDDEN")
    writes = token(either_site, Role.MARKETING, Scope.READ, Scope.WRITE)
    assert send(either_site, "deck", "a.pdf", content, writes).status_code == 201
    assert refusal(send(either_site, "nothing", "a.pdf", content, writes)) == (404, "NOT_FOUND")


def test_a_file_is_seen_by_those_who_see_its_asset(marketing: Site) -> None:
    database = marketing.database
    hidden = draft(database, ContentType.WHITE_PAPER, "Hidden")
    inside = published(database, ContentType.WHITE_PAPER, "Inside", audience=Audience.INTERNAL)
    shared = published(database, ContentType.WHITE_PAPER, "Shared", audience=Audience.CUSTOMER_FACING)
    addresses = {
        asset.slug: sent(marketing, asset.slug, "a.pdf", documents.pdf(asset.slug))["downloadUrl"]
        for asset in (hidden, inside, shared)
    }
    assert {slug: marketing.get(address).status_code for slug, address in addresses.items()} == dict.fromkeys(
        addresses, 200
    )
    marketing.client.cookies.clear()
    rep = token(marketing, Role.REP, Scope.READ)
    front_end = token(marketing, Role.SERVICE, Scope.READ_CUSTOMER_FACING)

    def seen(headers: dict[str, str]) -> set[str]:
        statuses = {slug: marketing.get(address, **headers).status_code for slug, address in addresses.items()}
        assert set(statuses.values()) <= {200, 404}
        return {slug for slug, status in statuses.items() if status == 200}

    assert seen(rep) == {"inside", "shared"}
    assert seen(front_end) == {"shared"}
    assert refusal(marketing.get(addresses["shared"])) == (401, "UNAUTHENTICATED")
    with database.writing() as session:
        publishing.retire(Work(session, SYSTEM, NOON), shared.id, RetireReason.OUTDATED)
    assert seen(front_end) == set()
    unknown = marketing.get("/files/999999/a.pdf", **rep)
    withdrawn = marketing.get(addresses["shared"], **rep)
    assert refusal(unknown) == refusal(withdrawn) == (404, "NOT_FOUND")


def test_a_removed_file_is_gone_and_can_be_put_back(marketing: Site) -> None:
    told = sent(marketing, "deck", "a.pdf", documents.pdf("x"))
    removed = marketing.post(f"/a/deck/files/{told['id']}", do="remove")
    assert (removed.status_code, removed.headers["location"]) == (303, "/a/deck#files")
    assert marketing.get(told["downloadUrl"]).status_code == 404
    assert "Put back" in marketing.page("/a/deck")
    marketing.post(f"/a/deck/files/{told['id']}", do="restore")
    assert marketing.get(told["downloadUrl"]).status_code == 200


def test_without_scripts_a_form_leads_back_to_the_asset(marketing: Site) -> None:
    page = {"Accept": "text/html", **ORIGIN}
    answer = send(marketing, "deck", "a.pdf", documents.pdf("x"), page)
    assert (answer.status_code, answer.headers["location"]) == (303, "/a/deck#files")
    refused = send(marketing, "deck", "a.pdf", b"no", page)
    assert refused.status_code == 400
    assert "no file of a kind that is taken" in refused.text
    assert "a.pdf" in marketing.page("/a/deck")


def test_a_download_is_recorded_and_its_parts_are_not(marketing: Site) -> None:
    address = sent(marketing, "deck", "a.pdf", documents.pdf("x"))["downloadUrl"]
    marketing.get(address)
    marketing.get(address, Range="bytes=3-")
    marketing.client.head(address)
    marketing.runtime.recorder.record([])
    with marketing.database.reading() as session:
        kinds = list(session.scalars(select(UsageEvent.kind)))
    assert kinds == [EventKind.DOWNLOAD]


@pytest.fixture
def small_site(sqlite_database: Database, tmp_path: Path) -> Iterator[Site]:
    """A site that takes small files only."""
    with opened(sqlite_database, tmp_path / "data", max_file_bytes=5_000) as found:
        found.sign_in(Role.MARKETING)
        published(found.database, ContentType.PRESENTATION, "Deck")
        yield found


@pytest.mark.parametrize("size", [5_001, 300_000, 3_000_000])
def test_what_is_too_large_is_refused_whatever_its_length_is_said_to_be(small_site: Site, size: int) -> None:
    assert refusal(send(small_site, "deck", "a.pdf", b"%PDF-" + bytes(size - 5))) == (413, "TOO_LARGE")
    assert kept(small_site) == set()


def test_the_limit_of_files_is_not_that_of_other_requests(site: Site) -> None:
    site.sign_in(Role.MARKETING)
    published(site.database, ContentType.PRESENTATION, "Deck")
    content = documents.pdf("x") + b"%" * 1_500_000
    assert sent(site, "deck", "a.pdf", content)["bytes"] == len(content)
    assert site.post("/feedback", text="x" * 1_500_000).status_code == 413


BOUNDARY = "xyz"
PART = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'


@pytest.mark.parametrize(
    ("body", "kind", "expected"),
    [
        ("{}", "application/json", (415, "BAD_USER_INPUT")),
        ("", "multipart/form-data", (415, "BAD_USER_INPUT")),
        ("rubbish", f"multipart/form-data; boundary={BOUNDARY}", (400, "BAD_USER_INPUT")),
        (f"{PART}%PDF-1", f"multipart/form-data; boundary={BOUNDARY}", (400, "BAD_USER_INPUT")),
        (f"--{BOUNDARY}--\r\n", f"multipart/form-data; boundary={BOUNDARY}", (400, "REQUIRED")),
        (
            f"{PART}x\r\n{PART}y\r\n--{BOUNDARY}--\r\n",
            f"multipart/form-data; boundary={BOUNDARY}",
            (400, "BAD_USER_INPUT"),
        ),
        (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="next"\r\n\r\n{"x" * 5_000}\r\n--{BOUNDARY}--\r\n',
            f"multipart/form-data; boundary={BOUNDARY}",
            (400, "TOO_LONG"),
        ),
    ],
)
def test_a_form_that_is_none_is_told_so(small_site: Site, body: str, kind: str, expected: tuple[int, str]) -> None:
    headers = {"Accept": "application/json", "Content-Type": kind, **ORIGIN}
    answer = small_site.client.post("/assets/deck/files", content=body.encode(), headers=headers)
    assert refusal(answer) == expected
    assert json.dumps(answer.json())
    assert kept(small_site) == set()


def test_an_asset_has_not_too_many_files(small_site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_FILES", 1)
    sent(small_site, "deck", "a.pdf", documents.pdf("x"))
    assert refusal(send(small_site, "deck", "b.pdf", documents.pdf("y"))) == (400, "TOO_MANY")
