"""One connection to the mail server for as many mails as there are, and what it says of each."""

from __future__ import annotations

from contextlib import suppress
from enum import Enum
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPSenderRefused
from types import TracebackType
from typing import Any, Self

from django.core.mail import EmailMessage, get_connection
from django.utils.translation import gettext as _

from policies.exceptions import PolicyError

TIMEOUT = 30
"""Seconds for each step of the talk with a server, where the site's settings name none."""


class Fate(Enum):
    """What became of a mail."""

    SENT = "sent"
    LATER = "later"
    NEVER = "never"


class Unreachable(PolicyError):
    """The server takes no mail at all at present: nothing was decided about any of them.

    No text of the server's is repeated, which may name an address.
    """


class Transport:
    """Use as a context: the connection is opened for the first mail and closed at the end."""

    def __init__(self) -> None:
        self.connection: Any = get_connection()
        if getattr(self.connection, "timeout", TIMEOUT) is None:
            self.connection.timeout = TIMEOUT

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()

    def send(self, message: EmailMessage) -> Fate:
        """Send one mail; over a new connection where the server has ended the one there was.

        Raises Unreachable where no mail at all would get through.
        """
        for _attempt in range(2):
            self._open()
            try:
                sent = self.connection.send_messages([message])
            except SMTPRecipientsRefused as refusal:
                return _fate([code for code, _said in refusal.recipients.values()])
            except SMTPDataError as refusal:
                return _fate([refusal.smtp_code])
            except SMTPSenderRefused as refusal:
                self._close()
                refused: int | None = refusal.smtp_code
            except (SMTPException, OSError):
                self._close()
                refused = None
            else:
                return Fate.SENT if sent else Fate.LATER
        if refused is not None:
            raise Unreachable(
                _("The mail server refuses the sender (%(code)s): set another one.")
                % {"code": refused}
            )
        # It is the mail, or the moment: should it be the server, the next ones will tell.
        return Fate.LATER

    def _open(self) -> None:
        try:
            self.connection.open()
        except (SMTPException, OSError) as failure:
            self._close()
            raise Unreachable(
                _("The mail server cannot be reached (%(failure)s): see EMAIL_HOST and its kin.")
                % {"failure": type(failure).__name__}
            ) from None

    def _close(self) -> None:
        with suppress(SMTPException, OSError):
            self.connection.close()


def _fate(codes: list[int]) -> Fate:
    """RFC 5321, 4.2.1: a reply from 500 on is final, one from 400 on may be another next time."""
    return Fate.NEVER if all(code >= 500 for code in codes) else Fate.LATER
