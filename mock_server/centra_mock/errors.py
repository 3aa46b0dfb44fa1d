"""What can go wrong, as values that reach the client as faults or messages."""

from __future__ import annotations


class CentraError(Exception):
    """Something the caller can put right; its text says what was wrong, where, and what would be right."""


class BadRequest(CentraError):
    """The request cannot be understood: a SOAP fault, nothing stored."""


class LoginRefused(BadRequest):
    """The login is missing or wrong."""


class Refused(CentraError):
    """One object, or one field of it, is not accepted: ``success=false`` with this message."""


class Unavailable(CentraError):
    """The server cannot start or a store cannot be opened: one line for a person at a terminal."""
