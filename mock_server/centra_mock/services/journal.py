"""The page *Log* of Centra's module: what the client and this Centra said to each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from centra_mock.error_codes import Code
from centra_mock.errors import NotFound
from centra_mock.services.tenancy import Tenancy
from centra_mock.store.journal import Brief, Exchange, Poll, Sought, Volume
from centra_mock.wire.operations import QUEUE_OPERATIONS

_TOGETHER = 20
"""Exchanges that are read together for an export: they are large, and clients get their turn between."""


class LogPage(Tenancy):
    """The journal of a Centra."""

    def exchanges(
        self,
        operation: str | None = None,
        outcome: str | None = None,
        after: int = 0,
        limit: int = 100,
        *,
        endpoint: str | None = None,
        search: str | None = None,
        before: int | None = None,
    ) -> list[Exchange]:
        """Recorded exchanges with ids above ``after``, oldest first; or those below ``before``, newest first."""
        with self._begin() as unit:
            return unit.journal.page(Sought(operation, outcome, endpoint, search), after, limit, before)

    def exchange_list(self, sought: Sought, after: int = 0, limit: int = 100, before: int | None = None) -> list[Brief]:
        """The same without bodies, which are large."""
        with self._begin() as unit:
            return unit.journal.briefs(sought, after, limit, before)

    def exchange_ids(self, sought: Sought) -> list[int]:
        """All that are meant, newest first."""
        with self._begin() as unit:
            return unit.journal.ids(sought)

    def exchanges_named(self, ids: Sequence[int]) -> list[Brief]:
        """Those of some exchanges that are still there, newest first, without bodies."""
        with self._begin() as unit:
            return unit.journal.briefs_of(ids)

    def every_exchange(self, ids: Sequence[int]) -> Iterator[Exchange]:
        """Those of some exchanges that are still there, oldest first."""
        rising = sorted(ids)
        for start in range(0, len(rising), _TOGETHER):
            with self._begin() as unit:
                found = unit.journal.whole(rising[start : start + _TOGETHER])
            yield from found

    def polls(self, limit: int = 200) -> list[Poll]:
        """The last reads of the queue and calls of events_Done, oldest first, with what each did."""
        with self._begin() as unit:
            return unit.journal.polls(QUEUE_OPERATIONS, limit)

    def exchange_of(self, request_id: str) -> int | None:
        """The exchange that made a change written under this ``X-Centra-Request-ID``, if it is still there."""
        with self._begin() as unit:
            return unit.journal.caused(request_id)

    def exchange(self, id: int) -> Exchange:
        """One recorded exchange. Raises ``NotFound``."""
        with self._begin() as unit:
            found = unit.journal.get(id)
            if found is None:
                raise NotFound(Code.UNKNOWN_EXCHANGE, f"there is no exchange {id} in the journal")
            return found

    def journal_volume(self) -> Volume:
        """How much the journal holds."""
        with self._begin() as unit:
            return unit.journal.volume()

    def clear_journal(self) -> None:
        with self._change() as unit:
            unit.journal.clear()
