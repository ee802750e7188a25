"""Digests leave through a real mail server: nobody gets one twice, and nobody is skipped."""

import signal
import subprocess
import time
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.digest_mails import Courier, Tally
from api.settings import Settings
from content_store import people, publishing
from content_store.access import SYSTEM
from content_store.database import Database
from content_store.deliveries import plan_all
from content_store.digest_settings import unsubscribe
from content_store.queries.digests import settings_of
from content_store.rules.digests import DeliveryStatus, DigestFrequency
from content_store.rules.vocabulary import RetireReason, Role
from content_store.work import Work
from tests.api.mail_server import Post, receiving
from tests.api.test_cli import run
from tests.content_store.making import NOON, person, published
from tests.serving import KINDLING, environment, unmeasured

SITE = "https://kindling.example.com"
BEFORE = NOON - timedelta(days=14)


def some_news(database: Database, people_count: int) -> list[str]:
    """A published asset, a retired one, and so many reps; their addresses."""
    new, old = published(database, title="New line"), published(database, title="Old line", at=BEFORE - timedelta(1))
    with database.writing() as session:
        publishing.retire(Work(session, SYSTEM, NOON), old.id, RetireReason.REPLACED, new.id)
    return [person(database, Role.REP, f"rep{number}@example.com").email for number in range(people_count)]


def sent(
    database: Database, address: str, now: datetime = NOON + timedelta(seconds=1), *, plan: bool = True, wait: int = 30
) -> Tally:
    """Tell everybody, as the command does."""
    if plan:
        with database.writing() as session:
            plan_all(session, BEFORE, now)
    given = Settings(smtp_url=address, public_url=SITE, mail_from="Kindling <k@example.com>", smtp_timeout_seconds=wait)
    return Courier(database, given, lambda: now).send_waiting()


def test_a_mail_says_it_in_two_parts_and_ends_with_one_click(sqlite_database: Database) -> None:
    some_news(sqlite_database, 1)
    post = Post()
    with receiving(post) as address:
        assert sent(sqlite_database, address).counts == {DeliveryStatus.SENT: 1}
    (mail,) = post.taken
    assert (mail["To"], mail["Subject"]) == ("Rep <rep0@example.com>", "1 retired, 1 new")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = str(mail["List-Unsubscribe"]).strip("<>")
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    for part in (text.get_content(), html.get_content()):
        assert link in part
        assert "Old line" in part
        assert f"{SITE}/a/new-line" in part
    assert '<p class="said" style="' in html.get_content()
    key = link.rpartition("/")[2]
    with sqlite_database.writing() as session:
        unsubscribe(session, key)
        assert settings_of(session, [1])[1].frequency is DigestFrequency.NEVER


def test_who_is_refused_for_good_keeps_nobody_else_from_theirs(sqlite_database: Database) -> None:
    reps = some_news(sqlite_database, 3)
    post = Post(lambda to, _: "550 no such person" if to == reps[1] else "")
    with receiving(post) as address:
        tally = sent(sqlite_database, address)
        assert tally.counts == {DeliveryStatus.SENT: 2, DeliveryStatus.FAILED: 1}
        assert sent(sqlite_database, address, NOON + timedelta(hours=1)).counts == {DeliveryStatus.EMPTY: 3}
    assert post.recipients == [reps[0], reps[2]]


@pytest.mark.parametrize("way", ["450 busy", "421 closing", "hang up", "hang up in the mail"])
def test_who_is_not_taken_now_is_told_later_and_all_others_once(sqlite_database: Database, way: str) -> None:
    reps = some_news(sqlite_database, 4)
    refused: list[str] = []

    def once(to: str, _: int) -> str:
        if to == reps[1] and (not refused or (way == "hang up in the mail" and len(refused) < 2)):
            refused.append(to)
            return way
        return ""

    post = Post(once)
    with receiving(post) as address:
        tally = sent(sqlite_database, address)
        assert (tally.of(DeliveryStatus.SENT), tally.of(DeliveryStatus.PENDING)) == (3, 1)
        later = NOON + timedelta(minutes=5)
        assert sent(sqlite_database, address, later, plan=False).counts == {DeliveryStatus.SENT: 1}
    assert Counter(post.recipients) == Counter(reps)


