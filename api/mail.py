"""Handing mails to a server (SMTP, RFC 5321): one connection for many, and clear words when it does not take one."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

WAIT_SECONDS = 30.0  # for each answer of the server
MOST_ON_ONE_CONNECTION = 100  # messages; many servers close after some hundred
_CLOSING = 421  # the server ends the connection with this answer
_PORTS = {"smtp": 25, "smtps": 465}


class NotTaken(Exception):
    """The server did not take this message. ``for_good`` says that trying again is of no use."""

    def __init__(self, message: str, *, for_good: bool) -> None:
        super().__init__(message)
        self.for_good = for_good


class NoServer(Exception):
    """The server cannot be reached, does not let us in, or went away; no message is to blame."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where to hand mails to. ``is_tls`` speaks TLS from the first byte; else it begins when the server offers it."""

    host: str
    port: int
    user: str
    password: str
    is_tls: bool

    @classmethod
    def at(cls, url: str) -> "MailServer":
        """The server of ``smtp://user:password@host:port`` or ``smtps://…``. Raises ValueError."""
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname or parts.path.strip("/") or parts.query:
            message = "it must be like smtp://host:25 or smtps://user:password@host"
            raise ValueError(message)
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return cls(parts.hostname, parts.port or _PORTS[parts.scheme], user, password, parts.scheme == "smtps")

    @property
    def is_local(self) -> bool:
        """Whether it is on this machine, where a password may be said without TLS."""
        return self.host in {"localhost", "127.0.0.1", "::1"}


class Mailer:
    """Hands messages over one after the other; not for several threads at once."""

    def __init__(self, server: MailServer, wait: float = WAIT_SECONDS) -> None:
        self._server = server
        self._wait = wait
        self._connection: smtplib.SMTP | None = None
        self._handed = 0

    def send(self, message: EmailMessage) -> None:
        """Return once the server has taken it. Raises NotTaken, and NoServer."""
        try:
            connection = self._connected()
            connection.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            raise self._refused(*next(iter(error.recipients.values()))) from error
        except smtplib.SMTPDataError as error:
            raise self._refused(error.smtp_code, error.smtp_error) from error
        except smtplib.SMTPNotSupportedError as error:
            raise NotTaken(str(error), for_good=True) from error
        except (smtplib.SMTPException, OSError, ssl.SSLError) as error:
            self.close()
            raise NoServer(_told(error)) from error
        self._handed += 1
        if self._handed >= MOST_ON_ONE_CONNECTION:
            self.close()

    def close(self) -> None:
        """Say good-bye, where somebody still listens."""
        if self._connection is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._connection.quit()
        self._connection, self._handed = None, 0

    def _refused(self, code: int, answer: bytes | str) -> NotTaken:
        if code == _CLOSING:
            self.close()
        return NotTaken(f"{code} {_words(answer)}", for_good=code >= 500)

    def _connected(self) -> smtplib.SMTP:
        if self._connection is None:
            self._connection = self._connect()
        return self._connection

    def _connect(self) -> smtplib.SMTP:
        server, context = self._server, ssl.create_default_context()
        if server.is_tls:
            made: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=self._wait, context=context)
        else:
            made = smtplib.SMTP(server.host, server.port, timeout=self._wait)
        try:
            _secure(made, server, context)
            if server.user:
                made.login(server.user, server.password)
        except BaseException:
            made.close()
            raise
        return made


@contextmanager
def mailing(server: MailServer, wait: float = WAIT_SECONDS) -> Iterator[Mailer]:
    """A mailer that is closed in the end."""
    mailer = Mailer(server, wait)
    try:
        yield mailer
    finally:
        mailer.close()


def _secure(connection: smtplib.SMTP, server: MailServer, context: ssl.SSLContext) -> None:
    """Begin TLS where the server offers it; refuse to say a password in the open."""
    connection.ehlo_or_helo_if_needed()
    if server.is_tls:
        return
    if connection.has_extn("starttls"):
        connection.starttls(context=_trusting() if server.is_local else context)
        connection.ehlo()
    elif server.user and not server.is_local:
        message = "the server offers no TLS, and the password would be said in the open"
        raise smtplib.SMTPException(message)


def _told(error: BaseException) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_words(error.smtp_error)}"
    return str(error) or type(error).__name__


def _words(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer


def _trusting() -> ssl.SSLContext:
    """On this machine a certificate proves nothing; most are made by whoever set the server up."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context
