"""Digests leave as mails: rendered for each reader, handed to the server, and written down one by one."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from urllib.parse import urlsplit

from api.mail import Mailer, MailServer, NoServer, NotTaken, mailing
from api.runtime import now
from api.settings import Settings
from api.worker import Worker
from content_store.access import SYSTEM
from content_store.database import Database
from content_store.deliveries import claim, give_back, note, plan_due, postpone
from content_store.digest_settings import interests_of
from content_store.digest_views import Delivery, DigestSettings
from content_store.digests import Edition, edition
from content_store.queries.digests import settings_of
from content_store.queries.people import people_book
from content_store.rules.digests import DeliveryStatus, DigestFrequency, Interests
from content_store.views import PersonView
from renderers.digest_views import DigestMail
from renderers.digests import digest_html, digest_text, subject
from renderers.environment import brand

LOOK_EVERY_SECONDS = 60.0
_LOST_IN_A_ROW = 3  # connections; then the server is left alone for a while
_log = logging.getLogger(__name__)


@dataclass
class Tally:
    """What became of the mails of one run; ``problem`` is why it ended before all were tried, where it did."""

    counts: dict[DeliveryStatus, int] = field(default_factory=dict)
    problem: str = ""

    def add(self, status: DeliveryStatus) -> None:
        """Count one more."""
        self.counts[status] = self.counts.get(status, 0) + 1

    def of(self, status: DeliveryStatus) -> int:
        """How many ended so."""
        return self.counts.get(status, 0)


class Courier:
    """Sends what is planned. Several may run at once, in as many processes: each delivery is one courier's."""

    def __init__(self, database: Database, settings: Settings, clock: Callable[[], datetime] = now) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock
        self._server = MailServer.at(settings.smtp_url)
        self._editions: dict[tuple[datetime, datetime], Edition] = {}

    def send_waiting(
        self, advance: Callable[[int], object] = lambda _: None, is_stopping: Callable[[], bool] = lambda: False
    ) -> Tally:
        """Send all whose time has come; ``advance`` is told of each. Ends early when the server does not listen."""
        tally, lost = Tally(), 0
        with mailing(self._server, self._settings.smtp_timeout_seconds) as mailer:
            while claimed := claim(self._database, self._clock()):
                for place, (delivery, message) in enumerate(self._messages(claimed)):
                    if is_stopping():
                        self._let_go(claimed[place:])
                        return tally
                    try:
                        tally.add(self._send(mailer, delivery, message))
                        lost = 0
                    except NoServer as error:
                        lost += 1
                        tally.add(DeliveryStatus.PENDING)
                        postpone(self._database, delivery.id, self._clock(), str(error))
                        if lost >= _LOST_IN_A_ROW:
                            self._let_go(claimed[place + 1 :])
                            tally.problem = str(error)
                            return tally
                    advance(1)
        return tally

    def _send(self, mailer: Mailer, delivery: Delivery, message: "EmailMessage | DeliveryStatus") -> DeliveryStatus:
        """Hand one over and write down what became of it. Raises NoServer."""
        status, problem = DeliveryStatus.SENT, ""
        if isinstance(message, DeliveryStatus):
            status = message
        else:
            try:
                mailer.send(message)
            except NotTaken as error:
                if not error.for_good:
                    postpone(self._database, delivery.id, self._clock(), str(error))
                    return DeliveryStatus.PENDING
                status, problem = DeliveryStatus.FAILED, str(error)
        note(self._database, delivery.id, status, self._clock(), problem)
        return status

    def _let_go(self, deliveries: Sequence[Delivery]) -> None:
        give_back(self._database, [each.id for each in deliveries], self._clock())

    def _messages(self, claimed: Sequence[Delivery]) -> Iterator[tuple[Delivery, EmailMessage | DeliveryStatus]]:
        """What to send for each; where there is nothing to send, what that means. No snapshot is held while sending."""
        moment = self._clock()
        ids = [each.person_id for each in claimed]
        with self._database.reading() as session:
            settings = settings_of(session, ids)
            people = people_book(session).by_id
            interests = interests_of(session, settings, moment)
            editions = {(each.since, each.until) for each in claimed} - self._editions.keys()
            if len(self._editions) > 32:
                self._editions.clear()
            self._editions |= {span: edition(session, SYSTEM, *span) for span in editions}
        for each in claimed:
            wishes = settings.get(each.person_id)
            # Who was forgotten meanwhile has none any more.
            if wishes is None:
                yield each, DeliveryStatus.SKIPPED
            else:
                yield each, self._message(each, people[each.person_id], wishes, interests[each.person_id])

    def _message(
        self, delivery: Delivery, person: PersonView, settings: DigestSettings, interests: Interests
    ) -> EmailMessage | DeliveryStatus:
        if person.disabled_at is not None or settings.frequency is DigestFrequency.NEVER:
            return DeliveryStatus.SKIPPED
        digest = self._editions[delivery.since, delivery.until].for_reader(interests)
        if not digest.sections:
            return DeliveryStatus.EMPTY
        site = self._settings.site
        unsubscribe = f"{site}/digest/unsubscribe/{settings.unsubscribe_key}"
        mail = DigestMail(digest, person.name, site, unsubscribe, f"{site}/digest", self._clock())
        return self._made(delivery, person, mail)

    def _made(self, delivery: Delivery, person: PersonView, mail: DigestMail) -> EmailMessage:
        message = EmailMessage(policy=SMTP)
        name, address = parseaddr(self._settings.mail_from)
        message["From"] = Address(_one_line(name) or _one_line(brand().name), addr_spec=address)
        message["To"] = _recipient(person)
        message["Subject"] = _one_line(subject(mail.digest))
        message["Date"] = format_datetime(self._clock())
        message["Message-ID"] = f"<{delivery.message_id}@{address.rpartition('@')[2]}>"
        message["List-Id"] = f"{_one_line(brand().name)} <digest.{urlsplit(mail.site).hostname or 'localhost'}>"
        # One click ends it (RFC 8058), in the programs that know how.
        message["List-Unsubscribe"] = f"<{mail.unsubscribe_address}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(digest_text(mail))
        message.add_alternative(digest_html(mail), subtype="html")
        return message


@contextmanager
def digests_going_out(database: Database, settings: Settings) -> Iterator[None]:
    """Plan and send digests as they fall due, in a thread that ends with the block; nothing where no server is set."""
    if not (settings.smtp_url and settings.send_digests):
        yield
        return
    courier = Courier(database, settings)

    def send_what_is_due() -> bool:
        with database.writing() as session:
            planned = plan_due(session, now())
        tally = courier.send_waiting(is_stopping=worker.is_stopping)
        if planned or tally.counts:
            _log.info("%d digests planned, %d sent", planned, tally.of(DeliveryStatus.SENT))
        if tally.problem:
            _log.warning("the mail server does not take digests: %s", tally.problem)
        return False

    worker = Worker("sending digests", send_what_is_due, LOOK_EVERY_SECONDS)
    worker.wake()
    try:
        yield
    finally:
        worker.close(settings.smtp_timeout_seconds)


def _recipient(person: PersonView) -> Address | str:
    try:
        return Address(_one_line(person.name), addr_spec=person.email)
    except ValueError:
        # An address that only its own server understands.
        return person.email


def _one_line(text: str) -> str:
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())
