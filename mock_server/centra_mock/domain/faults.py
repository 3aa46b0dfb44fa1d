"""Faults: what can go wrong with a call, and on exactly which ones."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from centra_mock.activities.faults import KINDS, FaultKind, When
from centra_mock.error_codes import Code
from centra_mock.errors import Refused
from centra_mock.suggestions import nearest
from centra_mock.wire.operations import OPERATIONS, RESULT

MAX_SECONDS = 86_400.0
"""Seconds that a fault may take: a day."""

_HEADER_TEXT = frozenset(map(chr, range(0x20, 0x7F)))
_BY_NAME = {operation.name: operation for operation in OPERATIONS}


@dataclass(frozen=True)
class Fault:
    """What goes wrong, and on which calls. Raises ``Refused`` where that makes no sense.

    A setting that is left out is the kind's own default; one that the kind does not heed is refused.
    """

    kind: str
    operation: str | None = None
    """The name of the operation, such as ``events_Done``; ``None`` for every call."""
    nth: int = 1
    """The first matching call that it strikes, counted from when it is set."""
    count: int | None = 1
    """How many calls in a row get the fault; ``None`` for all."""
    when: When | None = None
    """``before``: the call is not handled. ``after``: it is handled and stored, then the answer is spoilt."""
    status: int | None = None
    retry_after: int | str | None = None
    """Seconds, or a date as HTTP writes it."""
    seconds: float | None = None
    byte: int | None = None
    size: int | None = None
    messages: tuple[str, ...] | None = None
    content_type: str | None = None

    def __post_init__(self) -> None:
        kind = _look_up(self.kind, KINDS, "kind", "kind of fault")
        self._check_calls(kind)
        self._fill(kind)
        self._check_values()

    def applies_to(self, call: int) -> bool:
        """Return whether the fault applies to the ``call``-th matching call."""
        return call >= self.nth and (self.count is None or call < self.nth + self.count)

    def matches(self, operation: str | None) -> bool:
        if self.operation is not None:
            return self.operation == operation
        return not KINDS[self.kind].needs_result or (operation is not None and _answers_result(operation))

    def _check_calls(self, kind: FaultKind) -> None:
        _check_integer("nth", self.nth, 1)
        if self.count is not None:
            _check_integer("count", self.count, 1)
        if self.operation is None:
            return
        _look_up(self.operation, _BY_NAME, "operation", "operation")
        if kind.needs_result and not _answers_result(self.operation):
            raise Refused(
                Code.UNUSED_FIELD,
                f"{self.operation} answers with events, so there is no {self.kind} to it",
                "operation",
            )

    def _fill(self, kind: FaultKind) -> None:
        when = self.when or kind.when[0]
        if when not in kind.when:
            raise Refused(
                Code.UNKNOWN_VALUE, f"{self.kind} can strike {' or '.join(kind.when)} the commit, not {when!r}", "when"
            )
        object.__setattr__(self, "when", when)
        for name in _SETTINGS:
            if getattr(self, name) is None:
                object.__setattr__(self, name, kind.settings.get(name))
            elif name not in kind.settings:
                known = f"it heeds {', '.join(kind.settings)}" if kind.settings else "it heeds no settings"
                raise Refused(Code.UNUSED_FIELD, f"{self.kind} has no use for it; {known}", name)

    def _check_values(self) -> None:
        if self.status is not None:
            lowest = 200 if self.kind == "html" else 400
            _check_integer("status", self.status, lowest, 599)
            if self.status in (204, 205, 304):
                raise Refused(Code.OUT_OF_RANGE, f"an answer with {self.status} has no body", "status")
        if self.byte is not None:
            _check_integer("byte", self.byte, 0)
        if self.size is not None:
            _check_integer("size", self.size, 1)
        if self.seconds is not None:
            _check_seconds(self.seconds)
        if isinstance(self.retry_after, str):
            _check_header("retry_after", self.retry_after)
        elif self.retry_after is not None:
            _check_integer("retry_after", self.retry_after, 0)
        if self.content_type is not None:
            _check_header("content_type", self.content_type)
        if self.messages is not None:
            object.__setattr__(self, "messages", _check_messages(self.messages))


_SETTINGS = ("status", "retry_after", "seconds", "byte", "size", "messages", "content_type")


def _answers_result(operation: str) -> bool:
    return operation in _BY_NAME and _BY_NAME[operation].response == RESULT


def _look_up(name: object, among: Mapping[str, Any], what: str, called: str) -> Any:
    if isinstance(name, str) and name in among:
        return among[name]
    near = nearest(str(name), among)
    hint = f"did you mean {near}?" if near else f"there are {', '.join(among)}"
    raise Refused(Code.UNKNOWN_VALUE, f"there is no {called} {name!r}; {hint}", what)


def _check_integer(name: str, value: object, lowest: int, highest: int | None = None) -> None:
    if isinstance(value, int) and not isinstance(value, bool) and lowest <= value <= (highest or value):
        return
    wanted = f"from {lowest} to {highest}" if highest else f"of {lowest} or more"
    raise Refused(Code.INVALID_VALUE, f"a whole number {wanted} is wanted, not {value!r}", name)


def _check_seconds(value: object) -> None:
    if (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and math.isfinite(value)
        and 0 <= value <= MAX_SECONDS
    ):
        return
    raise Refused(Code.INVALID_VALUE, f"a number from 0 to {MAX_SECONDS:.0f} is wanted, not {value!r}", "seconds")


def _check_header(name: str, value: object) -> None:
    if not isinstance(value, str) or not value or not set(value) <= _HEADER_TEXT:
        raise Refused(Code.INVALID_VALUE, f"plain ASCII text in one line is wanted, not {value!r}", name)


def _check_messages(given: object) -> tuple[str, ...]:
    """Return messages as a tuple. Raises ``Refused`` for anything but a list of texts, such as a single text."""
    if isinstance(given, list | tuple) and given and all(isinstance(each, str) for each in given):
        return tuple(given)
    raise Refused(Code.INVALID_VALUE, f"a list of one or more texts is wanted, not {given!r}", "messages")
