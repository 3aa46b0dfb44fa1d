"""What can go wrong, as values that reach the client as faults or messages. Each has a code: see ``error_codes``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from centra_mock.error_codes import Code


@dataclass(frozen=True, slots=True)
class Message:
    """One of the messages in an answer: the client reads its text, the journal and the advice its code."""

    code: Code
    text: str


class CentraError(Exception):
    """Something the caller can put right; its text says what was wrong, where, and what would be right.

    Args:
        code: The kind of mistake.
        words: What was wrong, and what would be right.
        place: Where: the path of an element, a field, a file with a step. It stands before the words.
    """

    def __init__(self, code: Code, words: str, place: str = "") -> None:
        super().__init__(code, words, place)
        self.code = code
        self.words = words
        self.place = place

    def __str__(self) -> str:
        return f"{self.place}: {self.words}" if self.place else self.words

    @property
    def message(self) -> Message:
        """Return the code with the whole text."""
        return Message(self.code, str(self))


class BadRequest(CentraError):
    """The request cannot be understood: a SOAP fault, nothing stored."""

    faultcode = "Client"


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

    def __init__(self, code: Code, words: str, place: str = "", *, entries: Sequence[object] = ()) -> None:
        super().__init__(code, words, place)
        self.entries = list(entries)


class FileError(Refused):
    """A mistake in a file. Its text is one line: the file, the place in it, what is wrong there and what is right."""

    @classmethod
    def of(cls, error: CentraError, where: str) -> FileError:
        """Return an error as one of a file, or of a part of a file, in which its own place is."""
        return cls(error.code, error.words, join_places(where, error.place))


class InternalError(CentraError):
    """The mock itself failed: a SOAP fault, nothing stored."""

    faultcode = "Server"

    def __init__(self) -> None:
        super().__init__(Code.INTERNAL_ERROR, "The mock failed to answer this request; its log says why.")


class DatabaseFailed(CentraError):
    """The database could not do its work: the disk is full, say, or the connection is lost. Nothing was stored."""

    faultcode = "Server"

    def __init__(self, reason: str) -> None:
        super().__init__(Code.DATABASE_FAILED, f"The database failed, and nothing was stored: {reason}")


RequestError: TypeAlias = BadRequest | DatabaseFailed | InternalError
"""Why a client's request could not be served: each has a ``faultcode``."""


class Unavailable(CentraError):
    """The server cannot start or a store cannot be opened: one line for a person at a terminal."""


def join_places(*places: str) -> str:
    """Return a place within others, the outermost first; empty ones do not count.

    >>> join_places("shop.yaml", "", "step 3")
    'shop.yaml: step 3'
    """
    return ": ".join(place for place in places if place)
