import logging

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from api.answering import Answering
from api.pages.errors import broken
from renderers.static_files import static_address
from tests.api.site import Site


def test_health_is_told_to_anybody(site: Site) -> None:
    answer = site.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("address", ["/", "/sign-in", "/healthz", "/nothing", "/a/nothing", "/graphql"])
def test_every_answer_is_guarded_and_can_be_found_in_the_log(site: Site, address: str) -> None:
    headers = site.get(address).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-request-id"]
    assert headers["server-timing"].startswith("total;dur=")


def test_an_id_given_by_a_proxy_is_kept_and_nonsense_is_not(site: Site) -> None:
    assert site.get("/healthz", **{"X-Request-Id": "proxy-0123"}).headers["x-request-id"] == "proxy-0123"
    assert site.get("/healthz", **{"X-Request-Id": "<script>"}).headers["x-request-id"] != "<script>"


@pytest.mark.parametrize("address", ["/", "/healthz", "/sign-in", static_address("kindling.css")])
def test_head_answers_as_get_without_a_body(site: Site, address: str) -> None:
    site.sign_in()
    head = site.client.head(address)
    assert (head.status_code, head.text) == (200, "")
    assert head.headers["content-type"] == site.get(address).headers["content-type"]


def test_static_files_may_be_kept_for_good_and_come_compressed(site: Site) -> None:
    answer = site.get(static_address("main.js"))
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-type"].startswith("text/javascript")
    plain = site.get(static_address("main.js"), **{"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.text == answer.text


def test_a_page_from_before_an_update_gets_the_present_file_but_must_not_keep_it(site: Site) -> None:
    assert site.get("/static/0123456789abcdef/main.js").headers["cache-control"] == "no-cache"
    assert site.get("/static/0123456789abcdef/secrets.py").status_code == 404


def test_pages_come_compressed(site: Site) -> None:
    site.sign_in()
    answer = site.get("/", **{"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) < len(answer.content) / 2


def test_what_is_not_there_is_told_kindly_to_people_and_plainly_to_programs(site: Site) -> None:
    page = site.get("/nowhere")
    assert page.status_code == 404
    assert "Nothing here" in page.text
    assert page.headers["x-request-id"] in page.text
    told = site.get("/nowhere", Accept="application/json")
    assert told.json()["error"]["status"] == 404


def test_a_wrong_method_is_no_crash(site: Site) -> None:
    assert site.post("/healthz").status_code == 405


def test_too_much_is_refused(site: Site) -> None:
    much = "x" * (site.runtime.settings.max_body_bytes + 1)
    refused = site.post("/sign-in", email=much, password="")
    assert refused.status_code == 413
    assert "larger than Kindling takes" in refused.text


def test_a_mistake_of_ours_is_logged_under_the_id_that_the_reader_sees(caplog: pytest.LogCaptureFixture) -> None:
    async def fails(_: Request) -> Response:
        message = "the secret reason"
        raise ValueError(message)

    app = Starlette(routes=[Route("/", fails)], middleware=[Middleware(Answering, broken=broken)])
    with caplog.at_level(logging.ERROR), TestClient(app) as client:
        answer = client.get("/")
    assert answer.status_code == 500
    assert "Something broke" in answer.text
    assert "secret reason" not in answer.text
    assert answer.headers["x-request-id"] in answer.text
    assert answer.headers["x-request-id"] in caplog.text
