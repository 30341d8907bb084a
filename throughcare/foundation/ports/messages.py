"""Short messages to a phone or an e-mail address. They carry no personal detail, and who gets one is never printed.

``THROUGHCARE_MESSAGES`` chooses the adapter: ``console`` (the default) prints that one would have gone, without its
address; anything else is a file to which each is appended as a line of JSON, for a machine that sends them on.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol, TextIO

from django.conf import settings

Channel = Literal["text", "email"]


@dataclass(frozen=True, slots=True)
class Message:
    """A message: by which channel, to which address, its words, and a subject where it is an e-mail.

    ``reference`` is a code by which an adapter tells a message it sent already from a new one.
    """

    channel: Channel
    address: str = field(repr=False)
    words: str
    subject: str = ""
    reference: str = ""


class Sender(Protocol):
    """Something that sends messages. ``send`` raises ``NotSent`` where it could not; nothing else."""

    def send(self, message: Message) -> None: ...


class NotSent(Exception):
    """The message did not go out; it may be tried again."""


class ConsoleSender:
    """Prints messages, never their addresses: logs hold no personal data."""

    def __init__(self, out: TextIO | None = None) -> None:
        self.out = out

    def send(self, message: Message) -> None:
        """Prints one message."""
        print(f"[{message.channel}] {message.reference}: {message.words}", file=self.out or sys.stdout)


class FileSender:
    """Appends each message to a file that only this user may read."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def send(self, message: Message) -> None:
        """Appends one message as a line of JSON, on the disk before it returns."""
        row = {name: getattr(message, name) for name in ("channel", "address", "subject", "words", "reference")}
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise NotSent("The file of messages cannot be written.") from error


class NowhereToSend(RuntimeError):
    """No place for messages is set: ``THROUGHCARE_MESSAGES`` says where they go."""


def send_each(out: Sender, messages: Iterable[Message]) -> int:
    """Sends each message; one that does not go out stops no other. Gives how many went out."""
    sent = 0
    for message in messages:
        try:
            out.send(message)
            sent += 1
        except NotSent:
            continue
    return sent


def check_goes_somewhere() -> None:
    """Raises ``NowhereToSend`` where messages would only be printed, so that none is called sent that nobody gets.

    The demo prints them on purpose.
    """
    if settings.MESSAGES == "console" and not settings.DEMO:
        raise NowhereToSend("Set THROUGHCARE_MESSAGES to where text messages and e-mails go.")


def sender() -> Sender:
    """The adapter that this deployment chose."""
    chosen: str = settings.MESSAGES
    return ConsoleSender() if chosen == "console" else FileSender(Path(chosen))
