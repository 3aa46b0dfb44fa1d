"""Making trouble for the client on purpose: faults on the calls that one names, and mutated answers."""

from __future__ import annotations

from collections.abc import Sequence

from centra_mock.domain.fault_schedule import FaultState
from centra_mock.domain.faults import Fault, When
from centra_mock.domain.mutations import Mutation
from centra_mock.services.tenancy import Tenancy


class Trouble(Tenancy):
    """The faults and the mutation of one tenant. Kept in memory: a server that starts again has none."""

    def add_fault(
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
        """Set a fault for calls to come, counted from here, and return its id. See ``Fault`` for what they mean.

        Raises ``Refused`` where that makes no sense.
        """
        texts = messages if messages is None or isinstance(messages, str) else tuple(messages)
        fault = Fault(
            kind, operation, nth, count, when, status, retry_after, seconds, byte, size,
            texts,  # type: ignore[arg-type]  # one text alone is refused with the rest
            content_type,
        )  # fmt: skip
        return self.settings.faults.add(fault)

    @property
    def faults(self) -> tuple[FaultState, ...]:
        """The faults that are set, with how many calls each has seen and how often it fired."""
        return self.settings.faults.list()

    def remove_fault(self, id: int) -> FaultState:
        """Take a fault back, and tell what had become of it; what it holds up goes on. Raises ``NotFound``."""
        return self.settings.faults.remove(id)

    def clear_faults(self) -> tuple[FaultState, ...]:
        """Take all faults back, and tell what had become of them: look for those that ``never_fired``."""
        return self.settings.faults.clear()

    @property
    def mutation(self) -> Mutation | None:
        """How answers are mutated, if they are. Setting it counts the answers from the first again."""
        return self.settings.mutation

    @mutation.setter
    def mutation(self, mutation: Mutation | None) -> None:
        self.settings.mutation = mutation
