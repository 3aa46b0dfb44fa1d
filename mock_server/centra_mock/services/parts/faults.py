"""``centra.faults``: what goes wrong on purpose, on the calls that are named."""

from __future__ import annotations

from collections.abc import Sequence

from centra_mock.activities.faults import When
from centra_mock.domain.fault_schedule import FaultState
from centra_mock.domain.faults import Fault
from centra_mock.services.parts.rows import LiveSequence
from centra_mock.services.transactions import Transactions


class Faults(LiveSequence[FaultState]):
    """The faults that are set, as a list. Each has its number of matching calls and of injections.

    Faults are kept in memory: a server that is restarted has none.
    """

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def _rows(self) -> tuple[FaultState, ...]:
        return self._transactions.settings.faults.list()

    def add(
        self,
        kind: str,
        operation: str | None = None,
        *,
        nth: int = 1,
        count: int | None = 1,
        when: When | None = None,
        status: int | None = None,
        retry_after: int | str | None = None,
        seconds: float | None = None,
        byte: int | None = None,
        size: int | None = None,
        messages: Sequence[str] | None = None,
        content_type: str | None = None,
    ) -> int:
        """Set a fault for calls to come, and return its id. The arguments are the fields of ``Fault``.

        Raises ``Refused`` for arguments that the kind does not use.
        """
        texts = messages if messages is None or isinstance(messages, str) else tuple(messages)
        fault = Fault(
            kind, operation, nth, count, when, status, retry_after, seconds, byte, size,
            texts,  # type: ignore[arg-type]  # one text alone is refused with the rest
            content_type,
        )  # fmt: skip
        return self._transactions.settings.faults.add(fault)

    def remove(self, id: int) -> FaultState:
        """Remove a fault and return its final state; a call that it holds up goes on. Raises ``NotFound``."""
        return self._transactions.settings.faults.remove(id)

    def clear(self) -> tuple[FaultState, ...]:
        """Remove all faults and return their final states. ``never_fired`` marks those that no call met."""
        return self._transactions.settings.faults.clear()
