"""What goes wrong with a call of the control API."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from centra_mock.error_codes import Code
from centra_mock.errors import CentraError


class ControlError(CentraError):
    """The server refused a call, and nothing has changed there. The text is the server's own.

    ``status`` is that of HTTP; ``None`` where there was no answer. ``entries`` are those of the conversion table that
    collide, of a 409. ``place`` is where in what was sent the mistake is, empty where that is not known.
    """

    def __init__(
        self, code: Code, detail: str, status: int | None = None, entries: Sequence[Any] = (), place: str = ""
    ) -> None:
        super().__init__(code, detail.removeprefix(f"{place}: "), place)
        self.detail = detail
        self.status = status
        self.entries = list(entries)


class Unreachable(ControlError):
    """No centra-mock answers: there is no server, no answer in time, or the answer of something else.

    Where the connection broke, it is not known whether the call took effect.
    """

    def __init__(self, detail: str) -> None:
        super().__init__(Code.SERVER_UNREACHABLE, detail)
