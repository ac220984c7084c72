"""A real mail server on loopback, which keeps what it takes and refuses what it is told to."""

from __future__ import annotations

import email
import email.policy
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class Mailbox:
    """What the server took, and its answers to those it does not take: ``{address: replies}``."""

    port: int = 0
    taken: list[tuple[str, EmailMessage]] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    connections: int = 0
    replies: dict[str, list[str]] = field(default_factory=dict)
    to_senders: str = ""
    on_taken: Callable[[int], Any] = lambda number: None

    def to(self, address: str) -> list[EmailMessage]:
        return [message for to, message in self.taken if to == address]

    def subjects(self, address: str) -> list[str]:
        return [str(message["Subject"]) for message in self.to(address)]

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.to_senders:
            return self.to_senders
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if replies := self.replies.get(address):
            return replies.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.raw.append(envelope.content)
        for address in envelope.rcpt_tos:
            self.taken.append((address, message))
        self.on_taken(len(self.taken))
        return "250 OK"


@contextmanager
def running(box: Mailbox) -> Iterator[Mailbox]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", box.port))
        box.port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
