import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.requests import SESSION_COOKIE
from api.signing_in import FAILURES, own_path
from content_store import people
from content_store.access import SYSTEM
from content_store.rules.vocabulary import Role
from content_store.work import Work
from tests.api.site import ORIGIN, Site
from tests.content_store.making import NOON, PASSWORD


def test_a_stranger_is_led_to_sign_in_and_on_to_where_they_were_going(either_site: Site) -> None:
    site = either_site
    led = site.get("/?q=budget&stage=decision")
    assert led.status_code == 303
    assert led.headers["location"] == "/sign-in?next=%2F%3Fq%3Dbudget%26stage%3Ddecision"
    form = site.page(led.headers["location"])
    onward = re.search(r'name="next" value="([^"]*)"', form)
    assert onward is not None
    signed_in = site.post("/sign-in", email=site.add(), password=PASSWORD, next="/?q=budget&stage=decision")
    assert (signed_in.status_code, signed_in.headers["location"]) == (303, "/?q=budget&stage=decision")
    assert "rep one" in site.page("/?q=budget&stage=decision")


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(site: Site) -> None:
    signed_in = site.post("/sign-in", email=site.add(), password=PASSWORD)
    cookie = signed_in.headers["set-cookie"]
    assert cookie.startswith(f"{SESSION_COOKIE}=")
    for part in ("HttpOnly", "SameSite=lax", "Path=/", "Max-Age="):
        assert part in cookie
    assert "Secure" not in cookie
    over_https = site.client.post(
        "https://testserver/sign-in",
        data={"email": "rep@example.com", "password": PASSWORD},
        headers={"Origin": "https://testserver"},
    )
    assert "Secure" in over_https.headers["set-cookie"]


def test_each_sign_in_is_new_and_ends_the_one_before(site: Site) -> None:
    site.sign_in()
    first = site.client.cookies[SESSION_COOKIE]
    site.post("/sign-in", email="rep@example.com", password=PASSWORD)
    assert site.client.cookies[SESSION_COOKIE] != first
    site.client.cookies.clear()
    assert site.get("/", Cookie=f"{SESSION_COOKIE}={first}").status_code == 303


def test_signing_out_ends_it_in_the_database_too(site: Site) -> None:
    site.sign_in()
    secret = site.client.cookies[SESSION_COOKIE]
    assert site.post("/sign-out").headers["location"] == "/sign-in"
    assert site.get("/", Cookie=f"{SESSION_COOKIE}={secret}").status_code == 303


@pytest.mark.parametrize("email", ["rep@example.com", "nobody@example.com", ""])
def test_whatever_was_wrong_the_answer_is_the_same(site: Site, email: str) -> None:
    site.add()
    refused = site.post("/sign-in", email=email, password="wrong password")
    assert refused.status_code == 401
    assert "do not belong together" in refused.text
    assert f'value="{email}"' in refused.text
    assert "set-cookie" not in refused.headers


def test_a_service_cannot_sign_in(site: Site) -> None:
    assert site.post("/sign-in", email=site.add(Role.SERVICE), password=PASSWORD).status_code == 401


def test_guessing_is_slowed_down_even_when_the_guess_is_right(site: Site) -> None:
    email = site.add()
    for _ in range(FAILURES):
        assert site.post("/sign-in", email=email, password="wrong password").status_code == 401
    refused = site.post("/sign-in", email=email.upper(), password=PASSWORD)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 300
    assert "Try again in 5 min" in refused.text


@pytest.mark.parametrize(
    "headers",
    [{}, {"Origin": "https://evil.example"}, {"Origin": "null"}, {**ORIGIN, "Sec-Fetch-Site": "cross-site"}],
)
@pytest.mark.parametrize("address", ["/sign-in", "/sign-out"])
def test_writes_must_come_from_our_own_pages(site: Site, address: str, headers: dict[str, str]) -> None:
    site.sign_in()
    form = {"email": "rep@example.com", "password": PASSWORD}
    assert site.client.post(address, data=form, headers=headers).status_code == 403
    assert site.get("/").status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil",
        "/\t/evil",
        "javascript:alert(1)",
        "evil",
    ],
)
def test_signing_in_leads_nowhere_else(address: str) -> None:
    assert own_path(address) == "/"


@given(st.text())
def test_whatever_is_asked_for_it_is_a_path_of_ours(address: str) -> None:
    assert re.match(r"/(?![/\\])", own_path(address) + " ")


def test_a_signed_in_person_who_is_disabled_is_out_at_once(site: Site) -> None:
    site.sign_in()
    with site.database.writing() as session:
        people.disable(Work(session, SYSTEM, NOON), "rep@example.com")
    assert site.get("/").status_code == 303


def test_a_programs_token_opens_no_page(site: Site) -> None:
    site.add()
    with site.database.writing() as session:
        secret, _ = people.create_token(Work(session, SYSTEM, NOON), "rep@example.com", "test")
    assert site.get("/", Authorization=f"Bearer {secret}").status_code == 303


@pytest.mark.parametrize("origin", ["", "http://", "http://[", "://", "testserver", "http://testserver@evil.example"])
def test_an_origin_that_is_none_of_ours_is_refused_and_never_breaks_anything(site: Site, origin: str) -> None:
    sent = site.client.post("/sign-in", data={"email": "a", "password": "b"}, headers={"Origin": origin})
    assert sent.status_code == 403


def test_an_address_that_cannot_be_stored_is_nobodys(either_site: Site) -> None:
    for email in ("rep\0@example.com", "\0", "e\u0301@example.com"):
        assert either_site.post("/sign-in", email=email, password=PASSWORD).status_code == 401
