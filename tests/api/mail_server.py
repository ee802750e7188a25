"""A real mail server on this machine, which takes mails, refuses them, hangs up or falls silent as a test wants."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.serving import free_port


@dataclass
class Post:
    """What the server took, in its order. ``answer(recipient, count)`` refuses by a line of SMTP, or in other ways."""

    answer: Callable[[str, int], str] = lambda _recipient, _count: ""
    taken: list[EmailMessage] = field(default_factory=list)
    asked: int = 0

    @property
    def recipients(self) -> list[str]:
        """Whom it took mails for."""
        return [str(message["To"].addresses[0].addr_spec) for message in self.taken]

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Refuse one recipient, hang up, or fall silent."""
        self.asked += 1
        wanted = self.answer(address, self.asked)
        if wanted == "hang up":
            _hang_up(server)
        if wanted == "fall silent":
            await asyncio.sleep(30)
        if wanted and wanted[0].isdecimal():
            return wanted
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take the mail; or hang up halfway, before it was taken."""
        if self.answer(envelope.rcpt_tos[0], self.asked) == "hang up in the mail":
            _hang_up(server)
            return "451 never said"
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.taken.append(message)
        return "250 taken"


def _hang_up(server: SMTP) -> None:
    assert isinstance(server.transport, asyncio.Transport)
    server.transport.abort()


@contextmanager
def receiving(post: Post) -> Iterator[str]:
    """A server that hands everything to ``post``; yields its address as a setting."""
    controller = Controller(post, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{controller.port}"
    finally:
        controller.stop()
