"""What can go wrong, as values that reach the client as faults or messages."""

from __future__ import annotations

from collections.abc import Sequence


class CentraError(Exception):
    """Something the caller can put right; its text says what was wrong, where, and what would be right."""


class BadRequest(CentraError):
    """The request cannot be understood: a SOAP fault, nothing stored."""


class LoginRefused(BadRequest):
    """The login is missing or wrong."""


class LoginMissing(LoginRefused):
    """No login was sent where one is expected."""


class Refused(CentraError):
    """One object, or one field of it, is not accepted: ``success=false`` with this message."""


class NotFound(Refused):
    """There is no such thing."""


class Conflict(Refused):
    """Two things can't both be so; ``entries`` are the conversion entries that collide."""

    def __init__(self, message: str, entries: Sequence[object]) -> None:
        super().__init__(message)
        self.entries = list(entries)


class FileError(Refused):
    """A mistake in a file. Its text is one line: the file, the place in it, what is wrong there and what is right."""


class Unavailable(CentraError):
    """The server cannot start or a store cannot be opened: one line for a person at a terminal."""