def test_a_server_that_hangs_or_is_away_costs_nobody_anything_but_time(sqlite_database: Database) -> None:
    reps = some_news(sqlite_database, 5)
    post = Post(lambda _, count: "fall silent" if count == 1 else "")
    with receiving(post) as address:
        tally = sent(sqlite_database, address, wait=1)
    assert (tally.of(DeliveryStatus.SENT), tally.of(DeliveryStatus.PENDING)) == (4, 1)
    tally = sent(sqlite_database, address, NOON + timedelta(minutes=5), plan=False)
    assert tally.of(DeliveryStatus.SENT) == 0
    with receiving(post) as address:
        sent(sqlite_database, address, NOON + timedelta(hours=1), plan=False)
    assert Counter(post.recipients) == Counter(reps)


def test_a_server_that_is_away_is_left_alone_after_a_few_tries(sqlite_database: Database) -> None:
    reps = some_news(sqlite_database, 6)
    with receiving(Post()) as address:
        pass
    tally = sent(sqlite_database, address)
    assert tally.counts == {DeliveryStatus.PENDING: 3}
    assert "refused" in tally.problem.lower()
    post = Post()
    with receiving(post) as address:
        sent(sqlite_database, address, NOON + timedelta(minutes=5), plan=False)
    assert Counter(post.recipients) == Counter(reps)


def test_who_left_or_wants_none_any_more_gets_none(sqlite_database: Database) -> None:
    some_news(sqlite_database, 2)
    with sqlite_database.writing() as session:
        work = Work(session, SYSTEM, NOON)
        plan_all(session, BEFORE, NOON + timedelta(seconds=1))
        people.disable(work, "rep0@example.com")
    post = Post()
    with receiving(post) as address:
        tally = sent(sqlite_database, address, plan=False)
    assert tally.counts == {DeliveryStatus.SKIPPED: 1, DeliveryStatus.SENT: 1}


def test_names_and_addresses_add_no_line_to_a_mail(sqlite_database: Database) -> None:
    some_news(sqlite_database, 0)
    with sqlite_database.writing() as session:
        given = people.PersonInput("o'brien@example.com", 'Zoë "\r\nBcc: all@example.com', Role.REP)
        people.add(Work(session, SYSTEM, NOON), given)
    post = Post()
    with receiving(post) as address:
        assert sent(sqlite_database, address).counts == {DeliveryStatus.SENT: 1}
    (mail,) = post.taken
    assert mail["Bcc"] is None
    assert mail["To"].addresses[0].display_name == 'Zoë " Bcc: all@example.com'


def test_the_command_goes_on_where_it_was_killed(tmp_path: Path) -> None:
    data = tmp_path / "var"
    run(data, "migrate")
    with closing(Database(f"sqlite:///{data / 'kindling.sqlite'}")) as database:
        published(database, title="New line", at=datetime.now(UTC) - timedelta(days=1))
        reps = [person(database, Role.REP, f"rep{number}@example.com").email for number in range(40)]
        post = Post()
        with receiving(post) as address:
            _killed_after(5, post, data, address)
            before = len(post.taken)
            # What the killed one had claimed is let go of after a while; here nobody waits for that.
            sent(database, address, datetime.now(UTC) + timedelta(hours=1), plan=False)
    assert 5 <= before < len(reps)
    counted = Counter(post.recipients)
    assert set(counted) == set(reps)
    # The one under way at that moment may come again, under the id that it had.
    assert sum(counted.values()) <= len(reps) + 1
    assert len({str(mail["Message-ID"]) for mail in post.taken}) == len(reps)


def _killed_after(mails: int, post: Post, data: Path, address: str) -> None:
    settings = {"KINDLING_SMTP_URL": address, "KINDLING_MAIL_FROM": "Kindling <k@example.com>"}
    command = [str(KINDLING), "digest", "--send", "--quiet"]
    process = subprocess.Popen(command, env=unmeasured(environment(data, settings)))
    while len(post.taken) < mails and process.poll() is None:
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.wait()


def test_the_command_shows_and_sends(tmp_path: Path) -> None:
    data = tmp_path / "var"
    run(data, "migrate")
    assert "no mail server is set" in run(data, "digest", "--send").stderr
    assert run(data, "digest", "--since", "yesterday").returncode == 2
    assert "KINDLING: WHAT IS NEW TO SAY" in run(data, "digest", "--since", "2w").stdout
    post = Post()
    with receiving(post) as address:
        done = run(data, "digest", "--send", KINDLING_SMTP_URL=address)
    assert (done.returncode, done.stdout) == (0, "Everybody has been told already.\n")
